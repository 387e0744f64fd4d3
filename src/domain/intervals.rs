//! Half-open stretches of time.

use chrono::{DateTime, Utc};

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

    /// What is left of it beside these, in order.
    #[must_use]
    pub fn without(&self, others: &[Self]) -> Vec<Self> {
        let mut others = others.to_vec();
        others.sort_by_key(|other| other.start);
        let (mut left, mut start) = (Vec::new(), self.start);
        for other in others.iter().filter(|other| other.overlaps(self)) {
            if start < other.start {
                left.push(Self { start, end: other.start });
            }
            start = start.max(other.end);
        }
        if start < self.end {
            left.push(Self { start, end: self.end });
        }
        left
    }
}
