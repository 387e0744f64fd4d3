//! Books visits that repeat, all in one transaction: all of them, or those that can be had.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::appointments::Appointment;
use crate::domain::audit::AuditEntry;
use crate::domain::clock::SharedClock;
use crate::domain::events::Event;
use crate::domain::ids::AppointmentId;
use crate::domain::intervals::Interval;
use crate::domain::series::{OnClash, SeriesRule};
use crate::services::appointments::attempt::{Abort, Done, bump};
use crate::services::appointments::booking::BookingRequest;
use crate::services::error::{Clash, ServiceError};
use crate::storage::appointments::insert::{NewAppointment, insert};
use crate::storage::appointments::obstacles::{self, Obstacle};
use crate::storage::bookings::booking::Booking;
use crate::storage::holds::{self, Meeting};
use crate::storage::pool::Database;
use crate::storage::{audit, events, group_sessions, idempotency, schedules, users};

/// A series that somebody asks for.
#[derive(Debug, Clone)]
pub struct SeriesRequest {
    /// The first visit, and who asks.
    pub first: BookingRequest,
    /// How often, and how many.
    pub rule: SeriesRule,
    /// What is done where one cannot be booked.
    pub on_clash: OnClash,
}

/// What became of a series.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Names it.
    pub id: Uuid,
    /// What was booked, by time.
    pub booked: Vec<Appointment>,
    /// What could not be.
    pub clashes: Vec<Clash>,
}

/// Writes the visits of a series that was decided on; `clashes` are those that could not be decided for.
///
/// # Errors
/// [`Abort`]: `series_clash` where one cannot be booked and all were wanted, or none can; `KeyTaken`; `Moved`.
pub async fn book(
    database: &Database,
    clock: &SharedClock,
    request: &SeriesRequest,
    (id, bookings, mut clashes): (Uuid, &[Booking], Vec<Clash>),
    answer: fn(&Series) -> Value,
) -> Result<Done<Series>, Abort> {
    let mut connection = database.connection().await?;
    let news: Vec<NewAppointment> = bookings.iter().map(|booking| booking.new.clone()).collect();
    let Some(first) = news.first() else { return Err(Abort::Refused(ServiceError::SeriesClash { clashes })) };
    connection
        .transaction(async |connection| {
            let Appointment { doctor_id, patient_id, .. } = first.appointment;
            let locked = schedules::lock(connection, &[doctor_id]).await?;
            if locked.first().map(|row| row.rules_version) != Some(first.rules_version) {
                return Err(Abort::Met(Obstacle::Moved));
            }
            let names = users::lock_names(connection, &[patient_id]).await?;
            let now = clock.now();
            if let Some(key) = &request.first.key
                && idempotency::claim(connection, &[(key.clone(), id)], now).await?.is_empty()
            {
                return Err(Abort::Met(Obstacle::KeyTaken));
            }
            let meetings: Vec<Meeting> = news.iter().map(meeting).collect();
            holds::release(connection, &meetings, now).await?;
            group_sessions::open(connection, &news.iter().collect::<Vec<_>>(), now).await?;
            let written: HashSet<AppointmentId> = insert(connection, &news).await?.into_iter().collect();
            let refused: Vec<&NewAppointment> =
                news.iter().filter(|new| !written.contains(&new.appointment.id)).collect();
            let met = obstacles::find(connection, &refused).await?;
            clashes.extend(refused.iter().map(|new| clash(new, &met)));
            clashes.sort_by_key(|clash| clash.during.start);
            if written.is_empty() || (request.on_clash == OnClash::Refuse && !clashes.is_empty()) {
                return Err(Abort::Refused(ServiceError::SeriesClash { clashes: clashes.clone() }));
            }
            let booked: Vec<&Booking> =
                bookings.iter().filter(|booking| written.contains(&booking.new.appointment.id)).collect();
            let ids: Vec<AppointmentId> = booked.iter().map(|booking| booking.new.appointment.id).collect();
            let seats = group_sessions::count_of(connection, &ids).await?;
            record(connection, &booked, now).await?;
            let calendar_version = bump(connection, first).await?;
            let name = names.get(&patient_id).cloned().unwrap_or_default();
            let visits: Vec<Appointment> = booked
                .iter()
                .map(|booking| Appointment {
                    patient_name: name.clone(),
                    session_id: seats
                        .iter()
                        .find(|(visit, _)| *visit == booking.new.appointment.id)
                        .map(|(_, session)| session.id),
                    ..booking.new.appointment.clone()
                })
                .collect();
            let happened = booked.iter().map(|booking| booking.event.clone());
            let happened = happened.zip(visits.iter().cloned().map(Some)).collect();
            let made = Series { id, booked: visits, clashes: clashes.clone() };
            if request.first.key.is_some() {
                idempotency::settle(connection, &[(id, answer(&made))], &[]).await?;
            }
            Ok(Done { made, happened, calendar_version })
        })
        .await
}

/// The audit lines and the events.
async fn record(
    connection: &AsyncPgConnection,
    booked: &[&Booking],
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let entries: Vec<AuditEntry> =
        booked.iter().flat_map(|booking| booking.records.iter().cloned()).collect();
    let happened: Vec<Event> = booked.iter().map(|booking| booking.event.clone()).collect();
    audit::insert(connection, &entries, now).await?;
    events::insert(connection, &happened).await?;
    Ok(())
}

fn meeting(new: &NewAppointment) -> Meeting {
    let Appointment { doctor_id, patient_id, .. } = new.appointment;
    Meeting { doctor: doctor_id, patient: patient_id, blocks: new.blocks }
}

fn clash(refused: &NewAppointment, met: &HashMap<AppointmentId, Obstacle>) -> Clash {
    let Interval { start, end } = refused.appointment.during;
    let (code, message) = match met.get(&refused.appointment.id) {
        Some(Obstacle::PatientBusy) => ("patient_busy", "The patient has another visit at that time."),
        Some(Obstacle::DayFull) => ("day_full", "The doctor sees no more people that day."),
        _ => ("slot_taken", "Somebody else has this slot."),
    };
    Clash { during: Interval { start, end }, code, message: message.to_owned() }
}

/// The visits of a series bear its id, and say which of them they are.
#[must_use]
pub fn member(mut booking: Booking, series: Uuid, position: usize) -> Booking {
    booking.new.appointment.series_id = Some(series);
    booking.new.claim = None;
    booking.key = None;
    booking.event.data["series_position"] = json!(position);
    booking
}
