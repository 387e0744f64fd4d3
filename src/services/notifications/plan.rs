//! Who is told what of an event, over which channels. Pure: `expand` loads what it needs and writes what it plans.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::delivery::templates::inbox::{self, RenderedEntry, Told};
use crate::domain::appointments::{Appointment, Status};
use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::clinics::Clinic;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{
    AppointmentId, ClinicId, ConversationId, EventId, MessageId, NotificationId, UserId,
};
use crate::domain::intervals::Interval;
use crate::domain::messages::{Message, Proof, Visit};
use crate::domain::notifications::{Audience, News, Notification, concerns, is_alert};
use crate::domain::preferences::{Preferences, Reader};
use crate::domain::users::User;
use crate::services::notifications::looking::Looking;
use crate::services::notifications::offers;
use crate::services::notifications::reach::reaches;
use crate::storage::conversations::to_tell::ToTell;
use crate::storage::deliveries::NewDelivery;

/// Somebody sits before the form that wants the code.
const URGENT: i16 = 1;
/// Who has a visit within it has to know at once that it changed.
const NEAR: TimeDelta = TimeDelta::hours(24);
/// Between urgent and bulk (9).
pub(super) const NORMAL: i16 = 5;

/// What the events of a batch are about.
pub struct Known {
    /// The visits as they stand.
    pub visits: HashMap<AppointmentId, Appointment>,
    /// Their parties, and whom account events are about.
    pub people: HashMap<UserId, User>,
    /// Where the visits take place.
    pub clinics: HashMap<ClinicId, Clinic>,
    /// Who looks after the patients: each guardian beside each of theirs.
    pub guardians: Vec<(UserId, UserId)>,
    /// What these people chose; who is not among them chose nothing.
    pub chosen: HashMap<UserId, Preferences>,
    /// Who has a browser that takes pushes.
    pub browsers: HashSet<UserId>,
    /// Whom messages were said to.
    pub letters: HashMap<MessageId, ToTell>,
    /// Who has which conversation before them, and sees it there.
    pub looking: Looking,
}

impl Known {
    /// The channels over which somebody is told of a category: those that reach them and that they want.
    pub(super) fn channels(&self, person: &User, category: Category) -> Vec<ChannelKind> {
        // Who cannot sign in must not take the place of a guardian at the same number.
        if person.disabled {
            return Vec::new();
        }
        let chosen = self.chosen(person);
        let wanted = |channel: &ChannelKind| {
            reaches(*channel, person, &self.browsers) && chosen.allow(category, *channel)
        };
        ChannelKind::ALL.into_iter().filter(wanted).collect()
    }

    /// What somebody chose.
    pub(super) fn chosen(&self, person: &User) -> Preferences {
        let nothing = || Preferences { reader: Reader::of(person.role), ..Preferences::default() };
        self.chosen.get(&person.id).cloned().unwrap_or_else(nothing)
    }
}

/// What a batch of events leads to.
#[derive(Debug, Default)]
pub struct Plan {
    /// For the inboxes.
    pub notifications: Vec<Notification>,
    /// To be sent.
    pub deliveries: Vec<NewDelivery>,
    /// Who is told of which conversation by this very batch.
    pub(super) rung: HashSet<(ConversationId, UserId)>,
    /// What was told where: a family on one number or mailbox is told once.
    told: HashSet<(EventId, ChannelKind, String)>,
}

impl Plan {
    /// Adds what follows from one event; nothing where what it is about is gone.
    pub fn add(&mut self, event: &Event, known: &Known, now: DateTime<Utc>) {
        if let Some((channel, message)) = account_message(event) {
            if let Some(person) = event.user_id.and_then(|id| known.people.get(&id)) {
                if is_alert(event.kind) {
                    self.notifications.push(alert(event, &message, person, now));
                    self.deliver(event, person, ChannelKind::InApp, message.clone(), URGENT, now);
                }
                let pushed = message.proof().is_none()
                    && known.channels(person, Category::Account).contains(&ChannelKind::Push);
                if pushed {
                    self.deliver(event, person, ChannelKind::Push, message.clone(), URGENT, now);
                }
                self.deliver(event, person, channel, message, URGENT, now);
            }
            return;
        }
        if event.kind == EventKind::WaitlistOffered {
            self.add_offer(event, known, now);
            return;
        }
        if event.kind == EventKind::MessageSent {
            self.add_letter(event, known, now);
            return;
        }
        let Some(visit) = event.appointment_id.and_then(|id| known.visits.get(&id)) else { return };
        let visit = as_of(event, visit);
        let Some(message) = message(event, &visit, known.clinics.get(&visit.clinic_id)) else { return };
        let guardians = known.guardians.iter().filter(|(_, patient)| *patient == visit.patient_id);
        let patients_side = guardians.map(|(guardian, _)| (*guardian, Audience::Patient));
        let parties = [(visit.patient_id, Audience::Patient), (visit.doctor_id, Audience::Doctor)];
        for (id, audience) in parties.into_iter().chain(patients_side) {
            let Some(person) = known.people.get(&id) else { continue };
            if !concerns(event.kind, audience) {
                continue;
            }
            for channel in known.channels(person, Category::Booking) {
                // One text for all visits of a series; each has its mail, with its calendar file.
                let again = event.data["series_position"].as_u64().is_some_and(|position| position > 0);
                if again && channel == ChannelKind::Sms {
                    continue;
                }
                if channel == ChannelKind::InApp
                    && let Some(news) = News::of(event.kind, visit.status)
                {
                    self.notifications.push(notification(event, news, audience, &visit, person, now));
                }
                self.deliver(event, person, channel, message.clone(), urgency(event, &visit, now), now);
            }
        }
    }

    /// A time is kept for somebody, which does not wait: they, and who looks after them, are told over every channel.
    fn add_offer(&mut self, event: &Event, known: &Known, now: DateTime<Utc>) {
        let (Some(patient), Some(offer)) = (event.user_id, offers::read(event)) else { return };
        let clinic = known.clinics.get(&ClinicId(offer.clinic_id));
        let Some(message) = offers::message(event, &offer, clinic) else { return };
        let guardians = known.guardians.iter().filter(|(_, of)| *of == patient);
        for id in guardians.map(|(guardian, _)| *guardian).chain([patient]) {
            let Some(person) = known.people.get(&id) else { continue };
            for channel in known.channels(person, Category::Booking) {
                if channel == ChannelKind::InApp {
                    self.notifications.push(offers::notification(event, &offer, person, now));
                }
                self.deliver(event, person, channel, message.clone(), URGENT, now);
            }
        }
    }

    pub(super) fn deliver(
        &mut self,
        event: &Event,
        to: &User,
        channel: ChannelKind,
        message: Message,
        priority: i16,
        run_at: DateTime<Utc>,
    ) {
        let address = to.address(channel).map(str::to_lowercase);
        if address.is_some_and(|address| !self.told.insert((event.id, channel, address))) {
            return;
        }
        // A visit that is booked for somebody was asked for just now, on the telephone say.
        let at_once = event.actor == Some(to.id.0) || event.kind == EventKind::AppointmentBooked;
        let new = NewDelivery::of_event(event.id, to.id, channel, message, priority, run_at);
        self.deliveries.push(NewDelivery { at_once, ..new });
    }
}

/// That a visit of today is off or elsewhere in the day does not wait for the morning.
fn urgency(event: &Event, visit: &Appointment, now: DateTime<Utc>) -> i16 {
    let changes = matches!(event.kind, EventKind::AppointmentCancelled | EventKind::AppointmentRescheduled);
    let near = |at: DateTime<Utc>| at < now + NEAR;
    let before = event.data["previous"]["starts_at"].as_str().and_then(|at| at.parse().ok());
    if changes && (near(visit.during.start) || before.is_some_and(near)) { URGENT } else { NORMAL }
}

/// What is told of an event about an account, and how: a number is proven by a text, all else goes by mail. None for an
/// event about a visit, and for a link without its row.
fn account_message(event: &Event) -> Option<(ChannelKind, Message)> {
    let proof = || serde_json::from_value::<Proof>(event.data.clone()).ok();
    Some(match event.kind {
        EventKind::AccountExists => (ChannelKind::Email, Message::AccountExists),
        EventKind::AccountEmailProofAsked => (ChannelKind::Email, Message::VerifyEmail(proof()?)),
        EventKind::AccountEmailChangeAsked => (ChannelKind::Email, Message::EmailChangeAsked),
        EventKind::AccountPasswordLinkAsked => (ChannelKind::Email, Message::SetPassword(proof()?)),
        EventKind::AccountPasswordChanged => (ChannelKind::Email, Message::PasswordChanged),
        EventKind::AccountPhoneProofAsked => (ChannelKind::Sms, Message::PhoneCode(proof()?)),
        EventKind::AccountClaimAsked => (ChannelKind::Sms, Message::ClaimCode(proof()?)),
        EventKind::AccountInvited => (ChannelKind::Email, Message::Invitation(proof()?)),
        EventKind::AccountSecondFactorOn => (ChannelKind::Email, Message::SecondFactorOn),
        EventKind::AccountSecondFactorOff => (ChannelKind::Email, Message::SecondFactorOff),
        EventKind::AccessBreakGlass => (ChannelKind::Email, Message::BreakGlass),
        _ => return None,
    })
}

/// The visit with the status, version and time that the event gave it; it may have moved on since.
fn as_of(event: &Event, visit: &Appointment) -> Appointment {
    let mut visit = visit.clone();
    if let Some(status) = event.data["status"].as_str().and_then(Status::from_stored) {
        visit.status = status;
    }
    if let Some(version) = event.data["version"].as_i64().and_then(|version| i32::try_from(version).ok()) {
        visit.version = version;
    }
    let at = |name: &str| event.data[name].as_str().and_then(|at| at.parse().ok());
    if let (Some(start), Some(end)) = (at("starts_at"), at("ends_at")) {
        visit.during = Interval { start, end };
    }
    visit
}

fn message(event: &Event, visit: &Appointment, clinic: Option<&Clinic>) -> Option<Message> {
    let said = Visit::of(visit, clinic, event.at);
    match event.kind {
        EventKind::AppointmentBooked if visit.status == Status::Confirmed => {
            Some(Message::AppointmentConfirmed(said))
        }
        EventKind::AppointmentBooked => Some(Message::AppointmentBooked(said)),
        EventKind::AppointmentConfirmed => Some(Message::AppointmentConfirmed(said)),
        EventKind::AppointmentRescheduled => Some(Message::AppointmentRescheduled(said)),
        EventKind::AppointmentCancelled => Some(Message::AppointmentCancelled(said)),
        _ => None,
    }
}

fn notification(
    event: &Event,
    news: News,
    audience: Audience,
    visit: &Appointment,
    reader: &User,
    now: DateTime<Utc>,
) -> Notification {
    let other_party = match audience {
        Audience::Patient => &visit.doctor_name,
        Audience::Doctor => &visit.patient_name,
    };
    let told = Told::Visit { news, audience, other_party, starts_at: visit.during.start };
    let RenderedEntry { title, body } = inbox::render(told, reader.locale, reader.time_zone);
    Notification {
        id: NotificationId::new(now),
        user_id: reader.id,
        event_id: event.id,
        kind: event.kind.as_str().to_owned(),
        category: Category::Booking.as_str().to_owned(),
        priority: "normal".to_owned(),
        title,
        body,
        data: json!({ "appointment_id": visit.id }),
        read_at: None,
        archived_at: None,
        created_at: now,
    }
}

/// What is in the inbox of an administrator who must look into something.
fn alert(event: &Event, message: &Message, reader: &User, now: DateTime<Utc>) -> Notification {
    let RenderedEntry { title, body } =
        inbox::render(Told::Message(message), reader.locale, reader.time_zone);
    Notification {
        id: NotificationId::new(now),
        user_id: reader.id,
        event_id: event.id,
        kind: event.kind.as_str().to_owned(),
        category: Category::Account.as_str().to_owned(),
        priority: "urgent".to_owned(),
        title,
        body,
        data: event.data.clone(),
        read_at: None,
        archived_at: None,
        created_at: now,
    }
}
