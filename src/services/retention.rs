//! What is forgotten after its time; run by the beat and by `carebridge cleanup`.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::AsyncConnection;
use thiserror::Error;

use crate::storage::appointments::purge;
use crate::storage::error::StorageError;
use crate::storage::pool::Database;
use crate::storage::waitlist::offers;
use crate::storage::{
    attachments, deliveries, events, idempotency, leases, login_attempts, message_traces as traces,
    notifications, one_time_tokens, sessions,
};

/// Rows a transaction, so that no lock is held for long.
const BATCH: i64 = 1000;

/// A kind of row that is forgotten after its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stale {
    /// Idempotency keys past their day.
    Keys,
    /// Sign-ins that ended a day ago, with their tokens.
    Sessions,
    /// Links and codes whose time was over a day ago.
    OneTimeTokens,
    /// Tries at passwords of 30 days ago.
    LoginAttempts,
    /// Messages settled 90 days ago, with their attempts.
    Deliveries,
    /// Events of 30 days ago that everyone was told of.
    Events,
    /// Notifications seen or put away 180 days ago.
    Notifications,
    /// Holds that nobody booked from and whose time was over a day ago.
    Holds,
    /// Group sessions that were over a day ago and that nobody sat in.
    GroupSessions,
    /// Offers to people who waited, answered or not, 90 days ago.
    Offers,
    /// Files that were uploaded a day ago and not sent.
    Attachments,
    /// How many messages people got on days that are over.
    DailyCounts,
    /// Texts that people sent two days ago.
    InboundTexts,
    /// What numbers were asked two days ago.
    SmsQuestions,
    /// Browsers that took no push for 180 days.
    PushSubscriptions,
}

impl Stale {
    /// Every kind.
    pub const ALL: [Self; 15] = [
        Self::Keys,
        Self::Sessions,
        Self::OneTimeTokens,
        Self::LoginAttempts,
        Self::Deliveries,
        Self::Events,
        Self::Notifications,
        Self::Holds,
        Self::GroupSessions,
        Self::Offers,
        Self::Attachments,
        Self::DailyCounts,
        Self::InboundTexts,
        Self::SmsQuestions,
        Self::PushSubscriptions,
    ];

    /// What the rows are called.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keys => "keys",
            Self::Sessions => "sessions",
            Self::OneTimeTokens => "one-time tokens",
            Self::LoginAttempts => "login attempts",
            Self::Deliveries => "deliveries",
            Self::Events => "events",
            Self::Notifications => "notifications",
            Self::Holds => "holds",
            Self::GroupSessions => "group sessions",
            Self::Offers => "offers",
            Self::Attachments => "attachments",
            Self::DailyCounts => "daily counts",
            Self::InboundTexts => "inbound texts",
            Self::SmsQuestions => "questions by text",
            Self::PushSubscriptions => "push subscriptions",
        }
    }

    fn kept_for(self) -> TimeDelta {
        match self {
            // A key bears the end of its time itself.
            Self::Keys => TimeDelta::zero(),
            Self::Sessions | Self::OneTimeTokens | Self::Holds | Self::GroupSessions | Self::Attachments => {
                TimeDelta::days(1)
            }
            Self::DailyCounts | Self::InboundTexts | Self::SmsQuestions => TimeDelta::days(2),
            Self::LoginAttempts => TimeDelta::days(30),
            Self::Deliveries | Self::Offers => TimeDelta::days(90),
            Self::Events => TimeDelta::days(30),
            Self::Notifications | Self::PushSubscriptions => TimeDelta::days(180),
        }
    }
}

/// A lease that must be held for as long as something is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// The lease's name.
    pub lease: &'static str,
    /// Its fence when it was acquired.
    pub fence: i64,
}

/// Why rows were left where they are.
#[derive(Debug, Error)]
pub enum RetentionError {
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Another node does the timed work by now.
    #[error("another node has taken over")]
    LeaseLost,
}

/// Forgets what is past its time at `now`, a thousand rows a transaction; answers how many rows. Each transaction holds
/// the lease of `guard`, where there is one.
///
/// # Errors
/// [`RetentionError`]; what was deleted until then stays deleted.
pub async fn forget(
    database: &Database,
    stale: Stale,
    now: DateTime<Utc>,
    guard: Option<Guard>,
) -> Result<usize, RetentionError> {
    let mut connection = database.connection().await?;
    let before = now - stale.kept_for();
    let mut total = 0;
    loop {
        let deleted: Option<usize> = connection
            .transaction(async |connection| {
                if let Some(Guard { lease, fence }) = guard
                    && !leases::guard(connection, lease, fence).await?
                {
                    return Ok::<_, StorageError>(None);
                }
                let deleted = match stale {
                    Stale::Keys => idempotency::purge(connection, before, BATCH).await?,
                    Stale::Sessions => sessions::end::purge(connection, before, BATCH).await?,
                    Stale::OneTimeTokens => one_time_tokens::purge(connection, before, BATCH).await?,
                    Stale::LoginAttempts => login_attempts::purge(connection, before, BATCH).await?,
                    Stale::Deliveries => deliveries::purge(connection, before, BATCH).await?,
                    Stale::Events => events::purge(connection, before, BATCH).await?,
                    Stale::Notifications => notifications::purge(connection, before, BATCH).await?,
                    Stale::Holds => purge::holds(connection, before, BATCH).await?,
                    Stale::GroupSessions => purge::sessions(connection, before, BATCH).await?,
                    Stale::Offers => offers::purge(connection, before, BATCH).await?,
                    Stale::Attachments => attachments::purge(connection, before, BATCH).await?,
                    Stale::DailyCounts => traces::purge_daily_counts(connection, before, BATCH).await?,
                    Stale::InboundTexts => traces::purge_inbound_texts(connection, before, BATCH).await?,
                    Stale::SmsQuestions => traces::purge_sms_questions(connection, before, BATCH).await?,
                    Stale::PushSubscriptions => {
                        traces::purge_push_subscriptions(connection, before, BATCH).await?
                    }
                };
                Ok(Some(deleted))
            })
            .await?;
        let deleted = deleted.ok_or(RetentionError::LeaseLost)?;
        total += deleted;
        if i64::try_from(deleted).is_ok_and(|deleted| deleted < BATCH) {
            return Ok(total);
        }
    }
}
