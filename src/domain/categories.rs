//! What a message is about, as far as its reader's choices go.

use serde::{Deserialize, Serialize};

use crate::domain::invalid::Invalid;

/// A kind of message that a person can choose the channels of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// A visit is booked, confirmed, moved or called off; a time that was waited for is free.
    Booking,
    /// A visit is near.
    Reminder,
    /// Somebody wrote.
    Message,
    /// A result can be read.
    Result,
    /// A prescription was written, or ends.
    Prescription,
    /// A visit can be reviewed, or a review was answered.
    Review,
    /// The account and its safety; cannot be switched off.
    Account,
    /// News that nobody asked for.
    Marketing,
}

impl Category {
    /// Every category, in the order they are shown in.
    pub const ALL: [Self; 8] = [
        Self::Booking,
        Self::Reminder,
        Self::Message,
        Self::Result,
        Self::Prescription,
        Self::Review,
        Self::Account,
        Self::Marketing,
    ];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Booking => "booking",
            Self::Reminder => "reminder",
            Self::Message => "message",
            Self::Result => "result",
            Self::Prescription => "prescription",
            Self::Review => "review",
            Self::Account => "account",
            Self::Marketing => "marketing",
        }
    }

    /// Reads the name.
    ///
    /// # Errors
    /// `unknown_category`.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|category| category.as_str() == name).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Invalid::new("unknown_category", format!("Choose one of {known}."))
        })
    }
}
