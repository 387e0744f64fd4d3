//! Text messages: over Twilio, or as lines of a file where there is no account.

pub mod gsm7;
pub mod text_file;
pub mod twilio;
mod twilio_answer;
pub mod twilio_codes;
mod twilio_lookup;
pub mod twilio_signature;
pub mod twiml;
