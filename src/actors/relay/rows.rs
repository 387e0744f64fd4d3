//! Rows of the event table that this node has told of and not marked yet.

use std::collections::HashSet;

use crate::domain::ids::EventId;

/// Rows that may wait to be marked. What is beyond is published again by the sweep, and dropped as a repeat.
const UNMARKED: usize = 65_536;
/// Rows that one UPDATE marks.
const MARK_ROWS: usize = 4_096;

/// Each is on its way to the readers, or has been told and waits for the UPDATE, or is in it.
#[derive(Debug, Default)]
pub(super) struct Rows {
    all: HashSet<EventId>,
    told: Vec<EventId>,
    marking: Vec<EventId>,
}

impl Rows {
    /// A row is on its way. None where it was before, or there is no room: then nobody marks it from here.
    pub(super) fn take(&mut self, row: EventId) -> Option<EventId> {
        (self.all.len() < UNMARKED && self.all.insert(row)).then_some(row)
    }

    /// A row was lost on its way.
    pub(super) fn let_go(&mut self, row: EventId) {
        self.all.remove(&row);
    }

    /// Whether this node sees to a row.
    pub(super) fn contains(&self, row: EventId) -> bool {
        self.all.contains(&row)
    }

    /// All that this node sees to.
    pub(super) fn all(&self) -> Vec<EventId> {
        self.all.iter().copied().collect()
    }

    /// These can be marked.
    pub(super) fn told(&mut self, rows: impl IntoIterator<Item = EventId>) {
        self.told.extend(rows);
    }

    /// What to mark next; nothing while something is being marked.
    pub(super) fn next(&mut self) -> Option<Vec<EventId>> {
        if !self.marking.is_empty() || self.told.is_empty() {
            return None;
        }
        let rest = self.told.split_off(self.told.len().min(MARK_ROWS));
        self.marking = std::mem::replace(&mut self.told, rest);
        Some(self.marking.clone())
    }

    /// They are marked; or they are not, and are to be marked again.
    pub(super) fn marked(&mut self, done: bool) {
        let rows = std::mem::take(&mut self.marking);
        if done {
            rows.iter().for_each(|row| self.let_go(*row));
        } else {
            self.told.extend(rows);
        }
    }

    /// All that can be marked. Some may be in an UPDATE that is on its way; marking twice does no harm.
    pub(super) fn all_told(&self) -> Vec<EventId> {
        self.told.iter().chain(&self.marking).copied().collect()
    }
}
