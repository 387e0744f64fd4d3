//! A conversation and its messages as participants see them: the same JSON over REST and in live updates.

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::attachments::Attachment;
use crate::domain::conversations::{Conversation, Message, Participant};
use crate::storage::conversations::circle::Recipient;

/// A conversation between a patient and their care team.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Conversation)]
pub struct ConversationView {
    /// Its id, and its topic's: `conversation:{id}`.
    pub id: Uuid,
    /// What it is about.
    #[schema(example = "After my visit")]
    pub subject: String,
    /// Who takes part, the patient's side first.
    pub participants: Vec<ParticipantView>,
    /// The visit that it is about; null where it is about none.
    pub appointment_id: Option<Uuid>,
    /// Who began it.
    pub created_by: Uuid,
    /// What was said last; null where nothing was.
    pub last_message: Option<MessageView>,
    /// When that was.
    pub last_message_at: Option<DateTime<Utc>>,
    /// Messages of others that the reader has not read.
    #[schema(example = 2)]
    pub unread: i64,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
}

/// Somebody who takes part in a conversation.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Participant)]
pub struct ParticipantView {
    /// Their user id.
    pub id: Uuid,
    /// Given and family name.
    #[schema(example = "Grace Adams")]
    pub name: String,
    /// `patient`, `doctor`, `staff` or `admin`.
    #[schema(example = "doctor")]
    pub role: &'static str,
    /// Up to where they have read; null where they have read nothing.
    pub last_read_message_id: Option<Uuid>,
    /// When.
    pub last_read_at: Option<DateTime<Utc>>,
}

/// Something that was said.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageView {
    /// Its id.
    pub id: Uuid,
    /// Where.
    pub conversation_id: Uuid,
    /// By whom.
    pub sender_id: Uuid,
    /// Their name.
    #[schema(example = "Pat Morgan")]
    pub sender_name: String,
    /// The words.
    #[schema(example = "May I eat before the blood test?")]
    pub body: String,
    /// The files that came with it.
    pub attachments: Vec<FileView>,
    /// The sender's own name for it, as it was sent; left out where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// When it was put in other words; null where it was not.
    pub edited_at: Option<DateTime<Utc>>,
    /// When it was said.
    pub created_at: DateTime<Utc>,
}

/// A file that came with a message; its content is at `attachments/{id}/`.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = MessageAttachment)]
pub struct FileView {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    #[schema(example = "scan.pdf")]
    pub name: String,
    /// What it is.
    #[schema(example = "application/pdf")]
    pub content_type: String,
    /// How many bytes.
    #[schema(example = 52_340)]
    pub size_bytes: i32,
}

/// Somebody whom the caller may write to.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Recipient)]
pub struct RecipientView {
    /// Their user id.
    pub id: Uuid,
    /// Given and family name.
    #[schema(example = "Grace Adams")]
    pub name: String,
    /// `patient`, `doctor` or `staff`.
    #[schema(example = "doctor")]
    pub role: &'static str,
    /// A doctor's field; null for others.
    #[schema(example = "General practice")]
    pub detail: Option<String>,
}

impl From<Conversation> for ConversationView {
    fn from(conversation: Conversation) -> Self {
        Self {
            id: conversation.id.0,
            subject: conversation.subject,
            participants: conversation.participants.into_iter().map(ParticipantView::from).collect(),
            appointment_id: conversation.appointment_id.map(|visit| visit.0),
            created_by: conversation.created_by.0,
            last_message_at: conversation.last_message.as_ref().map(|message| message.created_at),
            last_message: conversation.last_message.as_ref().map(MessageView::from),
            unread: conversation.unread,
            created_at: conversation.created_at,
        }
    }
}

impl From<Participant> for ParticipantView {
    fn from(participant: Participant) -> Self {
        Self {
            id: participant.id.0,
            name: participant.name,
            role: participant.role.as_str(),
            last_read_message_id: participant.last_read_message_id.map(|message| message.0),
            last_read_at: participant.last_read_at,
        }
    }
}

impl From<&Message> for MessageView {
    fn from(message: &Message) -> Self {
        Self {
            id: message.id.0,
            conversation_id: message.conversation_id.0,
            sender_id: message.sender_id.0,
            sender_name: message.sender_name.clone(),
            body: message.body.clone(),
            attachments: message.attachments.iter().map(FileView::from).collect(),
            client_id: message.client_id.clone(),
            edited_at: message.edited_at,
            created_at: message.created_at,
        }
    }
}

impl From<&Attachment> for FileView {
    fn from(file: &Attachment) -> Self {
        Self {
            id: file.id.0,
            name: file.name.clone(),
            content_type: file.content_type.clone(),
            size_bytes: file.size_bytes,
        }
    }
}

impl From<Recipient> for RecipientView {
    fn from(recipient: Recipient) -> Self {
        Self {
            id: recipient.id.0,
            name: recipient.name,
            role: recipient.role.as_str(),
            detail: recipient.specialty,
        }
    }
}
