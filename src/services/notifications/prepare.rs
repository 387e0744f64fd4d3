//! Just before sending: is it still to be said, and to whom? Called by the channel workers, a batch at a time.

use std::collections::HashMap;

use crate::domain::appointments::Appointment;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Recipient};
use crate::domain::deliveries::MAX_ATTEMPTS;
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::messages::{Message, Visit};
use crate::domain::users::User;
use crate::storage::deliveries::Claimed;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::{appointments, users};

/// What is to be done with a claimed message.
#[derive(Debug, Clone, PartialEq)]
pub enum Prepared {
    /// Send this.
    Send(Box<Outgoing>),
    /// Send nothing: this is what became of it.
    Decided(Outcome),
}

/// Makes messages of one channel ready with what is known now, in the order they came: two queries for all of them.
///
/// A message to nobody (deleted, disabled) is suppressed; so are mails and texts that announce a visit which has been
/// called off since. That it was called off is always said. A message whose attempts are used up, because it took its
/// process with it each time, is dead; one that this version cannot read waits for one that can.
///
/// # Errors
/// [`StorageError`].
pub async fn prepare(
    database: &Database,
    channel: ChannelKind,
    claimed: &[Claimed],
) -> Result<Vec<Prepared>, StorageError> {
    let people: Vec<UserId> = claimed.iter().map(|claimed| claimed.user_id).collect();
    let announced: Vec<AppointmentId> = claimed.iter().filter_map(|one| announces(channel, one)).collect();
    let mut connection = database.connection().await?;
    let people = users::find_many(&mut connection, &people).await?;
    let visits = if announced.is_empty() {
        Vec::new()
    } else {
        appointments::find::find_many(&mut connection, &announced).await?
    };
    let people: HashMap<_, _> = people.into_iter().map(|person| (person.id, person)).collect();
    let visits: HashMap<_, _> = visits.into_iter().map(|visit| (visit.id, visit)).collect();
    let decide = |claimed: &Claimed| {
        let visit = announces(channel, claimed).map(|id| visits.get(&id));
        decide(claimed, people.get(&claimed.user_id), visit)
    };
    Ok(claimed.iter().map(decide).collect())
}

/// The visit that a mail or text says will take place. The inbox is a record: it keeps what was so at the time.
pub(super) fn announces(channel: ChannelKind, claimed: &Claimed) -> Option<AppointmentId> {
    match (channel, claimed.message.as_ref()?) {
        (ChannelKind::InApp, _) | (_, Message::AppointmentCancelled(_) | Message::AccountExists) => None,
        (
            ChannelKind::Email | ChannelKind::Sms,
            Message::AppointmentBooked(Visit { appointment_id, .. })
            | Message::AppointmentConfirmed(Visit { appointment_id, .. })
            | Message::AppointmentRescheduled(Visit { appointment_id, .. }),
        ) => Some(*appointment_id),
    }
}

/// `visit` is the announced one, where the message announces one, and none inside of it where it is gone.
pub(super) fn decide(
    claimed: &Claimed,
    person: Option<&User>,
    visit: Option<Option<&Appointment>>,
) -> Prepared {
    let suppress = |reason: &str| Prepared::Decided(Outcome::Suppressed { reason: reason.to_owned() });
    if claimed.attempt > MAX_ATTEMPTS {
        let reason = "each attempt ended without a result".to_owned();
        return Prepared::Decided(Outcome::Dead { reason });
    }
    let Some(message) = claimed.message.clone() else {
        let reason = "the message cannot be read by this version".to_owned();
        return Prepared::Decided(Outcome::RetryAfter { wait: None, reason });
    };
    let Some(person) = person else { return suppress("the account is gone") };
    if person.disabled {
        return suppress("the account is disabled");
    }
    match visit {
        Some(Some(visit)) if !visit.status.takes_slot() => return suppress("the visit was called off"),
        Some(None) => return suppress("the visit is gone"),
        _ => {}
    }
    Prepared::Send(Box::new(Outgoing {
        delivery_id: claimed.id,
        event_id: claimed.event_id,
        recipient: Recipient {
            user_id: person.id,
            name: person.full_name(),
            email: person.email.clone(),
            phone: person.phone.clone(),
            locale: person.locale,
        },
        message,
        attempt: claimed.attempt,
        maybe_sent: claimed.maybe_sent,
    }))
}
