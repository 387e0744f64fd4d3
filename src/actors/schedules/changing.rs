//! How a schedule takes a visit along its status machine, and to another time.

use crate::actors::schedules::booking::set_aside;
use crate::actors::schedules::desk::{Attempt, Desk};
use crate::domain::appointments::Appointment;
use crate::domain::calendar::Refusal;
use crate::domain::ids::AppointmentId;
use crate::services::appointments::attempt::Abort;
use crate::services::appointments::booking;
use crate::services::appointments::change::{self, ChangeRequest};
use crate::services::appointments::reschedule::{self, RescheduleRequest};
use crate::services::error::ServiceError;

impl Desk {
    /// Takes a step of a visit of this doctor.
    pub(super) async fn change(&self, request: &ChangeRequest) -> Result<Appointment, ServiceError> {
        let changed = change::change(&self.parts.database, &self.parts.clock, request).await?;
        let visit = changed.appointment;
        self.settle(changed.calendar_version, |calendar| {
            if !visit.status.takes_slot() {
                calendar.busy.release(visit.id);
            }
        });
        self.tell(&changed.event, Some(&visit));
        for event in &changed.freed {
            self.tell(event, None);
        }
        Ok(visit)
    }

    /// Moves a visit of this doctor to another time.
    pub(super) async fn reschedule(&self, request: &RescheduleRequest) -> Result<Appointment, ServiceError> {
        self.decide(async || {
            let (database, clock) = (&self.parts.database, &self.parts.clock);
            let (visit, side) =
                reschedule::open(&mut *database.connection().await?, request, clock.now()).await?;
            // Who may not move it at all is told so, rather than that the new time does not do.
            let cutoff = change::cutoff(&mut *database.connection().await?, visit.doctor_id).await?;
            reschedule::check(&visit, side, &request.expected, cutoff, clock.now())?;
            let prepared = self.with(|loaded, now| {
                let at = booking::instant(&loaded.calendar, request.start)?;
                let code = visit.appointment_type;
                // It is not in its own way.
                let own = loaded.calendar.busy.release(visit.id);
                let held = set_aside(loaded, visit.patient_id, now);
                let placed = if request.override_reason.is_some() {
                    loaded.calendar.place_overriding(code, at, visit.clinic_id, now)
                } else {
                    loaded.calendar.place(code, at, now).and_then(|placement| {
                        if request.principal.acts_at(placement.clinic_id) {
                            Ok(placement)
                        } else {
                            Err(Refusal::OutsideAvailability)
                        }
                    })
                };
                for taken in held.into_iter().chain(own) {
                    loaded.calendar.busy.take(taken);
                }
                let placement = match placed {
                    Ok(placement) => placement,
                    Err(refusal) => {
                        return Ok(Err(booking::refusal(&loaded.calendar, refusal, code, at, now)));
                    }
                };
                let mark = AppointmentId::new(now);
                self.mark(loaded, placement.taken(mark, None));
                Ok(Ok((placement, mark, loaded.calendar.rules_version)))
            })?;
            let (placement, mark, rules_version) = match prepared {
                Ok(prepared) => prepared,
                Err(refusal) => return Ok(Attempt::Refused(refusal)),
            };
            let moved = reschedule::reschedule(database, clock, request, &placement, rules_version).await;
            self.unmark(mark);
            let done = match moved {
                Ok(done) => done,
                Err(Abort::Met(obstacle)) => {
                    let (code, at) = (visit.appointment_type, placement.during.start);
                    return Ok(Attempt::Met(obstacle, code, at));
                }
                Err(Abort::Refused(refusal)) => return Err(refusal),
            };
            self.settle(done.calendar_version, |calendar| {
                let moved = placement.taken(visit.id, None);
                calendar.busy.take_over(moved, visit.patient_id, clock.now());
            });
            for (event, visit) in &done.happened {
                self.tell(event, visit.as_ref());
            }
            if request.override_reason.is_some() {
                // The neighbours' buffers gave way.
                self.forget();
            }
            Ok(Attempt::Done(done.made))
        })
        .await
    }
}
