//! At most so many messages a day: what is over it waits for the reader's next day.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::categories::Category;
use crate::domain::channels::{ChannelKind, Outcome};
use crate::domain::ids::UserId;
use crate::domain::messages::Message;
use crate::services::notifications::prepare::decide::{URGENT, chosen};
use crate::services::notifications::prepare::facts::Facts;
use crate::services::notifications::prepare::prepared::Prepared;
use crate::storage::daily_counts::{self, Wanted};
use crate::storage::deliveries::Claimed;
use crate::storage::error::StorageError;

/// The messages of one person that count.
struct Counted {
    zone: Tz,
    day: NaiveDate,
    cap: usize,
    /// Their places in the batch.
    places: Vec<usize>,
}

/// Puts back what is over its reader's cap. A message counts when it is tried for the first time; what is urgent, and what
/// concerns the safety of the account, neither counts nor waits. What somebody sends to themselves to try a channel out
/// concerns nobody's safety.
///
/// # Errors
/// [`StorageError`].
pub(super) async fn hold_back(
    connection: &mut AsyncPgConnection,
    channel: ChannelKind,
    claimed: &[Claimed],
    prepared: &mut [Prepared],
    facts: &Facts,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let mut people: BTreeMap<UserId, Counted> = BTreeMap::new();
    for (place, (one, ready)) in claimed.iter().zip(prepared.iter()).enumerate() {
        let Prepared::Send(outgoing) = ready else { continue };
        let is_new = one.attempt == 1 && !one.maybe_sent;
        let essential = outgoing.message.category() == Category::Account && outgoing.message != Message::Test;
        if !is_new || one.priority <= URGENT || essential {
            continue;
        }
        let Some(person) = facts.people.get(&one.user_id) else { continue };
        let Some(cap) = chosen(person, facts).cap(channel) else { continue };
        let zone = person.time_zone;
        let counted = people.entry(person.id).or_insert_with(|| Counted {
            zone,
            day: now.with_timezone(&zone).date_naive(),
            cap: usize::try_from(cap).unwrap_or(usize::MAX),
            places: Vec::new(),
        });
        counted.places.push(place);
    }
    if people.is_empty() {
        return Ok(());
    }
    let count = |number: usize| i32::try_from(number).unwrap_or(i32::MAX);
    let wanted: Vec<_> = people
        .iter()
        .map(|(person, counted)| Wanted {
            person: *person,
            day: counted.day,
            count: count(counted.places.len()),
            cap: count(counted.cap),
        })
        .collect();
    let granted = AsyncPgConnection::transaction(connection, async |connection| {
        daily_counts::charge(connection, channel, &wanted).await
    })
    .await?;
    for (person, counted) in people {
        let room = granted.get(&person).and_then(|room| usize::try_from(*room).ok()).unwrap_or_default();
        for place in counted.places.into_iter().skip(room) {
            let until = next_day(counted.day, counted.zone, now);
            let reason = "they got as many as they want in a day".to_owned();
            prepared[place] = Prepared::Decided(Outcome::PutBack { until, reason, deferred: true });
        }
    }
    Ok(())
}

/// When the day after this one begins.
fn next_day(day: NaiveDate, zone: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
    let midnight = day.checked_add_days(Days::new(1)).map(|next| next.and_time(NaiveTime::MIN));
    let begins = midnight.and_then(|midnight| zone.from_local_datetime(&midnight).earliest());
    // Some zones skip a midnight; a day later is the next day everywhere.
    begins.map_or(now + TimeDelta::days(1), |begins| begins.to_utc())
}
