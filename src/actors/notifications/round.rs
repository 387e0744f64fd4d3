//! One round of the supervisor: events are expanded, then each channel claims what it has room for.

use chrono::TimeDelta;

use crate::domain::channels::ChannelKind;
use crate::domain::clock::SharedClock;
use crate::services::notifications::expand::expand;
use crate::services::notifications::looking::Looking;
use crate::storage::deliveries::Claimed;
use crate::storage::deliveries::claim::{Room, claim};
use crate::storage::error::StorageError;
use crate::storage::pool::Database;

/// Events a transaction. Claiming takes its turn after each, so that a flood of bookings does not hold up the first
/// one's messages until the last was expanded.
const BATCH: i64 = 200;
/// How long a claimed message is this node's; the workers prolong it while they are at it.
pub const LEASE: TimeDelta = TimeDelta::seconds(60);

/// What a round came to.
#[derive(Debug, Default)]
pub struct Round {
    /// More events wait: another round is due at once.
    pub backlog: bool,
    /// To be handed to the workers.
    pub claimed: Vec<(ChannelKind, Room, Vec<Claimed>)>,
    /// Why the round ended early; what was claimed until then is to be sent all the same.
    pub failure: Option<StorageError>,
}

/// Runs a round; `room` is how many messages each channel takes.
pub async fn run(
    database: Database,
    looking: Looking,
    clock: SharedClock,
    room: Vec<(ChannelKind, Room)>,
) -> Round {
    let mut round = Round::default();
    round.failure = round.go(&database, &looking, &clock, room).await.err();
    round
}

impl Round {
    async fn go(
        &mut self,
        database: &Database,
        looking: &Looking,
        clock: &SharedClock,
        room: Vec<(ChannelKind, Room)>,
    ) -> Result<(), StorageError> {
        // What cannot be expanded keeps nothing from going out that was.
        let expanded = self.expand(database, looking, clock).await;
        let mut connection = database.connection().await?;
        for (channel, room) in room {
            if room.all > 0 {
                let claimed = claim(&mut connection, channel, room, LEASE, clock.now()).await?;
                self.claimed.push((channel, room, claimed));
            }
        }
        expanded
    }

    /// A batch, or one event where the batch fails: one that never can be expanded holds up those behind it, and is named.
    async fn expand(
        &mut self,
        database: &Database,
        looking: &Looking,
        clock: &SharedClock,
    ) -> Result<(), StorageError> {
        let expanded = match expand(database, looking, clock.now(), BATCH).await {
            Ok(expanded) => expanded,
            Err(error) => {
                tracing::warn!(%error, "a batch of events could not be expanded; they are taken one by one");
                expand(database, looking, clock.now(), 1).await?
            }
        };
        self.backlog = i64::try_from(expanded).is_ok_and(|expanded| expanded == BATCH);
        Ok(())
    }
}
