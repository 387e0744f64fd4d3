//! The directory of doctors: who there is, and when each can be had. Anyone may read it.

mod remembered;

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::domain::calendar::Calendar;
use crate::domain::clock::SharedClock;
use crate::domain::doctors::{Doctor, DoctorSearch};
use crate::domain::ids::UserId;
use crate::domain::openings;
use crate::domain::pages::{Slice, Start};
use crate::domain::schedules::TypeCode;
use crate::services::doctors::remembered::{Belief, Opening, Remembered, Wanted};
use crate::services::error::ServiceError;
use crate::storage::directory::{Entry, Position, Versions};
use crate::storage::doctor_versions::DoctorVersions;
use crate::storage::pool::Database;
use crate::storage::{calendars, directory, directory_digest, doctors};

/// How many doctors are looked at together where not all of them will be kept.
const BATCH: usize = 50;
/// How many doctors one request looks at, at the most: a page may end early, and leads on.
const LOOKED_AT_MAX: usize = 500;

/// The directory. Cloning is cheap; all clones share what is remembered.
///
/// Who was found is remembered for as long as the directory does not change, and whether it has is looked at once a second:
/// for two seconds it may say what a profile no longer says that was changed on another node; on this node it is forgotten
/// with every change. Whether somebody is listed at all and when they are free is never
/// remembered without asking: each page reads, for each doctor on it, whether they are still there and where their schedule
/// stands, and what was worked out of the same versions is not worked out again.
#[derive(Clone)]
pub struct Directory {
    database: Database,
    clock: SharedClock,
    versions: DoctorVersions,
    remembered: Arc<Remembered>,
    looking: Arc<Mutex<()>>,
}

/// A doctor as listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Listed {
    /// Who.
    pub doctor: Arc<Doctor>,
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
        let versions = DoctorVersions::start(&database);
        Self { database, clock, versions, remembered: Arc::default(), looking: Arc::default() }
    }

    /// A profile, a clinic, a membership or an account has changed: who was found is looked for again.
    pub fn forget(&self) {
        self.remembered.forget();
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
        let Some(day) = available_on else { return self.page(search, start, limit).await };
        let now = self.clock.now();
        let keep = |doctor, calendar: &Calendar| {
            openings::opens_on(calendar, day, now).then(|| listed(doctor, calendar, now))
        };
        self.walk(search, start, limit, now, keep).await
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
        self.walk(search, start, limit, now, keep).await
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

    /// One page of the doctors who match, from what is remembered where it still holds.
    async fn page(
        &self,
        search: &DoctorSearch,
        start: Option<&Start<Position>>,
        limit: usize,
    ) -> Result<Slice<Listed, Position>, ServiceError> {
        match self.remembered.belief(Instant::now()) {
            Belief::Good => {}
            Belief::Due => drop(self.database.driver().spawn(self.clone().look_by_the_way())),
            Belief::None => self.look_first().await?,
        }
        let wanted = self.remembered.wanted(search, start, limit);
        let (found, standing) = match self.remembered.found(&wanted) {
            Some(found) => {
                let ids = found.items.iter().map(|doctor| doctor.id).collect();
                let standing = self.versions.of(ids).await?;
                (found, standing)
            }
            None => self.find_page(wanted, search, start, limit).await?,
        };
        let there: Vec<(Arc<Doctor>, Versions)> = found
            .items
            .iter()
            .filter_map(|doctor| Some((Arc::clone(doctor), *standing.get(&doctor.id)?)))
            .collect();
        let openings = self.openings(&there).await?;
        let listed = |(doctor, _): (Arc<Doctor>, Versions)| {
            let next_available = openings.get(&doctor.id).copied().flatten();
            Listed { doctor, next_available }
        };
        let items = there.into_iter().map(listed).collect();
        Ok(Slice { items, next: found.next.clone(), previous: found.previous.clone() })
    }

    /// Looks whether the directory has changed, unless somebody else does so already: then waits for that.
    async fn look_first(&self) -> Result<(), ServiceError> {
        let _one_at_a_time = self.looking.lock().await;
        if self.remembered.belief(Instant::now()) == Belief::Good { Ok(()) } else { self.look().await }
    }

    /// Looks whether the directory has changed.
    async fn look(&self) -> Result<(), ServiceError> {
        let began = Instant::now();
        let mut connection = self.database.connection().await?;
        let digest = directory_digest::read(&mut connection).await?;
        self.remembered.looked(began, Some(digest));
        Ok(())
    }

    async fn look_by_the_way(self) {
        if let Err(error) = self.look().await {
            tracing::debug!(%error, "whether the directory has changed is not known");
            self.remembered.looked(Instant::now(), None);
        }
    }

    /// The same page from PostgreSQL, and remembered.
    async fn find_page(
        &self,
        wanted: Wanted,
        search: &DoctorSearch,
        start: Option<&Start<Position>>,
        limit: usize,
    ) -> Result<(Arc<Slice<Arc<Doctor>, Position>>, Arc<HashMap<UserId, Versions>>), ServiceError> {
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let mut connection = self.database.connection().await?;
        let rows = directory::search(&mut connection, search, start, rows_max).await?;
        drop(connection);
        let versions = rows.iter().map(|entry| (entry.doctor.id, entry.versions)).collect();
        let slice = Slice::cut(rows, start, limit, |entry| place(&entry.doctor));
        let found = Arc::new(slice.map(|entry: Entry| Arc::new(entry.doctor)));
        self.remembered.remember(wanted, Arc::clone(&found));
        Ok((found, Arc::new(versions)))
    }

    /// When each of these can be had, of schedules that stand where it says; worked out anew where it is not known.
    async fn openings(
        &self,
        doctors: &[(Arc<Doctor>, Versions)],
    ) -> Result<HashMap<UserId, Option<DateTime<Utc>>>, ServiceError> {
        let now = self.clock.now();
        let (mut known, mut unknown) = (HashMap::with_capacity(doctors.len()), Vec::new());
        for (doctor, versions) in doctors {
            match self.remembered.opening(doctor.id, *versions, now) {
                Some(opening) => drop(known.insert(doctor.id, opening)),
                None => unknown.push(doctor.id),
            }
        }
        if unknown.is_empty() {
            return Ok(known);
        }
        let mut connection = self.database.connection().await?;
        for (doctor, calendar) in calendars::load_many(&mut connection, &unknown, now).await? {
            let opening = Opening::of(&calendar, now);
            known.insert(doctor, opening.next);
            self.remembered.remember_opening(doctor, opening);
        }
        Ok(known)
    }

    /// Walks through the doctors who match, a batch with all its calendars at a time, until `limit` and one more were
    /// kept, nobody is left, or enough were looked at.
    async fn walk<T>(
        &self,
        search: &DoctorSearch,
        start: Option<&Start<Position>>,
        limit: usize,
        now: DateTime<Utc>,
        keep: impl Fn(Doctor, &Calendar) -> Option<T>,
    ) -> Result<Slice<T, Position>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let backwards = Start::is_backwards(start);
        let (mut kept, mut from, mut looked_at) = (Vec::new(), start.cloned(), 0);
        let rows_max = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let mut stopped_at = None;
        while kept.len() <= limit {
            let rows = directory::search(&mut connection, search, from.as_ref(), rows_max).await?;
            let rows: Vec<Doctor> = rows.into_iter().map(|entry| entry.doctor).collect();
            let ids: Vec<UserId> = rows.iter().map(|doctor| doctor.id).collect();
            let calendars = calendars::load_many(&mut connection, &ids, now).await?;
            let exhausted = rows.len() < BATCH;
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
    Listed { doctor: Arc::new(doctor), next_available: openings::next_opening(calendar, now) }
}

fn place(doctor: &Doctor) -> Position {
    (doctor.last_name.clone(), doctor.first_name.clone(), doctor.id)
}
