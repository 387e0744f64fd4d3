//! Accounts over REST: register, sign in, stay signed in, sign out, who am I.

pub mod claim;
pub mod confirm;
pub mod csrf;
pub mod deactivate;
pub mod device;
pub mod email;
pub mod login;
pub mod logout;
pub mod me;
pub mod mfa;
pub mod password;
pub mod phone;
pub mod refresh;
pub mod register;
pub mod routes;
pub mod sessions;
pub mod tokens;
pub mod user;
