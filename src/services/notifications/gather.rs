//! Digests: what can wait does not fill a mailbox. The first mail of an hour goes at once; what follows in the same hour
//! is gathered into one, at its end.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::channels::ChannelKind;
use crate::domain::ids::{DeliveryId, EventId};
use crate::domain::messages::{Digest, Message};
use crate::storage::deliveries::{self, NewDelivery};
use crate::storage::digests;
use crate::storage::error::StorageError;

/// How long is gathered.
const WINDOW: TimeDelta = TimeDelta::hours(1);
/// A digest that is on its way takes no more; the next one does.
const NEXT_ONES: i32 = 2;

/// Whether a message waits for others of its kind.
fn can_wait(new: &NewDelivery) -> bool {
    new.channel == ChannelKind::Email && matches!(new.message, Message::MessageSent)
}

/// Adds messages: those that can wait by the turn of their hour, the others as they are. Both by keys that are unique, so
/// that two nodes at the same second make one.
///
/// # Errors
/// [`StorageError`].
pub async fn insert(
    connection: &mut AsyncPgConnection,
    planned: Vec<NewDelivery>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let (waiting, mut at_once): (Vec<_>, Vec<_>) = planned.into_iter().partition(can_wait);
    if waiting.is_empty() {
        return deliveries::insert(connection, at_once, now).await;
    }
    let mut readers: Vec<_> = waiting.iter().map(|new| new.user_id).collect();
    readers.sort_unstable();
    readers.dedup();
    digests::take_turns(connection, &readers).await?;
    let firsts: Vec<_> = waiting.iter().map(|new| key("first", new, now)).collect();
    let mut taken = digests::taken(connection, &firsts).await?;
    let mut later = Vec::new();
    for (first, new) in firsts.into_iter().zip(waiting) {
        if taken.insert(first.clone()) {
            at_once.push(NewDelivery { dedupe_key: first, ..new });
        } else {
            later.push(new);
        }
    }
    deliveries::insert(connection, at_once, now).await?;
    for new in later {
        if !gather(connection, &new, now).await? {
            deliveries::insert(connection, vec![new], now).await?;
        }
    }
    Ok(())
}

/// Puts a message into the next digest that takes any; `false` where none does.
async fn gather(
    connection: &mut AsyncPgConnection,
    new: &NewDelivery,
    now: DateTime<Utc>,
) -> Result<bool, StorageError> {
    for number in 1..=NEXT_ONES {
        let due = hour(now) + WINDOW * number;
        if digests::gather(connection, digest(new, due), new.event_id, now).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The digest of an hour that ends at `due`.
fn digest(new: &NewDelivery, due: DateTime<Utc>) -> NewDelivery {
    let id = DeliveryId::new(due);
    let message = Message::Digest(Digest { messages: 0 });
    let digest = NewDelivery::of_event(EventId(id.0), new.user_id, new.channel, message, new.priority, due);
    NewDelivery { id, dedupe_key: key("digest", new, due), ..digest }
}

fn key(kind: &str, new: &NewDelivery, at: DateTime<Utc>) -> String {
    let category = new.message.category().as_str();
    format!("{kind}:{category}:{}:{}:{}", new.channel.as_str(), new.user_id, hour(at).timestamp())
}

fn hour(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(WINDOW).unwrap_or(at)
}
