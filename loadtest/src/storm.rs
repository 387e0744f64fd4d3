//! Sends planned bookings at their intended times, whatever becomes of the earlier ones (an open loop).

use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::answer::{Answer, Shot};
use crate::client::Api;
use crate::error::Error;
use crate::ledger::{Event, Ledger, Line};
use crate::patients::Patient;
use crate::plan::Job;
use crate::report::progress;
use crate::schedule;
use crate::wire::Booking;

/// What a storm is made of.
#[derive(Debug)]
pub struct Storm {
    /// Where to.
    pub api: Arc<Api>,
    /// Who books; jobs name them by index.
    pub patients: Arc<Vec<Patient>>,
    /// The code of the type that is booked.
    pub appointment_type: String,
    /// Where each request and its outcome are written down, if anywhere.
    pub ledger: Option<Ledger>,
    /// Requests that may wait for their answer at once.
    pub max_in_flight: usize,
}

impl Storm {
    /// Sends job n at `start + offsets[n]` and waits for all answers. One `Shot` a job, in no particular order.
    pub async fn run(
        self,
        jobs: Vec<Job>,
        offsets: Vec<Duration>,
        start: Instant,
    ) -> Result<Vec<Shot>, Error> {
        let permits = Arc::new(Semaphore::new(self.max_in_flight));
        let bar = progress(jobs.len().min(offsets.len()), "bookings answered");
        let storm = Arc::new(self);
        let counted = bar.clone();
        let sending = tokio::task::spawn_blocking(move || {
            let mut shots = JoinSet::new();
            let mut jobs = jobs.into_iter();
            schedule::keep(start, &offsets, |index, intended| {
                let Some(job) = jobs.next() else { return };
                let permit = permits.clone().try_acquire_owned().ok();
                let (storm, permits, bar) = (storm.clone(), permits.clone(), counted.clone());
                shots.spawn(async move {
                    let shot = storm.send(index, &job, intended, permit, &permits).await;
                    bar.inc(1);
                    shot
                });
            });
            shots
        });
        let shots = sending.await?.join_all().await.into_iter().collect();
        bar.finish_and_clear();
        shots
    }

    async fn send(
        &self,
        index: usize,
        job: &Job,
        intended: Instant,
        permit: Option<OwnedSemaphorePermit>,
        permits: &Arc<Semaphore>,
    ) -> Result<Shot, Error> {
        let waited = permit.is_none();
        // The semaphore is never closed, so the only way on from here is with a permit.
        let _permit = match permit {
            Some(permit) => Some(permit),
            None => permits.clone().acquire_owned().await.ok(),
        };
        let patient = &self.patients[job.patient];
        let access = patient.tokens().access;
        // Not from the plan's seed: a repeated run must not be answered with an earlier run's bookings.
        let key = Uuid::new_v4();
        let booking = Booking {
            doctor_id: job.slot.doctor_id,
            starts_at: job.slot.starts_at,
            appointment_type: &self.appointment_type,
        };
        self.note(patient, key, &booking, None)?;
        let lag = intended.elapsed();
        let answer = self.api.book(&access, key, &booking).await;
        let done = Instant::now();
        self.note(patient, key, &booking, Some(&answer))?;
        Ok(Shot { job: index, lag, waited, intended, done, answer })
    }

    fn note(
        &self,
        patient: &Patient,
        key: Uuid,
        booking: &Booking<'_>,
        answer: Option<&Answer>,
    ) -> Result<(), Error> {
        let Some(ledger) = &self.ledger else { return Ok(()) };
        ledger.append(Line {
            at_ms: 0,
            event: answer.map_or(Event::Invoke, Answer::event),
            key,
            patient: patient.login.email.clone(),
            doctor_id: booking.doctor_id,
            starts_at: booking.starts_at,
            appointment_type: booking.appointment_type.to_owned(),
            outcome: answer.map(Answer::label),
            appointment_id: answer.and_then(Answer::appointment_id),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use chrono::DateTime;

    use super::*;
    use crate::fake_server::{self, created};
    use crate::roster::Login;
    use crate::wire::{Slot, Tokens};

    pub fn storm(api: Api) -> Storm {
        let tokens = Tokens { access: "a".to_owned(), refresh: "r".to_owned(), expires_in: 600 };
        let login = Login { email: "load-1@carebridge.example".to_owned(), password: "p".to_owned() };
        Storm {
            api: Arc::new(api),
            patients: Arc::new(vec![Patient::new(login, tokens)]),
            appointment_type: "consultation".to_owned(),
            ledger: None,
            max_in_flight: 1,
        }
    }

    pub fn job() -> Job {
        let starts_at = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let slot = Slot { doctor_id: Uuid::from_u128(1), starts_at, ends_at: starts_at };
        Job { patient: 0, slot }
    }

    #[tokio::test]
    async fn latency_counts_from_the_intended_time() {
        let api = fake_server::start(|_, _| created(Uuid::from_u128(9))).await;
        // The schedule began a minute ago: a client that was held up for so long, and an answer at once.
        let start = Instant::now() - Duration::from_secs(60);
        let shots = storm(api).run(vec![job()], vec![Duration::ZERO], start).await.unwrap();
        assert!(shots[0].latency() >= Duration::from_secs(60), "{:?}", shots[0]);
        assert!(shots[0].lag >= Duration::from_secs(60), "{:?}", shots[0]);
        assert_eq!(shots[0].answer.status(), Some(201));
    }

    #[tokio::test]
    async fn each_job_is_sent_once_with_a_key_of_its_own() {
        let asked = Arc::new(AtomicU32::new(0));
        let count = asked.clone();
        let api = fake_server::start(move |head, body| {
            assert!(head.starts_with("POST /api/v1/appointment-booking/book/ "), "{head}");
            assert!(head.contains("authorization: Bearer a"), "{head}");
            assert!(body.contains("\"starts_at\":\"2027-01-15T08:00:00Z\""), "{body}");
            match count.fetch_add(1, Ordering::SeqCst) {
                0 => created(Uuid::from_u128(9)),
                _ => (409, r#"{"code":"slot_taken"}"#.to_owned()),
            }
        })
        .await;
        let folder = std::env::temp_dir().join(Uuid::new_v4().to_string());
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("ledger.jsonl");
        let mut storm = storm(api);
        storm.ledger = Some(Ledger::create(&path).unwrap());
        let shots = storm.run(vec![job(); 5], vec![Duration::ZERO; 5], Instant::now()).await.unwrap();

        assert_eq!((shots.len(), asked.load(Ordering::SeqCst)), (5, 5));
        let lines = crate::ledger::read(&path).unwrap();
        let of = |event| lines.iter().filter(|line| line.event == event).count();
        assert_eq!([of(Event::Invoke), of(Event::Ok), of(Event::Fail), of(Event::Info)], [5, 1, 4, 0]);
        let keys: std::collections::HashSet<_> = lines.iter().map(|line| line.key).collect();
        assert_eq!(keys.len(), 5);
        assert!(Ledger::create(&path).is_err(), "another run's record is not written over");
        std::fs::remove_dir_all(folder).unwrap();
    }
}
