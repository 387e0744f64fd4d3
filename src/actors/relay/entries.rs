//! What is told, as Redis takes it.

use std::collections::HashSet;

use chrono::{DateTime, Utc};

use crate::bus::topic_log::Entry;
use crate::domain::ids::EventId;
use crate::realtime::partition::partition;
use crate::realtime::topic::Topic;
use crate::services::live::Publication;

/// What follows from one event.
#[derive(Debug)]
pub(super) struct Told {
    /// The row to mark; none for what follows from no row.
    pub(super) event: Option<EventId>,
    /// What is told to whom.
    pub(super) publications: Vec<Publication>,
}

impl Told {
    /// Whom.
    pub(super) fn topics(&self) -> impl Iterator<Item = Topic> {
        self.publications.iter().map(|publication| publication.topic)
    }
}

/// The entries of these; topics that are broken off are so before anything more is told in them.
pub(super) fn of(told: &[Told], broken: &HashSet<Topic>, now: DateTime<Utc>) -> Vec<Entry> {
    let broken = broken.iter().map(|topic| Entry::break_off(partition(*topic), topic.key(), now));
    let told = told.iter().flat_map(|told| &told.publications).map(|Publication { topic, event }| Entry {
        partition: partition(*topic),
        topic: topic.key(),
        id: format!("{}:{}", event.id, event.kind),
        pushed_at: now,
        body: event.body().to_string(),
    });
    broken.chain(told).collect()
}
