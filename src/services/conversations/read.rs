//! Shows conversations to those who take part. What the care team reads of a patient goes on record before it is
//! answered.

use serde_json::json;
use uuid::Uuid;

use crate::domain::audit::{AuditEntry, Origin};
use crate::domain::conversations::{Conversation, Message};
use crate::domain::ids::{ConversationId, UserId};
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::{Caller, Principal};
use crate::domain::roles::Role;
use crate::services::conversations::told::record;
use crate::services::conversations::{Conversations, circle, seat};
use crate::services::error::ServiceError;
use crate::services::patients;
use crate::storage::conversations::circle::{self as people, Recipient};
use crate::storage::conversations::list::{self, Filter};
use crate::storage::conversations::{messages, unread};

impl Conversations {
    /// One page of the caller's conversations, those in which something was said last first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn list(
        &self,
        caller: &Caller,
        filter: &Filter,
        start: Option<&Start<Uuid>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<Conversation, Uuid>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let rows = list::list(&mut connection, caller.user_id, filter, start, and_one(limit)).await?;
        drop(connection);
        let page = Slice::cut(rows, start, limit, |conversation| conversation.latest_id);
        self.reads.record(page.items.iter().filter_map(|one| seen(caller, one, origin)).collect()).await?;
        Ok(page)
    }

    /// One conversation.
    ///
    /// # Errors
    /// `NotFound` for who does not take part; `Storage`.
    pub async fn find(
        &self,
        caller: &Caller,
        id: ConversationId,
        origin: &Origin,
    ) -> Result<Conversation, ServiceError> {
        let mut connection = self.database.connection().await?;
        let found = list::find(&mut connection, id, caller.user_id).await?.ok_or(ServiceError::NotFound)?;
        drop(connection);
        self.reads.record(seen(caller, &found, origin).into_iter().collect()).await?;
        Ok(found)
    }

    /// One page of what was said in a conversation, the newest first.
    ///
    /// # Errors
    /// `NotFound` for who does not take part; `Storage`.
    pub async fn messages(
        &self,
        caller: &Caller,
        id: ConversationId,
        start: Option<&Start<i32>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<Message, i32>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let seat = seat(&mut connection, id, caller.user_id).await?;
        let rows = messages::list(&mut connection, id, start, and_one(limit)).await?;
        drop(connection);
        let page = Slice::cut(rows, start, limit, |message| message.position);
        if seat.clinic_id.is_some() {
            let read: Vec<_> = page.items.iter().map(|message| message.id).collect();
            let detail = json!({ "messages": read });
            let read = record("message.read", id, seat.patient_id, caller.user_id, origin, detail);
            self.reads.record(vec![read]).await?;
        }
        Ok(page)
    }

    /// How many messages the caller has not read, over all of their conversations.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn unread(&self, caller: &Caller) -> Result<i64, ServiceError> {
        let mut connection = self.database.connection().await?;
        Ok(unread::total(&mut connection, caller.user_id).await?)
    }

    /// One page of those whom the caller may write to, the newest first.
    ///
    /// # Errors
    /// `Storage`.
    pub async fn recipients(
        &self,
        caller: &Caller,
        q: Option<&str>,
        start: Option<&Start<UserId>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<Recipient, UserId>, ServiceError> {
        let mut connection = self.database.connection().await?;
        let rows = match circle(&mut connection, caller).await? {
            Some(circle) => {
                people::list(&mut connection, &circle, caller.user_id, q, start, and_one(limit)).await?
            }
            None => Vec::new(),
        };
        drop(connection);
        let page = Slice::cut(rows, start, limit, |recipient| recipient.id);
        let principal = Principal::from(caller.clone());
        let shown = page.items.iter().filter(|recipient| recipient.role == Role::Patient);
        let shown = shown.map(|patient| {
            patients::record("patient.read", &principal, patient.id, origin, json!({ "in": "recipients" }))
        });
        self.reads.record(shown.collect()).await?;
        Ok(page)
    }
}

/// The row that tells whether there is a next page.
fn and_one(limit: usize) -> i64 {
    i64::try_from(limit + 1).unwrap_or(i64::MAX)
}

/// The line of a conversation that was looked at; none on the patient's side.
fn seen(caller: &Caller, conversation: &Conversation, origin: &Origin) -> Option<AuditEntry> {
    let (id, patient) = (conversation.id, conversation.patient_id);
    (caller.role != Role::Patient)
        .then(|| record("conversation.read", id, patient, caller.user_id, origin, json!({})))
}
