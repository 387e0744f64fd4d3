//! Many stretches of time, of which one wants to know whether any is in the way.

use crate::domain::intervals::Interval;

/// Stretches in order; those that overlap or touch are one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretches(Vec<Interval>);

impl Stretches {
    /// Whether any of them shares an instant with this one.
    #[must_use]
    pub fn overlap(&self, wanted: &Interval) -> bool {
        let next = self.0.partition_point(|stretch| stretch.end <= wanted.start);
        self.0.get(next).is_some_and(|stretch| stretch.overlaps(wanted))
    }
}

impl FromIterator<Interval> for Stretches {
    fn from_iter<I: IntoIterator<Item = Interval>>(stretches: I) -> Self {
        let mut all: Vec<Interval> = stretches.into_iter().filter(|one| one.start < one.end).collect();
        all.sort_by_key(|stretch| stretch.start);
        let mut merged: Vec<Interval> = Vec::with_capacity(all.len());
        for stretch in all {
            match merged.last_mut() {
                Some(last) if stretch.start <= last.end => last.end = last.end.max(stretch.end),
                _ => merged.push(stretch),
            }
        }
        Self(merged)
    }
}

impl<const N: usize> From<[Interval; N]> for Stretches {
    fn from(stretches: [Interval; N]) -> Self {
        stretches.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    fn minutes(start: i64, end: i64) -> Interval {
        let at = |minute| DateTime::UNIX_EPOCH + TimeDelta::minutes(minute);
        Interval { start: at(start), end: at(end) }
    }

    #[test]
    fn stretches_in_any_order_are_found_whether_they_overlap_or_not() {
        let stretches = Stretches::from([minutes(50, 60), minutes(0, 20), minutes(5, 10), minutes(20, 25)]);
        assert_eq!(stretches.0, [minutes(0, 25), minutes(50, 60)]);
        for (start, end, found) in [(25, 50, false), (24, 26, true), (49, 51, true), (60, 70, false)] {
            assert_eq!(stretches.overlap(&minutes(start, end)), found, "{start}-{end}");
        }
        assert!(!Stretches::default().overlap(&minutes(0, 9)));
    }
}
