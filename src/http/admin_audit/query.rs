//! What the trail is narrowed to, as clients say it: the same for the list and for the file.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::audit::{Actions, AuditOutcome};
use crate::domain::ids::UserId;
use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::problem::Problem;
use crate::storage::audit::search::Filter;

/// Characters of a kind or of a request's id.
const NAME_MAX: usize = 100;

/// Which lines.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Words {
    /// Done by this person or key.
    pub(super) actor: Option<Uuid>,
    /// Concerning this patient.
    pub(super) patient: Option<Uuid>,
    /// Done to this kind of thing.
    #[param(example = "appointment")]
    pub(super) object_kind: Option<String>,
    /// Done to this thing.
    pub(super) object_id: Option<Uuid>,
    /// This action, or with `.*` all of its family.
    #[param(example = "appointment.*")]
    pub(super) action: Option<String>,
    /// `ok` or `refused`.
    #[param(example = "refused")]
    pub(super) outcome: Option<String>,
    /// In this request.
    pub(super) request_id: Option<String>,
    /// Not before this instant.
    pub(super) from: Option<DateTime<Utc>>,
    /// Before this instant.
    pub(super) to: Option<DateTime<Utc>>,
}

impl Words {
    /// What storage is asked for.
    pub(super) fn filter(&self) -> Result<Filter, Problem> {
        let mut fields = Fields::default();
        let name = |text: &str| text::line(text, NAME_MAX);
        let object_kind = fields.read_if_given("object_kind", self.object_kind.as_deref(), name);
        let actions = fields.read_if_given("action", self.action.as_deref(), Actions::parse);
        let outcome = fields.read_if_given("outcome", self.outcome.as_deref(), AuditOutcome::parse);
        let request_id = fields.read_if_given("request_id", self.request_id.as_deref(), name);
        fields.settle(Some(Filter {
            actor: self.actor,
            patient: self.patient.map(UserId),
            object_kind,
            object_id: self.object_id,
            actions,
            but: None,
            outcome,
            request_id,
            from: self.from,
            to: self.to,
        }))
    }
}
