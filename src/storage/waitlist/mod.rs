//! The waitlist: who waits, and what they were offered. Every query starts from patients who are not deleted.

pub mod candidates;
pub mod entries;
pub mod offers;
mod rows;
