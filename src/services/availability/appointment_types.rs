//! The kinds of visit that a doctor offers: anyone may read them, those who run the schedule change them.

use diesel_async::AsyncPgConnection;
use serde_json::json;

use crate::domain::clock::SharedClock;
use crate::domain::ids::UserId;
use crate::domain::schedules::{OfferedType, TypeCode, VisitType};
use crate::domain::versions::Expected;
use crate::services::availability::schedule::{self, Asked, Change, all_accepted, conflict, expect, refused};
use crate::services::error::ServiceError;
use crate::storage::pool::Database;
use crate::storage::{appointment_types, doctors};

/// Keeps the kinds of visit.
#[derive(Clone)]
pub struct AppointmentTypes {
    database: Database,
    clock: SharedClock,
}

/// What is to be changed of a kind of visit; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypeChange {
    /// How long the visit is.
    pub duration_minutes: Option<i64>,
    /// Kept free before it.
    pub buffer_before_minutes: Option<i64>,
    /// Kept free after it.
    pub buffer_after_minutes: Option<i64>,
    /// How many patients share it.
    pub capacity: Option<u32>,
    /// The grid; inside, none for the schedule's.
    pub grid_minutes: Option<Option<i64>>,
    /// `in_person`, `video` or `phone`.
    pub mode: Option<String>,
    /// In the minor unit; inside, none where it is not told.
    pub price_minor: Option<Option<i64>>,
    /// ISO 4217; inside, none for the doctor's own.
    pub currency: Option<Option<String>>,
}

impl AppointmentTypes {
    /// Writes to this database, at this time.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// What a doctor offers, by name, each with the currency of its price.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where there is no such doctor, [`ServiceError::Storage`].
    pub async fn list(&self, doctor: UserId) -> Result<Vec<OfferedType>, ServiceError> {
        let mut connection = self.database.connection().await?;
        doctors::find(&mut connection, doctor).await?.ok_or(ServiceError::NotFound)?;
        offered(&connection, doctor).await
    }

    /// One of them.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where there is no such doctor, or the kind is not offered, [`ServiceError::Storage`].
    pub async fn find(&self, doctor: UserId, code: TypeCode) -> Result<OfferedType, ServiceError> {
        let types = self.list(doctor).await?;
        types.into_iter().find(|offered| offered.visit.code == code).ok_or(ServiceError::NotFound)
    }

    /// Offers a kind of visit.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule, [`ServiceError::Invalid`], the conflict
    /// `type_exists`, [`ServiceError::Storage`].
    pub async fn add(&self, asked: &Asked<'_>, new: OfferedType) -> Result<OfferedType, ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?.id;
            check(&new.visit)?;
            let types = appointment_types::of(connection, &[doctor]).await?;
            if types.iter().any(|(_, offered)| offered.visit.code == new.visit.code) {
                return Err(conflict("type_exists", "The doctor offers this kind of visit already."));
            }
            let code = new.visit.code;
            appointment_types::insert(connection, doctor, std::slice::from_ref(&new), now).await?;
            schedule::settle(connection, asked, change("appointment_type.create", doctor, &new), now).await?;
            get(connection, doctor, code).await
        })
        .await
    }

    /// Changes a kind of visit; visits of it that are booked stay as they are. What changes nothing leaves no trace.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where the kind is not offered,
    /// [`ServiceError::Stale`], [`ServiceError::Invalid`], [`ServiceError::Storage`].
    pub async fn change(
        &self,
        asked: &Asked<'_>,
        code: TypeCode,
        wanted: TypeChange,
        expected: &Expected,
    ) -> Result<OfferedType, ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?.id;
            let before = stored(connection, doctor, code).await?;
            expect(expected, before.version)?;
            let mut after = wanted.apply(&before);
            check(&after.visit)?;
            if after != before {
                after.version += 1;
                appointment_types::update(connection, doctor, &after, now).await?;
                let change = change("appointment_type.update", doctor, &after);
                schedule::settle(connection, asked, change, now).await?;
            }
            get(connection, doctor, code).await
        })
        .await
    }

    /// Offers a kind of visit no more; visits of it that are booked stay.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for those who do not run the schedule and where the kind is not offered,
    /// [`ServiceError::Stale`], [`ServiceError::Storage`].
    pub async fn remove(
        &self,
        asked: &Asked<'_>,
        code: TypeCode,
        expected: &Expected,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        schedule::write(&self.database, asked, async |connection| {
            let doctor = schedule::lock(connection, asked).await?.id;
            let before = stored(connection, doctor, code).await?;
            expect(expected, before.version)?;
            appointment_types::delete(connection, doctor, code).await?;
            let change = change("appointment_type.delete", doctor, &before);
            schedule::settle(connection, asked, change, now).await
        })
        .await
    }
}

impl TypeChange {
    fn apply(self, to: &OfferedType) -> OfferedType {
        let was = to.visit.clone();
        let visit = VisitType {
            code: was.code,
            duration_minutes: self.duration_minutes.unwrap_or(was.duration_minutes),
            buffer_before_minutes: self.buffer_before_minutes.unwrap_or(was.buffer_before_minutes),
            buffer_after_minutes: self.buffer_after_minutes.unwrap_or(was.buffer_after_minutes),
            capacity: self.capacity.unwrap_or(was.capacity),
            grid_minutes: self.grid_minutes.unwrap_or(was.grid_minutes),
            mode: self.mode.unwrap_or(was.mode),
        };
        OfferedType {
            visit,
            price_minor: self.price_minor.unwrap_or(to.price_minor),
            currency: self.currency.unwrap_or_else(|| to.currency.clone()),
            version: to.version,
        }
    }
}

async fn stored(
    connection: &AsyncPgConnection,
    doctor: UserId,
    code: TypeCode,
) -> Result<OfferedType, ServiceError> {
    let types = appointment_types::of(connection, &[doctor]).await?;
    let found = types.into_iter().find(|(_, offered)| offered.visit.code == code);
    found.map(|(_, offered)| offered).ok_or(ServiceError::NotFound)
}

async fn offered(connection: &AsyncPgConnection, doctor: UserId) -> Result<Vec<OfferedType>, ServiceError> {
    let own = appointment_types::currency(connection, doctor).await?;
    let types = appointment_types::of(connection, &[doctor]).await?;
    let told = |(_, offered): (UserId, OfferedType)| OfferedType {
        currency: offered.currency.or_else(|| own.clone()),
        ..offered
    };
    Ok(types.into_iter().map(told).collect())
}

async fn get(
    connection: &AsyncPgConnection,
    doctor: UserId,
    code: TypeCode,
) -> Result<OfferedType, ServiceError> {
    let types = offered(connection, doctor).await?;
    types.into_iter().find(|offered| offered.visit.code == code).ok_or(ServiceError::NotFound)
}

fn check(visit: &VisitType) -> Result<(), ServiceError> {
    let mut problems = Vec::new();
    let mut within = |field, value: i64, least, most| {
        if !(least..=most).contains(&value) {
            problems.push(refused(field, "out_of_range", &format!("Choose {least} to {most}.")));
        }
    };
    within("duration_minutes", visit.duration_minutes, 5, 480);
    within("buffer_before_minutes", visit.buffer_before_minutes, 0, 120);
    within("buffer_after_minutes", visit.buffer_after_minutes, 0, 120);
    within("capacity", visit.capacity.into(), 1, 100);
    within("grid_minutes", visit.grid_minutes.unwrap_or(5), 5, 240);
    if !["in_person", "video", "phone"].contains(&visit.mode.as_str()) {
        problems.push(refused("mode", "unknown_mode", "Choose in_person, video or phone."));
    }
    all_accepted(problems)
}

fn change(action: &'static str, doctor: UserId, offered: &OfferedType) -> Change {
    let detail = json!({
        "code": offered.visit.code,
        "duration_minutes": offered.visit.duration_minutes,
        "buffer_before_minutes": offered.visit.buffer_before_minutes,
        "buffer_after_minutes": offered.visit.buffer_after_minutes,
        "capacity": offered.visit.capacity,
        "grid_minutes": offered.visit.grid_minutes,
        "mode": offered.visit.mode,
        "price_minor": offered.price_minor,
        "currency": offered.currency,
    });
    Change { action, object_kind: "appointment_type", object_id: doctor.0, detail }
}
