//! Just before sending: is it still to be said, and to whom? Called by the channel workers, a batch at a time.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use crate::domain::appointments::Appointment;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Recipient};
use crate::domain::contact::{Email, Phone};
use crate::domain::ids::{AppointmentId, EventId, OneTimeTokenId, UserId, WaitlistOfferId};
use crate::domain::messages::{Message, Proof, Visit};
use crate::domain::one_time::Purpose;
use crate::domain::users::User;
use crate::services::one_time::OneTimeSecrets;
use crate::storage::conversations::to_tell;
use crate::storage::deliveries::Claimed;
use crate::storage::error::StorageError;
use crate::storage::one_time_tokens::OneTimeToken;
use crate::storage::pool::Database;
use crate::storage::{appointments, one_time_tokens, users, waitlist};

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
/// called off since, and whatever tells of something to read that was read since. That a visit was called off is always said. A message whose attempts are used up, because it took its
/// process with it each time, is dead; one that this version cannot read waits for one that can.
///
/// # Errors
/// [`StorageError`].
pub async fn prepare(
    database: &Database,
    channel: ChannelKind,
    claimed: &[Claimed],
    one_time: &OneTimeSecrets,
    now: DateTime<Utc>,
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
    let carried: Vec<OneTimeTokenId> = claimed.iter().filter_map(proof).map(|proof| proof.token_id).collect();
    let tokens = if carried.is_empty() {
        Vec::new()
    } else {
        one_time_tokens::find_open(&mut connection, &carried, now).await?
    };
    let offered: Vec<WaitlistOfferId> = claimed.iter().filter_map(|one| offers(channel, one)).collect();
    let open = if offered.is_empty() {
        HashSet::new()
    } else {
        waitlist::offers::still_open(&mut connection, &offered, now).await?
    };
    let letters: Vec<EventId> = claimed.iter().filter_map(letter).collect();
    let read =
        if letters.is_empty() { HashSet::new() } else { to_tell::read_by(&mut connection, &letters).await? };
    let tokens: HashMap<_, _> = tokens.into_iter().map(|token| (token.id, token)).collect();
    let people: HashMap<_, _> = people.into_iter().map(|person| (person.id, person)).collect();
    let visits: HashMap<_, _> = visits.into_iter().map(|visit| (visit.id, visit)).collect();
    let decide = |claimed: &Claimed| {
        if offers(channel, claimed).is_some_and(|offer| !open.contains(&offer)) {
            return suppress("the offer is answered or over");
        }
        if letter(claimed).is_some_and(|said| read.contains(&(said, claimed.user_id))) {
            return suppress("they have read it");
        }
        let visit = announces(channel, claimed).map(|id| visits.get(&id));
        match proof(claimed) {
            None => decide(claimed, people.get(&claimed.user_id), visit),
            Some(proof) => match tokens.get(&proof.token_id) {
                Some(token) => carry(decide(claimed, people.get(&claimed.user_id), visit), token, one_time),
                None => suppress("the link or code was used, replaced or is too old"),
            },
        }
    };
    Ok(claimed.iter().map(decide).collect())
}

fn proof(claimed: &Claimed) -> Option<Proof> {
    claimed.message.as_ref().and_then(Message::proof)
}

/// Puts in the text of a link or a code, and sends it where it was asked for: that need not be the person's address yet.
fn carry(prepared: Prepared, token: &OneTimeToken, one_time: &OneTimeSecrets) -> Prepared {
    let (Prepared::Send(mut outgoing), Some(purpose)) =
        (prepared.clone(), Purpose::from_stored(&token.purpose))
    else {
        return prepared;
    };
    outgoing.one_time = Some(one_time.text(token.id, purpose));
    if purpose.is_code() {
        outgoing.recipient.phone = Phone::parse(&token.address).ok();
    } else {
        outgoing.recipient.email = Email::parse(&token.address).ok();
    }
    Prepared::Send(outgoing)
}

fn suppress(reason: &str) -> Prepared {
    Prepared::Decided(Outcome::Suppressed { reason: reason.to_owned() })
}

/// The visit that a mail or text says will take place. The inbox is a record: it keeps what was so at the time.
pub(super) fn announces(channel: ChannelKind, claimed: &Claimed) -> Option<AppointmentId> {
    match (channel, claimed.message.as_ref()?) {
        (
            ChannelKind::Email | ChannelKind::Sms,
            Message::AppointmentBooked(Visit { appointment_id, .. })
            | Message::AppointmentConfirmed(Visit { appointment_id, .. })
            | Message::AppointmentRescheduled(Visit { appointment_id, .. }),
        ) => Some(*appointment_id),
        _ => None,
    }
}

/// The offer that a mail or text is about. It is nothing to anybody once it is answered, or its time is over.
fn offers(channel: ChannelKind, claimed: &Claimed) -> Option<WaitlistOfferId> {
    match (channel, claimed.message.as_ref()?) {
        (ChannelKind::Email | ChannelKind::Sms, Message::WaitlistOffered(opening)) => Some(opening.offer_id),
        _ => None,
    }
}

/// What was said, where the message tells that there is something to read.
fn letter(claimed: &Claimed) -> Option<EventId> {
    matches!(claimed.message, Some(Message::MessageSent)).then_some(claimed.event_id)
}

/// `visit` is the announced one, where the message announces one, and none inside of it where it is gone.
pub(super) fn decide(
    claimed: &Claimed,
    person: Option<&User>,
    visit: Option<Option<&Appointment>>,
) -> Prepared {
    if claimed.attempt > claimed.attempts_allowed {
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
            push: Vec::new(),
            locale: person.locale,
        },
        message,
        one_time: None,
        attempt: claimed.attempt,
        priority: claimed.priority,
        maybe_sent: claimed.maybe_sent,
        via: claimed.via,
    }))
}
