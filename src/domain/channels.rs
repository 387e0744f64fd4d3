//! Ways to reach a person, and what became of a message on one of them.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::bars::Bar;
use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{DeliveryId, EventId, PushSubscriptionId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::locale::Locale;
use crate::domain::messages::Message;
use crate::domain::one_time::OneTimeText;

/// A provider that says "too many" without saying for how long is left alone for this.
const PAUSE: TimeDelta = TimeDelta::seconds(5);

/// A way to reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChannelKind {
    /// The bell in the app.
    InApp,
    /// E-mail.
    Email,
    /// A text message.
    Sms,
    /// A notification of the browser.
    Push,
}

impl ChannelKind {
    /// Every channel, in the order they are tried in.
    pub const ALL: [Self; 4] = [Self::InApp, Self::Email, Self::Sms, Self::Push];

    /// The name that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InApp => "in_app",
            Self::Email => "email",
            Self::Sms => "sms",
            Self::Push => "push",
        }
    }

    /// Reads the name.
    ///
    /// # Errors
    /// `unknown_channel`.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == name).ok_or_else(|| {
            let known = Self::ALL.map(Self::as_str).join(", ");
            Invalid::new("unknown_channel", format!("Choose one of {known}."))
        })
    }
}

/// Which of two providers of a channel, where there are two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// The one that is asked first, and the only one mostly.
    First,
    /// The one that is asked where the first refused.
    Second,
}

impl Via {
    /// The name that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Second => "second",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::First, Self::Second].into_iter().find(|via| via.as_str() == name)
    }
}

/// A browser that takes pushes (RFC 8030), and the keys that their payload is sealed for (RFC 8291 §3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushTarget {
    /// The subscription's row.
    pub id: PushSubscriptionId,
    /// Where its push service takes them.
    pub endpoint: String,
    /// The browser's public key: an uncompressed point of P-256.
    pub p256dh: Vec<u8>,
    /// The secret that both share.
    pub auth: Vec<u8>,
}

/// Whom a message is for, as known at the time of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The account.
    pub user_id: UserId,
    /// For the address line and the greeting.
    pub name: String,
    /// Where e-mail goes; a patient may have none.
    pub email: Option<Email>,
    /// Where texts go.
    pub phone: Option<Phone>,
    /// Their browsers that take pushes; looked up for a push only.
    pub push: Vec<PushTarget>,
    /// The language to write in.
    pub locale: Locale,
}

impl Recipient {
    /// The address that a channel sends to; none where the person has none, and for channels that need none.
    #[must_use]
    pub fn address(&self, channel: ChannelKind) -> Option<&str> {
        match channel {
            ChannelKind::Email => self.email.as_ref().map(Email::as_str),
            ChannelKind::Sms => self.phone.as_ref().map(Phone::as_str),
            ChannelKind::InApp | ChannelKind::Push => None,
        }
    }
}

/// One message to one person over one channel, claimed for sending.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Stable over every attempt: the Message-ID and the callback address are made from it.
    pub delivery_id: DeliveryId,
    /// What caused it.
    pub event_id: EventId,
    /// Whom it is for.
    pub recipient: Recipient,
    /// What is said.
    pub message: Message,
    /// The text of the link or the code that the message carries, if it does.
    pub one_time: Option<OneTimeText>,
    /// 1 for the first attempt.
    pub attempt: i32,
    /// 1 for what does not wait, 9 for what comes in bulk.
    pub priority: i16,
    /// An earlier attempt ended without an answer: look before sending again.
    pub maybe_sent: bool,
    /// Which provider may have it, where an earlier attempt ended without an answer.
    pub via: Option<Via>,
}

/// What became of one attempt to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider accepted it.
    Sent {
        /// What the provider calls it, for its callbacks and its support desk.
        provider_id: Option<String>,
        /// Which provider has it.
        via: Via,
    },
    /// Not sent, for a reason of this message's own; it may work later.
    RetryAfter {
        /// How long the provider asks us to wait; ours to choose where it does not say.
        wait: Option<Duration>,
        /// For the delivery log; no address, no content.
        reason: String,
    },
    /// Not sent: the provider is away, or turns us away. Nothing else would get through either.
    Unavailable {
        /// How long it makes no sense to ask again; ours to choose where nothing speaks for a time.
        wait: Option<Duration>,
        /// For the delivery log; no address, no content.
        reason: String,
    },
    /// Not sent: the provider asks us to slow down. Until then nothing more goes to it.
    TooMany {
        /// How long it asks us to wait; ours to choose where it does not say.
        wait: Option<Duration>,
        /// For the delivery log; no address, no content.
        reason: String,
    },
    /// The provider may have accepted it: it must be looked up before another attempt.
    MaybeSent {
        /// For the delivery log.
        reason: String,
        /// Which provider may have it.
        via: Via,
    },
    /// It was not begun: it goes back as if it had not been taken up, and its attempt is not counted.
    PutBack {
        /// When it may be taken up again.
        until: DateTime<Utc>,
        /// For the delivery log.
        reason: String,
        /// For its reader's sake, not the provider's: how long that takes says nothing of how fast we are.
        deferred: bool,
    },
    /// It must not be sent: the person cannot or does not want to be reached this way.
    Suppressed {
        /// For the delivery log.
        reason: String,
    },
    /// The address must not or cannot be written to, now or later.
    Barred {
        /// Which of the two.
        bar: Bar,
        /// For the delivery log and the administrator.
        reason: String,
    },
    /// It will never work.
    Dead {
        /// For the delivery log and the administrator.
        reason: String,
    },
}

impl Outcome {
    /// Whether it speaks against the provider: it cannot be reached, turns us away, or leaves us without an answer. A
    /// number that does not exist, a full mailbox or a pace that is too fast does not.
    #[must_use]
    pub fn blames_the_provider(&self) -> bool {
        matches!(self, Self::Unavailable { .. } | Self::MaybeSent { .. })
    }

    /// How long the provider wants to be left alone, where it does.
    #[must_use]
    pub fn pause(&self) -> Option<TimeDelta> {
        let Self::TooMany { wait, .. } = self else { return None };
        Some(wait.and_then(|wait| TimeDelta::from_std(wait).ok()).unwrap_or(PAUSE))
    }

    /// The same, of the provider that was asked.
    #[must_use]
    pub fn by(self, via: Via) -> Self {
        match self {
            Self::Sent { provider_id, .. } => Self::Sent { provider_id, via },
            Self::MaybeSent { reason, .. } => Self::MaybeSent { reason, via },
            other => other,
        }
    }
}
