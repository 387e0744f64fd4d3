//! What the directory of this node remembers: who was found, and when each doctor can be had.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache as Memory;
use tokio::time::Instant;

use crate::domain::calendar::Calendar;
use crate::domain::doctors::{Doctor, DoctorSearch};
use crate::domain::ids::UserId;
use crate::domain::openings;
use crate::domain::pages::{Slice, Start};
use crate::storage::directory::{Position, Versions};

/// After so long it is looked whether the directory has changed, by the way.
const LOOK_AFTER: Duration = Duration::from_secs(1);
/// After so long nothing that was found is believed before it was looked.
const BELIEVED: Duration = Duration::from_secs(2);
/// Pages that are held: some 60 MB at the very most.
const MOST_PAGES: u64 = 3_000;
/// A page that nobody asks for is let go.
const IDLE: Duration = Duration::from_secs(60);
/// Doctors of whom it is held when they can be had.
const MOST_DOCTORS: u64 = 100_000;
/// That there is nothing is believed for so long: the horizon moves on and may bring something.
const NOTHING_BELIEVED: TimeDelta = TimeDelta::minutes(1);

/// A page that is asked for, in the state that the directory is in on this node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Wanted {
    generation: u64,
    search: DoctorSearch,
    start: Option<Start<Position>>,
    limit: usize,
}

/// Who is on a page, and where those beside it begin.
pub(super) type Found = Arc<Slice<Arc<Doctor>, Position>>;

/// When a doctor can be had, as worked out of their calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Opening {
    /// The first instant that can be booked.
    pub(super) next: Option<DateTime<Utc>>,
    /// What it was worked out of; what was read after them may be newer, never older.
    versions: Versions,
    /// Up to and including then, as long as the versions are these.
    holds_until: DateTime<Utc>,
}

impl Opening {
    /// When it can be booked next, by this calendar.
    pub(super) fn of(calendar: &Calendar, now: DateTime<Utc>) -> Self {
        let next = openings::next_opening(calendar, now);
        let holds_until = match next {
            // Time takes slots away from the front alone: the first stays the first until it is too near.
            Some(at) => (at - calendar.min_notice).min(at - TimeDelta::nanoseconds(1)),
            None => now + NOTHING_BELIEVED,
        };
        Self { next, versions: (calendar.rules_version, calendar.calendar_version), holds_until }
    }

    fn holds(&self, versions: Versions, now: DateTime<Utc>) -> bool {
        self.versions == versions && now <= self.holds_until
    }
}

/// Whether what was found may be believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Belief {
    /// It was looked a moment ago.
    Good,
    /// The same, and it is time to look again: said to one who asks.
    Due,
    /// It was not looked for too long.
    None,
}

/// The last look at whether the directory has changed.
#[derive(Debug, Default)]
struct Look {
    /// What the directory came to.
    digest: String,
    /// When that was asked.
    at: Option<Instant>,
}

/// The memory of one node.
pub(super) struct Remembered {
    found: Memory<Wanted, Found>,
    openings: Memory<UserId, Opening>,
    /// Moves on when what was found may no longer be right, and with it what is still being read.
    generation: AtomicU64,
    look: Mutex<Look>,
    /// Somebody was told that it is time.
    looking: AtomicBool,
}

impl Default for Remembered {
    fn default() -> Self {
        Self {
            found: Memory::builder().max_capacity(MOST_PAGES).time_to_idle(IDLE).build(),
            openings: Memory::builder().max_capacity(MOST_DOCTORS).build(),
            generation: AtomicU64::new(0),
            look: Mutex::default(),
            looking: AtomicBool::new(false),
        }
    }
}

impl Remembered {
    pub(super) fn wanted(
        &self,
        search: &DoctorSearch,
        start: Option<&Start<Position>>,
        limit: usize,
    ) -> Wanted {
        let generation = self.generation.load(Ordering::Acquire);
        Wanted { generation, search: search.clone(), start: start.cloned(), limit }
    }

    pub(super) fn forget(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether what was found may be believed at `at`. Whoever is told that it is due says [`Self::looked`] afterwards.
    pub(super) fn belief(&self, at: Instant) -> Belief {
        let looked = self.look.lock().unwrap_or_else(PoisonError::into_inner).at;
        match looked.map(|looked| at.saturating_duration_since(looked)) {
            Some(since) if since < LOOK_AFTER => Belief::Good,
            Some(since) if since < BELIEVED => {
                if self.looking.swap(true, Ordering::AcqRel) {
                    Belief::Good
                } else {
                    Belief::Due
                }
            }
            _ => Belief::None,
        }
    }

    /// What a look that began at `at` came to; nothing where it failed.
    pub(super) fn looked(&self, at: Instant, digest: Option<String>) {
        if let Some(digest) = digest {
            let mut look = self.look.lock().unwrap_or_else(PoisonError::into_inner);
            if look.at.is_none_or(|before| before <= at) {
                if look.digest != digest {
                    self.forget();
                }
                *look = Look { digest, at: Some(at) };
            }
        }
        self.looking.store(false, Ordering::Release);
    }

    pub(super) fn found(&self, wanted: &Wanted) -> Option<Found> {
        self.found.get(wanted)
    }

    pub(super) fn remember(&self, wanted: Wanted, found: Found) {
        self.found.insert(wanted, found);
    }

    /// When a doctor whose schedule stands there can be had; none where it is not known.
    pub(super) fn opening(
        &self,
        doctor: UserId,
        versions: Versions,
        now: DateTime<Utc>,
    ) -> Option<Option<DateTime<Utc>>> {
        self.openings.get(&doctor).filter(|opening| opening.holds(versions, now)).map(|opening| opening.next)
    }

    pub(super) fn remember_opening(&self, doctor: UserId, opening: Opening) {
        self.openings.insert(doctor, opening);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn opening(next: Option<&str>, holds_until: &str) -> Opening {
        Opening { next: next.map(utc), versions: (3, 7), holds_until: utc(holds_until) }
    }

    #[test]
    fn an_opening_holds_for_its_versions_and_until_it_is_too_near() {
        let opening = opening(Some("2026-11-24T09:00:00Z"), "2026-11-24T08:00:00Z");
        assert!(opening.holds((3, 7), utc("2026-11-24T08:00:00Z")));
        assert!(!opening.holds((3, 7), utc("2026-11-24T08:00:01Z")));
        assert!(!opening.holds((4, 7), utc("2026-11-23T08:00:00Z")), "the rules moved");
        assert!(!opening.holds((3, 8), utc("2026-11-23T08:00:00Z")), "a visit came or went");
    }

    #[test]
    fn what_was_found_is_forgotten_with_a_change_and_so_is_what_is_still_being_read() {
        let remembered = Remembered::default();
        let search = DoctorSearch::default();
        let before = remembered.wanted(&search, None, 20);
        let nobody: Found = Arc::new(Slice { items: Vec::new(), next: None, previous: None });
        remembered.remember(before.clone(), Arc::clone(&nobody));
        assert!(remembered.found(&remembered.wanted(&search, None, 20)).is_some());
        assert!(remembered.found(&remembered.wanted(&search, None, 10)).is_none());
        remembered.forget();
        // It was read before the change and comes back after it.
        remembered.remember(before, nobody);
        assert!(remembered.found(&remembered.wanted(&search, None, 20)).is_none());
    }

    #[test]
    fn what_was_found_is_believed_for_two_seconds_after_a_look_and_one_is_told_to_look_after_one() {
        let (remembered, start) = (Remembered::default(), Instant::now());
        let after = |ms| start + Duration::from_millis(ms);
        assert_eq!(remembered.belief(start), Belief::None);
        remembered.looked(start, Some("as it was".to_owned()));
        let (search, wanted) = (DoctorSearch::default(), |search| remembered.wanted(search, None, 20));
        let before = wanted(&search);
        assert_eq!(remembered.belief(after(999)), Belief::Good);
        assert_eq!(
            [remembered.belief(after(1_000)), remembered.belief(after(1_001))],
            [Belief::Due, Belief::Good]
        );
        assert_eq!(remembered.belief(after(2_000)), Belief::None);
        remembered.looked(after(1_001), Some("as it was".to_owned()));
        assert_eq!((remembered.belief(after(2_000)), wanted(&search)), (Belief::Good, before.clone()));
        remembered.looked(after(2_002), Some("otherwise".to_owned()));
        assert_ne!(wanted(&search), before);
        // One that failed, and one that was overtaken.
        assert_eq!(remembered.belief(after(3_002)), Belief::Due);
        remembered.looked(after(3_002), None);
        remembered.looked(after(1_500), Some("as it was".to_owned()));
        assert_eq!(remembered.belief(after(3_003)), Belief::Due);
    }

    #[test]
    fn openings_are_kept_by_doctor() {
        let remembered = Remembered::default();
        let (one, other) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let now = utc("2026-11-23T08:00:00Z");
        remembered.remember_opening(one, opening(None, "2026-11-23T08:01:00Z"));
        assert_eq!(remembered.opening(one, (3, 7), now), Some(None));
        assert_eq!(remembered.opening(other, (3, 7), now), None);
    }
}
