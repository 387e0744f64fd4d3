//! The languages that people are written to in.

use serde::{Deserialize, Serialize};

use crate::domain::invalid::Invalid;

/// A language with templates of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Locale {
    /// English.
    #[default]
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
}

impl Locale {
    /// Reads a BCP 47 tag; only its language counts (`fr-CA` is French).
    ///
    /// # Errors
    /// `unknown_locale` where we have no templates for the language.
    pub fn parse(tag: &str) -> Result<Self, Invalid> {
        match tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Ok(Self::En),
            "fr" => Ok(Self::Fr),
            "es" => Ok(Self::Es),
            _ => Err(Invalid::new("unknown_locale", "Choose one of en, fr, es.")),
        }
    }

    /// The tag that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Es => "es",
        }
    }
}
