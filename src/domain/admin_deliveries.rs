//! Messages on their way, as administrators see them: whom they are for and what became of them, not what they say.

use chrono::{DateTime, Utc};

use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{DeliveryId, EventId, UserId};
use crate::domain::invalid::Invalid;

/// Up to this priority a message does not wait, and from [`BULK`] on it comes in bulk.
const URGENT: i16 = 1;
const BULK: i16 = 9;

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryState {
    /// It waits for its turn.
    Queued,
    /// A node is sending it: it is queued, under a lease that runs.
    Sending,
    /// The provider has it.
    Sent,
    /// It must not be sent.
    Suppressed,
    /// It was given up; it may be replayed.
    Dead,
}

impl DeliveryState {
    /// Every state, in the order a message passes through them.
    pub const ALL: [Self; 5] = [Self::Queued, Self::Sending, Self::Sent, Self::Suppressed, Self::Dead];

    /// The name that is sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Suppressed => "suppressed",
            Self::Dead => "dead",
        }
    }

    /// Reads the name.
    ///
    /// # Errors
    /// `unknown_state`.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|state| state.as_str() == name).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Invalid::new("unknown_state", format!("Choose one of {known}."))
        })
    }
}

/// A message to one person over one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Names it, to the providers too.
    pub id: DeliveryId,
    /// What caused it.
    pub event_id: EventId,
    /// Whom it is for.
    pub user_id: UserId,
    /// Their name; empty where the account is gone.
    pub user_name: String,
    /// How it goes out.
    pub channel: ChannelKind,
    /// What its reader's choices are made by.
    pub category: Category,
    /// What it says is in the file of this name.
    pub template: String,
    /// 1 is claimed first.
    pub priority: i16,
    /// Where it stands.
    pub state: DeliveryState,
    /// It is not taken up before.
    pub run_at: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i32,
    /// Why it was not sent at the last attempt.
    pub last_error: Option<String>,
    /// What the provider calls it.
    pub provider_id: Option<String>,
    /// What became of it after the provider accepted it.
    pub provider_status: Option<String>,
    /// Where it went, masked.
    pub address: Option<String>,
    /// When it was caused.
    pub created_at: DateTime<Utc>,
    /// When anything last became of it.
    pub updated_at: DateTime<Utc>,
    /// When the provider accepted it.
    pub sent_at: Option<DateTime<Utc>>,
}

impl Delivery {
    /// How much it matters when it comes: `urgent`, `normal` or `bulk`.
    #[must_use]
    pub fn urgency(&self) -> &'static str {
        match self.priority {
            ..=URGENT => "urgent",
            BULK.. => "bulk",
            _ => "normal",
        }
    }
}

/// A line of a message's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Which attempt: 1 is the first, and they go on counting when it is replayed.
    pub attempt: i32,
    /// When it ended.
    pub at: DateTime<Utc>,
    /// `sent`, `retry`, `maybe_sent`, `suppressed` or `dead`.
    pub outcome: String,
    /// What the provider calls it.
    pub provider_id: Option<String>,
    /// Why it was not sent.
    pub reason: Option<String>,
}

/// An address as lists show it: enough to recognise it, not enough to write to it. Of a browser only the push service is
/// told; what is none of these is not shown.
#[must_use]
pub fn masked(address: &str) -> Option<String> {
    if let Ok(email) = Email::parse(address) {
        return Some(email.masked());
    }
    if let Ok(phone) = Phone::parse(address) {
        return Some(phone.masked());
    }
    address.strip_prefix("https://")?.split('/').next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_address_is_shown_in_full() {
        let shown = |address| masked(address).unwrap_or_default();
        assert_eq!(shown("pat@carebridge.example"), "p••••@carebridge.example");
        assert_eq!(shown("+442079460958"), "+44 •••• 958");
        assert_eq!(shown("https://push.example/send/secret-of-a-browser"), "push.example");
        assert_eq!(masked("secret"), None);
    }

    #[test]
    fn a_state_is_read_by_its_name_alone() {
        for state in DeliveryState::ALL {
            assert_eq!(DeliveryState::parse(state.as_str()), Ok(state));
        }
        assert_eq!(DeliveryState::parse("gone").unwrap_err().code, "unknown_state");
    }
}
