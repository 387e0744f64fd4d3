//! Begins a conversation, with or without a first message.

use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::conversations::{Conversation, Seat};
use crate::domain::events::Event;
use crate::domain::ids::ConversationId;
use crate::domain::principals::Caller;
use crate::services::conversations::Conversations;
use crate::services::conversations::parties::{Wanted, parties};
use crate::services::conversations::send::{NewMessage, say};
use crate::services::conversations::told::record;
use crate::services::error::ServiceError;
use crate::storage::audit;
use crate::storage::conversations::open::NewConversation;
use crate::storage::conversations::{list, open};
use crate::telemetry::metric::Metric;

impl Conversations {
    /// Begins a conversation among the caller and those they name, and says something where there is something to say.
    ///
    /// # Errors
    /// `Forbidden` for who writes to nobody; `NotFound` for who names a stranger or somebody who has left, and for a visit
    /// that the patient does not share with one of the others; `Invalid`; `Storage`.
    pub async fn start(
        &self,
        caller: &Caller,
        subject: &str,
        wanted: &Wanted,
        first: Option<&NewMessage>,
        origin: &Origin,
    ) -> Result<(Conversation, Option<Event>), ServiceError> {
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let parties = parties(connection, caller, wanted).await?;
            let now = self.clock.now();
            let new = NewConversation {
                id: ConversationId::new(now),
                patient_id: parties.patient,
                appointment_id: wanted.appointment,
                subject: subject.to_owned(),
                created_by: caller.user_id,
                seats: parties.seats,
            };
            open::insert(connection, &new, now).await?;
            let people: Vec<_> = new.seats.iter().map(|(person, _)| person).collect();
            let detail = json!({ "participants": people, "appointment_id": new.appointment_id });
            let begun = record("conversation.start", new.id, new.patient_id, caller.user_id, origin, detail);
            audit::insert(connection, &[begun], now).await?;
            let event = match first {
                Some(first) => {
                    // Nobody else knows of it yet: it is as good as locked.
                    let seat = Seat {
                        conversation_id: new.id,
                        patient_id: new.patient_id,
                        clinic_id: None,
                        read_position: 0,
                        message_count: 0,
                    };
                    Some(say(connection, &seat, caller.user_id, first, origin, now).await?.1)
                }
                None => None,
            };
            let begun = list::find(connection, new.id, caller.user_id).await?;
            Ok((begun.ok_or(ServiceError::NotFound)?, event))
        })
        .await
        .inspect(|(_, event)| Metric::MessagesSent.add(u64::from(event.is_some())))
    }
}
