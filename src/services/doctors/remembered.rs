//! What the directory of this node remembers: who was found, and when each doctor can be had.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use moka::sync::Cache as Memory;

use crate::domain::calendar::Calendar;
use crate::domain::doctors::{Doctor, DoctorSearch};
use crate::domain::ids::UserId;
use crate::domain::openings;
use crate::domain::pages::{Slice, Start};
use crate::storage::directory::{Position, Versions};

/// What was found is believed for so long.
const BELIEVED: Duration = Duration::from_secs(2);
/// Pages that are held: some 30 MB at the very most.
const MOST_PAGES: u64 = 2_000;
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

/// The memory of one node.
pub(super) struct Remembered {
    found: Memory<Wanted, Found>,
    openings: Memory<UserId, Opening>,
    /// Moves on when what was found may no longer be right, and with it what is still being read.
    generation: AtomicU64,
}

impl Default for Remembered {
    fn default() -> Self {
        Self {
            found: Memory::builder().max_capacity(MOST_PAGES).time_to_live(BELIEVED).build(),
            openings: Memory::builder().max_capacity(MOST_DOCTORS).build(),
            generation: AtomicU64::new(0),
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
    fn openings_are_kept_by_doctor() {
        let remembered = Remembered::default();
        let (one, other) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let now = utc("2026-11-23T08:00:00Z");
        remembered.remember_opening(one, opening(None, "2026-11-23T08:01:00Z"));
        assert_eq!(remembered.opening(one, (3, 7), now), Some(None));
        assert_eq!(remembered.opening(other, (3, 7), now), None);
    }
}
