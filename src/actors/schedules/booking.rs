//! How a schedule books a visit: at a free time, from a hold, or against the rules.

use chrono::{DateTime, Utc};

use crate::actors::schedules::desk::{Attempt, Desk, Loaded};
use crate::actors::schedules::messages::Booked;
use crate::domain::busy::Taken;
use crate::domain::calendar::{Placement, Refusal};
use crate::domain::ids::{AppointmentId, UserId};
use crate::services::appointments::booking::{self, BookingRequest};
use crate::services::appointments::holds;
use crate::services::error::ServiceError;
use crate::services::patients::register::email_taken;
use crate::storage::appointments::obstacles::Obstacle;
use crate::storage::bookings::booking::{Booking, Way, Written};

impl Desk {
    /// Books a visit.
    pub(super) async fn book(&self, request: &BookingRequest) -> Result<Booked, ServiceError> {
        self.decide(async || {
            if let Some(hold) = self.hold_for(request)? {
                let attempt = self.book_from_hold(request, hold).await?;
                // What they did not name, and hold no longer, is in nobody's way.
                if request.hold.is_some() || !matches!(attempt, Attempt::Refused(_)) {
                    return Ok(attempt);
                }
            }
            let accepts = self.with(|loaded, _| Ok(loaded.calendar.accepts_new_patients))?;
            if let Err(refusal) = booking::check_accepting(&self.parts.database, accepts, request).await {
                return Ok(Attempt::Refused(refusal));
            }
            let prepared = self.with(|loaded, now| {
                let placement = match place(loaded, request, now)? {
                    Ok(placement) => placement,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                let id = AppointmentId::new(now);
                let booking =
                    booking::prepare(&loaded.calendar, request, &placement, id, &loaded.doctor_name, now);
                let taken = placement.taken(id, None);
                self.mark(loaded, taken.clone());
                Ok(Ok((booking, taken)))
            })?;
            match prepared {
                Ok((booking, taken)) => self.write(booking, taken, request).await,
                Err(refusal) => Ok(Attempt::Refused(refusal)),
            }
        })
        .await
    }

    /// The hold that a visit is booked from: the one that is named, or what the patient holds of that time.
    fn hold_for(&self, request: &BookingRequest) -> Result<Option<AppointmentId>, ServiceError> {
        if request.hold.is_some() {
            return Ok(request.hold);
        }
        self.with(|loaded, now| {
            let at = booking::instant(&loaded.calendar, request.start)?;
            let mut own = loaded.calendar.busy.holds_of(request.party.patient_id, now);
            let same = own.find(|hold| (hold.visit.start, hold.code) == (at, request.appointment_type));
            Ok(same.map(|hold| hold.id))
        })
    }

    async fn book_from_hold(
        &self,
        request: &BookingRequest,
        hold: AppointmentId,
    ) -> Result<Attempt<Booked>, ServiceError> {
        let now = self.parts.clock.now();
        let (hold, seats_left) = match holds::wanted(&self.parts.database, request, hold, now).await {
            Ok(wanted) => wanted,
            Err(refusal @ (ServiceError::Conflict { .. } | ServiceError::Refused { .. })) => {
                return Ok(Attempt::Refused(refusal));
            }
            Err(error) => return Err(error),
        };
        let booking = self.with(|loaded, now| {
            // The rules may have changed since it was kept.
            if !loaded.calendar.is_there(hold.visit.clinic_id, &hold.visit.during) {
                return Ok(None);
            }
            Ok(Some(booking::from_hold(
                &loaded.calendar,
                request,
                (&hold, seats_left),
                &loaded.doctor_name,
                now,
            )))
        })?;
        let Some(booking) = booking else { return Ok(Attempt::Refused(booking::hold_expired())) };
        let taken = Taken {
            id: hold.visit.id,
            visit: hold.visit.during,
            blocks: hold.blocks,
            code: hold.visit.appointment_type,
            shared: hold.visit.session_id.is_some(),
            hold: None,
        };
        self.with(|loaded, _| {
            self.mark(loaded, taken.clone());
            Ok(())
        })?;
        self.write(booking, taken, request).await
    }

    async fn write(
        &self,
        booking: Booking,
        taken: Taken,
        request: &BookingRequest,
    ) -> Result<Attempt<Booked>, ServiceError> {
        let (event, way) = (booking.event.clone(), booking.way);
        let start = taken.visit.start;
        match self.parts.writer.write(booking).await {
            Ok(Written::Booked { appointment, calendar_version }) => {
                self.keep_mark(taken.id);
                let (patient, now) = (request.party.patient_id, self.parts.clock.now());
                self.settle(calendar_version, |calendar| calendar.busy.take_over(taken, patient, now));
                self.tell(&event, Some(&appointment));
                if request.override_reason.is_some() {
                    // The neighbours' buffers gave way.
                    self.forget();
                }
                Ok(Attempt::Done(Booked::New(appointment)))
            }
            Ok(Written::Refused(obstacle)) => {
                self.let_be(way, taken.id);
                match obstacle {
                    Obstacle::KeyTaken => Ok(Attempt::Done(Booked::KeyTaken)),
                    Obstacle::PatientUnknown if request.party.registers.is_some() => Err(email_taken()),
                    obstacle => Ok(Attempt::Met(obstacle, request.appointment_type, start)),
                }
            }
            Err(error) => {
                // It may be committed.
                self.let_be(Way::Held, taken.id);
                Err(error.into())
            }
        }
    }

    /// Nothing was written, or nobody knows. What was held before is held still, or is somebody's visit by now.
    fn let_be(&self, way: Way, id: AppointmentId) {
        if way == Way::Held {
            self.keep_mark(id);
            self.forget();
        } else {
            self.unmark(id);
        }
    }
}

/// Where the visit goes, or why it cannot. What the patient holds themselves is not in their way.
pub(super) fn place(
    loaded: &mut Loaded,
    request: &BookingRequest,
    now: DateTime<Utc>,
) -> Result<Result<Placement, ServiceError>, ServiceError> {
    let at = booking::instant(&loaded.calendar, request.start)?;
    let own = set_aside(loaded, request.party.patient_id, now);
    let placed = if request.override_reason.is_some() {
        place_overriding(loaded, request, at, now)
    } else {
        let placed = loaded.calendar.place(request.appointment_type, at, now);
        // The doctor works then, but for somebody else.
        placed.and_then(|placement| {
            if request.principal.acts_at(placement.clinic_id) {
                Ok(placement)
            } else {
                Err(Refusal::OutsideAvailability)
            }
        })
    };
    for hold in own {
        loaded.calendar.busy.take(hold);
    }
    Ok(placed
        .map_err(|refusal| booking::refusal(&loaded.calendar, refusal, request.appointment_type, at, now)))
}

pub(super) fn set_aside(loaded: &mut Loaded, patient: UserId, now: DateTime<Utc>) -> Vec<Taken> {
    let own: Vec<Taken> = loaded.calendar.busy.holds_of(patient, now).cloned().collect();
    for hold in &own {
        loaded.calendar.busy.release(hold.id);
    }
    own
}

/// Against the rules a visit takes place where the doctor would be then, or else at the first clinic of the doctor's at
/// which the principal acts.
fn place_overriding(
    loaded: &Loaded,
    request: &BookingRequest,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Placement, Refusal> {
    let acts = |clinic: &_| request.principal.acts_at(*clinic);
    let then = loaded.calendar.clinic_at(at).filter(acts);
    let clinic = then.or_else(|| loaded.clinics.iter().map(|clinic| clinic.id).find(acts));
    let clinic = clinic.ok_or(Refusal::OutsideAvailability)?;
    loaded.calendar.place_overriding(request.appointment_type, at, clinic, now)
}
