//! When the clinics are closed at which doctors have hours.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};

use crate::domain::closures::ClosedDays;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::storage::error::StorageError;
use crate::storage::schema::{
    availability_override_windows, availability_overrides, availability_rules, clinic_closures, clinics,
};

/// Closures of the clinics at which these doctors have hours, of the week or on a date. What is over two days before
/// `now` is over in every zone.
pub(super) async fn of(
    mut connection: &AsyncPgConnection,
    doctors: &[UserId],
    now: DateTime<Utc>,
) -> Result<Vec<(ClinicId, Interval)>, StorageError> {
    let weekly = availability_rules::table
        .filter(availability_rules::doctor_id.eq_any(doctors))
        .select(availability_rules::clinic_id);
    let on_dates = availability_override_windows::table
        .inner_join(availability_overrides::table)
        .filter(availability_overrides::doctor_id.eq_any(doctors))
        .select(availability_override_windows::clinic_id);
    let closed: Vec<(ClinicId, String, NaiveDate, NaiveDate)> = clinic_closures::table
        .inner_join(clinics::table)
        .filter(clinic_closures::clinic_id.eq_any(weekly).or(clinic_closures::clinic_id.eq_any(on_dates)))
        .filter(clinic_closures::ends_on.gt((now - TimeDelta::days(2)).date_naive()))
        .select((clinics::id, clinics::time_zone, clinic_closures::starts_on, clinic_closures::ends_on))
        .load(&mut connection)
        .await?;
    closed.into_iter().map(read).collect()
}

fn read(
    (clinic, zone, starts_on, ends_on): (ClinicId, String, NaiveDate, NaiveDate),
) -> Result<(ClinicId, Interval), StorageError> {
    let corrupt = |column| StorageError::Corrupt { column };
    let zone = zone.parse().map_err(|_| corrupt("clinics.time_zone"))?;
    let days = ClosedDays::stored(starts_on, ends_on).ok_or(corrupt("clinic_closures.ends_on"))?;
    Ok((clinic, days.interval(zone)))
}
