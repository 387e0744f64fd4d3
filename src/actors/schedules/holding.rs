//! How a schedule keeps time for somebody, and gives it back.

use crate::actors::schedules::booking::place;
use crate::actors::schedules::desk::{Attempt, Desk};
use crate::domain::audit::Origin;
use crate::domain::busy::{Hold, Taken};
use crate::domain::ids::AppointmentId;
use crate::domain::principals::Principal;
use crate::services::appointments::attempt::Abort;
use crate::services::appointments::booking::{self, BookingRequest};
use crate::services::appointments::holds::{self, Kept};
use crate::services::error::ServiceError;

impl Desk {
    /// Keeps a time; for longer where the patient holds it already.
    pub(super) async fn hold(&self, request: &BookingRequest) -> Result<Kept, ServiceError> {
        self.decide(async || {
            let (database, clock) = (&self.parts.database, &self.parts.clock);
            let accepts = self.with(|loaded, _| Ok(loaded.calendar.accepts_new_patients))?;
            if let Err(refusal) = booking::check_accepting(database, accepts, request).await {
                return Ok(Attempt::Refused(refusal));
            }
            let prepared = self.with(|loaded, now| {
                let placement = match place(loaded, request, now)? {
                    Ok(placement) => placement,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                let id = AppointmentId::new(now);
                let new = holds::prepare(&loaded.calendar, request, &placement, id, &loaded.doctor_name, now);
                let until = new.hold.map(|hold| hold.until);
                let taken = placement.taken(id, Some(Hold { patient: request.party.patient_id, until }));
                self.mark(loaded, taken.clone());
                Ok(Ok((new, taken)))
            })?;
            let (new, taken) = match prepared {
                Ok(prepared) => prepared,
                Err(refusal) => return Ok(Attempt::Refused(refusal)),
            };
            let at = taken.visit.start;
            let done = match holds::keep(database, clock, request, &new).await {
                Ok(done) => done,
                Err(abort) => {
                    self.unmark(taken.id);
                    return match abort {
                        Abort::Met(obstacle) => Ok(Attempt::Met(obstacle, request.appointment_type, at)),
                        Abort::Refused(refusal) => Err(refusal),
                    };
                }
            };
            // It may be the hold that the patient had already, kept longer.
            let Kept { ref visit, until, .. } = done.made.kept;
            let taken = Taken {
                id: visit.id,
                hold: Some(Hold { patient: visit.patient_id, until: Some(until) }),
                ..taken
            };
            self.keep_mark(new.appointment.id);
            if visit.id != new.appointment.id {
                self.unmark(new.appointment.id);
            }
            self.settle(done.calendar_version, |calendar| {
                for hold in &done.made.let_go {
                    calendar.busy.release(*hold);
                }
                calendar.busy.take(taken);
            });
            for (event, visit) in &done.happened {
                self.tell(event, visit.as_ref());
            }
            Ok(Attempt::Done(done.made.kept))
        })
        .await
    }

    /// Lets a hold go.
    pub(super) async fn let_go(
        &self,
        principal: &Principal,
        origin: &Origin,
        id: AppointmentId,
    ) -> Result<(), ServiceError> {
        let done = holds::let_go(&self.parts.database, &self.parts.clock, principal, origin, id).await?;
        self.settle(done.calendar_version, |calendar| {
            calendar.busy.release(id);
        });
        for (event, visit) in &done.happened {
            self.tell(event, visit.as_ref());
        }
        Ok(())
    }
}
