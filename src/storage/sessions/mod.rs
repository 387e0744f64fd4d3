//! Sign-ins: the cookies and refresh tokens that keep somebody signed in, as hashes.

pub mod change;
pub mod end;
pub mod find;
pub mod open;
pub mod refresh_tokens;
mod rows;
