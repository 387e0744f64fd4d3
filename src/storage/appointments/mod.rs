//! Visits, as both parties and their clinic read them. Every query starts from those that are not deleted.

pub mod change;
pub mod find;
pub mod insert;
pub mod list;
pub mod obstacles;
pub mod purge;
pub mod rows;
