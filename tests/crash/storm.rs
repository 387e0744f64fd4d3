//! Many patients who want many slots at once, each slot wanted by two.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use carebridge::domain::clock::{Clock, SystemClock};
use chrono::TimeDelta;
use futures::StreamExt;
use futures::future::join_all;
use futures::stream::FuturesUnordered;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use crate::crash::patient::{Answer, Patient};

/// Requests at a time.
const TASKS: usize = 16;
const SLOTS_A_DOCTOR: usize = 40;
/// Between two questions of somebody who was told to come back.
const ASK_AGAIN: Duration = Duration::from_millis(100);
/// Nobody is told to come back for longer: a minute.
const ASK_AT_MOST: usize = 600;

/// One patient wants one slot.
struct Wish {
    patient: usize,
    key: String,
    body: Value,
}

/// All that is wanted, and how much of it was asked for.
pub struct Storm {
    wishes: Vec<Wish>,
    next: AtomicUsize,
}

/// What those were told who did not give up.
#[derive(Default)]
pub struct Persisted {
    /// In the order of the wishes.
    pub answers: Vec<Answer>,
    /// Why they had to ask again, and how often.
    pub reasons: BTreeMap<String, usize>,
}

impl Storm {
    /// Free slots of all doctors, beyond the week that the demo fills, for this many patients.
    pub async fn new(reader: &Patient, patients: usize) -> Self {
        let doctors: Value = reader.get("doctors/").await.json().await.unwrap();
        let doctors: Vec<_> = doctors["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|doctor| doctor["id"].as_str().unwrap())
            .collect();
        let slots = join_all(doctors.iter().map(|doctor| slots(reader, doctor))).await;
        let mut wishes = Vec::new();
        for number in 0..SLOTS_A_DOCTOR {
            for (order, (doctor, slots)) in doctors.iter().zip(&slots).enumerate() {
                let Some(starts_at) = slots.get(number) else { continue };
                // The first ones are all different at a time; the rivals may have a visit then.
                for patient in [order + number, 3 * order + number + 1] {
                    wishes.push(Wish {
                        patient: patient % patients,
                        key: format!("storm-{}", wishes.len()),
                        body: json!({ "doctor_id": doctor, "starts_at": starts_at }),
                    });
                }
            }
        }
        Self { wishes, next: AtomicUsize::new(0) }
    }

    pub fn patient<'a>(&self, patients: &'a [Patient], wish: usize) -> &'a Patient {
        &patients[self.wishes[wish].patient]
    }

    /// Asks for one wish, under its key.
    pub async fn ask(&self, patients: &[Patient], wish: usize) -> Answer {
        let Wish { key, body, .. } = &self.wishes[wish];
        let answer = self.patient(patients, wish).book(body, key).await;
        answer.unwrap_or_else(|| Answer::Unknown("no answer".to_owned()))
    }

    /// Goes on with the wishes until nobody answers, or all were asked for; `strike` is called once, after `bookings`.
    pub async fn rage(
        &self,
        patients: &[Patient],
        bookings: usize,
        strike: impl FnOnce(),
    ) -> Vec<(usize, Answer)> {
        let (answered, mut answers) = mpsc::unbounded_channel();
        let tasks = (0..TASKS).map(|_| {
            let answered = answered.clone();
            async move {
                while let Some(wish) = self.next() {
                    let answer = self.ask(patients, wish).await;
                    let gone = answer == Answer::Unknown("no answer".to_owned());
                    answered.send((wish, answer)).unwrap();
                    if gone {
                        break;
                    }
                }
            }
        });
        let tasks: FuturesUnordered<_> = tasks.collect();
        drop(answered);
        let watch = async {
            let (mut all, mut booked, mut strike) = (Vec::new(), 0, Some(strike));
            while let Some((wish, answer)) = answers.recv().await {
                booked += usize::from(matches!(answer, Answer::Booked { .. }));
                all.push((wish, answer));
                if booked == bookings
                    && let Some(strike) = strike.take()
                {
                    strike();
                }
            }
            all
        };
        let ((), all) = tokio::join!(tasks.collect(), watch);
        all
    }

    /// Asks for every wish until it is granted or refused; `strike` is called once, when so many were asked for.
    pub async fn insist(&self, patients: &[Patient], wishes: usize, strike: impl FnOnce()) -> Persisted {
        let strike = Mutex::new(Some(strike));
        let tasks = (0..TASKS).map(|_| async {
            let mut done = Vec::new();
            while let Some(wish) = self.next() {
                if wish == wishes
                    && let Some(strike) = strike.lock().unwrap().take()
                {
                    strike();
                }
                done.push((wish, self.persist(patients, wish).await));
            }
            done
        });
        let mut done: Vec<_> = join_all(tasks).await.into_iter().flatten().collect();
        done.sort_by_key(|(wish, _)| *wish);
        let mut persisted = Persisted::default();
        for (_, (answer, reasons)) in done {
            persisted.answers.push(answer);
            for reason in reasons {
                *persisted.reasons.entry(reason).or_default() += 1;
            }
        }
        persisted
    }

    async fn persist(&self, patients: &[Patient], wish: usize) -> (Answer, Vec<String>) {
        let mut again = interval(ASK_AGAIN);
        again.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut reasons = Vec::new();
        while reasons.len() < ASK_AT_MOST {
            again.tick().await;
            match self.ask(patients, wish).await {
                Answer::Unknown(reason) if reason == "no answer" => panic!("a request was not answered"),
                Answer::Unknown(reason) => reasons.push(reason),
                answer => {
                    let nothing_was_done = reasons.iter().all(|reason| reason != "outcome_unknown");
                    let is_replayed = matches!(answer, Answer::Booked { replayed: true, .. });
                    assert!(!(nothing_was_done && is_replayed), "{reasons:?}, but it was booked");
                    return (answer, reasons);
                }
            }
        }
        panic!("still told to come back: {reasons:?}");
    }

    fn next(&self) -> Option<usize> {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        (next < self.wishes.len()).then_some(next)
    }
}

async fn slots(reader: &Patient, doctor: &str) -> Vec<String> {
    let day = |days| (SystemClock.now() + TimeDelta::days(days)).date_naive();
    let path = format!("doctors/{doctor}/available_slots/?from={}&to={}", day(9), day(39));
    let answer: Value = reader.get(&path).await.json().await.unwrap();
    let slots = answer["slots"].as_array().unwrap().iter();
    slots.map(|slot| slot["starts_at"].as_str().unwrap().to_owned()).collect()
}
