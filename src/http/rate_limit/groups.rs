//! The groups of endpoints and callers that have a quota each.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use thiserror::Error;

use crate::domain::api_keys::RateTier;

/// What a quota is for. The name is the one in the settings and in the headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Anyone not signed in, by IP prefix.
    Anonymous,
    /// A signed-in person, by user.
    SignedIn,
    /// Bookings, by patient.
    Booking,
    /// Messages and the files that go with them, by who sends them.
    Message,
    /// Messages that somebody has sent to themselves to try a channel out, by user: a number need not be theirs.
    Trial,
    /// Attempts to sign in, by account.
    Login,
    /// The software of a practice, by key.
    KeyStandard,
    /// The software of somebody larger, by key.
    KeyHigh,
}

impl Group {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Anonymous,
        Self::SignedIn,
        Self::Booking,
        Self::Message,
        Self::Trial,
        Self::Login,
        Self::KeyStandard,
        Self::KeyHigh,
    ];

    /// `snake_case`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::SignedIn => "signed_in",
            Self::Booking => "booking",
            Self::Message => "message",
            Self::Trial => "trial",
            Self::Login => "login",
            Self::KeyStandard => "key_standard",
            Self::KeyHigh => "key_high",
        }
    }

    /// The group of a key.
    #[must_use]
    pub fn of_tier(tier: RateTier) -> Self {
        match tier {
            RateTier::Standard => Self::KeyStandard,
            RateTier::High => Self::KeyHigh,
        }
    }
}

/// So many in so many seconds. A caller may spend all at once; they come back one by one, evenly over the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Requests.
    pub limit: NonZeroU32,
    /// Seconds.
    pub per_seconds: NonZeroU32,
}

/// A name in the settings that is not a group's.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("there is no rate limit group `{0}`")]
pub struct UnknownGroup(pub String);

/// The quotas in force; a group without one is not limited, and none at all is `off`.
#[derive(Debug, Clone, Default)]
pub struct Quotas(BTreeMap<Group, Quota>);

impl Quotas {
    /// No limits.
    #[must_use]
    pub fn off() -> Self {
        Self::default()
    }

    /// As the settings have them, by name.
    ///
    /// # Errors
    /// A name that is not a group's.
    pub fn by_name(named: impl IntoIterator<Item = (String, Quota)>) -> Result<Self, UnknownGroup> {
        let group = |(name, quota): (String, Quota)| {
            let group = Group::ALL.into_iter().find(|group| group.name() == name);
            group.map(|group| (group, quota)).ok_or(UnknownGroup(name))
        };
        named.into_iter().map(group).collect::<Result<_, _>>().map(Self)
    }

    /// Each group with its quota.
    pub fn iter(&self) -> impl Iterator<Item = (Group, Quota)> {
        self.0.iter().map(|(group, quota)| (*group, *quota))
    }
}
