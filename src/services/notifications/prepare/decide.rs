//! The rules by which a message is sent, held back or not sent at all.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::appointments::Status;
use crate::domain::bars::Bar;
use crate::domain::categories::Category;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Recipient};
use crate::domain::contact::{Email, Phone};
use crate::domain::messages::{Digest, Message};
use crate::domain::one_time::Purpose;
use crate::domain::preferences::{Preferences, Reader};
use crate::domain::users::User;
use crate::services::notifications::prepare::facts::{Facts, announces, digest, letter, offers, proof};
use crate::services::notifications::prepare::prepared::Prepared;
use crate::services::one_time::OneTimeSecrets;
use crate::storage::deliveries::Claimed;

/// What a newer version wrote is left to the nodes that have it.
const NEWER: TimeDelta = TimeDelta::minutes(5);
/// 1 does not wait for anything.
pub(super) const URGENT: i16 = 1;

/// What is to be done with one message.
pub(in crate::services::notifications) fn decide(
    channel: ChannelKind,
    claimed: &Claimed,
    facts: &Facts,
    one_time: &OneTimeSecrets,
    now: DateTime<Utc>,
) -> Prepared {
    if claimed.attempt > claimed.attempts_allowed {
        let reason = "each attempt ended without a result".to_owned();
        return Prepared::Decided(Outcome::Dead { reason });
    }
    let Some(message) = claimed.message.clone() else {
        let (until, reason) = (now + NEWER, "the message cannot be read by this version".to_owned());
        return Prepared::Decided(Outcome::PutBack { until, reason, deferred: false });
    };
    let Some(person) = facts.people.get(&claimed.user_id) else { return suppress("the account is gone") };
    let refusal = none_of_their_business(channel, claimed, facts, now)
        .or_else(|| unwanted(channel, claimed, &message, person, facts));
    if let Some(reason) = refusal {
        return suppress(reason);
    }
    // What may have been sent already is looked up whatever the hour is.
    if let Some(until) = peace(channel, claimed, person, facts, now).filter(|_| !claimed.maybe_sent) {
        let reason = "quiet hours".to_owned();
        return Prepared::Decided(Outcome::PutBack { until, reason, deferred: true });
    }
    write(claimed, counted(claimed, message, facts), person, facts, one_time)
}

/// Why it is not to be said any more, whoever it is for.
fn none_of_their_business(
    channel: ChannelKind,
    claimed: &Claimed,
    facts: &Facts,
    now: DateTime<Utc>,
) -> Option<&'static str> {
    if claimed.not_after.is_some_and(|not_after| not_after < now) {
        return Some("too late to make sense");
    }
    if proof(claimed).is_some_and(|proof| !facts.tokens.contains_key(&proof.token_id)) {
        return Some("the link or code was used, replaced or is too old");
    }
    if offers(channel, claimed).is_some_and(|offer| !facts.offers.contains(&offer)) {
        return Some("the offer is answered or over");
    }
    if letter(claimed).is_some_and(|said| facts.read.contains(&(said, claimed.user_id)))
        || digest(claimed)
            .is_some_and(|digest| facts.waiting.get(&digest).is_none_or(|waiting| *waiting == 0))
    {
        return Some("they have read it");
    }
    let announced = announces(channel, claimed)?;
    let Some(visit) = facts.visits.get(&announced.appointment_id) else { return Some("the visit is gone") };
    let reader = claimed.user_id;
    let theirs = reader == visit.patient_id || reader == visit.doctor_id;
    if !theirs && !facts.guardians.contains(&(reader, visit.patient_id)) {
        return Some("they do not look after the patient any more");
    }
    let reminds = matches!(claimed.message, Some(Message::AppointmentReminder(_)));
    match visit.status {
        status if !status.takes_slot() => Some("the visit was called off"),
        Status::Pending | Status::Confirmed if reminds && visit.during.start != announced.starts_at => {
            Some("the visit was moved")
        }
        Status::Pending | Status::Confirmed => None,
        _ if reminds => Some("the visit has begun"),
        _ => None,
    }
}

/// Why this person is not to be told over this channel. The safety of their account is told whatever they chose.
fn unwanted(
    channel: ChannelKind,
    claimed: &Claimed,
    message: &Message,
    person: &User,
    facts: &Facts,
) -> Option<&'static str> {
    if person.disabled {
        return Some("the account is disabled");
    }
    let essential = message.category() == Category::Account;
    let address = facts.address(channel, claimed);
    let bar = address.and_then(|address| facts.barred.get(&(channel, address.to_owned())));
    match bar {
        Some(Bar::Stopped) => return Some("they asked not to be written to there"),
        Some(Bar::Unreachable) if !essential => return Some("nothing arrives at this address"),
        _ => {}
    }
    if !essential && facts.unwilling.contains(&person.id) {
        return Some("they took back their consent");
    }
    // Whoever tries a channel out wants to see whether it reaches them, before they switch it on.
    let tried_out = matches!(message, Message::Test);
    (!tried_out && !chosen(person, facts).allow(message.category(), channel))
        .then_some("they switched it off")
}

/// Until when it waits because its reader wants their peace.
fn peace(
    channel: ChannelKind,
    claimed: &Claimed,
    person: &User,
    facts: &Facts,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    // Whoever tries a channel out is awake.
    if claimed.priority <= URGENT || matches!(claimed.message, Some(Message::Test)) {
        return None;
    }
    chosen(person, facts).peace_until(channel, claimed.at_once, now, person.time_zone)
}

pub(super) fn chosen(person: &User, facts: &Facts) -> Preferences {
    let nothing = || Preferences { reader: Reader::of(person.role), ..Preferences::default() };
    facts.chosen.get(&person.id).cloned().unwrap_or_else(nothing)
}

/// A digest tells how much there is by now.
fn counted(claimed: &Claimed, message: Message, facts: &Facts) -> Message {
    match message {
        Message::Digest(_) => {
            let waiting = facts.waiting.get(&claimed.id).copied().unwrap_or_default();
            Message::Digest(Digest { messages: u32::try_from(waiting).unwrap_or(u32::MAX) })
        }
        other => other,
    }
}

fn write(
    claimed: &Claimed,
    message: Message,
    person: &User,
    facts: &Facts,
    one_time: &OneTimeSecrets,
) -> Prepared {
    let mut outgoing = Outgoing {
        delivery_id: claimed.id,
        event_id: claimed.event_id,
        recipient: Recipient {
            user_id: person.id,
            name: person.full_name(),
            email: person.email.clone(),
            phone: person.phone.clone(),
            push: facts.browsers.get(&person.id).cloned().unwrap_or_default(),
            locale: person.locale,
        },
        message,
        one_time: None,
        attempt: claimed.attempt,
        priority: claimed.priority,
        maybe_sent: claimed.maybe_sent,
        via: claimed.via,
    };
    carry(&mut outgoing, claimed, facts, one_time);
    Prepared::Send(Box::new(outgoing))
}

/// Puts in the text of a link or a code, and sends it where it was asked for: that need not be the person's address yet.
fn carry(outgoing: &mut Outgoing, claimed: &Claimed, facts: &Facts, one_time: &OneTimeSecrets) {
    let token = proof(claimed).and_then(|proof| facts.tokens.get(&proof.token_id));
    let Some((token, purpose)) = token.and_then(|token| Some((token, Purpose::from_stored(&token.purpose)?)))
    else {
        return;
    };
    outgoing.one_time = Some(one_time.text(token.id, purpose));
    if purpose.is_code() {
        outgoing.recipient.phone = Phone::parse(&token.address).ok();
    } else {
        outgoing.recipient.email = Email::parse(&token.address).ok();
    }
}

fn suppress(reason: &str) -> Prepared {
    Prepared::Decided(Outcome::Suppressed { reason: reason.to_owned() })
}
