//! What is asked for of conversations, and how it is read.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::conversations::{self, FILES_MAX};
use crate::domain::ids::{AppointmentId, AttachmentId, UserId};
use crate::domain::invalid::Invalid;
use crate::http::fields::Fields;
use crate::http::problem::Problem;
use crate::services::conversations::parties::Wanted;
use crate::services::conversations::send::NewMessage;

/// A conversation to begin with: whom with, about what, and what to say first.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewConversation)]
pub struct StartBody {
    /// What it is about, in 1 to 200 characters.
    #[schema(example = "After my visit")]
    subject: String,
    /// With whom: user ids, as `conversations/recipients/` lists them. The caller takes part without being named; the care
    /// team names the patient, and colleagues where they should take part.
    #[serde(alias = "participant_ids")]
    participants: Vec<Uuid>,
    /// Whom a guardian writes for, themself or whom they look after; needed where the others care for more than one.
    patient_id: Option<Uuid>,
    /// The visit that it is about.
    appointment_id: Option<Uuid>,
    /// What to say first, in 1 to 10,000 characters.
    #[schema(example = "May I eat before the blood test?")]
    body: Option<String>,
    /// The caller's own name for the first message.
    #[schema(example = "tab-1-message-7")]
    client_id: Option<String>,
}

/// Something to say.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewMessage)]
pub struct SendBody {
    /// The words, 1 to 10,000 characters.
    #[schema(example = "May I eat before the blood test?")]
    body: String,
    /// The sender's own name for it, echoed: said again under it, it is the same message.
    #[schema(example = "tab-1-message-7")]
    client_id: Option<String>,
    /// Files that the sender has uploaded (`attachments/`), ten at the most.
    #[serde(default)]
    #[schema(required = false)]
    attachments: Vec<Uuid>,
}

/// Other words.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = MessageChange)]
pub struct EditBody {
    /// The words, 1 to 10,000 characters.
    #[schema(example = "May I drink before the blood test?")]
    body: String,
}

impl StartBody {
    /// The subject, who takes part, and what is said first.
    pub fn read(&self) -> Result<(String, Wanted, Option<NewMessage>), Problem> {
        let mut fields = Fields::default();
        let subject = fields.read("subject", conversations::subject(&self.subject));
        let first = match &self.body {
            Some(body) => {
                let body = fields.read("body", conversations::body(body));
                let client_id = client_id(&mut fields, self.client_id.as_deref());
                body.map(|body| Some(NewMessage { body, client_id, attachments: Vec::new() }))
            }
            None => Some(None),
        };
        let wanted = Wanted {
            named: self.participants.iter().copied().map(UserId).collect(),
            patient: self.patient_id.map(UserId),
            appointment: self.appointment_id.map(AppointmentId),
        };
        fields.settle(subject.zip(first).map(|(subject, first)| (subject, wanted, first)))
    }
}

impl SendBody {
    /// What is said.
    pub fn read(&self) -> Result<NewMessage, Problem> {
        let mut fields = Fields::default();
        let body = fields.read("body", conversations::body(&self.body));
        let client_id = client_id(&mut fields, self.client_id.as_deref());
        let files = fields.read("attachments", files(&self.attachments));
        let message = body.zip(files).map(|(body, attachments)| NewMessage { body, client_id, attachments });
        fields.settle(message)
    }
}

impl EditBody {
    /// The words.
    pub fn read(&self) -> Result<String, Problem> {
        let mut fields = Fields::default();
        let body = fields.read("body", conversations::body(&self.body));
        fields.settle(body)
    }
}

fn client_id(fields: &mut Fields, given: Option<&str>) -> Option<String> {
    fields.read_if_given("client_id", given, conversations::client_id)
}

/// Each file once.
fn files(given: &[Uuid]) -> Result<Vec<AttachmentId>, Invalid> {
    let mut files: Vec<AttachmentId> = given.iter().copied().map(AttachmentId).collect();
    files.sort_unstable();
    files.dedup();
    if files.len() > FILES_MAX {
        return Err(Invalid::new("too_many", format!("Send {FILES_MAX} files at the most.")));
    }
    Ok(files)
}
