//! Consents: what somebody agreed to, or no longer does, in which words. A ledger: the last line of a kind holds.

use chrono::{DateTime, Utc};

use crate::domain::ids::{ConsentId, UserId};
use crate::domain::invalid::Invalid;

/// What is agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConsentKind {
    /// The terms of use.
    Terms,
    /// How data is handled.
    Privacy,
    /// Being written to by mail.
    Email,
    /// Being written to by text message.
    Sms,
    /// Notifications of the browser.
    Push,
    /// News that nobody asked for.
    Marketing,
}

impl ConsentKind {
    /// Every kind.
    pub const ALL: [Self; 6] =
        [Self::Terms, Self::Privacy, Self::Email, Self::Sms, Self::Push, Self::Marketing];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Privacy => "privacy",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Push => "push",
            Self::Marketing => "marketing",
        }
    }

    /// Reads the name.
    ///
    /// # Errors
    /// `unknown_kind`.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Invalid::new("unknown_kind", format!("Choose one of {known}."))
        })
    }
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// Names the line.
    pub id: ConsentId,
    /// Whose consent.
    pub user_id: UserId,
    /// To what.
    pub kind: ConsentKind,
    /// Given, or taken back.
    pub granted: bool,
    /// As it was shown.
    pub wording: String,
    /// Where it was shown, e.g. `sign_up`, `settings`, `front_desk`.
    pub source: String,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// Reads the name of a place where consent is asked for: a `snake_case` word of up to 40 characters.
///
/// # Errors
/// `invalid_source`.
pub fn source(name: &str) -> Result<String, Invalid> {
    let letters = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if letters && (1..=40).contains(&name.len()) {
        Ok(name.to_owned())
    } else {
        Err(Invalid::new("invalid_source", "Use a word like settings or front_desk."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_a_word_and_not_a_story() {
        assert_eq!(source("front_desk").as_deref(), Ok("front_desk"));
        for name in ["", "Front desk", "a\0b", &"x".repeat(41)] {
            assert_eq!(source(name).unwrap_err().code, "invalid_source");
        }
    }
}
