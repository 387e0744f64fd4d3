//! Files that go with messages: taken in, and handed to whoever may read the message they came with.

pub mod content;
pub mod view;

use std::ops::RangeInclusive;

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::domain::attachments::{Attachment, UNSENT_MAX};
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::ids::{AttachmentId, UserId};
use crate::domain::principals::Caller;
use crate::services::attachments::content::kind_of;
use crate::services::error::ServiceError;
use crate::storage::audit::writer::AuditWriter;
use crate::storage::conversations::seats;
use crate::storage::pool::Database;
use crate::storage::{attachments, audit, profiles};

/// The use cases of files. Cloning is cheap.
#[derive(Clone)]
pub struct Attachments {
    database: Database,
    clock: SharedClock,
    reads: AuditWriter,
}

/// A file that somebody uploads.
#[derive(Debug)]
pub struct NewFile {
    /// A [`file_name`](crate::domain::attachments::file_name).
    pub name: String,
    /// All of it.
    pub content: Vec<u8>,
    /// Of the content.
    pub sha256: [u8; 32],
}

impl NewFile {
    /// Takes what came, under a name that was cleaned.
    #[must_use]
    pub fn new(name: String, content: Vec<u8>) -> Self {
        let sha256 = Sha256::digest(&content).into();
        Self { name, content, sha256 }
    }
}

impl Attachments {
    /// Over this database, by this clock; reads go on record through `reads`.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, reads: AuditWriter) -> Self {
        Self { database, clock, reads }
    }

    /// Takes a file in, which the caller may then send with a message.
    ///
    /// # Errors
    /// `Invalid` for what is not taken; the conflict `too_many_unsent`; `Storage`.
    pub async fn add(
        &self,
        caller: &Caller,
        new: &NewFile,
        origin: &Origin,
    ) -> Result<Attachment, ServiceError> {
        let now = self.clock.now();
        let kind = kind_of(&new.content).ok_or_else(|| {
            let message = "Send a PDF, a PNG, JPEG or WebP picture, or plain text in UTF-8.";
            ServiceError::field("file", "unsupported_type", message)
        })?;
        let file = Attachment {
            id: AttachmentId::new(now),
            uploader_id: caller.user_id,
            name: new.name.clone(),
            content_type: kind.media_type().to_owned(),
            size_bytes: i32::try_from(new.content.len()).unwrap_or(i32::MAX),
            sha256: new.sha256.to_vec(),
            created_at: now,
        };
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            // Locked, so that several at once do not pass the limit together.
            profiles::find::lock(connection, caller.user_id).await?.ok_or(ServiceError::NotFound)?;
            if attachments::count_unsent(connection, caller.user_id).await? >= UNSENT_MAX {
                return Err(ServiceError::Conflict {
                    code: "too_many_unsent",
                    message: format!("Send some of your files first: {UNSENT_MAX} at most may wait."),
                });
            }
            attachments::insert(connection, &file, &new.content).await?;
            let detail = json!({ "content_type": file.content_type, "size_bytes": file.size_bytes });
            let added = record("attachment.add", &file, None, caller, origin, detail);
            audit::insert(connection, &[added], now).await?;
            Ok(file)
        })
        .await
    }

    /// A file, but for its content: the uploader's until it is sent, and then of those who take part in the conversation.
    ///
    /// # Errors
    /// `NotFound` for all others; `Storage`.
    pub async fn find(
        &self,
        caller: &Caller,
        id: AttachmentId,
        origin: &Origin,
    ) -> Result<Attachment, ServiceError> {
        let mut connection = self.database.connection().await?;
        let (file, conversation) =
            attachments::find(&mut connection, id).await?.ok_or(ServiceError::NotFound)?;
        let Some(conversation) = conversation else {
            return if file.uploader_id == caller.user_id { Ok(file) } else { Err(ServiceError::NotFound) };
        };
        let seat = seats::find(&mut connection, conversation, caller.user_id).await?;
        let seat = seat.ok_or(ServiceError::NotFound)?;
        drop(connection);
        if seat.clinic_id.is_some() {
            let detail = json!({ "conversation_id": conversation });
            let read = record("attachment.read", &file, Some(seat.patient_id), caller, origin, detail);
            self.reads.record(vec![read]).await?;
        }
        Ok(file)
    }

    /// Bytes of a file that was found for somebody, the last of the range included.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn piece(
        &self,
        file: &Attachment,
        range: RangeInclusive<i32>,
    ) -> Result<Vec<u8>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let length = range.end() - range.start() + 1;
        Ok(attachments::piece(&mut connection, file.id, *range.start(), length).await?)
    }
}

/// The line of something done with a file. Its name may tell of somebody's health and stays out of it.
fn record(
    action: &'static str,
    file: &Attachment,
    patient: Option<UserId>,
    caller: &Caller,
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    AuditEntry {
        actor: Some(caller.agent()),
        action,
        object_kind: "attachment",
        object_id: Some(file.id.0),
        patient,
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail,
    }
}
