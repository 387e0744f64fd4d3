//! How the channels do: what waits, what went, how long it took, and whether the providers are well. Told live on the
//! topic `ops`, and to an administrator who asks.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::breaker::Standing;
use crate::domain::channels::ChannelKind;
use crate::domain::clock::SharedClock;
use crate::domain::principals::Caller;
use crate::services::error::ServiceError;
use crate::services::notifications::tally::Tally;
use crate::storage::audit::writer::AuditWriter;
use crate::storage::deliveries::figures::{self, ChannelFigures};
use crate::storage::error::StorageError;
use crate::storage::pool::Database;

/// A channel's figures.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ChannelFigures)]
pub struct ChannelView {
    /// `in_app`, `email`, `sms` or `push`.
    #[schema(example = "email")]
    pub channel: String,
    /// The circuit to its provider as this node has it: `closed`, `open` or `half_open`.
    #[schema(example = "closed")]
    pub breaker: &'static str,
    /// Neither sent nor given up, those of days to come included; of very many, as of the last minute.
    pub queued: i64,
    /// Of these, due and not taken up; of very many, not all are counted.
    pub due: i64,
    /// Of these, being sent.
    pub in_flight: i64,
    /// Attempts of the last 24 hours that were accepted.
    pub sent: i64,
    /// The same, to be tried again.
    pub retried: i64,
    /// The same, not to be sent.
    pub suppressed: i64,
    /// The same, given up.
    pub dead: i64,
    /// How long the oldest one has been due; null where none is.
    pub oldest_due_s: Option<i64>,
    /// From the change to the provider's answer within the last hour, in milliseconds: half were faster. Null where
    /// nothing was sent.
    pub latency_p50_ms: Option<f64>,
    /// The same: all but one in a hundred were faster.
    pub latency_p99_ms: Option<f64>,
}

/// What the administrator's page shows.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeliveryFigures {
    /// When they were taken.
    pub at: DateTime<Utc>,
    /// Each channel's.
    pub channels: Vec<ChannelView>,
}

/// Takes the figures. Clones share what was counted.
#[derive(Clone)]
pub struct Figures {
    database: Database,
    tally: Tally,
}

impl Figures {
    /// Of this database's queue.
    #[must_use]
    pub fn new(database: Database) -> Self {
        Self { database, tally: Tally::default() }
    }

    /// Each channel's; `standings` says how the circuits of this node stand.
    ///
    /// # Errors
    /// [`StorageError`].
    pub async fn take(
        &self,
        standings: &[(ChannelKind, Standing)],
        now: DateTime<Utc>,
    ) -> Result<Vec<ChannelView>, StorageError> {
        let mut connection = self.database.connection().await?;
        let mut taken = figures::figures(&mut connection, now).await?;
        for (channel, figures) in ChannelKind::ALL.into_iter().zip(&mut taken) {
            figures.queued = self.tally.complete(&mut connection, channel, figures.queued).await?;
        }
        Ok(taken.into_iter().map(|figures| view(figures, standings, now)).collect())
    }
}

/// An administrator's use case. Cloning is cheap.
#[derive(Clone)]
pub struct FiguresDesk {
    figures: Figures,
    clock: SharedClock,
    reads: AuditWriter,
}

impl FiguresDesk {
    /// Over these figures, by this clock; that they were read goes on record through `reads`.
    #[must_use]
    pub fn new(figures: Figures, clock: SharedClock, reads: AuditWriter) -> Self {
        Self { figures, clock, reads }
    }

    /// The figures as they stand.
    ///
    /// # Errors
    /// `Forbidden`, `Storage`.
    pub async fn read(
        &self,
        caller: &Caller,
        standings: &[(ChannelKind, Standing)],
        origin: &Origin,
    ) -> Result<DeliveryFigures, ServiceError> {
        if !caller.administers() {
            return Err(ServiceError::Forbidden);
        }
        let at = self.clock.now();
        let channels = self.figures.take(standings, at).await?;
        let read = AuditEntry {
            actor: Some(caller.agent()),
            action: "delivery.figures",
            object_kind: "delivery",
            object_id: None,
            patient: None,
            origin: origin.clone(),
            outcome: AuditOutcome::Ok,
            detail: json!({}),
        };
        self.reads.record(vec![read]).await?;
        Ok(DeliveryFigures { at, channels })
    }
}

fn view(figures: ChannelFigures, standings: &[(ChannelKind, Standing)], now: DateTime<Utc>) -> ChannelView {
    let standing = standings.iter().find(|(channel, _)| channel.as_str() == figures.channel);
    ChannelView {
        // A channel that this house does not have fails nobody.
        breaker: standing.map_or(Standing::Closed, |(_, standing)| *standing).as_str(),
        oldest_due_s: figures.oldest_due.map(|since| (now - since).num_seconds().max(0)),
        latency_p50_ms: figures.p50,
        latency_p99_ms: figures.p99,
        queued: figures.queued,
        due: figures.due,
        in_flight: figures.in_flight,
        sent: figures.sent,
        retried: figures.retried,
        suppressed: figures.suppressed,
        dead: figures.dead,
        channel: figures.channel,
    }
}
