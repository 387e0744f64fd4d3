//! What Redis has not taken.

use std::collections::VecDeque;

use crate::actors::relay::entries::Told;

/// Events that are kept for Redis while it is away: other nodes then have them late, and whole. Their rows are left
/// unpublished, so that another node takes them up if this one dies.
const HELD: usize = 512;

/// Oldest first.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    held: VecDeque<Told>,
}

impl Backlog {
    /// Keeps these. Where it is full the oldest are let go of, and answered: the readers on other nodes will have a hole
    /// there, of which they must be told.
    pub(super) fn hold(&mut self, told: Told) -> Option<Told> {
        self.held.push_back(told);
        if self.held.len() > HELD { self.held.pop_front() } else { None }
    }

    /// The oldest, at most so many.
    pub(super) fn first(&mut self, most: usize) -> &[Told] {
        let held = self.held.make_contiguous();
        &held[..most.min(held.len())]
    }

    /// Redis has these.
    pub(super) fn take(&mut self, most: usize) -> Vec<Told> {
        self.held.drain(..most.min(self.held.len())).collect()
    }
}
