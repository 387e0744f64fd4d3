//! A line of the trail and the answer of a verification, as they are sent.

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::services::audit::findings::{Finding, Report};
use crate::storage::audit::search::AuditRow;

/// A line of the audit trail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
pub struct AuditEntryBody {
    /// Names the line.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// `user`, `api_key`, `visitor` for who proved nothing, or `house` for what was done by itself.
    #[schema(example = "user")]
    pub actor_kind: String,
    /// The account or the key.
    pub actor_id: Option<Uuid>,
    /// What was done.
    #[schema(example = "appointment.book")]
    pub action: String,
    /// To what kind of thing.
    #[schema(example = "appointment")]
    pub object_kind: String,
    /// To which.
    pub object_id: Option<Uuid>,
    /// The patient it concerns.
    pub patient_id: Option<Uuid>,
    /// In which request.
    pub request_id: Option<String>,
    /// From where.
    #[schema(example = "192.0.2.7")]
    pub ip: Option<String>,
    /// `ok` or `refused`.
    #[schema(example = "ok")]
    pub outcome: String,
    /// Ids, times and statuses; nothing of anybody's health.
    #[schema(value_type = Object)]
    pub detail: Value,
}

/// What a verification found.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditReport)]
pub struct AuditReportBody {
    /// Nothing is wrong.
    pub ok: bool,
    /// Rows that were looked at: all, where nothing is wrong.
    pub rows: i64,
    /// Links of the chain that are right.
    pub chained: i64,
    /// Rows that were written within the last seconds and wait for their link.
    pub pending: i64,
    /// The last signed checkpoint of this node; null where there is none.
    pub checkpoint: Option<CheckpointBody>,
    /// The first thing wrong.
    pub problem: Option<AuditProblemBody>,
}

/// A checkpoint.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditCheckpoint)]
pub struct CheckpointBody {
    /// The chain's last position then.
    pub position: i64,
    /// When.
    pub at: DateTime<Utc>,
}

/// Something wrong with the trail.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditProblem)]
pub struct AuditProblemBody {
    /// `altered`, `deleted`, `inserted`, `chain_broken` or `truncated`.
    #[schema(value_type = String, example = "altered")]
    pub kind: &'static str,
    /// Where in the chain.
    pub position: Option<i64>,
    /// Which row.
    pub audit_id: Option<Uuid>,
    /// In words.
    pub message: String,
}

impl From<AuditRow> for AuditEntryBody {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.id,
            at: row.at,
            actor_kind: row.actor_kind,
            actor_id: row.actor_id,
            action: row.action,
            object_kind: row.object_kind,
            object_id: row.object_id,
            patient_id: row.patient_id.map(|patient| patient.0),
            request_id: row.request_id,
            ip: row.ip,
            outcome: row.outcome,
            detail: row.detail,
        }
    }
}

impl From<Report> for AuditReportBody {
    fn from(report: Report) -> Self {
        Self {
            ok: report.problem.is_none(),
            rows: report.rows,
            chained: report.chained,
            pending: report.pending,
            checkpoint: report.checkpoint.map(|kept| CheckpointBody { position: kept.position, at: kept.at }),
            problem: report.problem.map(AuditProblemBody::from),
        }
    }
}

impl From<Finding> for AuditProblemBody {
    fn from(finding: Finding) -> Self {
        Self {
            kind: finding.wrong.as_str(),
            position: finding.position,
            audit_id: finding.audit_id,
            message: finding.message,
        }
    }
}
