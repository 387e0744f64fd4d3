//! Ids: UUIDv7 (RFC 9562 §5.7) made by the application, one type for each kind of thing.

use std::fmt::{self, Display};
use std::str::FromStr;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::{ClockSequence, Timestamp, Uuid};

/// Keeps ids of one millisecond in the order they were made in, within this process, whatever other times ids are made
/// for in between (a reminder bears the id of the instant at which it is due).
static ORDER: LazyLock<Order> = LazyLock::new(Order::new);

/// One counter for all milliseconds (RFC 9562 §6.2, method 1), from a random beginning so that two processes differ. It
/// never says another time than the one that was passed in, as the crate's own context does to keep an order.
struct Order(AtomicU64);

impl Order {
    /// The 32 bits below these are random.
    const BITS: usize = 42;

    fn new() -> Self {
        // The upper half is room for some 2·10¹² ids.
        let beginning = Uuid::new_v4().as_u128() >> (129 - Self::BITS);
        Self(AtomicU64::new(u64::try_from(beginning).unwrap_or(0)))
    }
}

impl ClockSequence for &Order {
    type Output = u64;

    fn generate_sequence(&self, _seconds: u64, _nanoseconds: u32) -> u64 {
        self.0.fetch_add(1, Ordering::Relaxed) & ((1 << Order::BITS) - 1)
    }

    fn usable_bits(&self) -> usize {
        Order::BITS
    }
}

/// A new time-ordered id; `now` comes from the clock that was passed in.
#[must_use]
pub fn new_uuid(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(&*ORDER, seconds, now.timestamp_subsec_nanos()))
}

/// The least id that can have been made at or after `at`: whatever is smaller is older.
#[must_use]
pub fn least_uuid(at: DateTime<Utc>) -> Uuid {
    let milliseconds = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(milliseconds, &[0; 10]).into_uuid()
}

/// When an id was made, to the millisecond; none where it is of another kind.
#[must_use]
pub fn made_at(id: Uuid) -> Option<DateTime<Utc>> {
    let (seconds, nanoseconds) = id.get_timestamp()?.to_unix();
    DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanoseconds)
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// Sorts before every other.
            pub const MIN: Self = Self(Uuid::nil());

            /// A new id, ordered by `now`.
            #[must_use]
            pub fn new(now: DateTime<Utc>) -> Self {
                Self(new_uuid(now))
            }
        }

        impl Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(
    /// A person with an account. Doctors and patients are named by it everywhere outside of storage.
    UserId
);
id!(
    /// A clinic.
    ClinicId
);
id!(
    /// A visit, whatever its status; a hold is one too.
    AppointmentId
);
id!(
    /// A row of the event table: what happened, once.
    EventId
);
id!(
    /// One message to one person over one channel.
    DeliveryId
);
id!(
    /// A row of a person's in-app inbox.
    NotificationId
);
id!(
    /// A signed-in browser or client.
    SessionId
);
id!(
    /// A rule of a doctor's weekly hours.
    RuleId
);
id!(
    /// A stretch of a doctor's absence.
    TimeOffId
);
id!(
    /// Other hours of a doctor on one date.
    OverrideId
);
id!(
    /// Somebody's place in the waitlist.
    WaitlistEntryId
);
id!(
    /// A slot that was offered to somebody who waited.
    WaitlistOfferId
);
id!(
    /// A link or a code that proves an address or a number, once.
    OneTimeTokenId
);
id!(
    /// A line of the ledger of consents.
    ConsentId
);
id!(
    /// The key of a clinic's software.
    ApiKeyId
);
id!(
    /// A stretch in which a clinic is closed.
    ClosureId
);
id!(
    /// Somebody's leave to look at a patient who is not theirs, in an emergency.
    BreakGlassId
);
id!(
    /// A conversation between a patient and their care team.
    ConversationId
);
id!(
    /// A message of a conversation.
    MessageId
);
id!(
    /// A file that somebody sent.
    AttachmentId
);
id!(
    /// A browser that takes pushes.
    PushSubscriptionId
);

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn ids_of_one_millisecond_keep_their_order_and_a_clock_that_went_back_is_believed() {
        let noon: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
        let in_order: Vec<_> = (0..100).map(|_| new_uuid(noon)).collect();
        assert!(in_order.is_sorted());
        assert!(new_uuid(noon - TimeDelta::hours(1)) < in_order[0]);
    }

    /// Reminders, which bear the time at which they are due, broke the order of what happened in the same millisecond.
    #[test]
    fn ids_keep_their_order_whatever_other_times_ids_are_made_for_in_between() {
        let noon: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
        let in_order: Vec<_> = (1..=100)
            .map(|hours| {
                let due = new_uuid(noon + TimeDelta::hours(hours));
                let now = new_uuid(noon);
                assert!(due > now);
                now
            })
            .collect();
        assert!(in_order.is_sorted());
    }

    #[test]
    fn an_id_ends_in_bits_that_nobody_counts() {
        let tails: Vec<_> = (0..100).map(|_| new_uuid(DateTime::UNIX_EPOCH).as_u128() as u32).collect();
        assert!(!tails.is_sorted());
    }

    #[test]
    fn ids_made_before_an_instant_are_smaller_than_its_least_and_later_ones_are_not() {
        let noon: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
        assert!(new_uuid(noon - TimeDelta::milliseconds(1)) < least_uuid(noon));
        assert!(new_uuid(noon) >= least_uuid(noon));
    }

    #[test]
    fn an_id_says_when_it_was_made() {
        let now: DateTime<Utc> = "2026-11-23T06:00:00.123Z".parse().unwrap();
        assert_eq!(made_at(new_uuid(now)), Some(now));
        assert_eq!(made_at(Uuid::nil()), None);
    }
}
