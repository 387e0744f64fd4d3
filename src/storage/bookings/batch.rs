//! One batch, one transaction: lock, claim, insert, record, commit.
//!
//! Statements that need no answer of each other are sent together (pipelined). The order of the locks is the house's:
//! schedules, patients, keys. Patients who are registered with their visit are written before all, by themselves. The insert is a statement of its own after the locks, so that it sees what was committed
//! while they were waited for.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Timestamptz, Uuid as SqlUuid};
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use futures::try_join;
use uuid::Uuid;

use crate::domain::appointments::Appointment;
use crate::domain::audit::AuditEntry;
use crate::domain::events::Event;
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::patients::NewPatient;
use crate::storage::appointments::insert::NewAppointment;
use crate::storage::bookings::booking::{Booking, Written};
use crate::storage::error::StorageError;
use crate::storage::idempotency::Key;
use crate::storage::patients::register::{self, TakenIn};
use crate::storage::schema::users;
use crate::storage::{appointments, audit, events, idempotency, schedules};

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
    let wanted: Vec<NewAppointment> = bookings.iter().map(|booking| booking.new.clone()).collect();
    let keys = claims(bookings);
    let doctors = distinct(&wanted, |visit| visit.doctor_id);
    let patients = distinct(&wanted, |visit| visit.patient_id);
    let new: Vec<NewPatient> = bookings.iter().filter_map(|booking| booking.registers.clone()).collect();
    // A statement of a length of its own is prepared each time and would be overtaken by those behind it.
    let added = if new.is_empty() { Vec::new() } else { register(connection, &new, now).await? };
    let (_, locked, names, granted, inserted) = try_join!(
        begin(connection, !new.is_empty()),
        schedules::lock(connection, &doctors),
        lock_patients(connection, &patients),
        claim(connection, &keys, now),
        appointments::insert::insert(connection, &wanted),
    )?;
    let inserted: HashSet<AppointmentId> = inserted.into_iter().collect();
    let booked: Vec<(&Booking, Appointment)> = bookings
        .iter()
        .filter(|booking| inserted.contains(&booking.new.appointment.id))
        .map(|booking| (*booking, named(&booking.new.appointment, &names)))
        .collect();
    let refused: Vec<&NewAppointment> =
        wanted.iter().filter(|new| !inserted.contains(&new.appointment.id)).collect();
    let (versions, reasons, ..) = try_join!(
        bump(connection, &booked),
        reasons(connection, &refused),
        record(connection, &booked, now),
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
        if new.claim.is_some() && !granted.contains(&id.0) {
            return Written::KeyTaken;
        }
        if rules.get(&new.appointment.doctor_id) != Some(&new.rules_version) {
            return Written::RulesMoved;
        }
        match reasons.get(&id) {
            Some(reason) if reason.slot_taken => Written::SlotTaken,
            Some(reason) if reason.patient_busy => Written::PatientBusy,
            _ => Written::PatientUnknown,
        }
    };
    Ok(bookings.iter().map(outcome).collect())
}

async fn begin(mut connection: &AsyncPgConnection, begun: bool) -> Result<(), StorageError> {
    if !begun {
        connection.batch_execute("BEGIN").await?;
    }
    Ok(())
}

/// Opens the transaction and registers the patients who come with their visits; answers who was added.
async fn register(
    connection: &AsyncPgConnection,
    new: &[NewPatient],
    now: DateTime<Utc>,
) -> Result<Vec<UserId>, StorageError> {
    begin(connection, false).await?;
    register::insert(connection, new, now).await
}

/// Locks the patients in the order of their ids and brings their names along.
async fn lock_patients(
    mut connection: &AsyncPgConnection,
    patients: &[UserId],
) -> Result<HashMap<UserId, String>, StorageError> {
    let rows: Vec<(UserId, String, String)> = users::table
        .filter(users::id.eq_any(patients))
        .order(users::id)
        .select((users::id, users::first_name, users::last_name))
        .for_no_key_update()
        .load(&mut connection)
        .await?;
    Ok(rows.into_iter().map(|(id, first, last)| (id, format!("{first} {last}"))).collect())
}

fn claims(bookings: &[&Booking]) -> Vec<(Key, Uuid)> {
    bookings.iter().filter_map(|booking| Some((booking.key.clone()?, booking.new.appointment.id.0))).collect()
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
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    if booked.is_empty() {
        return Ok(());
    }
    let entries: Vec<AuditEntry> =
        booked.iter().flat_map(|(booking, _)| booking.records.iter().cloned()).collect();
    let happened: Vec<Event> = booked.iter().map(|(booking, _)| booking.event.clone()).collect();
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
        .filter(|(booking, _)| booking.key.is_some())
        .map(|(booking, visit)| (visit.id.0, (booking.answer)(visit)))
        .collect();
    let let_go: Vec<Uuid> =
        refused.iter().map(|new| new.appointment.id.0).filter(|claim| granted.contains(claim)).collect();
    idempotency::settle(connection, &kept, &let_go).await
}

#[derive(QueryableByName)]
struct Reason {
    #[diesel(sql_type = SqlUuid)]
    id: AppointmentId,
    #[diesel(sql_type = Bool)]
    slot_taken: bool,
    #[diesel(sql_type = Bool)]
    patient_busy: bool,
}

/// What stood in the way of those that were not inserted.
async fn reasons(
    mut connection: &AsyncPgConnection,
    refused: &[&NewAppointment],
) -> Result<HashMap<AppointmentId, Reason>, StorageError> {
    if refused.is_empty() {
        return Ok(HashMap::new());
    }
    let uuids = |read: fn(&NewAppointment) -> Uuid| refused.iter().map(|new| read(new)).collect::<Vec<_>>();
    let times =
        |read: fn(&NewAppointment) -> DateTime<Utc>| refused.iter().map(|new| read(new)).collect::<Vec<_>>();
    let rows: Vec<Reason> = diesel::sql_query(include_str!("reasons.sql"))
        .bind::<Array<SqlUuid>, _>(uuids(|new| new.appointment.id.0))
        .bind::<Array<SqlUuid>, _>(uuids(|new| new.appointment.doctor_id.0))
        .bind::<Array<SqlUuid>, _>(uuids(|new| new.appointment.patient_id.0))
        .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.during.start))
        .bind::<Array<Timestamptz>, _>(times(|new| new.appointment.during.end))
        .bind::<Array<Timestamptz>, _>(times(|new| new.blocks.start))
        .bind::<Array<Timestamptz>, _>(times(|new| new.blocks.end))
        .load(&mut connection)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

fn named(visit: &Appointment, names: &HashMap<UserId, String>) -> Appointment {
    let patient_name = names.get(&visit.patient_id).cloned().unwrap_or_default();
    Appointment { patient_name, ..visit.clone() }
}

fn distinct(wanted: &[NewAppointment], read: fn(&Appointment) -> UserId) -> Vec<UserId> {
    let all: HashSet<UserId> = wanted.iter().map(|new| read(&new.appointment)).collect();
    all.into_iter().collect()
}
