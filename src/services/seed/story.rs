//! What became of a visit by the time of the seed: the steps it took, each at its time.

use chrono::{DateTime, TimeDelta, Utc};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

use crate::domain::appointments::{Status, Step};
use crate::services::seed::visits::{Visit, When};

/// From the booking on; never later than the seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Story {
    /// When it was booked.
    pub(super) booked_at: DateTime<Utc>,
    /// How it was booked.
    pub(super) booked_as: Status,
    /// What was done since, in order.
    pub(super) steps: Vec<(Step, DateTime<Utc>)>,
    /// Where it stands after them.
    pub(super) status: Status,
    /// What the patient wrote when booking.
    pub(super) notes: &'static str,
    /// Why it was called off; empty where it was not.
    pub(super) cancel_reason: &'static str,
}

const NOTES: [&str; 6] = [
    "",
    "",
    "",
    "It is my first visit.",
    "I may be five minutes late.",
    "Please call the mobile number if something changes.",
];
const CANCEL_REASONS: [&str; 4] = [
    "I cannot get away from work.",
    "I am travelling that day.",
    "Feeling better.",
    "Booked twice by mistake.",
];

/// Tells what became of a visit. Where the doctor does not confirm automatically, some of those ahead wait for it.
pub(super) fn tell(visit: &Visit, auto_confirm: bool, now: DateTime<Utc>, rng: &mut StdRng) -> Story {
    let during = &visit.placement.during;
    let latest = during.start.min(now);
    let booked_at = latest - TimeDelta::minutes(rng.random_range(90..6 * 24 * 60));
    let die = rng.random_range(0..100);
    let when = When::of(during, now);
    let fate: &[Step] = match (when, die) {
        (When::Past, 0..82) => &[Step::CheckIn, Step::Start, Step::Complete],
        (When::Past, 82..90) => &[Step::NoShow],
        (When::Past, _) => &[Step::Cancel],
        (When::Present, _) => &[Step::CheckIn, Step::Start],
        (When::Ahead, 95..) if !visit.shown => &[Step::Cancel],
        (When::Ahead, _) => &[],
    };
    let confirmed_by_hand = !auto_confirm && (when != When::Ahead || (!visit.shown && die >= 40));
    let time_of = |step: Step| match step {
        Step::Confirm => booked_at + TimeDelta::minutes(40),
        Step::CheckIn => during.start - TimeDelta::minutes(6),
        Step::Start => during.start,
        Step::Complete => during.end,
        Step::NoShow => (during.start + TimeDelta::minutes(15)).min(now),
        Step::Cancel => booked_at + (latest - booked_at) * 2 / 3,
    };
    let booked_as = if auto_confirm { Status::Confirmed } else { Status::Pending };
    let steps: Vec<(Step, DateTime<Utc>)> = confirmed_by_hand
        .then_some(Step::Confirm)
        .into_iter()
        .chain(fate.iter().copied())
        .map(|step| (step, time_of(step)))
        .collect();
    let status = steps.iter().fold(booked_as, |status, (step, _)| step.from(status).unwrap_or(status));
    let notes = NOTES.choose(rng).copied().unwrap_or_default();
    let cancel_reason = if status == Status::Cancelled {
        CANCEL_REASONS.choose(rng).copied().unwrap_or_default()
    } else {
        ""
    };
    Story { booked_at, booked_as, steps, status, notes, cancel_reason }
}
