//! Why a value was refused, in words a person can act on.

use thiserror::Error;

/// A refused value. It does not name the field: whoever reads the input knows that.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct Invalid {
    /// A stable machine-readable code, `snake_case`.
    pub code: &'static str,
    /// One sentence for a person.
    pub message: String,
}

impl Invalid {
    /// A refusal with its code and its sentence.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}
