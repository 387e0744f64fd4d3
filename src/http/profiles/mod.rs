//! Profiles: one's own, one's dependants', and everybody's for administrators.

pub mod answer;
pub mod avatar;
pub mod change;
pub mod consents;
pub mod dependants;
pub mod export;
pub mod fields;
pub mod read;
pub mod routes;
