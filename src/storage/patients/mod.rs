//! Patients as those who care for them see them. Every query starts from a scope: whose patients may be seen at all.

pub mod find;
pub mod list;
pub mod register;
pub mod rows;
