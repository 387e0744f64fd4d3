//! Which patient asks for which slot, in which order: all of it before the first request.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use rand::seq::SliceRandom;
use rand::{Rng, RngExt};

use crate::wire::Slot;

/// One request to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// The index of the patient who asks.
    pub patient: usize,
    /// What they ask for.
    pub slot: Slot,
}

/// At most `wanted` bookings of which none stands in another's way: no two of a doctor overlap or are nearer than
/// `gap`, no two of a patient overlap.
pub fn distinct(
    slots: Vec<Slot>,
    patients: usize,
    wanted: usize,
    gap: TimeDelta,
    rng: &mut impl Rng,
) -> Vec<Job> {
    let mut slots = apart(slots, gap);
    slots.shuffle(rng);
    let mut calendars = vec![Calendar::default(); patients];
    let mut jobs = Vec::new();
    let mut turn = 0;
    for slot in slots {
        if jobs.len() == wanted {
            break;
        }
        // Whoever's turn it is, or the next who has time. If nobody has, the slot stays free.
        let free =
            (0..patients).map(|n| (turn + n) % patients).find(|&patient| calendars[patient].is_free(&slot));
        if let Some(patient) = free {
            calendars[patient].take(&slot);
            jobs.push(Job { patient, slot });
            turn = patient + 1;
        }
    }
    jobs
}

/// `attempts` requests for one and the same slot.
pub fn one_slot(slots: &[Slot], patients: usize, attempts: usize, rng: &mut impl Rng) -> Vec<Job> {
    if slots.is_empty() {
        return Vec::new();
    }
    let slot = &slots[rng.random_range(0..slots.len())];
    (0..attempts).map(|n| Job { patient: n % patients, slot: slot.clone() }).collect()
}

/// `wanted` requests for `hot` slots, the n-th of which is asked for 1/n as often as the first (Zipf's law).
pub fn hot(mut slots: Vec<Slot>, patients: usize, wanted: usize, hot: usize, rng: &mut impl Rng) -> Vec<Job> {
    slots.shuffle(rng);
    slots.truncate(hot);
    let mut reached = Vec::with_capacity(slots.len());
    let mut sum = 0.0;
    let mut rank = 0.0;
    for _ in &slots {
        rank += 1.0;
        sum += 1.0 / rank;
        reached.push(sum);
    }
    let Some(last) = slots.len().checked_sub(1) else { return Vec::new() };
    (0..wanted)
        .map(|n| {
            let drawn = rng.random::<f64>() * sum;
            let index = reached.partition_point(|&upto| upto <= drawn).min(last);
            Job { patient: n % patients, slot: slots[index].clone() }
        })
        .collect()
}

/// The slots that can all be booked: each doctor's first, then the next that begins `gap` after its end, and so on.
fn apart(mut slots: Vec<Slot>, gap: TimeDelta) -> Vec<Slot> {
    slots.sort_by_key(|slot| (slot.doctor_id, slot.starts_at));
    let mut chosen: Vec<Slot> = Vec::with_capacity(slots.len());
    for slot in slots {
        match chosen.last() {
            Some(last) if last.doctor_id == slot.doctor_id && slot.starts_at < last.ends_at + gap => {}
            _ => chosen.push(slot),
        }
    }
    chosen
}

/// When a patient is busy: start → end.
#[derive(Debug, Clone, Default)]
struct Calendar(BTreeMap<DateTime<Utc>, DateTime<Utc>>);

impl Calendar {
    fn is_free(&self, slot: &Slot) -> bool {
        self.0.range(..slot.ends_at).next_back().is_none_or(|(_, &end)| end <= slot.starts_at)
    }

    fn take(&mut self, slot: &Slot) {
        self.0.insert(slot.starts_at, slot.ends_at);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use rand::SeedableRng;
    use rand::rngs::StdRng;
    use uuid::Uuid;

    use super::*;

    fn slots(doctors: u128, a_doctor: i64, every_min: i64, long_min: i64) -> Vec<Slot> {
        let first = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let one = |doctor, n| {
            let starts_at = first + TimeDelta::minutes(n * every_min);
            Slot {
                doctor_id: Uuid::from_u128(doctor),
                starts_at,
                ends_at: starts_at + TimeDelta::minutes(long_min),
            }
        };
        (0..doctors).flat_map(|doctor| (0..a_doctor).map(move |n| one(doctor, n))).collect()
    }

    fn rng() -> StdRng {
        StdRng::seed_from_u64(5)
    }

    #[test]
    fn no_slot_is_planned_twice_and_nobody_overlaps() {
        // Slots of half an hour every quarter: every second one of a doctor is in its neighbour's way.
        let jobs = distinct(slots(20, 40, 15, 30), 7, usize::MAX, TimeDelta::zero(), &mut rng());
        assert!(jobs.len() > 100, "{}", jobs.len());
        let distinct_slots: HashSet<_> =
            jobs.iter().map(|job| (job.slot.doctor_id, job.slot.starts_at)).collect();
        assert_eq!(distinct_slots.len(), jobs.len());
        for (n, a) in jobs.iter().enumerate() {
            for b in &jobs[n + 1..] {
                let overlap = a.slot.starts_at < b.slot.ends_at && b.slot.starts_at < a.slot.ends_at;
                assert!(!overlap || (a.patient != b.patient && a.slot.doctor_id != b.slot.doctor_id));
            }
        }
    }

    #[test]
    fn a_gap_keeps_neighbours_apart() {
        assert_eq!(distinct(slots(1, 8, 30, 30), 3, 100, TimeDelta::zero(), &mut rng()).len(), 8);
        assert_eq!(distinct(slots(1, 8, 30, 30), 3, 100, TimeDelta::minutes(10), &mut rng()).len(), 4);
    }

    #[test]
    fn one_patient_cannot_be_with_two_doctors() {
        assert_eq!(distinct(slots(10, 4, 30, 30), 1, 100, TimeDelta::zero(), &mut rng()).len(), 4);
    }

    #[test]
    fn a_plan_is_no_longer_than_wanted_and_repeats_by_seed() {
        let plan =
            |seed| distinct(slots(5, 20, 30, 30), 9, 30, TimeDelta::zero(), &mut StdRng::seed_from_u64(seed));
        assert_eq!(plan(1).len(), 30);
        assert_eq!(plan(1), plan(1));
        assert_ne!(plan(1), plan(2));
    }

    #[test]
    fn one_slot_is_wanted_by_all() {
        let jobs = one_slot(&slots(3, 3, 30, 30), 4, 10, &mut rng());
        assert_eq!(jobs.len(), 10);
        assert!(jobs.iter().all(|job| job.slot == jobs[0].slot));
        assert_eq!(jobs.iter().map(|job| job.patient).collect::<HashSet<_>>().len(), 4);
    }

    #[test]
    fn the_hottest_slot_is_wanted_most() {
        let jobs = hot(slots(10, 10, 30, 30), 4, 10_000, 5, &mut rng());
        let mut counts: BTreeMap<_, usize> = BTreeMap::new();
        for job in &jobs {
            *counts.entry((job.slot.doctor_id, job.slot.starts_at)).or_default() += 1;
        }
        let mut counts: Vec<usize> = counts.into_values().collect();
        counts.sort_unstable();
        assert_eq!((jobs.len(), counts.len()), (10_000, 5));
        // 1 / (1 + 1/2 + 1/3 + 1/4 + 1/5) of all is 4,380, a fifth of that 876.
        assert!((4_100..4_700).contains(&counts[4]) && (750..1_000).contains(&counts[0]), "{counts:?}");
    }

    #[test]
    fn nothing_to_book_makes_no_plan() {
        assert!(one_slot(&[], 4, 10, &mut rng()).is_empty());
        assert!(hot(Vec::new(), 4, 10, 5, &mut rng()).is_empty());
    }
}
