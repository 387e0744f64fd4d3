//! Who is told that there is something to read, and who is not.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::TimeDelta;
use serde_json::json;

use crate::domain::channels::ChannelKind;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{ConversationId, MessageId, UserId};
use crate::domain::messages::Message;
use crate::services::notifications::canned::{Scene, nobody_looks, now};
use crate::services::notifications::looking::Looking;
use crate::services::notifications::plan::{Known, Plan};
use crate::storage::conversations::to_tell::{Reader, ToTell};

/// Dr Ada wrote to Pat, so many times.
struct Letters {
    scene: Scene,
    conversation: ConversationId,
    events: Vec<Event>,
    known: Known,
}

impl Letters {
    fn new(count: usize, reader: impl Fn(UserId) -> Reader) -> Self {
        let scene = Scene::new();
        let conversation = ConversationId::new(now());
        let mut letters = HashMap::new();
        let mut events = Vec::new();
        for _ in 0..count {
            let id = MessageId::new(now());
            let data = json!({ "conversation_id": conversation, "message_id": id });
            let mut event = scene.event(EventKind::MessageSent, data);
            event.appointment_id = None;
            events.push(event);
            let readers = vec![reader(scene.patient.id)];
            let letter =
                ToTell { conversation_id: conversation, sender_name: scene.doctor.full_name(), readers };
            letters.insert(id, letter);
        }
        let known = Known {
            visits: HashMap::new(),
            people: [(scene.patient.id, scene.patient.clone())].into(),
            clinics: HashMap::new(),
            guardians: Vec::new(),
            letters,
            chosen: HashMap::new(),
            browsers: HashSet::new(),
            looking: nobody_looks(),
        };
        Self { scene, conversation, events, known }
    }

    fn plan(&self) -> Plan {
        let mut plan = Plan::default();
        for event in &self.events {
            plan.add(event, &self.known, now());
        }
        plan
    }
}

fn unread(user_id: UserId) -> Reader {
    Reader { user_id, has_read: false, was_told: false }
}

#[test]
fn who_has_something_to_read_is_told_by_whom_and_not_what() {
    let letters = Letters::new(1, unread);
    let plan = letters.plan();
    let told: Vec<_> = plan.deliveries.iter().map(|delivery| delivery.channel).collect();
    assert_eq!(told, [ChannelKind::InApp, ChannelKind::Email]);
    assert!(plan.deliveries.iter().all(|delivery| delivery.message == Message::MessageSent));
    let bell = &plan.notifications[0];
    assert_eq!((bell.title.as_str(), bell.body.as_str()), ("New message", "Ada Morgan wrote to you."));
    assert_eq!((bell.kind.as_str(), bell.category.as_str()), ("message.sent", "message"));
    let message = &letters.events[0].data["message_id"];
    assert_eq!(bell.data, json!({ "conversation_id": letters.conversation, "message_id": message }));
}

#[test]
fn many_messages_at_once_are_told_once() {
    let plan = Letters::new(3, unread).plan();
    assert_eq!((plan.notifications.len(), plan.deliveries.len()), (1, 2));
}

#[test]
fn who_was_told_and_has_not_looked_is_not_told_again_and_neither_is_who_has_read_it() {
    for reader in [
        |user_id| Reader { user_id, has_read: false, was_told: true },
        |user_id| Reader { user_id, has_read: true, was_told: false },
    ] {
        let plan = Letters::new(1, reader).plan();
        assert_eq!((plan.notifications.len(), plan.deliveries.len()), (0, 0));
    }
}

#[test]
fn who_looks_at_the_conversation_has_time_to_read_before_they_are_told() {
    let mut letters = Letters::new(1, unread);
    let (conversation, patient) = (letters.conversation, letters.scene.patient.id);
    let here: Looking = Arc::new(move |at, who| (at, who) == (conversation, patient));
    let elsewhere: Looking = Arc::new(move |at, who| at != conversation && who == patient);
    for (looking, run_at) in [(here, now() + TimeDelta::minutes(2)), (elsewhere, now())] {
        letters.known.looking = looking;
        let plan = letters.plan();
        assert_eq!(plan.notifications.len(), 1, "the inbox has it at once");
        let told: Vec<_> = plan.deliveries.iter().map(|delivery| delivery.run_at).collect();
        assert_eq!(told, [run_at, run_at]);
    }
}

#[test]
fn nobody_is_told_whose_account_is_closed() {
    let mut letters = Letters::new(1, unread);
    for person in letters.known.people.values_mut() {
        person.disabled = true;
    }
    assert!(letters.plan().notifications.is_empty());
}
