//! What goes on record: who did what to which object, without clinical text.

use std::net::IpAddr;

use serde_json::Value;
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::domain::principals::Agent;

/// Where a request came from, for the record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The request's id, as in its answer and its log lines.
    pub request_id: Option<String>,
    /// The client's address.
    pub ip: Option<IpAddr>,
}

/// One line of the audit trail.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Who; nobody for the house itself.
    pub actor: Option<Agent>,
    /// What was done, e.g. `appointment.book`.
    pub action: &'static str,
    /// The kind of object it was done to.
    pub object_kind: &'static str,
    /// The object.
    pub object_id: Option<Uuid>,
    /// The patient it concerns.
    pub patient: Option<UserId>,
    /// Where the request came from.
    pub origin: Origin,
    /// Whether it was done or refused.
    pub outcome: AuditOutcome,
    /// Ids, times and statuses; no clinical text.
    pub detail: Value,
}

/// Whether an action was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditOutcome {
    /// It was done.
    Ok,
    /// It was tried and refused.
    Refused,
}

impl AuditOutcome {
    /// The name that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refused => "refused",
        }
    }
}
