//! Reminders of visits: deliveries of their own, which are there from the moment that a visit is booked, and move, fall and
//! come back with it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::domain::appointments::{Appointment, Status};
use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::ids::{DeliveryId, EventId};
use crate::domain::messages::{Message, Visit};
use crate::domain::users::User;
use crate::services::notifications::plan::Known;
use crate::storage::deliveries::NewDelivery;

/// After all that answers somebody.
const BULK: i16 = 9;

/// What reminders there are to be of some visits.
#[derive(Debug, Default)]
pub struct Reminders {
    /// The keys of all that is wanted, due or not: what waits under another key of these visits is not.
    pub wanted: HashSet<String>,
    /// Those whose time is still to come.
    pub ahead: Vec<NewDelivery>,
}

impl Reminders {
    /// Adds those of a visit as it stands: for its patient and who looks after them, over the channels that each of them
    /// chose. None where it is called off or has begun.
    pub fn add(&mut self, visit: &Appointment, known: &Known, now: DateTime<Utc>) {
        let stands = matches!(visit.status, Status::Pending | Status::Confirmed);
        if !stands || visit.during.start <= now {
            return;
        }
        let guardians = known.guardians.iter().filter(|(_, patient)| *patient == visit.patient_id);
        let readers = [visit.patient_id].into_iter().chain(guardians.map(|(guardian, _)| *guardian));
        let mut addresses = HashSet::new();
        for reader in readers.filter_map(|id| known.people.get(&id)).filter(|reader| !reader.disabled) {
            for channel in known.channels(reader, Category::Reminder) {
                // A family on one number or mailbox is reminded once.
                let address = reader.address(channel).map(str::to_lowercase);
                if address.is_none_or(|address| addresses.insert((channel, address))) {
                    self.add_for(visit, reader, channel, known, now);
                }
            }
        }
    }

    fn add_for(
        &mut self,
        visit: &Appointment,
        reader: &User,
        channel: ChannelKind,
        known: &Known,
        now: DateTime<Utc>,
    ) {
        let chosen = known.chosen(reader);
        let starts_at = visit.during.start;
        let times = chosen
            .reminder_minutes()
            .iter()
            .map(|minutes| (*minutes, chosen.remind_at(starts_at, *minutes, reader.time_zone)));
        let times: Vec<_> = times.collect();
        for (number, (minutes, due)) in times.iter().enumerate() {
            let key = key(visit, *minutes, reader, channel);
            // The next one says the same, and later.
            let not_after = times.get(number + 1).map_or(starts_at, |(_, next)| (*next).max(*due));
            self.wanted.insert(key.clone());
            if *due <= now {
                continue;
            }
            let id = DeliveryId::new(*due);
            let message =
                Message::AppointmentReminder(Visit::of(visit, known.clinics.get(&visit.clinic_id), now));
            // An event of its own: the inbox has one row an event, and the booking has its own there.
            let new = NewDelivery::of_event(EventId(id.0), reader.id, channel, message, BULK, *due);
            self.ahead.push(NewDelivery {
                id,
                dedupe_key: key,
                not_after: Some(not_after),
                appointment_id: Some(visit.id),
                ..new
            });
        }
    }
}

/// The same reminder has the same key on every node and at every look.
fn key(visit: &Appointment, minutes: i32, reader: &User, channel: ChannelKind) -> String {
    let starts_at = visit.during.start.timestamp();
    format!("reminder:{}:{starts_at}:{minutes}:{}:{}", visit.id, reader.id, channel.as_str())
}
