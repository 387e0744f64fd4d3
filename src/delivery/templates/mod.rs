//! What messages say, per language. The words are in the `.txt` files beside this one, a folder per language.

pub mod answers;
pub mod catalogue;
mod dates;
pub mod email;
pub mod examples;
pub mod inbox;
pub mod preview;
pub mod push;
pub mod sms;
pub mod unsubscribe;
mod variables;
mod words;
