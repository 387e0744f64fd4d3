//! Visits of a series that cannot be booked, as they are sent.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::services::error::Clash;

/// A visit of a series that cannot be booked.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SeriesClash)]
pub struct ClashBody {
    /// When it would start.
    pub starts_at: DateTime<Utc>,
    /// When it would end.
    pub ends_at: DateTime<Utc>,
    /// Why, as a single booking is refused.
    #[schema(example = "slot_taken")]
    pub code: &'static str,
    /// One sentence for a person.
    pub detail: String,
}

impl From<&Clash> for ClashBody {
    fn from(clash: &Clash) -> Self {
        Self {
            starts_at: clash.during.start,
            ends_at: clash.during.end,
            code: clash.code,
            detail: clash.message.clone(),
        }
    }
}
