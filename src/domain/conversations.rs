//! What a patient and their care team write to each other.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::attachments::Attachment;
use crate::domain::ids::{AppointmentId, ClinicId, ConversationId, MessageId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::roles::Role;
use crate::domain::text;

/// People who may be named when a conversation begins.
pub const NAMED_MAX: usize = 20;
/// Files of one message.
pub const FILES_MAX: usize = 10;
/// Characters of what a conversation is about.
const SUBJECT_MAX: usize = 200;
/// Characters of a message.
const BODY_MAX: usize = 10_000;
/// Characters of a client's own name for a message.
const CLIENT_ID_MAX: usize = 100;
/// How long its sender may put a message in other words.
const EDIT_WINDOW: TimeDelta = TimeDelta::minutes(5);

/// A conversation, as one of its participants sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// Whom it is about.
    pub patient_id: UserId,
    /// The visit that it is about, if it is about one.
    pub appointment_id: Option<AppointmentId>,
    /// What it is about.
    pub subject: String,
    /// Who began it.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Everybody who took a seat, the patient's side first.
    pub participants: Vec<Participant>,
    /// What was said last.
    pub last_message: Option<Message>,
    /// What others said since the reader read it last.
    pub unread: i64,
    /// The place in the reader's list: the latest message's id, or the conversation's own.
    pub latest_id: Uuid,
}

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Participant {
    /// Who.
    pub id: UserId,
    /// Given and family name.
    pub name: String,
    /// What their account is for.
    pub role: Role,
    /// Up to where they have read.
    pub last_read_message_id: Option<MessageId>,
    /// When.
    pub last_read_at: Option<DateTime<Utc>>,
}

/// Something that was said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// Where.
    pub conversation_id: ConversationId,
    /// 1 for the first of the conversation.
    pub position: i32,
    /// By whom.
    pub sender_id: UserId,
    /// Their name.
    pub sender_name: String,
    /// The words.
    pub body: String,
    /// The files that came with it.
    pub attachments: Vec<Attachment>,
    /// The sender's own name for it.
    pub client_id: Option<String>,
    /// When it was put in other words.
    pub edited_at: Option<DateTime<Utc>>,
    /// When it was said.
    pub created_at: DateTime<Utc>,
}

/// Somebody's place in a conversation. That they have one is what lets them read, write and hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seat {
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Whom it is about.
    pub patient_id: UserId,
    /// At which clinic they care for the patient; none on the patient's side.
    pub clinic_id: Option<ClinicId>,
    /// Up to where they have read.
    pub read_position: i32,
    /// Up to where there is something to read.
    pub message_count: i32,
}

impl Message {
    /// Whether its sender may still put it in other words.
    #[must_use]
    pub fn is_editable(&self, now: DateTime<Utc>) -> bool {
        now - self.created_at <= EDIT_WINDOW
    }
}

/// Reads what a conversation is about: one line of 1 to 200 characters.
///
/// # Errors
/// `required`, `too_long`, `control_character`.
pub fn subject(text: &str) -> Result<String, Invalid> {
    text::line(text, SUBJECT_MAX)
}

/// Reads a message: 1 to 10,000 characters on any number of lines.
///
/// # Errors
/// `required`, `too_long`, `control_character`.
pub fn body(text: &str) -> Result<String, Invalid> {
    let body = text::paragraph(text, BODY_MAX)?;
    if body.is_empty() {
        return Err(Invalid::new("required", "Say something."));
    }
    Ok(body)
}

/// Reads a client's own name for a message: 1 to 100 characters.
///
/// # Errors
/// `required`, `too_long`, `control_character`.
pub fn client_id(text: &str) -> Result<String, Invalid> {
    text::line(text, CLIENT_ID_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said_at(created_at: DateTime<Utc>) -> Message {
        Message {
            id: MessageId::new(created_at),
            conversation_id: ConversationId::new(created_at),
            position: 1,
            sender_id: UserId::new(created_at),
            sender_name: String::new(),
            body: String::new(),
            attachments: Vec::new(),
            client_id: None,
            edited_at: None,
            created_at,
        }
    }

    #[test]
    fn a_message_can_be_put_in_other_words_for_five_minutes() {
        let noon: DateTime<Utc> = "2026-11-24T12:00:00Z".parse().unwrap();
        let message = said_at(noon);
        assert!(message.is_editable(noon + TimeDelta::minutes(5)));
        assert!(!message.is_editable(noon + TimeDelta::minutes(5) + TimeDelta::milliseconds(1)));
    }

    #[test]
    fn nothing_is_no_message_and_too_much_is_none_either() {
        assert_eq!(body(" \n ").unwrap_err().code, "required");
        assert_eq!(body(&"é".repeat(10_001)).unwrap_err().code, "too_long");
        assert_eq!(body(&"é".repeat(10_000)).unwrap().chars().count(), 10_000);
        assert_eq!(body("one\ntwo").unwrap(), "one\ntwo");
        assert_eq!(body("bell\u{7}").unwrap_err().code, "control_character");
        assert_eq!(subject("two\nlines").unwrap_err().code, "control_character");
    }
}
