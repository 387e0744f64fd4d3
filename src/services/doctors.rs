//! The directory of doctors: who there is, and when each can be had. Anyone may read it.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::calendar::Calendar;
use crate::domain::clock::SharedClock;
use crate::domain::doctors::{Doctor, DoctorSearch};
use crate::domain::ids::UserId;
use crate::domain::openings;
use crate::domain::pages::{Slice, Start};
use crate::domain::schedules::TypeCode;
use crate::services::error::ServiceError;
use crate::storage::doctors::Position;
use crate::storage::pool::Database;
use crate::storage::{calendars, doctors};

/// How many doctors are looked at together where not all of them will be kept.
const BATCH: usize = 50;
/// How many doctors one request looks at, at the most: a page may end early, and leads on.
const LOOKED_AT_MAX: usize = 500;

/// The directory.
#[derive(Clone)]
pub struct Directory {
    database: Database,
    clock: SharedClock,
}

/// A doctor as listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Who.
    pub doctor: Doctor,
    /// The first instant that can be booked; none within the doctor's horizon.
    pub next_available: Option<DateTime<Utc>>,
}

/// A doctor who is free on the day that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Available {
    /// Who, and when at the earliest.
    pub listed: Listed,
    /// How many slots of that day are free; they may overlap where visits are longer than the grid.
    pub slots_left: usize,
}

impl Directory {
    /// Reads from this database, at this time.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// One page of the doctors who match; with `available_on`, of those who have something free on that day of theirs.
    ///
    /// # Errors
    /// [`ServiceError::Storage`].
    pub async fn search(
        &self,
        search: &DoctorSearch,
        available_on: Option<NaiveDate>,
        start: Option<&Start<Position>>,
        limit: usize,
    ) -> Result<Slice<Listed, Position>, ServiceError> {
        let now = self.clock.now();
        let batch = if available_on.is_some() { BATCH } else { limit + 1 };
        let keep = |doctor, calendar: &Calendar| {
            let free = available_on.is_none_or(|day| openings::opens_on(calendar, day, now));
            free.then(|| listed(doctor, calendar, now))
        };
        self.walk(search, start, limit, batch, now, keep).await
    }

    /// One page of the doctors who match and can be booked for this kind of visit on `date`, by default today; either
    /// is a day of each doctor's own zone.
    ///
    /// # Errors
    /// [`ServiceError::Storage`].
    pub async fn available(
        &self,
        search: &DoctorSearch,
        date: Option<NaiveDate>,
        code: TypeCode,
        start: Option<&Start<Position>>,
        limit: usize,
    ) -> Result<Slice<Available, Position>, ServiceError> {
        let now = self.clock.now();
        let keep = |doctor, calendar: &Calendar| {
            let day = date.unwrap_or_else(|| calendar.local_date(now));
            let slots_left = openings::free_on(calendar, code, &(day..=day), now).len();
            (slots_left > 0).then(|| Available { listed: listed(doctor, calendar, now), slots_left })
        };
        self.walk(search, start, limit, BATCH, now, keep).await
    }

    /// One doctor.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Storage`].
    pub async fn find(&self, id: UserId) -> Result<Listed, ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        let doctor = doctors::find(&mut connection, id).await?.ok_or(ServiceError::NotFound)?;
        let calendar = calendars::load(&mut connection, id, now).await?.ok_or(ServiceError::NotFound)?;
        Ok(listed(doctor, &calendar, now))
    }

    /// Walks through the doctors who match, a batch with all its calendars at a time, until `limit` and one more were
    /// kept, nobody is left, or enough were looked at.
    async fn walk<T>(
        &self,
        search: &DoctorSearch,
        start: Option<&Start<Position>>,
        limit: usize,
        batch: usize,
        now: DateTime<Utc>,
        keep: impl Fn(Doctor, &Calendar) -> Option<T>,
    ) -> Result<Slice<T, Position>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let backwards = Start::is_backwards(start);
        let (mut kept, mut from, mut looked_at) = (Vec::new(), start.cloned(), 0);
        let rows_max = i64::try_from(batch).unwrap_or(i64::MAX);
        let mut stopped_at = None;
        while kept.len() <= limit {
            let rows = doctors::search(&mut connection, search, from.as_ref(), rows_max).await?;
            let ids: Vec<UserId> = rows.iter().map(|doctor| doctor.id).collect();
            let calendars = calendars::load_many(&mut connection, &ids, now).await?;
            let exhausted = rows.len() < batch;
            looked_at += rows.len();
            from = rows.last().map(|last| Start { at: place(last), backwards });
            for doctor in rows {
                let at = place(&doctor);
                let item = calendars.get(&doctor.id).and_then(|calendar| keep(doctor, calendar));
                kept.extend(item.map(|item| (at, item)));
            }
            if exhausted {
                break;
            }
            if looked_at >= LOOKED_AT_MAX {
                stopped_at = from.map(|from| from.at);
                break;
            }
        }
        let at = |(at, _): &(Position, T)| at.clone();
        let slice = if kept.len() > limit {
            Slice::cut(kept, start, limit, at)
        } else {
            Slice::of(kept, stopped_at, start, at)
        };
        Ok(slice.map(|(_, item)| item))
    }
}

fn listed(doctor: Doctor, calendar: &Calendar, now: DateTime<Utc>) -> Listed {
    Listed { doctor, next_available: openings::next_opening(calendar, now) }
}

fn place(doctor: &Doctor) -> Position {
    (doctor.last_name.clone(), doctor.first_name.clone(), doctor.id)
}
