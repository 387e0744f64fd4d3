//! What a verification answers.

use uuid::Uuid;

use crate::services::audit::checkpoints::Checkpoint;

/// What is wrong with a row or a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// The row is not as it was chained.
    Altered,
    /// The row is gone.
    Deleted,
    /// The row was not written by the house.
    Inserted,
    /// The chain itself, or a checkpoint, was tampered with.
    ChainBroken,
    /// The chain once went further, or on otherwise.
    Truncated,
}

/// The first thing wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub wrong: Wrong,
    /// Where in the chain.
    pub position: Option<i64>,
    /// With which row.
    pub audit_id: Option<Uuid>,
    /// In words.
    pub message: String,
}

/// What was looked at and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Rows of the log that were looked at; all of them where nothing is wrong.
    pub rows: i64,
    /// Links that are right.
    pub chained: i64,
    /// Rows that wait for their link.
    pub pending: i64,
    /// The last checkpoint, if there is one of ours.
    pub checkpoint: Option<Checkpoint>,
    /// The first thing wrong.
    pub problem: Option<Finding>,
}

impl Wrong {
    /// The name that is sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Deleted => "deleted",
            Self::Inserted => "inserted",
            Self::ChainBroken => "chain_broken",
            Self::Truncated => "truncated",
        }
    }
}

impl Finding {
    /// Of a row at its position.
    pub(super) fn row(wrong: Wrong, position: i64, id: Uuid, message: String) -> Self {
        Self { wrong, position: Some(position), audit_id: Some(id), message }
    }

    /// Of the chain at a position.
    pub(super) fn link(wrong: Wrong, position: i64, message: String) -> Self {
        Self { wrong, position: Some(position), audit_id: None, message }
    }
}
