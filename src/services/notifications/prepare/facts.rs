//! What is known at the time of sending, of all messages of a batch. Nothing is asked that no message of it is about.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::appointments::Appointment;
use crate::domain::bars::Bar;
use crate::domain::channels::{ChannelKind, PushTarget};
use crate::domain::consents::ConsentKind;
use crate::domain::ids::{AppointmentId, DeliveryId, EventId, OneTimeTokenId, UserId, WaitlistOfferId};
use crate::domain::messages::{Message, Proof, Visit};
use crate::domain::preferences::Preferences;
use crate::domain::users::User;
use crate::storage::conversations::to_tell;
use crate::storage::deliveries::Claimed;
use crate::storage::error::StorageError;
use crate::storage::one_time_tokens::OneTimeToken;
use crate::storage::{
    appointments, consents, dependants, digests, one_time_tokens, preferences, push_targets, suppressions,
    users, waitlist,
};

/// What the messages of a batch are decided by.
#[derive(Debug, Default)]
pub(in crate::services::notifications) struct Facts {
    /// Whom they are for.
    pub people: HashMap<UserId, User>,
    /// What these chose.
    pub chosen: HashMap<UserId, Preferences>,
    /// Who took back that they may be written to this way.
    pub unwilling: HashSet<UserId>,
    /// Addresses that are not written to.
    pub barred: HashMap<(ChannelKind, String), Bar>,
    /// The browsers of people, for pushes.
    pub browsers: HashMap<UserId, Vec<PushTarget>>,
    /// The visits that are announced.
    pub visits: HashMap<AppointmentId, Appointment>,
    /// Who looks after their patients: each guardian beside each of theirs.
    pub guardians: HashSet<(UserId, UserId)>,
    /// The links and codes that are still good.
    pub tokens: HashMap<OneTimeTokenId, OneTimeToken>,
    /// The offers that still stand.
    pub offers: HashSet<WaitlistOfferId>,
    /// What was read already, and by whom.
    pub read: HashSet<(EventId, UserId)>,
    /// How many things each digest still has to tell of.
    pub waiting: HashMap<DeliveryId, i64>,
}

impl Facts {
    pub(super) async fn load(
        connection: &mut AsyncPgConnection,
        channel: ChannelKind,
        claimed: &[Claimed],
        now: DateTime<Utc>,
    ) -> Result<Self, StorageError> {
        let people: Vec<UserId> = claimed.iter().map(|claimed| claimed.user_id).collect();
        let mut facts = Self {
            people: by(users::find_many(connection, &people).await?, |person| person.id),
            chosen: preferences::find_many(connection, &people).await?,
            ..Self::default()
        };
        facts.ask_about_content(connection, channel, claimed, now).await?;
        facts.ask_whether_wanted(connection, channel, claimed, now).await?;
        Ok(facts)
    }

    /// Where a message goes: a link or a code to what it is to prove, which need not be the person's yet.
    pub(super) fn address(&self, channel: ChannelKind, claimed: &Claimed) -> Option<&str> {
        let token = proof(claimed).and_then(|proof| self.tokens.get(&proof.token_id));
        let of_person = || self.people.get(&claimed.user_id)?.address(channel);
        token.map(|token| token.address.as_str()).or_else(of_person)
    }

    async fn ask_whether_wanted(
        &mut self,
        connection: &mut AsyncPgConnection,
        channel: ChannelKind,
        claimed: &[Claimed],
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let people: Vec<UserId> = self.people.keys().copied().collect();
        if let Some(kind) = consent(channel) {
            self.unwilling = consents::refused(connection, &people, kind).await?;
        }
        let addresses: Vec<_> = claimed
            .iter()
            .filter_map(|one| self.address(channel, one))
            .collect::<HashSet<_>>()
            .into_iter()
            .map(|address| (channel, address.to_owned()))
            .collect();
        if !addresses.is_empty() {
            self.barred = suppressions::find(connection, &addresses, now).await?;
        }
        if channel == ChannelKind::Push {
            self.browsers = push_targets::of(connection, &people).await?;
        }
        Ok(())
    }

    async fn ask_about_content(
        &mut self,
        connection: &mut AsyncPgConnection,
        channel: ChannelKind,
        claimed: &[Claimed],
        now: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let announced: Vec<AppointmentId> = claimed
            .iter()
            .filter_map(|one| announces(channel, one))
            .map(|visit| visit.appointment_id)
            .collect();
        if !announced.is_empty() {
            let visits = appointments::find::find_many(connection, &announced).await?;
            let patients: Vec<UserId> = visits.iter().map(|visit| visit.patient_id).collect();
            self.guardians = dependants::guardians_of(connection, &patients).await?.into_iter().collect();
            self.visits = by(visits, |visit| visit.id);
        }
        let carried: Vec<OneTimeTokenId> =
            claimed.iter().filter_map(proof).map(|proof| proof.token_id).collect();
        if !carried.is_empty() {
            self.tokens = by(one_time_tokens::find_open(connection, &carried, now).await?, |token| token.id);
        }
        let offered: Vec<WaitlistOfferId> = claimed.iter().filter_map(|one| offers(channel, one)).collect();
        if !offered.is_empty() {
            self.offers = waitlist::offers::still_open(connection, &offered, now).await?;
        }
        let letters: Vec<EventId> = claimed.iter().filter_map(letter).collect();
        if !letters.is_empty() {
            self.read = to_tell::read_by(connection, &letters).await?;
        }
        let gathered: Vec<DeliveryId> = claimed.iter().filter_map(digest).collect();
        if !gathered.is_empty() {
            self.waiting = digests::waiting(connection, &gathered).await?.into_iter().collect();
        }
        Ok(())
    }
}

fn consent(channel: ChannelKind) -> Option<ConsentKind> {
    match channel {
        ChannelKind::InApp => None,
        ChannelKind::Email => Some(ConsentKind::Email),
        ChannelKind::Sms => Some(ConsentKind::Sms),
        ChannelKind::Push => Some(ConsentKind::Push),
    }
}

/// The link or code that a message carries.
pub(super) fn proof(claimed: &Claimed) -> Option<Proof> {
    claimed.message.as_ref().and_then(Message::proof)
}

/// The visit that a message outside of the app says will take place, and a reminder anywhere. The inbox is a record: it
/// keeps what was so at the time.
pub(in crate::services::notifications) fn announces(
    channel: ChannelKind,
    claimed: &Claimed,
) -> Option<&Visit> {
    match (channel, claimed.message.as_ref()?) {
        (_, Message::AppointmentReminder(visit)) => Some(visit),
        (ChannelKind::InApp, _) => None,
        (
            _,
            Message::AppointmentBooked(visit)
            | Message::AppointmentConfirmed(visit)
            | Message::AppointmentRescheduled(visit),
        ) => Some(visit),
        _ => None,
    }
}

/// The offer that a message outside of the app is about. It is nothing to anybody once it is answered, or its time is over.
pub(super) fn offers(channel: ChannelKind, claimed: &Claimed) -> Option<WaitlistOfferId> {
    match (channel, claimed.message.as_ref()?) {
        (ChannelKind::InApp, _) => None,
        (_, Message::WaitlistOffered(opening)) => Some(opening.offer_id),
        _ => None,
    }
}

/// What was said, where the message tells that there is something to read.
pub(super) fn letter(claimed: &Claimed) -> Option<EventId> {
    matches!(claimed.message, Some(Message::MessageSent)).then_some(claimed.event_id)
}

/// The digest, where it is one.
pub(super) fn digest(claimed: &Claimed) -> Option<DeliveryId> {
    matches!(claimed.message, Some(Message::Digest(_))).then_some(claimed.id)
}

fn by<Id: Eq + std::hash::Hash, Row>(rows: Vec<Row>, id: impl Fn(&Row) -> Id) -> HashMap<Id, Row> {
    rows.into_iter().map(|row| (id(&row), row)).collect()
}
