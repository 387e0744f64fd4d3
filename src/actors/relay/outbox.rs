//! The event table, as the relay uses it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use crate::actors::relay::messages::Publish;
use crate::domain::events::Event;
use crate::domain::ids::EventId;
use crate::services::conversations::told;
use crate::services::live;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::{appointments, events};

/// Rows that one sweep looks at, oldest first.
const SWEEP_ROWS: i64 = 1_000;

/// Events that nobody has published, but for those that this node sees to: however many there are, they must not hide
/// those of others.
pub(super) async fn unpublished(database: Database, ours: Vec<EventId>) -> Result<Vec<Event>, StorageError> {
    let mut connection = database.connection().await?;
    events::unpublished(&mut connection, &ours, SWEEP_ROWS).await
}

/// What is told of these events.
pub(super) async fn tell_of(database: Database, events: Vec<Event>) -> Result<Vec<Publish>, StorageError> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = events.iter().filter_map(|event| event.appointment_id).collect();
    let mut connection = database.connection().await?;
    let visits = if ids.is_empty() {
        Vec::new()
    } else {
        appointments::find::find_many(&mut connection, &ids).await?
    };
    let visits: HashMap<_, _> = visits.into_iter().map(|visit| (visit.id, visit)).collect();
    let mut said = told::publications(&mut connection, &events).await?;
    let told = events.into_iter().map(|event| {
        let visit = event.appointment_id.and_then(|id| visits.get(&id));
        let publications = said.remove(&event.id).unwrap_or_else(|| live::publications(&event, visit));
        Publish { event: Some(event.id), publications }
    });
    Ok(told.collect())
}

/// Remembers that these were published.
pub(super) async fn mark(
    database: Database,
    ids: Vec<EventId>,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let mut connection = database.connection().await?;
    events::mark_published(&mut connection, &ids, now).await
}
