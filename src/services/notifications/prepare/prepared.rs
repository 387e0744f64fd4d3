//! What becomes of a message just before it is sent.

use crate::domain::channels::{Outcome, Outgoing};

/// What is to be done with a claimed message.
#[derive(Debug, Clone, PartialEq)]
pub enum Prepared {
    /// Send this.
    Send(Box<Outgoing>),
    /// Send nothing: this is what became of it.
    Decided(Outcome),
}
