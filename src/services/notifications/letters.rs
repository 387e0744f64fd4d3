//! How somebody is told that there is something to read in a conversation.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::delivery::templates::inbox::{self, RenderedEntry, Told};
use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::events::Event;
use crate::domain::ids::{MessageId, NotificationId};
use crate::domain::messages::Message;
use crate::domain::notifications::Notification;
use crate::domain::users::User;
use crate::services::conversations::told::message_of;
use crate::services::notifications::plan::{Known, NORMAL, Plan};
use crate::storage::conversations::to_tell::ToTell;

/// How long who looks at a conversation may take to read what is said there: an open page is not a reader yet.
const TIME_TO_READ: TimeDelta = TimeDelta::minutes(2);

impl Plan {
    /// There is something to read: told once, until they have looked. It is in their inbox at once; who has the
    /// conversation before them hears of it later, and only if they have not read it by then.
    pub(super) fn add_letter(&mut self, event: &Event, known: &Known, now: DateTime<Utc>) {
        let Some(id) = message_of(event) else { return };
        let Some(letter) = known.letters.get(&id) else { return };
        for reader in letter.readers.iter().filter(|reader| !reader.has_read && !reader.was_told) {
            let Some(person) = known.people.get(&reader.user_id).filter(|person| !person.disabled) else {
                continue;
            };
            let place = (letter.conversation_id, person.id);
            if !self.rung.insert(place) {
                continue;
            }
            let run_at = if (known.looking)(place.0, place.1) { now + TIME_TO_READ } else { now };
            for channel in known.channels(person, Category::Message) {
                if channel == ChannelKind::InApp {
                    self.notifications.push(notification(event, id, letter, person, now));
                }
                self.deliver(event, person, channel, Message::MessageSent, NORMAL, run_at);
            }
        }
    }
}

/// What is in the inbox of who has something to read.
fn notification(
    event: &Event,
    message: MessageId,
    letter: &ToTell,
    reader: &User,
    now: DateTime<Utc>,
) -> Notification {
    let told = Told::Letter { sender_name: &letter.sender_name };
    let RenderedEntry { title, body } = inbox::render(told, reader.locale, reader.time_zone);
    Notification {
        id: NotificationId::new(now),
        user_id: reader.id,
        event_id: event.id,
        kind: event.kind.as_str().to_owned(),
        category: Category::Message.as_str().to_owned(),
        priority: "normal".to_owned(),
        title,
        body,
        data: json!({ "conversation_id": letter.conversation_id, "message_id": message }),
        read_at: None,
        archived_at: None,
        created_at: now,
    }
}
