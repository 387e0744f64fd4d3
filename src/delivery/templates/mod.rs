//! What messages say, per language. The words are in the `.txt` files beside this one, a folder per language.

pub mod answers;
mod dates;
pub mod email;
pub mod push;
pub mod sms;
pub mod unsubscribe;
mod variables;
mod words;
