//! Messages on their way, for administrators.

pub mod figures;
