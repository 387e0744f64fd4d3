//! What providers tell us of their own accord. Each proves itself by a signature.

pub mod signed_form;
pub mod twilio_inbound;
pub mod twilio_status;
