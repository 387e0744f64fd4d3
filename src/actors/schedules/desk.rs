//! One doctor's calendar in memory: what is decided on, never acknowledged before COMMIT, and told after it.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Mutex;

use crate::actors::notifications::messages::Wake;
use crate::actors::relay::messages::Publish;
use crate::actors::schedules::fresh::Fresh;
use crate::actors::way::Way;
use crate::domain::appointments::Appointment;
use crate::domain::busy::Taken;
use crate::domain::calendar::{Calendar, Refusal};
use crate::domain::clock::SharedClock;
use crate::domain::doctors::Place;
use crate::domain::events::Event;
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::schedules::TypeCode;
use crate::services::appointments::booking;
use crate::services::error::ServiceError;
use crate::services::live::publications;
use crate::storage::appointments::obstacles::Obstacle;
use crate::storage::bookings::writer::BookingWriter;
use crate::storage::pool::Database;
use crate::storage::{calendars, doctors};

/// How often something is decided again because the rules or the calendar moved meanwhile.
const DECISIONS: usize = 5;
/// What was loaded reaches a day further than anything can be booked; after this long it is loaded again.
const GOOD_FOR: TimeDelta = TimeDelta::hours(12);

/// What every desk of the node works with.
#[derive(Clone)]
pub struct DeskParts {
    /// Whose calendar.
    pub doctor_id: UserId,
    /// Where it is loaded from.
    pub database: Database,
    /// The time.
    pub clock: SharedClock,
    /// Where bookings are written.
    pub writer: BookingWriter,
    /// Who tells the sockets.
    pub relay: Way<Publish>,
    /// Who sends the messages.
    pub notifications: Way<Wake>,
}

/// One doctor's calendar in memory.
pub struct Desk {
    pub(super) parts: DeskParts,
    /// Never borrowed across an await.
    loaded: RefCell<Option<Loaded>>,
    /// Decided on, COMMIT not yet answered: kept over a reload, which may not see them.
    pending: RefCell<HashMap<AppointmentId, Taken>>,
    /// One load at a time.
    loading: Mutex<()>,
    /// How many loads came to an end.
    loads: Cell<u64>,
    /// Looks whether what was loaded still holds.
    fresh: Fresh,
}

/// What was loaded.
pub(super) struct Loaded {
    pub(super) calendar: Calendar,
    pub(super) doctor_name: String,
    /// Where the doctor sees patients.
    pub(super) clinics: Vec<Place>,
    /// Changes of this node beyond the calendar's version: those between are not known yet.
    ahead: BTreeSet<i64>,
    at: DateTime<Utc>,
}

/// What became of a decision.
pub(super) enum Attempt<T> {
    /// It is committed.
    Done(T),
    /// It was refused from memory.
    Refused(ServiceError),
    /// The database refused it, for a visit that would be of this kind and start then.
    Met(Obstacle, TypeCode, DateTime<Utc>),
}

impl Desk {
    pub(super) fn new(parts: DeskParts) -> Self {
        Self {
            parts,
            loaded: RefCell::default(),
            pending: RefCell::default(),
            loading: Mutex::default(),
            loads: Cell::default(),
            fresh: Fresh::default(),
        }
    }

    /// Decides, and decides again where what it was decided on has moved.
    pub(super) async fn decide<T>(
        &self,
        attempt: impl AsyncFn() -> Result<Attempt<T>, ServiceError>,
    ) -> Result<T, ServiceError> {
        let mut fresh = false;
        for _ in 0..DECISIONS {
            let versions = self.load_if_needed().await?;
            match attempt().await? {
                Attempt::Done(done) => return Ok(done),
                Attempt::Refused(refusal) => {
                    // Another node may have freed the slot, or changed the rules, unheard of. What was loaded for
                    // this very request is new enough.
                    if fresh || self.is_current(versions).await? {
                        return Err(refusal);
                    }
                    self.reload().await?;
                }
                // What was loaded for this very request does not reach that far, or somebody was quicker since.
                Attempt::Met(Obstacle::SlotTaken, code, at) if fresh => {
                    return Err(self.refusal(Refusal::Taken, code, at)?);
                }
                Attempt::Met(Obstacle::DayFull, code, at) if fresh => {
                    return Err(self.refusal(Refusal::DayFull, code, at)?);
                }
                Attempt::Met(Obstacle::Moved | Obstacle::SlotTaken | Obstacle::DayFull, ..) => {
                    self.reload().await?;
                }
                Attempt::Met(obstacle, ..) => return Err(told_of(obstacle)),
            }
            fresh = true;
        }
        Err(ServiceError::Busy)
    }

    fn refusal(
        &self,
        refusal: Refusal,
        code: TypeCode,
        at: DateTime<Utc>,
    ) -> Result<ServiceError, ServiceError> {
        self.with(|loaded, now| Ok(booking::refusal(&loaded.calendar, refusal, code, at, now)))
    }

    /// What a decision reads and marks: no await in between, so nobody else decides on the same time.
    pub(super) fn with<T>(
        &self,
        decide: impl FnOnce(&mut Loaded, DateTime<Utc>) -> Result<T, ServiceError>,
    ) -> Result<T, ServiceError> {
        let now = self.parts.clock.now();
        decide(self.loaded.borrow_mut().as_mut().ok_or(ServiceError::Busy)?, now)
    }

    /// Marks what was decided on, until its COMMIT is answered.
    pub(super) fn mark(&self, loaded: &mut Loaded, taken: Taken) {
        self.pending.borrow_mut().insert(taken.id, taken.clone());
        loaded.calendar.busy.take(taken);
    }

    /// Takes a mark away, and the time that it took: it is not to be.
    pub(super) fn unmark(&self, id: AppointmentId) {
        self.keep_mark(id);
        if let Some(loaded) = self.loaded.borrow_mut().as_mut() {
            loaded.calendar.busy.release(id);
        }
    }

    /// Nothing in memory can be relied on any more: it is loaded again when it is next asked for.
    pub(super) fn forget(&self) {
        *self.loaded.borrow_mut() = None;
    }

    /// What was marked is committed, or was taken before, and stays taken.
    pub(super) fn keep_mark(&self, id: AppointmentId) {
        self.pending.borrow_mut().remove(&id);
    }

    /// What a committed change did to the calendar. Where another node moved it too, the version here stays behind until
    /// that is known, and the next look loads it again.
    pub(super) fn settle(&self, calendar_version: i64, change: impl FnOnce(&mut Calendar)) {
        if let Some(Loaded { calendar, ahead, .. }) = self.loaded.borrow_mut().as_mut() {
            // What was loaded since then may be newer.
            if calendar_version < calendar.calendar_version {
                return;
            }
            change(calendar);
            ahead.insert(calendar_version);
            while ahead.remove(&(calendar.calendar_version + 1)) {
                calendar.calendar_version += 1;
            }
        }
    }

    /// Tells the sockets and wakes the messengers. A full mailbox loses nothing: the rows are found by the next sweep.
    pub(super) fn tell(&self, event: &Event, visit: Option<&Appointment>) {
        let publish = Publish { event: Some(event.id), publications: publications(event, visit) };
        if self.parts.relay.try_send(publish).is_err() {
            tracing::debug!(event_id = %event.id, "the relay is busy; the sweep will publish");
        }
        if self.parts.notifications.try_send(Wake).is_err() {
            tracing::debug!(event_id = %event.id, "the notification supervisor is busy; the poll will find it");
        }
    }

    /// Sees to it that what is in memory holds as of now, for who reads it without writing.
    pub(super) async fn refresh(&self) -> Result<(), ServiceError> {
        if self.versions().is_none() {
            return self.reload().await;
        }
        let look = self.fresh.look(async || {
            let versions = self.load_if_needed().await?;
            if self.is_current(versions).await? { Ok(()) } else { self.reload().await }
        });
        look.await
    }

    pub(super) fn is_loaded(&self) -> bool {
        self.loaded.borrow().is_some()
    }

    fn versions(&self) -> Option<(i64, i64)> {
        let loaded = self.loaded.borrow();
        loaded.as_ref().map(|loaded| (loaded.calendar.rules_version, loaded.calendar.calendar_version))
    }

    /// Whether what was decided on still holds in the database.
    async fn is_current(&self, versions: (i64, i64)) -> Result<bool, ServiceError> {
        let mut connection = self.parts.database.connection().await?;
        Ok(calendars::versions(&mut connection, self.parts.doctor_id).await? == Some(versions))
    }

    async fn load_if_needed(&self) -> Result<(i64, i64), ServiceError> {
        let now = self.parts.clock.now();
        let stale = |loaded: &Loaded| (now - loaded.at).abs() > GOOD_FOR;
        if self.loaded.borrow().as_ref().is_none_or(stale) {
            self.reload().await?;
        }
        self.versions().ok_or(ServiceError::Busy)
    }

    /// Loads the calendar as it is committed, and marks again what is still being written.
    pub(super) async fn reload(&self) -> Result<(), ServiceError> {
        let before = self.loads.get();
        let _one_at_a_time = self.loading.lock().await;
        if self.loads.get() > before + 1 {
            return Ok(()); // somebody else began and ended a load meanwhile
        }
        let now = self.parts.clock.now();
        let mut connection = self.parts.database.connection().await?;
        let doctor =
            doctors::find(&mut connection, self.parts.doctor_id).await?.ok_or(ServiceError::NotFound)?;
        let calendar = calendars::load(&mut connection, self.parts.doctor_id, now).await?;
        let mut calendar = calendar.ok_or(ServiceError::NotFound)?;
        for taken in self.pending.borrow().values() {
            calendar.busy.take(taken.clone());
        }
        let doctor_name = format!("{} {}", doctor.first_name, doctor.last_name);
        *self.loaded.borrow_mut() =
            Some(Loaded { calendar, doctor_name, clinics: doctor.clinics, ahead: BTreeSet::new(), at: now });
        self.loads.set(self.loads.get() + 1);
        Ok(())
    }
}

/// What an obstacle is called that deciding again does not remove.
fn told_of(obstacle: Obstacle) -> ServiceError {
    let conflict = |code, message: &str| ServiceError::Conflict { code, message: message.into() };
    match obstacle {
        Obstacle::PatientBusy => conflict("patient_busy", "The patient has another visit at that time."),
        Obstacle::HoldExpired => booking::hold_expired(),
        Obstacle::PatientUnknown => ServiceError::NotFound,
        Obstacle::KeyTaken => ServiceError::InProgress,
        Obstacle::Moved | Obstacle::SlotTaken | Obstacle::DayFull => ServiceError::Busy,
    }
}
