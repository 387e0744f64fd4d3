//! Ways to reach a person, and what became of a message on one of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{DeliveryId, EventId, UserId};
use crate::domain::locale::Locale;
use crate::domain::messages::Message;
use crate::domain::one_time::OneTimeText;

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
}

impl ChannelKind {
    /// Every channel, in the order they are tried in.
    pub const ALL: [Self; 3] = [Self::InApp, Self::Email, Self::Sms];

    /// The name that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InApp => "in_app",
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }
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
    /// The language to write in.
    pub locale: Locale,
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
    /// An earlier attempt ended without an answer: look before sending again.
    pub maybe_sent: bool,
}

/// What became of one attempt to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider accepted it.
    Sent {
        /// What the provider calls it, for its callbacks and its support desk.
        provider_id: Option<String>,
    },
    /// Not sent; it may work later.
    RetryAfter {
        /// How long the provider asks us to wait; ours to choose where it does not say.
        wait: Option<Duration>,
        /// For the delivery log; no address, no content.
        reason: String,
    },
    /// The provider may have accepted it: it must be looked up before another attempt.
    MaybeSent {
        /// For the delivery log.
        reason: String,
    },
    /// It must not be sent: the person cannot or does not want to be reached this way.
    Suppressed {
        /// For the delivery log.
        reason: String,
    },
    /// It will never work.
    Dead {
        /// For the delivery log and the administrator.
        reason: String,
    },
}
