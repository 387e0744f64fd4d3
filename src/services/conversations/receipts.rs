//! Remembers up to where somebody has read.

use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::events::Event;
use crate::domain::ids::{ConversationId, MessageId, NotificationId};
use crate::domain::principals::Caller;
use crate::services::conversations::told::of_receipt;
use crate::services::conversations::{Conversations, locked_seat};
use crate::services::error::ServiceError;
use crate::storage::conversations::{messages, seats, to_tell};
use crate::storage::{events, notifications};

/// What came of reading.
#[derive(Debug, Clone, PartialEq)]
pub struct Receipt {
    /// Messages of others in the conversation that the reader has not read yet.
    pub unread: i64,
    /// Up to where they have read; none where nothing was said.
    pub last_read_message_id: Option<MessageId>,
    /// That they have read on; none where they had read as far before.
    pub event: Option<Event>,
    /// What of the reader's inbox was about it.
    pub notifications: Vec<NotificationId>,
    /// How many rows of the inbox are unseen now.
    pub inbox_unread: i64,
}

impl Conversations {
    /// Remembers that the caller has read a conversation up to a message, the latest where none is said; it never moves
    /// back. What their inbox has of it is seen with it.
    ///
    /// # Errors
    /// `NotFound` for who does not take part, and where there is no such message; `Storage`.
    pub async fn mark_read(
        &self,
        caller: &Caller,
        conversation: ConversationId,
        up_to: Option<MessageId>,
    ) -> Result<Receipt, ServiceError> {
        let (now, reader) = (self.clock.now(), caller.user_id);
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let seat = locked_seat(connection, conversation, reader).await?;
            let reached = match up_to {
                Some(id) => {
                    let message = messages::find(connection, conversation, id).await?;
                    message.map(|message| (message.id, message.position)).ok_or(ServiceError::NotFound)?
                }
                None => match messages::at(connection, conversation, seat.message_count).await? {
                    Some(latest) => (latest, seat.message_count),
                    None => (MessageId::MIN, 0),
                },
            };
            let event = if reached.1 > seat.read_position {
                seats::set_read(connection, conversation, reader, reached, now).await?;
                let event = of_receipt(conversation, reached.0, reader, now);
                events::insert(connection, std::slice::from_ref(&event)).await?;
                Some(event)
            } else {
                None
            };
            let position = reached.1.max(seat.read_position);
            Ok(Receipt {
                unread: messages::count_after(connection, conversation, position, reader).await?,
                last_read_message_id: seats::last_read(connection, conversation, reader).await?,
                event,
                notifications: to_tell::mark_seen(connection, reader, conversation, position, now).await?,
                inbox_unread: notifications::unread(connection, reader).await?,
            })
        })
        .await
    }
}
