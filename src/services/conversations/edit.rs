//! Puts a message in other words.

use diesel_async::{AsyncConnection, AsyncPgConnection};

use crate::domain::audit::Origin;
use crate::domain::conversations::Message;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{ConversationId, MessageId};
use crate::domain::principals::Caller;
use crate::services::conversations::told::{message_record, of_message};
use crate::services::conversations::{Conversations, locked_seat};
use crate::services::error::ServiceError;
use crate::storage::conversations::messages;
use crate::storage::{audit, events};

impl Conversations {
    /// Puts a message of the caller's in other words, soon after it was said.
    ///
    /// # Errors
    /// `NotFound` for who does not take part, and where there is no such message; `Forbidden` for another's message; the
    /// conflict `edit_window_passed`; `Storage`.
    pub async fn edit(
        &self,
        caller: &Caller,
        conversation: ConversationId,
        id: MessageId,
        body: &str,
        origin: &Origin,
    ) -> Result<(Message, Event), ServiceError> {
        let now = self.clock.now();
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let seat = locked_seat(connection, conversation, caller.user_id).await?;
            let said = messages::find(connection, conversation, id).await?.ok_or(ServiceError::NotFound)?;
            if said.sender_id != caller.user_id {
                return Err(ServiceError::Forbidden);
            }
            if !said.is_editable(now) {
                return Err(ServiceError::Conflict {
                    code: "edit_window_passed",
                    message: "A message can be changed for five minutes.".into(),
                });
            }
            messages::set_body(connection, id, body, now).await?;
            let message = Message { body: body.to_owned(), edited_at: Some(now), ..said };
            let entry = message_record("message.edit", &message, seat.patient_id, caller.user_id, origin);
            audit::insert(connection, &[entry], now).await?;
            let event = of_message(EventKind::MessageEdited, &message, now);
            events::insert(connection, std::slice::from_ref(&event)).await?;
            Ok((message, event))
        })
        .await
    }
}
