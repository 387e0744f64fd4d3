//! Profiles: an account, what clinics know of a patient, and the mark of a picture. Every query starts from accounts
//! that are not deleted.

pub mod change;
pub mod find;
pub mod list;
mod rows;
