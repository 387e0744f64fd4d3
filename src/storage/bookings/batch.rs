//! One batch, one transaction: lock, claim, insert, record, commit.
//!
//! Statements that need no answer of each other are sent together (pipelined). The order of the locks is the house's:
//! schedules, patients, keys. The insert is a statement of its own after the locks, so that it sees what was committed while
//! they were waited for. Patients who are registered with their visit are written before all, by themselves.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures::try_join;
use uuid::Uuid;

use crate::domain::appointments::Appointment;
use crate::domain::audit::AuditEntry;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::patients::NewPatient;
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::appointments::obstacles::{self, Obstacle};
use crate::storage::bookings::booking::{Booking, Way, Written};
use crate::storage::bookings::{room, take_up};
use crate::storage::error::StorageError;
use crate::storage::holds::{self, Meeting, Released};
use crate::storage::idempotency::Key;
use crate::storage::patients::register::{self, TakenIn};
use crate::storage::waitlist::offers;
use crate::storage::{appointments, audit, events, group_sessions, idempotency, schedules, users};

/// Writes a batch; answers what became of each booking, in order.
///
/// # Errors
/// [`StorageError::OutcomeUnknown`] where the connection broke during COMMIT. After any other error nothing is
/// committed, and the transaction may still be open.
pub(super) async fn write(
    connection: &AsyncPgConnection,
    bookings: &[&Booking],
    now: DateTime<Utc>,
) -> Result<Vec<Written>, StorageError> {
    // A hold becomes a visit once, whoever else would take it up at the same time.
    let mut holds = HashSet::new();
    let first: Vec<bool> = bookings
        .iter()
        .map(|booking| booking.way != Way::Held || holds.insert(booking.new.appointment.id))
        .collect();
    let distinct: Vec<&Booking> =
        bookings.iter().zip(&first).filter(|(_, first)| **first).map(|(booking, _)| *booking).collect();
    let mut written = write_distinct(connection, &distinct, now).await?.into_iter();
    let repeated = || Written::Refused(Obstacle::HoldExpired);
    Ok(first
        .into_iter()
        .map(|first| first.then(|| written.next()).flatten().unwrap_or_else(repeated))
        .collect())
}

async fn write_distinct(
    connection: &AsyncPgConnection,
    bookings: &[&Booking],
    now: DateTime<Utc>,
) -> Result<Vec<Written>, StorageError> {
    let (held, free): (Vec<&Booking>, Vec<&Booking>) =
        bookings.iter().copied().partition(|booking| booking.way == Way::Held);
    let wanted: Vec<NewAppointment> = free.iter().map(|booking| booking.new.clone()).collect();
    let keys = claims(bookings);
    let doctors = distinct(bookings, |visit| visit.doctor_id);
    let patients = distinct(bookings, |visit| visit.patient_id);
    let meetings: Vec<Meeting> = wanted.iter().map(room::meeting).collect();
    let new: Vec<NewPatient> = bookings.iter().filter_map(|booking| booking.registers.clone()).collect();
    // A statement that is not always sent is prepared when it is, and would be overtaken by those behind it.
    let prepared = !new.is_empty() || free.iter().any(|booking| room::is_wanted(booking));
    let (mut added, mut released) = (Vec::new(), Vec::new());
    if prepared {
        begin(connection, false).await?;
        added = register::insert(connection, &new, now).await?;
        released = room::make(connection, &doctors, &free, now).await?;
    }
    let (_, locked, names, granted, met, inserted) = try_join!(
        begin(connection, prepared),
        schedules::lock(connection, &doctors),
        users::lock_names(connection, &patients),
        claim(connection, &keys, now),
        holds::release(connection, &meetings, now),
        appointments::insert::insert(connection, &wanted),
    )?;
    released.extend(met);
    let mut written: HashSet<AppointmentId> = inserted.into_iter().collect();
    if !held.is_empty() {
        let held: Vec<&NewAppointment> = held.iter().map(|booking| &booking.new).collect();
        let taken_up = take_up::take_up(connection, &held).await?;
        offers::accept(connection, &taken_up, now).await?;
        written.extend(taken_up);
    }
    let mut booked: Vec<(&Booking, Appointment)> = bookings
        .iter()
        .filter(|booking| written.contains(&booking.new.appointment.id))
        .map(|booking| (*booking, named(&booking.new.appointment, &names)))
        .collect();
    let refused: Vec<&NewAppointment> = bookings
        .iter()
        .map(|booking| &booking.new)
        .filter(|new| !written.contains(&new.appointment.id))
        .collect();
    // Asked while the room that was made is still there.
    let obstacles = obstacles::find(connection, &refused).await?;
    if booked.is_empty() && prepared {
        // Room that was made for nobody is taken back.
        (&mut &*connection).batch_execute("ROLLBACK").await?;
        begin(connection, false).await?;
        released.clear();
    }
    let released = keep_released(connection, released, &booked).await?;
    seat(connection, &mut booked).await?;
    let (versions, ..) = try_join!(
        bump(connection, &booked),
        record(connection, &booked, &released, now),
        take_in(connection, &booked, &added, now),
        settle(connection, &booked, &refused, &granted),
    )?;
    (&mut &*connection)
        .batch_execute("COMMIT")
        .await
        .map_err(|error| StorageError::OutcomeUnknown(error.to_string()))?;

    let mut booked: HashMap<AppointmentId, Appointment> =
        booked.into_iter().map(|(_, visit)| (visit.id, visit)).collect();
    let rules: HashMap<UserId, i64> = locked.iter().map(|row| (row.doctor_id, row.rules_version)).collect();
    let outcome = |booking: &&Booking| {
        let new = &booking.new;
        let id = new.appointment.id;
        if let Some(appointment) = booked.remove(&id) {
            let calendar_version = versions.get(&appointment.doctor_id).copied().unwrap_or_default();
            return Written::Booked { appointment: Box::new(appointment), calendar_version };
        }
        let met = obstacles.get(&id).copied();
        let is_gone = |met: &Obstacle| matches!(met, Obstacle::PatientBusy | Obstacle::PatientUnknown);
        Written::Refused(if new.claim.as_ref().is_some_and(|claim| !granted.contains(&claim.id)) {
            Obstacle::KeyTaken
        } else if rules.get(&new.appointment.doctor_id) != Some(&new.rules_version) {
            Obstacle::Moved
        } else if booking.way == Way::Held {
            met.filter(is_gone).unwrap_or(Obstacle::HoldExpired)
        } else {
            met.unwrap_or(Obstacle::Moved)
        })
    };
    Ok(bookings.iter().map(outcome).collect())
}

/// Holds that were ended for a visit which was not to be run on; answers those that ended for good.
async fn keep_released(
    connection: &AsyncPgConnection,
    released: Vec<Released>,
    booked: &[(&Booking, Appointment)],
) -> Result<Vec<Released>, StorageError> {
    let (ended, running): (Vec<Released>, Vec<Released>) = released.into_iter().partition(|hold| {
        booked.iter().any(|(booking, visit)| {
            visit.doctor_id == hold.doctor_id && booking.new.blocks.overlaps(&hold.kept())
        })
    });
    let running: Vec<AppointmentId> = running.iter().map(|hold| hold.id).collect();
    holds::restore(connection, &running).await?;
    Ok(ended)
}

/// Brings the group sessions of what was booked up to date, and says of each visit in which it is.
async fn seat(
    connection: &AsyncPgConnection,
    booked: &mut [(&Booking, Appointment)],
) -> Result<(), StorageError> {
    let seats: Vec<AppointmentId> =
        booked.iter().filter(|(booking, _)| booking.new.capacity > 1).map(|(_, visit)| visit.id).collect();
    if seats.is_empty() {
        return Ok(());
    }
    for (id, session) in group_sessions::count_of(connection, &seats).await? {
        if let Some((_, visit)) = booked.iter_mut().find(|(_, visit)| visit.id == id) {
            visit.session_id = Some(session.id);
        }
    }
    Ok(())
}

async fn begin(mut connection: &AsyncPgConnection, begun: bool) -> Result<(), StorageError> {
    if !begun {
        connection.batch_execute("BEGIN").await?;
    }
    Ok(())
}

fn claims(bookings: &[&Booking]) -> Vec<(Key, Uuid)> {
    let claim = |booking: &&Booking| Some((booking.key.clone()?, booking.new.claim.as_ref()?.id));
    bookings.iter().filter_map(claim).collect()
}

async fn claim(
    connection: &AsyncPgConnection,
    keys: &[(Key, Uuid)],
    now: DateTime<Utc>,
) -> Result<HashSet<Uuid>, StorageError> {
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    Ok(idempotency::claim(connection, keys, now).await?.into_iter().collect())
}

async fn bump(
    connection: &AsyncPgConnection,
    booked: &[(&Booking, Appointment)],
) -> Result<HashMap<UserId, i64>, StorageError> {
    if booked.is_empty() {
        return Ok(HashMap::new());
    }
    let doctors: Vec<UserId> = booked.iter().map(|(_, visit)| visit.doctor_id).collect();
    Ok(schedules::bump_calendars(connection, &doctors).await?.into_iter().collect())
}

async fn record(
    connection: &AsyncPgConnection,
    booked: &[(&Booking, Appointment)],
    released: &[Released],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if booked.is_empty() {
        return Ok(());
    }
    // What a hold kept and nobody took is free again.
    let free = released.iter().flat_map(|hold| {
        let taken: Vec<Interval> = booked
            .iter()
            .filter(|(_, visit)| visit.doctor_id == hold.doctor_id)
            .map(|(booking, _)| booking.new.blocks)
            .collect();
        let left = hold.kept().without(&taken).into_iter();
        left.map(|left| Event::of_slot(EventKind::SlotFreed, hold.doctor_id, left, 1, now))
    });
    let entries: Vec<AuditEntry> =
        booked.iter().flat_map(|(booking, _)| booking.records.iter().cloned()).collect();
    let happened: Vec<Event> = booked.iter().map(|(booking, _)| booking.event.clone()).chain(free).collect();
    try_join!(audit::insert(connection, &entries, now), events::insert(connection, &happened))?;
    Ok(())
}

/// Those who were registered, or taken in, with a visit that was booked are the clinic's patients; of the others who were
/// to be registered nothing is left.
async fn take_in(
    connection: &AsyncPgConnection,
    booked: &[(&Booking, Appointment)],
    added: &[UserId],
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let taken: Vec<TakenIn> = booked
        .iter()
        .filter(|(booking, visit)| booking.takes_in || added.contains(&visit.patient_id))
        .map(|(_, visit)| TakenIn {
            clinic: visit.clinic_id,
            patient: visit.patient_id,
            by: visit.created_by,
        })
        .collect();
    let unused: Vec<UserId> =
        added.iter().filter(|new| taken.iter().all(|taken| taken.patient != **new)).copied().collect();
    register::take_in(connection, &taken, now).await?;
    register::take_back(connection, &unused).await
}

/// Keeps the answers of what was booked under its keys and lets go of the claims of what was not.
async fn settle(
    connection: &AsyncPgConnection,
    booked: &[(&Booking, Appointment)],
    refused: &[&NewAppointment],
    granted: &HashSet<Uuid>,
) -> Result<(), StorageError> {
    let kept: Vec<_> = booked
        .iter()
        .filter_map(|(booking, visit)| Some((booking.new.claim.as_ref()?.id, (booking.answer)(visit))))
        .collect();
    let let_go: Vec<Uuid> = refused
        .iter()
        .filter_map(|new| Some(new.claim.as_ref()?.id))
        .filter(|claim| granted.contains(claim))
        .collect();
    idempotency::settle(connection, &kept, &let_go).await
}

fn named(visit: &Appointment, names: &HashMap<UserId, String>) -> Appointment {
    let patient_name = names.get(&visit.patient_id).cloned().unwrap_or_default();
    Appointment { patient_name, ..visit.clone() }
}

fn distinct(bookings: &[&Booking], read: fn(&Appointment) -> UserId) -> Vec<UserId> {
    let all: HashSet<UserId> = bookings.iter().map(|booking| read(&booking.new.appointment)).collect();
    all.into_iter().collect()
}
