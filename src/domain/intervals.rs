//! Half-open stretches of time, and what is taken of a calendar.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::ids::AppointmentId;

/// `[start, end)`, in UTC; PostgreSQL's `tstzrange '[)'`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Interval {
    /// First instant inside.
    pub start: DateTime<Utc>,
    /// First instant after.
    pub end: DateTime<Utc>,
}

impl Interval {
    /// Whether the two share an instant.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// What is taken of one doctor's calendar. Blocks of one doctor never overlap, so the last one that starts before
/// an end decides.
#[derive(Debug, Clone, Default)]
pub struct Busy {
    blocks: BTreeMap<DateTime<Utc>, (DateTime<Utc>, AppointmentId)>,
}

impl Busy {
    /// Whether nothing is in the way of `wanted`.
    #[must_use]
    pub fn is_free(&self, wanted: &Interval) -> bool {
        self.blocks.range(..wanted.end).next_back().is_none_or(|(_, (end, _))| *end <= wanted.start)
    }

    /// Takes a stretch that [`Self::is_free`].
    pub fn take(&mut self, block: Interval, by: AppointmentId) {
        self.blocks.insert(block.start, (block.end, by));
    }

    /// Gives back what an appointment took; nothing where it took nothing.
    pub fn release(&mut self, by: AppointmentId) {
        self.blocks.retain(|_, (_, holder)| *holder != by);
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::*;

    fn minutes(start: i64, end: i64) -> Interval {
        let at = |minute| DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        Interval { start: at(start), end: at(end) }
    }

    #[test]
    fn a_stretch_that_only_touches_is_free() {
        let mut busy = Busy::default();
        busy.take(minutes(30, 60), AppointmentId(Uuid::nil()));
        assert!(busy.is_free(&minutes(0, 30)));
        assert!(busy.is_free(&minutes(60, 90)));
    }

    #[test]
    fn any_overlap_is_taken() {
        let mut busy = Busy::default();
        busy.take(minutes(30, 60), AppointmentId(Uuid::nil()));
        for (start, end) in [(30, 60), (0, 31), (59, 90), (40, 50), (0, 90)] {
            assert!(!busy.is_free(&minutes(start, end)), "{start}-{end}");
        }
        busy.release(AppointmentId(Uuid::nil()));
        assert!(busy.is_free(&minutes(0, 90)));
    }
}
