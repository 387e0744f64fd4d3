//! Accounts over REST: register, sign in, stay signed in, sign out, who am I.

pub mod csrf;
pub mod login;
pub mod logout;
pub mod me;
pub mod refresh;
pub mod register;
pub mod routes;
pub mod tokens;
pub mod user;
