//! Patients, for clinics' staff and software, for doctors and for administrators.

pub mod body;
mod read;
mod register;
pub mod routes;
