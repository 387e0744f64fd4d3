//! The JSON document of a refusal (RFC 9457) and its schema.

use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// One refused field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldError {
    /// Where it is: a name, or a path such as `slots[2].starts_at`.
    #[schema(example = "start_time")]
    pub field: String,
    /// A stable code, `snake_case`.
    #[schema(value_type = String, example = "off_grid")]
    pub code: &'static str,
    /// One sentence for a person.
    pub message: String,
}

impl FieldError {
    /// A refused field with its code and sentence.
    pub fn new(field: impl Into<String>, code: &'static str, message: impl Into<String>) -> Self {
        Self { field: field.into(), code, message: message.into() }
    }
}

/// Problem details (RFC 9457), sent as `application/problem+json`. Some codes add members of their own.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// A stable name of this kind of problem; nothing is served there.
    #[schema(example = "urn:carebridge:problem:slot_taken")]
    pub r#type: String,
    /// The kind in words; the same for each occurrence.
    #[schema(example = "Slot taken")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 409)]
    pub status: u16,
    /// This occurrence, in one sentence.
    pub detail: String,
    /// What clients switch on.
    #[schema(example = "slot_taken")]
    pub code: String,
    /// Quote it to the operator; equals the `X-Request-Id` header.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The refused fields of a 422.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub errors: Vec<FieldError>,
    /// Members of this code alone, e.g. `alternatives`.
    #[serde(flatten)]
    #[schema(ignore)]
    pub extra: Map<String, Value>,
}

impl ProblemBody {
    /// The document as it is sent.
    #[must_use]
    pub fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}
