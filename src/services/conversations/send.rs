//! Says something in a conversation.

use chrono::{DateTime, TimeDelta, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::audit::Origin;
use crate::domain::conversations::{Message, Seat};
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{AttachmentId, ConversationId, MessageId, UserId};
use crate::domain::principals::Caller;
use crate::services::conversations::told::{message_record, of_message};
use crate::services::conversations::{Conversations, locked_seat};
use crate::services::error::ServiceError;
use crate::storage::conversations::{messages, seats};
use crate::storage::{attachments, audit, events};
use crate::telemetry::metric::Metric;

/// What somebody says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMessage {
    /// The words.
    pub body: String,
    /// The sender's own name for it: said again under it, it is the same message.
    pub client_id: Option<String>,
    /// Files that the sender has uploaded.
    pub attachments: Vec<AttachmentId>,
}

impl Conversations {
    /// Says something. What was said before under the same client id is answered again, and told to nobody.
    ///
    /// # Errors
    /// `NotFound` for who does not take part; `Invalid` for files that are not theirs, are gone or were sent; the conflict
    /// `nobody_reads` where the other side has left; `Storage`.
    pub async fn send(
        &self,
        caller: &Caller,
        conversation: ConversationId,
        new: &NewMessage,
        origin: &Origin,
    ) -> Result<(Message, Option<Event>), ServiceError> {
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let seat = locked_seat(connection, conversation, caller.user_id).await?;
            // Not before: who waits for another's message speaks after it.
            let now = self.clock.now();
            if let Some(client_id) = &new.client_id
                && let Some(first) =
                    messages::by_client_id(connection, conversation, caller.user_id, client_id).await?
            {
                return Ok((first, None));
            }
            if !seats::is_heard(connection, &seat).await? {
                return Err(ServiceError::Conflict {
                    code: "nobody_reads",
                    message: "Nobody on the other side reads this any more; begin another conversation."
                        .into(),
                });
            }
            let (message, event) = say(connection, &seat, caller.user_id, new, origin, now).await?;
            Ok((message, Some(event)))
        })
        .await
        .inspect(|(_, event)| Metric::MessagesSent.add(u64::from(event.is_some())))
    }
}

/// Says something in a conversation that is locked, with its audit and event rows: later than what was said before, even
/// where the node that took that had its clock ahead.
///
/// # Errors
/// `Invalid` for files that are not the sender's, are gone or were sent; `Storage`.
pub(super) async fn say(
    connection: &mut AsyncPgConnection,
    seat: &Seat,
    sender: UserId,
    new: &NewMessage,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(Message, Event), ServiceError> {
    let before = messages::said_at(connection, seat.conversation_id, seat.message_count).await?;
    let now = before.map_or(now, |before| now.max(before + TimeDelta::microseconds(1)));
    let message = Message {
        id: MessageId::new(now),
        conversation_id: seat.conversation_id,
        position: seat.message_count + 1,
        sender_id: sender,
        sender_name: String::new(),
        body: new.body.clone(),
        attachments: Vec::new(),
        client_id: new.client_id.clone(),
        edited_at: None,
        created_at: now,
    };
    messages::insert(connection, &message).await?;
    if !new.attachments.is_empty() {
        let sent = attachments::send(connection, sender, &new.attachments, message.id).await?;
        if sent != new.attachments.len() {
            let message = "A file is not there any more, or was sent before: upload it again.";
            return Err(ServiceError::field("attachments", "not_found", message));
        }
    }
    let message = messages::find(connection, seat.conversation_id, message.id).await?;
    let message = message.ok_or(ServiceError::NotFound)?;
    let entry = message_record("message.send", &message, seat.patient_id, sender, origin);
    audit::insert(connection, &[entry], now).await?;
    let event = of_message(EventKind::MessageSent, &message, now);
    events::insert(connection, std::slice::from_ref(&event)).await?;
    Ok((message, event))
}
