//! How a schedule books visits that repeat.

use chrono::TimeDelta;
use serde_json::Value;

use crate::actors::schedules::booking::place;
use crate::actors::schedules::desk::{Attempt, Desk, Loaded};
use crate::actors::schedules::messages::SeriesBooked;
use crate::domain::busy::Taken;
use crate::domain::ids::{AppointmentId, new_uuid};
use crate::domain::intervals::Interval;
use crate::services::appointments::attempt::Abort;
use crate::services::appointments::booking::{self, BookingRequest, Start};
use crate::services::appointments::series::{self, Series, SeriesRequest};
use crate::services::error::{Clash, ServiceError};
use crate::storage::appointments::obstacles::Obstacle;
use crate::storage::bookings::booking::Booking;

impl Desk {
    /// Books a series; `answer` is what is kept under its idempotency key.
    pub(super) async fn book_series(
        &self,
        request: &SeriesRequest,
        answer: fn(&Series) -> Value,
    ) -> Result<SeriesBooked, ServiceError> {
        self.decide(async || {
            // What is skipped is not asked of the database again: it must be known as of now.
            self.refresh().await?;
            let (database, clock) = (&self.parts.database, &self.parts.clock);
            let accepts = self.with(|loaded, _| Ok(loaded.calendar.accepts_new_patients))?;
            if let Err(refusal) = booking::check_accepting(database, accepts, &request.first).await {
                return Ok(Attempt::Refused(refusal));
            }
            let id = new_uuid(clock.now());
            let (members, clashes) = self.with(|loaded, now| {
                let mut clashes = Vec::new();
                let mut members: Vec<(Booking, Taken)> = Vec::new();
                for (position, one) in visits(loaded, request)?.into_iter().enumerate() {
                    match place(loaded, &one, now) {
                        Ok(Ok(placement)) => {
                            let visit = AppointmentId::new(now);
                            let (calendar, name) = (&loaded.calendar, &loaded.doctor_name);
                            let booking = booking::prepare(calendar, &one, &placement, visit, name, now);
                            let taken = placement.taken(visit, None);
                            self.mark(loaded, taken.clone());
                            members.push((series::member(booking, id, position), taken));
                        }
                        Ok(Err(refusal)) | Err(refusal) => clashes.push(clash(loaded, &one, refusal)?),
                    }
                }
                Ok((members, clashes))
            })?;
            let (bookings, taken): (Vec<Booking>, Vec<Taken>) = members.into_iter().unzip();
            let written = series::book(database, clock, request, (id, &bookings, clashes), answer).await;
            let made = written.as_ref().map(|done| done.made.booked.as_slice()).unwrap_or_default();
            for one in &taken {
                if made.iter().any(|visit| visit.id == one.id) {
                    self.keep_mark(one.id);
                } else {
                    self.unmark(one.id);
                }
            }
            let done = match written {
                Ok(done) => done,
                Err(Abort::Met(Obstacle::KeyTaken)) => return Ok(Attempt::Done(SeriesBooked::KeyTaken)),
                Err(Abort::Met(obstacle)) => {
                    let (code, at) = (request.first.appointment_type, clock.now());
                    return Ok(Attempt::Met(obstacle, code, at));
                }
                Err(Abort::Refused(refusal @ ServiceError::SeriesClash { .. })) => {
                    return Ok(Attempt::Refused(refusal));
                }
                Err(Abort::Refused(refusal)) => return Err(refusal),
            };
            self.settle(done.calendar_version, |calendar| {
                for one in taken {
                    if done.made.booked.iter().any(|visit| visit.id == one.id) {
                        calendar.busy.take_over(one, request.first.party.patient_id, clock.now());
                    }
                }
            });
            for (event, visit) in &done.happened {
                self.tell(event, visit.as_ref());
            }
            Ok(Attempt::Done(SeriesBooked::New(done.made)))
        })
        .await
    }
}

/// The visits of a series, each as a booking of its own.
fn visits(loaded: &Loaded, request: &SeriesRequest) -> Result<Vec<BookingRequest>, ServiceError> {
    let first = match request.first.start {
        Start::Local(date, time) => date.and_time(time),
        start => {
            let first = booking::instant(&loaded.calendar, start)?;
            first.with_timezone(&loaded.calendar.time_zone).naive_local()
        }
    };
    let one = |start| BookingRequest { start, ..request.first.clone() };
    let starts = request.rule.starts(first).into_iter();
    let mut visits: Vec<_> = starts.map(|local| one(Start::Local(local.date(), local.time()))).collect();
    // Of the two that the clock shows twice, the one that was asked for.
    if let Some(first) = visits.first_mut() {
        *first = request.first.clone();
    }
    Ok(visits)
}

/// Why one visit cannot be booked; what no other visit would be booked with either is an error for all of them.
fn clash(loaded: &Loaded, one: &BookingRequest, refusal: ServiceError) -> Result<Clash, ServiceError> {
    let (code, message) = match refusal {
        ServiceError::SlotTaken { .. } => ("slot_taken", "Somebody else has this slot.".to_owned()),
        ServiceError::Refused { code, message } => (code, message),
        other => return Err(other),
    };
    let calendar = &loaded.calendar;
    let start = match one.start {
        // An hour that the clock skips is shown where it would be.
        Start::Local(date, time) => {
            booking::instant(calendar, one.start).unwrap_or_else(|_| date.and_time(time).and_utc())
        }
        start => booking::instant(calendar, start)?,
    };
    let minutes = calendar.visit_type(one.appointment_type).map_or(0, |visit| visit.duration_minutes);
    let during = Interval { start, end: start + TimeDelta::minutes(minutes) };
    Ok(Clash { during, code, message })
}
