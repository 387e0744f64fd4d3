//! The columns of a place in the waitlist and of an offer, and how they are read.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use uuid::Uuid;

use crate::domain::ids::{AppointmentId, ClinicId, UserId, WaitlistEntryId, WaitlistOfferId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::TypeCode;
use crate::domain::waitlist::times::{Stretch, TimeOfDay, Times};
use crate::domain::waitlist::{Entry, EntryStatus, Offer, OfferState, Target};
use crate::storage::error::StorageError;
use crate::storage::ranges::{self, SqlRange};
use crate::storage::schema::{users, waitlist_entries, waitlist_offers};

#[derive(Queryable)]
pub(super) struct EntryRow {
    id: WaitlistEntryId,
    patient_id: UserId,
    patient_name: (String, String),
    doctor_id: Option<UserId>,
    doctor_name: Option<String>,
    specialty: Option<String>,
    appointment_type: String,
    reach: SqlRange,
    days: (Option<NaiveDate>, Option<NaiveDate>),
    time_of_day: (Option<NaiveTime>, Option<NaiveTime>),
    status: String,
    created_by: Uuid,
    created_at: DateTime<Utc>,
    version: i32,
}

#[derive(Queryable)]
pub(super) struct OfferRow {
    id: WaitlistOfferId,
    entry_id: WaitlistEntryId,
    patient_id: UserId,
    doctor_id: UserId,
    doctor_name: (String, String),
    clinic_id: ClinicId,
    appointment_type: String,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    time_zone: String,
    expires_at: DateTime<Utc>,
    state: String,
    hold_id: AppointmentId,
}

/// Places of people who are there.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn entries() -> _ {
    waitlist_entries::table.inner_join(users::table).filter(users::deleted_at.is_null())
}

#[diesel::dsl::auto_type(no_type_alias)]
#[expect(clippy::let_with_type_underscore, reason = "auto_type reads the underscore as: work it out")]
pub(super) fn entry_columns() -> _ {
    let name: _ = (users::first_name, users::last_name);
    let doctor: SqlLiteral<Nullable<Text>> = sql(
        "(SELECT doctor.first_name || ' ' || doctor.last_name FROM users doctor WHERE doctor.id = waitlist_entries.doctor_id)",
    );
    (
        waitlist_entries::id,
        waitlist_entries::patient_id,
        name,
        waitlist_entries::doctor_id,
        doctor,
        waitlist_entries::specialty,
        waitlist_entries::appointment_type,
        waitlist_entries::reach,
        (waitlist_entries::from_day, waitlist_entries::to_day),
        (waitlist_entries::day_start, waitlist_entries::day_end),
        waitlist_entries::status,
        waitlist_entries::created_by,
        waitlist_entries::created_at,
        waitlist_entries::version,
    )
}

/// Offers, each with its doctor.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn offers() -> _ {
    waitlist_offers::table.inner_join(users::table)
}

#[diesel::dsl::auto_type(no_type_alias)]
#[expect(clippy::let_with_type_underscore, reason = "auto_type reads the underscore as: work it out")]
pub(super) fn offer_columns() -> _ {
    let name: _ = (users::first_name, users::last_name);
    (
        waitlist_offers::id,
        waitlist_offers::entry_id,
        waitlist_offers::patient_id,
        waitlist_offers::doctor_id,
        name,
        waitlist_offers::clinic_id,
        waitlist_offers::appointment_type,
        waitlist_offers::starts_at,
        waitlist_offers::ends_at,
        waitlist_offers::time_zone,
        waitlist_offers::expires_at,
        waitlist_offers::state,
        waitlist_offers::hold_id,
    )
}

pub(super) fn read_entry(row: EntryRow) -> Result<Entry, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let reach = ranges::read(row.reach)?;
    let time_of_day = match row.time_of_day {
        (Some(from), Some(to)) => Some(TimeOfDay { from, to }),
        _ => None,
    };
    let stretch = match row.days {
        (Some(from), Some(to)) => Stretch::Days(from, to),
        _ => Stretch::Instants(reach.start, reach.end),
    };
    let target = match (row.doctor_id, row.specialty) {
        (Some(doctor), _) => Target::Doctor(doctor),
        (None, Some(specialty)) => Target::Specialty(specialty),
        (None, None) => return Err(corrupt("waitlist_entries.specialty")),
    };
    Ok(Entry {
        id: row.id,
        patient_id: row.patient_id,
        patient_name: format!("{} {}", row.patient_name.0, row.patient_name.1),
        target,
        doctor_name: row.doctor_name,
        appointment_type: TypeCode::parse(&row.appointment_type)
            .map_err(|_| corrupt("waitlist_entries.appointment_type"))?,
        times: Times { stretch, time_of_day },
        status: EntryStatus::from_stored(&row.status).ok_or(corrupt("waitlist_entries.status"))?,
        created_by: row.created_by,
        created_at: row.created_at,
        version: row.version,
    })
}

pub(super) fn read_offer(row: OfferRow) -> Result<Offer, StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    Ok(Offer {
        id: row.id,
        entry_id: row.entry_id,
        patient_id: row.patient_id,
        doctor_id: row.doctor_id,
        doctor_name: format!("{} {}", row.doctor_name.0, row.doctor_name.1),
        clinic_id: row.clinic_id,
        appointment_type: TypeCode::parse(&row.appointment_type)
            .map_err(|_| corrupt("waitlist_offers.appointment_type"))?,
        during: Interval { start: row.starts_at, end: row.ends_at },
        time_zone: row.time_zone.parse().map_err(|_| corrupt("waitlist_offers.time_zone"))?,
        expires_at: row.expires_at,
        state: OfferState::from_stored(&row.state).ok_or(corrupt("waitlist_offers.state"))?,
        hold_id: row.hold_id,
    })
}
