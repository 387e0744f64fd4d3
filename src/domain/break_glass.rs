//! Leave to look at a patient who is not one's own, in an emergency.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::{BreakGlassId, UserId};

/// How long the leave lasts; who needs longer gives a reason again.
pub const LASTS: TimeDelta = TimeDelta::hours(1);

/// Somebody broke the glass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreakGlass {
    /// Its id.
    pub id: BreakGlassId,
    /// Who did.
    pub user_id: UserId,
    /// Whom they look at.
    pub patient_id: UserId,
    /// Why, in their words.
    pub reason: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when they may.
    pub expires_at: DateTime<Utc>,
}
