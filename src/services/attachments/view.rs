//! A file as its uploader is told of it.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::attachments::Attachment;

/// A file that was taken in; nobody else sees it until it is sent with a message.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Attachment)]
pub struct AttachmentView {
    /// Its id, for `attachments` of a message.
    pub id: Uuid,
    /// What it is called: the last part of a path, cleaned.
    #[schema(example = "scan.pdf")]
    pub name: String,
    /// What it is, by its content.
    #[schema(example = "application/pdf")]
    pub content_type: String,
    /// How many bytes.
    #[schema(example = 52_340)]
    pub size_bytes: i32,
    /// Of the content, in hexadecimal.
    #[schema(example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: String,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

impl From<Attachment> for AttachmentView {
    fn from(file: Attachment) -> Self {
        Self {
            id: file.id.0,
            name: file.name,
            content_type: file.content_type,
            size_bytes: file.size_bytes,
            sha256: hex(&file.sha256),
            created_at: file.created_at,
        }
    }
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
