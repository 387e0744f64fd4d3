//! The demo clinic: accounts, doctors with hours, patients and two weeks of visits, the same at every seed.

pub mod accounts;
pub mod demo;
pub mod error;
pub mod plan;
pub mod run;

mod clinics;
mod hours;
mod letters;
mod names;
mod people;
mod practices;
mod records;
mod roster;
mod story;
mod visits;

#[cfg(test)]
mod tests;
