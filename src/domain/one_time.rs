//! Links and codes that prove, once, that an address or a number is somebody's.

use std::fmt::{self, Debug};

use chrono::TimeDelta;

/// What a link or a code is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// A link: the address is theirs.
    EmailVerify,
    /// A link: they may choose a password.
    PasswordSet,
    /// A code: the number is theirs.
    PhoneVerify,
    /// A code: the account that a clinic made for them is theirs.
    Claim,
}

impl Purpose {
    /// The name that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::EmailVerify => "email_verify",
            Self::PasswordSet => "password_set",
            Self::PhoneVerify => "phone_verify",
            Self::Claim => "claim",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::EmailVerify, Self::PasswordSet, Self::PhoneVerify, Self::Claim]
            .into_iter()
            .find(|purpose| purpose.as_str() == name)
    }

    /// Whether it is typed from a text message; else it is a link.
    #[must_use]
    pub fn is_code(self) -> bool {
        matches!(self, Self::PhoneVerify | Self::Claim)
    }

    /// How long it is good.
    #[must_use]
    pub fn lasts(self) -> TimeDelta {
        if self.is_code() { TimeDelta::minutes(10) } else { TimeDelta::minutes(30) }
    }
}

impl Purpose {
    /// How many may be sent to one person within [`Self::counted_for`].
    #[must_use]
    pub fn most(self) -> i64 {
        if self.is_code() { 10 } else { 5 }
    }

    /// See [`Self::most`].
    #[must_use]
    pub fn counted_for(self) -> TimeDelta {
        if self.is_code() { TimeDelta::days(1) } else { self.lasts() }
    }
}

/// So often a code may be tried: one guess in 200,000.
pub const CODE_ATTEMPTS: i32 = 5;

/// The text of a link's token or a code, on its way to its owner; never stored, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct OneTimeText(pub String);

impl Debug for OneTimeText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OneTimeText(…)")
    }
}
