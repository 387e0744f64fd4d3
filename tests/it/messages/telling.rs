//! Who is told that there is something to read: once, and not what.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::Scene;
use crate::support::app::Wishes;
use crate::support::socket::Socket;

const TOLD: &str = "SELECT count(*) AS count FROM notifications WHERE type = 'message.sent'";
const EXPANDED: &str =
    "SELECT count(*) AS count FROM events WHERE type = 'message.sent' AND expanded_at IS NOT NULL";
const MAILS: &str = "SELECT count(*) AS count FROM deliveries WHERE template = 'message_sent' AND channel = 'email' AND state = 'sent'";

const WITHHELD: &str =
    "SELECT count(*) AS count FROM deliveries WHERE template = 'message_sent' AND state = 'suppressed'";

/// The next row of an inbox that is about a message; Pat is told of the visit too.
async fn bell(socket: &mut Socket) -> Value {
    loop {
        let row = socket.event("notification.created").await["data"].clone();
        if row["type"] == "message.sent" {
            return row;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_is_told_in_the_app_and_by_mail_and_of_the_next_message_when_they_have_looked() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let mut pat = Socket::of(&scene.app, &scene.pat).await;
    let first = scene.adams.says(&conversation, "The ferret is healthy.").await;
    let bell = bell(&mut pat).await;
    assert_eq!(
        (&bell["type"], &bell["category"], &bell["title"], &bell["body"]),
        (
            &json!("message.sent"),
            &json!("message"),
            &json!("New message"),
            &json!("Grace Adams wrote to you.")
        )
    );
    assert_eq!(bell["data"], json!({ "conversation_id": conversation, "message_id": first }));
    let mail = scene.app.mail("pat@carebridge.example", "You have a new message", 1).await;
    assert!(!mail.raw.contains("ferret") && !mail.raw.contains("Adams"), "{}", mail.raw);
    assert!(mail.text.contains("http://localhost:8000/messages"), "{}", mail.text);

    scene.adams.says(&conversation, "And so are you.").await;
    scene.app.eventually(EXPANDED, 2).await;
    assert_eq!(
        (scene.app.count(TOLD).await, scene.app.count(MAILS).await),
        (1, 1),
        "one while it was not seen"
    );

    let unread = scene.pat.get("notifications/unread_count/").await.expect(200);
    scene.pat.reads(&conversation, &json!({})).await.expect(200);
    let seen = pat.event("notification.read").await["data"].clone();
    let left = unread["unread"].as_i64().unwrap() - 1;
    assert_eq!(seen, json!({ "id": bell["id"], "unread": left }));
    assert_eq!(scene.pat.get("notifications/unread_count/").await.expect(200), json!({ "unread": left }));

    scene.adams.says(&conversation, "See you on Tuesday.").await;
    scene.app.eventually(TOLD, 2).await;
    assert_eq!(
        scene.app.count(MAILS).await,
        1,
        "the second mail of an hour waits for the others of that hour"
    );
    scene.app.clock.advance(TimeDelta::hours(1));
    let digest = scene.app.mail("pat@carebridge.example", "One thing waits for you", 1).await;
    assert!(digest.text.contains("one thing has come"), "{}", digest.text);
    assert_eq!(scene.app.count(TOLD).await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wrote_is_not_told_and_everybody_else_is() {
    let scene = Scene::set().await;
    let begun = scene.desk.begin(&[&scene.pat, &scene.adams]).await.expect(201);
    let conversation = begun["id"].as_str().unwrap();
    scene.pat.says(conversation, "May I eat before?").await;
    scene.app.eventually(TOLD, 2).await;
    let theirs = |person: &str| format!("{TOLD} AND user_id = '{person}'");
    for (person, count) in [(&scene.pat.id, 0), (&scene.adams.id, 1), (&scene.desk.id, 1)] {
        assert_eq!(scene.app.count(&theirs(person)).await, count);
    }
    scene.leaves(&scene.desk).await;
    scene.pat.says(conversation, "Hello?").await;
    scene.app.eventually(EXPANDED, 2).await;
    assert_eq!(scene.app.count(&theirs(&scene.desk.id)).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_conversation_open_is_told_of_what_they_leave_unread() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let mut pat = Socket::of(&scene.app, &scene.pat).await;
    pat.subscribe(&format!("conversation:{conversation}")).await;
    scene.adams.says(&conversation, "The ferret is healthy.").await;
    pat.event("message.sent").await;
    scene.app.eventually(EXPANDED, 1).await;
    assert_eq!(scene.app.count(TOLD).await, 1, "the inbox has it at once");
    scene.pat.reads(&conversation, &json!({})).await.expect(200);
    scene.app.clock.advance(TimeDelta::minutes(2));
    scene.app.eventually(WITHHELD, 2).await;

    scene.adams.says(&conversation, "Come again in May.").await;
    scene.app.eventually(EXPANDED, 2).await;
    scene.app.clock.advance(TimeDelta::minutes(2));
    bell(&mut pat).await;
    scene.app.eventually(MAILS, 1).await;
    scene.pat.reads(&conversation, &json!({})).await.expect(200);
    pat.send(&json!({ "id": 8, "op": "unsubscribe", "topic": format!("conversation:{conversation}") })).await;
    while pat.next().await["op"] != "unsubscribed" {}
    scene.adams.says(&conversation, "And so are you.").await;
    bell(&mut pat).await;
    assert_eq!(scene.app.count(TOLD).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_that_tell_of_a_conversation_tell_once() {
    let scene = Scene::set().await;
    let second = Wishes::default().beside(&scene.app).spawn().await;
    let conversation = scene.conversation().await;
    let there = scene.adams.at(&second);
    let (here, there) =
        futures::future::join(scene.adams.say(&conversation, "One."), there.say(&conversation, "Two.")).await;
    here.expect(201);
    there.expect(201);
    scene.app.eventually(EXPANDED, 2).await;
    assert_eq!(scene.app.count(TOLD).await, 1);
    scene.app.eventually(MAILS, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_did_not_tell_the_sweep_tells() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let message = scene.pat.says(&conversation, "May I eat before?").await;
    let mut adams = Socket::of(&scene.app, &scene.adams).await;
    adams.subscribe(&format!("conversation:{conversation}")).await;
    // As a node leaves it that dies after its commit.
    scene.app.execute(&format!(
        "INSERT INTO events (id, type, actor_id, data, created_at)
         SELECT gen_random_uuid(), 'message.edited', actor_id, data, created_at FROM events WHERE data->>'message_id' = '{message}'"
    )).await;
    let told = adams.event("message.edited").await;
    assert_eq!((&told["data"]["id"], &told["data"]["body"]), (&json!(message), &json!("May I eat before?")));
}
