//! Messages of CareBridge's own: times of one doctor held and let go, in turn, by a few patients.

use std::sync::Arc;

use chrono::TimeDelta;
use rand::SeedableRng;
use rand::rngs::StdRng;
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::client::Api;
use crate::error::Error;
use crate::fanout::board::Mark;
use crate::patients::Patient;
use crate::plan;
use crate::wire::Slot;

/// Patients who hold: each may hold one time of a doctor, and lets it go two holds later.
pub const LANES: usize = 4;
/// Times that are held in turn; each is long free again when its turn comes back.
const TIMES: usize = 500;

/// Who holds and lets go.
#[derive(Debug)]
pub struct Holds {
    api: Arc<Api>,
    patients: Arc<Vec<Patient>>,
    slots: Vec<Slot>,
    /// What each lane's patient holds.
    lanes: Vec<Mutex<Option<(Uuid, Slot)>>>,
}

/// One step of the turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Hold the nth time.
    Hold { lane: usize, nth: usize },
    /// Let go of what the lane holds.
    LetGo { lane: usize },
}

impl Holds {
    /// Half of the lanes hold something from the start, so that every step has somebody to take it.
    ///
    /// # Errors
    /// `NoSlots` where there are too few times, or whatever holding one is refused with.
    pub async fn begin(api: Arc<Api>, patients: Arc<Vec<Patient>>, slots: Vec<Slot>) -> Result<Self, Error> {
        let mut rng = StdRng::seed_from_u64(1);
        let jobs = plan::distinct(slots, 1, TIMES + LANES, TimeDelta::zero(), &mut rng);
        if jobs.len() <= LANES * 2 || patients.len() < LANES {
            return Err(Error::NoSlots);
        }
        let mut slots: Vec<Slot> = jobs.into_iter().map(|job| job.slot).collect();
        let held = slots.split_off(slots.len() - LANES / 2);
        let lanes = (0..LANES).map(|_| Mutex::default()).collect();
        let holds = Self { api, patients, slots, lanes };
        for (lane, slot) in (LANES / 2..LANES).zip(held) {
            holds.hold(lane, slot, |_| {}).await?;
        }
        Ok(holds)
    }

    /// Takes the `nth` step; `announce` is told what the event will be about just before it is asked for.
    ///
    /// # Errors
    /// Whatever the server refuses it with.
    pub async fn step(&self, nth: usize, announce: impl FnOnce(Mark)) -> Result<(), Error> {
        match step(nth) {
            Step::Hold { lane, nth } => {
                self.hold(lane, self.slots[nth % self.slots.len()].clone(), announce).await
            }
            Step::LetGo { lane } => self.let_go(lane, announce).await,
        }
    }

    /// Lets go of everything.
    ///
    /// # Errors
    /// Whatever the server refuses it with.
    pub async fn end(&self) -> Result<(), Error> {
        for lane in 0..LANES {
            self.let_go(lane, |_| {}).await?;
        }
        Ok(())
    }

    async fn hold(&self, lane: usize, slot: Slot, announce: impl FnOnce(Mark)) -> Result<(), Error> {
        let mut held = self.lanes[lane].lock().await;
        announce(Mark { kind: "slot.held", starts_at: slot.starts_at });
        let access = self.patients[lane].tokens().access;
        let hold_id = self.api.hold(&access, slot.doctor_id, slot.starts_at).await?;
        *held = Some((hold_id, slot));
        Ok(())
    }

    /// Where the hold had failed there is nothing to let go.
    async fn let_go(&self, lane: usize, announce: impl FnOnce(Mark)) -> Result<(), Error> {
        let mut held = self.lanes[lane].lock().await;
        let Some((hold_id, slot)) = held.take() else { return Ok(()) };
        announce(Mark { kind: "slot.freed", starts_at: slot.starts_at });
        self.api.let_go(&self.patients[lane].tokens().access, hold_id).await
    }
}

/// Even steps hold, odd ones let go of what was held five steps before: so many may be late without standing in each
/// other's way.
fn step(nth: usize) -> Step {
    let pair = nth / 2;
    if nth.is_multiple_of(2) {
        Step::Hold { lane: pair % LANES, nth: pair }
    } else {
        Step::LetGo { lane: (pair + LANES / 2) % LANES }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as StdMutex;

    use chrono::DateTime;

    use super::*;
    use crate::fake_server;
    use crate::roster::Login;
    use crate::wire::Tokens;

    #[test]
    fn nobody_holds_two_times_or_lets_go_of_none() {
        let mut held = [false, false, true, true];
        for nth in 0..100 {
            match step(nth) {
                Step::Hold { lane, .. } => assert!(!std::mem::replace(&mut held[lane], true), "{nth}"),
                Step::LetGo { lane } => assert!(std::mem::take(&mut held[lane]), "{nth}"),
            }
        }
    }

    fn patients() -> Arc<Vec<Patient>> {
        let patient = |n| {
            let tokens = Tokens { access: format!("a{n}"), refresh: String::new(), expires_in: 600 };
            Patient::new(Login { email: format!("{n}@carebridge.example"), password: String::new() }, tokens)
        };
        Arc::new((0..LANES).map(patient).collect())
    }

    fn slots(count: i64) -> Vec<Slot> {
        let at = |n| DateTime::from_timestamp(1_800_000_000 + n * 1_800, 0).unwrap();
        (0..count)
            .map(|n| Slot { doctor_id: Uuid::from_u128(1), starts_at: at(n), ends_at: at(n + 1) })
            .collect()
    }

    #[tokio::test]
    async fn each_step_is_announced_before_it_is_asked_for_and_all_is_let_go_in_the_end() {
        let seen = Arc::new(StdMutex::new(Vec::new()));
        let noted = seen.clone();
        let api = fake_server::start(move |head, _| {
            noted.lock().unwrap().push(head.split(' ').next().unwrap().to_owned());
            (201, format!(r#"{{"hold_id":"{}"}}"#, Uuid::from_u128(9)))
        })
        .await;
        let holds = Holds::begin(Arc::new(api), patients(), slots(30)).await.unwrap();
        for nth in 0..5 {
            holds.step(nth, |mark| seen.lock().unwrap().push(mark.kind.to_owned())).await.unwrap();
        }
        holds.end().await.unwrap();
        let (held, freed) = (["slot.held", "POST"], ["slot.freed", "DELETE"]);
        let steps = [held, freed, held, freed, held].concat();
        assert_eq!(*seen.lock().unwrap(), [&["POST"; 2][..], &steps, &["DELETE"; 3]].concat());
    }

    #[tokio::test]
    async fn too_few_times_are_no_beginning() {
        let api = fake_server::start(|_, _| (500, String::new())).await;
        assert!(matches!(Holds::begin(Arc::new(api), patients(), slots(8)).await, Err(Error::NoSlots)));
    }
}
