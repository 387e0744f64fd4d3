//! What a doctor's schedule does: decides from memory, never acknowledges before COMMIT, tells everyone after it.

use std::cell::RefCell;
use std::collections::HashMap;

use tokio::sync::Mutex;

use crate::actors::notifications::messages::Wake;
use crate::actors::relay::messages::Publish;
use crate::actors::schedules::messages::Booked;
use crate::actors::way::Way;
use crate::domain::appointments::Appointment;
use crate::domain::busy::Taken;
use crate::domain::calendar::{Calendar, Refusal};
use crate::domain::clock::SharedClock;
use crate::domain::events::Event;
use crate::domain::ids::{AppointmentId, UserId};
use crate::services::appointments::booking::{self, BookingRequest};
use crate::services::appointments::change::{self, ChangeRequest};
use crate::services::error::ServiceError;
use crate::services::live::publications;
use crate::services::patients::register::email_taken;
use crate::storage::bookings::booking::{Booking, Written};
use crate::storage::bookings::writer::BookingWriter;
use crate::storage::pool::Database;
use crate::storage::{calendars, doctors};

/// How often a booking is decided again because the rules or the calendar moved meanwhile.
const DECISIONS: usize = 5;

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
    parts: DeskParts,
    /// Never borrowed across an await.
    loaded: RefCell<Option<Loaded>>,
    /// Decided on, COMMIT not yet answered: kept over a reload, which may not see them.
    pending: RefCell<HashMap<AppointmentId, Taken>>,
    /// One load at a time.
    loading: Mutex<()>,
}

struct Loaded {
    calendar: Calendar,
    doctor_name: String,
}

/// What was decided from memory.
enum Decision {
    Write { booking: Box<Booking>, taken: Taken },
    Refuse(ServiceError),
}

impl Desk {
    pub(super) fn new(parts: DeskParts) -> Self {
        Self { parts, loaded: RefCell::default(), pending: RefCell::default(), loading: Mutex::default() }
    }

    /// Books a visit. Decides again where what it was decided on has moved.
    pub(super) async fn book(&self, request: &BookingRequest) -> Result<Booked, ServiceError> {
        let mut fresh = false;
        for _ in 0..DECISIONS {
            let (rules, calendar) = self.load_if_needed().await?;
            let accepts = self.with_calendar(|loaded| loaded.calendar.accepts_new_patients)?;
            let decision = match booking::check_accepting(&self.parts.database, accepts, request).await {
                Ok(()) => self.decide(request)?,
                Err(refusal) => Decision::Refuse(refusal),
            };
            match decision {
                Decision::Refuse(refusal) => {
                    // Another node may have freed the slot, or changed the rules, unheard of. What was loaded for
                    // this very request is new enough.
                    if fresh || self.is_current(rules, calendar).await? {
                        return Err(refusal);
                    }
                    self.reload().await?;
                    fresh = true;
                }
                Decision::Write { booking, taken } => {
                    if let Some(booked) = self.write(*booking, taken, request).await? {
                        return Ok(booked);
                    }
                }
            }
        }
        Err(ServiceError::Busy)
    }

    /// Takes a step of a visit of this doctor.
    pub(super) async fn change(&self, request: &ChangeRequest) -> Result<Appointment, ServiceError> {
        let changed = change::change(&self.parts.database, &self.parts.clock, request).await?;
        let visit = changed.appointment;
        if let Some(loaded) = self.loaded.borrow_mut().as_mut() {
            if !visit.status.takes_slot() {
                loaded.calendar.busy.release(visit.id);
            }
            loaded.calendar.calendar_version += 1;
        }
        self.tell(&changed.event, &visit);
        Ok(visit)
    }

    /// Decides and marks what was decided: no await in between, so nobody else decides on the same time.
    fn decide(&self, request: &BookingRequest) -> Result<Decision, ServiceError> {
        let mut loaded = self.loaded.borrow_mut();
        let Loaded { calendar, doctor_name } = loaded.as_mut().ok_or(ServiceError::Busy)?;
        let now = self.parts.clock.now();
        let at = booking::instant(calendar, request.start)?;
        Ok(match calendar.place(request.appointment_type, at, now) {
            Err(refusal) => Decision::Refuse(booking::refusal(calendar, refusal, request, at, now)),
            // The doctor works then, but for somebody else.
            Ok(placement) if !request.principal.acts_at(placement.clinic_id) => {
                let elsewhere = Refusal::OutsideAvailability;
                Decision::Refuse(booking::refusal(calendar, elsewhere, request, at, now))
            }
            Ok(placement) => {
                let id = AppointmentId::new(now);
                let booking = booking::prepare(calendar, request, &placement, id, doctor_name, now);
                let taken = placement.taken(id, None);
                calendar.busy.take(taken.clone());
                self.pending.borrow_mut().insert(id, taken.clone());
                Decision::Write { booking: Box::new(booking), taken }
            }
        })
    }

    /// Writes what was decided; none where it must be decided again.
    async fn write(
        &self,
        booking: Booking,
        taken: Taken,
        request: &BookingRequest,
    ) -> Result<Option<Booked>, ServiceError> {
        let id = booking.new.appointment.id;
        let event = booking.event.clone();
        let written = self.parts.writer.write(booking).await;
        self.pending.borrow_mut().remove(&id);
        if let Ok(Written::Booked { appointment, calendar_version }) = written {
            self.settle(taken, calendar_version);
            self.tell(&event, &appointment);
            return Ok(Some(Booked::New(appointment)));
        }
        self.release(id);
        match written? {
            Written::KeyTaken => Ok(Some(Booked::KeyTaken)),
            Written::PatientBusy => Err(ServiceError::Conflict {
                code: "patient_busy",
                message: "The patient has another visit at that time.".into(),
            }),
            Written::PatientUnknown if request.party.registers.is_some() => Err(email_taken()),
            Written::PatientUnknown => Err(ServiceError::NotFound),
            Written::SlotTaken => {
                self.reload().await?;
                Err(self.taken(request)?)
            }
            Written::RulesMoved | Written::Booked { .. } => {
                self.reload().await?;
                Ok(None)
            }
        }
    }

    /// Tells the sockets and wakes the messengers. A full mailbox loses nothing: the rows are found by the next sweep.
    fn tell(&self, event: &Event, visit: &Appointment) {
        let publish = Publish { event: Some(event.id), publications: publications(event, visit) };
        if self.parts.relay.try_send(publish).is_err() {
            tracing::debug!(event_id = %event.id, "the relay is busy; the sweep will publish");
        }
        if self.parts.notifications.try_send(Wake).is_err() {
            tracing::debug!(event_id = %event.id, "the notification supervisor is busy; the poll will find it");
        }
    }

    fn taken(&self, request: &BookingRequest) -> Result<ServiceError, ServiceError> {
        let now = self.parts.clock.now();
        self.with_calendar(|loaded| {
            let at = booking::instant(&loaded.calendar, request.start)?;
            Ok(booking::refusal(&loaded.calendar, Refusal::Taken, request, at, now))
        })?
    }

    /// A committed booking stays taken. Where another node moved the calendar too, the version here stays behind and
    /// the next refusal reloads.
    fn settle(&self, taken: Taken, calendar_version: i64) {
        if let Some(Loaded { calendar, .. }) = self.loaded.borrow_mut().as_mut() {
            calendar.busy.take(taken);
            if calendar_version == calendar.calendar_version + 1 {
                calendar.calendar_version = calendar_version;
            }
        }
    }

    fn release(&self, id: AppointmentId) {
        if let Some(loaded) = self.loaded.borrow_mut().as_mut() {
            loaded.calendar.busy.release(id);
        }
    }

    fn with_calendar<T>(&self, read: impl FnOnce(&Loaded) -> T) -> Result<T, ServiceError> {
        self.loaded.borrow().as_ref().map(read).ok_or(ServiceError::Busy)
    }

    fn versions(&self) -> Option<(i64, i64)> {
        let loaded = self.loaded.borrow();
        loaded.as_ref().map(|loaded| (loaded.calendar.rules_version, loaded.calendar.calendar_version))
    }

    /// Whether what was decided on still holds in the database.
    async fn is_current(&self, rules: i64, calendar: i64) -> Result<bool, ServiceError> {
        let mut connection = self.parts.database.connection().await?;
        Ok(calendars::versions(&mut connection, self.parts.doctor_id).await? == Some((rules, calendar)))
    }

    async fn load_if_needed(&self) -> Result<(i64, i64), ServiceError> {
        if self.versions().is_none() {
            self.reload().await?;
        }
        self.versions().ok_or(ServiceError::Busy)
    }

    /// Loads the calendar as it is committed, and marks again what is still being written.
    async fn reload(&self) -> Result<(), ServiceError> {
        let before = self.versions();
        let _one_at_a_time = self.loading.lock().await;
        if self.versions() != before {
            return Ok(()); // somebody else has just loaded it
        }
        let mut connection = self.parts.database.connection().await?;
        let doctor =
            doctors::find(&mut connection, self.parts.doctor_id).await?.ok_or(ServiceError::NotFound)?;
        let calendar = calendars::load(&mut connection, self.parts.doctor_id, self.parts.clock.now()).await?;
        let mut calendar = calendar.ok_or(ServiceError::NotFound)?;
        for taken in self.pending.borrow().values() {
            calendar.busy.take(taken.clone());
        }
        let doctor_name = format!("{} {}", doctor.first_name, doctor.last_name);
        *self.loaded.borrow_mut() = Some(Loaded { calendar, doctor_name });
        Ok(())
    }
}
