//! Accounts: who somebody is, and what a registration must bring.

use chrono_tz::Tz;
use serde::Serialize;

use crate::domain::channels::ChannelKind;
use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::locale::Locale;
use crate::domain::roles::Role;

/// The fewest characters of a new password where nothing else is set (OWASP; NIST SP 800-63B-4 asks 15 of a password that
/// stands alone).
pub const PASSWORD_MIN_CHARS: usize = 12;
/// Enough for any passphrase, small enough that hashing stays cheap to offer.
const PASSWORD_MAX_CHARS: usize = 256;

/// A person with an account, as they themselves may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Their id, everywhere.
    pub id: UserId,
    /// Where mail goes and what they sign in with; a patient registered by phone may have none.
    pub email: Option<Email>,
    /// What the account is for.
    pub role: Role,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Where texts go.
    pub phone: Option<Phone>,
    /// The language they are written to in.
    pub locale: Locale,
    /// The zone their times are shown in.
    pub time_zone: Tz,
    /// The address was proven to be theirs.
    pub email_verified: bool,
    /// The number was proven to be theirs.
    pub phone_verified: bool,
    /// They sign in with a second factor.
    pub mfa_enabled: bool,
    /// Nobody may sign in to it.
    pub disabled: bool,
    /// Where they work.
    pub clinics: Vec<Membership>,
}

impl User {
    /// Given and family name, as printed.
    #[must_use]
    pub fn full_name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name)
    }

    /// Where a channel reaches them; none where they have no such address, and for channels that need none.
    #[must_use]
    pub fn address(&self, channel: ChannelKind) -> Option<&str> {
        match channel {
            ChannelKind::Email => self.email.as_ref().map(Email::as_str),
            ChannelKind::Sms => self.phone.as_ref().map(Phone::as_str),
            ChannelKind::InApp | ChannelKind::Push => None,
        }
    }
}

/// A person's place in a clinic.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Membership {
    /// The clinic.
    pub id: ClinicId,
    /// Its name.
    pub name: String,
    /// `doctor`, `staff` or `manager`.
    pub role: String,
}

/// What a new account brings, already read and found good.
#[derive(Debug, Clone)]
pub struct Registration {
    /// Unique, compared without case.
    pub email: Email,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Optional: texts go there.
    pub phone: Option<Phone>,
    /// The zone their times are shown in.
    pub time_zone: Tz,
    /// The language they are written to in.
    pub locale: Locale,
    /// Always [`Role::Patient`] over REST; the commands make the others.
    pub role: Role,
}

/// A password as typed; never printed, never stored.
#[derive(Clone)]
pub struct Password(String);

impl Password {
    /// Reads a new password: `min` to 256 characters, no rules of composition (NIST SP 800-63B-4 §3.1.1.2). How hard it
    /// is to guess is another question: `services/passwords`.
    ///
    /// # Errors
    /// `password_too_short` or `password_too_long`.
    pub fn parse_new(text: &str, min: usize) -> Result<Self, Invalid> {
        match text.chars().count() {
            n if n < min => Err(Invalid::new(
                "password_too_short",
                format!("Use at least {min} characters; a few words in a row are fine."),
            )),
            n if n > PASSWORD_MAX_CHARS => Err(Invalid::new(
                "password_too_long",
                format!("Use at most {PASSWORD_MAX_CHARS} characters."),
            )),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// Takes what somebody typed to sign in; only its length is bounded, so that hashing is.
    #[must_use]
    pub fn attempt(text: &str) -> Self {
        Self(text.chars().take(PASSWORD_MAX_CHARS + 1).collect())
    }

    /// The characters, for the hash alone.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Reads an IANA zone name.
///
/// # Errors
/// `unknown_time_zone`.
pub fn parse_time_zone(name: &str) -> Result<Tz, Invalid> {
    name.parse().map_err(|_| Invalid::new("unknown_time_zone", "Use an IANA name like Europe/Paris."))
}
