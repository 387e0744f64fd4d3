//! Addresses that a message can be sent to. Parsed once, trusted afterwards.

use std::fmt::{self, Debug, Display};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::domain::invalid::Invalid;

/// RFC 5321 §4.5.3.1.3 allows a path of 256 octets, brackets included.
const EMAIL_MAX_BYTES: usize = 254;

/// An e-mail address of the everyday form `local@domain.tld`, as typed, trimmed. Compared without case in storage.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// `invalid_email` where no mail could be sent to it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        let invalid = || Invalid::new("invalid_email", "Enter an e-mail address like name@example.com.");
        let (local, domain) = text.rsplit_once('@').ok_or_else(invalid)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..")
            && local.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c));
        let label_ok = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        };
        let domain_ok = domain.contains('.') && domain.split('.').all(label_ok);
        if text.len() > EMAIL_MAX_BYTES || !local_ok || !domain_ok {
            return Err(invalid());
        }
        Ok(Self(text.to_owned()))
    }

    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a stored address is this one, however it was typed.
    #[must_use]
    pub fn is(&self, stored: &str) -> bool {
        self.0.eq_ignore_ascii_case(stored)
    }

    /// The address as lists show it: enough to recognise it, not enough to write to it.
    #[must_use]
    pub fn masked(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first: String = local.chars().take(1).collect();
        format!("{first}••••@{domain}")
    }
}

/// A telephone number in E.164: `+`, then 8 to 15 digits, the first not zero.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

impl Phone {
    /// Reads a number; spaces, dots, dashes and brackets between the digits are forgiven.
    ///
    /// # Errors
    /// `invalid_phone` where it is not a full international number.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let number: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
        let digits = number.strip_prefix('+').unwrap_or_default();
        let valid = (8..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|b| b.is_ascii_digit());
        if !valid {
            return Err(Invalid::new(
                "invalid_phone",
                "Enter the number with its country code, like +44 20 7946 0958.",
            ));
        }
        Ok(Self(number))
    }

    /// The number as text, in E.164.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as lists show it: `+44 •••• 123`.
    #[must_use]
    pub fn masked(&self) -> String {
        format!("{} •••• {}", &self.0[..3], &self.0[self.0.len() - 3..])
    }
}

macro_rules! text_like {
    ($name:ident, $mask:literal) => {
        impl Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        /// Masked: an address must not reach a log through a `Debug`.
        impl Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($mask)
            }
        }

        impl FromStr for $name {
            type Err = Invalid;

            fn from_str(text: &str) -> Result<Self, Invalid> {
                Self::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Invalid;

            fn try_from(text: String) -> Result<Self, Invalid> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }
    };
}

text_like!(Email, "Email(…)");
text_like!(Phone, "Phone(…)");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyday_addresses_are_accepted_and_trimmed() {
        assert_eq!(Email::parse(" pat+x@carebridge.example ").unwrap().as_str(), "pat+x@carebridge.example");
    }

    #[test]
    fn addresses_that_could_smuggle_a_header_or_go_nowhere_are_refused() {
        for text in ["", "a", "a@b", "@b.c", "a@b..c", "a b@c.d", "a@b.c\r\nBcc: x@y.z", "a..b@c.d", "a@-b.c"]
        {
            assert_eq!(Email::parse(text).unwrap_err().code, "invalid_email", "{text:?}");
        }
    }

    #[test]
    fn numbers_are_normalised_to_e164() {
        assert_eq!(Phone::parse("+44 (20) 7946-0958").unwrap().as_str(), "+442079460958");
        for text in ["", "020 7946 0958", "+0123456789", "+1234567", "+12345678901234567", "+44x2079460958"] {
            assert_eq!(Phone::parse(text).unwrap_err().code, "invalid_phone", "{text:?}");
        }
    }

    #[test]
    fn a_list_shows_neither_address_nor_number() {
        assert_eq!(Email::parse("pat@carebridge.example").unwrap().masked(), "p••••@carebridge.example");
        assert_eq!(Phone::parse("+44 20 7946 0123").unwrap().masked(), "+44 •••• 123");
    }

    #[test]
    fn debug_shows_no_address() {
        let debug = format!("{:?}", Email::parse("pat@carebridge.example").unwrap());
        assert!(!debug.contains("pat"));
    }
}
