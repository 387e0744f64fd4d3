//! What was read, and what not yet.

use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::{Value, json};

use super::{NOBODY, Scene, named};
use crate::support::socket::Socket;

async fn listed(scene: &Scene, query: &str) -> Vec<String> {
    let page = scene.pat.get(&format!("conversations/{query}")).await.expect(200);
    let found = page["results"].as_array().unwrap().iter();
    found.map(|one| one["subject"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_never_moves_back_and_is_heard() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let nothing = scene.adams.reads(&conversation, &json!({})).await.expect(200);
    assert_eq!(nothing, json!({ "unread": 0, "last_read_message_id": null }));
    let mut said = Vec::new();
    for body in ["One.", "Two.", "Three."] {
        said.push(scene.pat.says(&conversation, body).await);
    }
    let mut pat = Socket::of(&scene.app, &scene.pat).await;
    pat.subscribe(&format!("conversation:{conversation}")).await;
    let mut adams = Socket::of(&scene.app, &scene.adams).await;

    let second = scene.adams.reads(&conversation, &json!({ "message_id": said[1] })).await.expect(200);
    assert_eq!(second, json!({ "unread": 1, "last_read_message_id": said[1] }));
    let receipt = json!({
        "conversation_id": conversation, "user_id": scene.adams.id, "message_id": said[1],
        "at": "2026-11-23T06:00:00Z",
    });
    assert_eq!(pat.event("message.read").await["data"], receipt);
    let own = adams.event("message.read").await;
    assert_eq!((&own["topic"], &own["data"]["unread"]), (&json!("user"), &json!(1)));

    let back = scene.adams.reads(&conversation, &json!({ "message_id": said[0] })).await.expect(200);
    assert_eq!(back, second);
    let all = scene.adams.reads(&conversation, &json!({})).await.expect(200);
    assert_eq!(all, json!({ "unread": 0, "last_read_message_id": said[2] }));
    assert_eq!(scene.app.count("SELECT count(*) AS count FROM events WHERE type = 'message.read'").await, 2);
    let shown = scene.pat.get(&format!("conversations/{conversation}/")).await.expect(200);
    assert_eq!(shown["participants"][1]["last_read_message_id"], said[2].as_str());
    assert_eq!(shown["participants"][1]["last_read_at"], "2026-11-23T06:00:00Z");
    scene.adams.reads(&conversation, &json!({ "message_id": NOBODY })).await.refused(404, "not_found");
    scene.sam.reads(&conversation, &json!({})).await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_that_read_at_once_count_the_same() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let mut said = Vec::new();
    for n in 0..6 {
        said.push(scene.pat.says(&conversation, &format!("Number {n}.")).await);
    }
    let up_to: Vec<Value> = said.iter().map(|id| json!({ "message_id": id })).collect();
    let reads = up_to.iter().rev().map(|up_to| scene.adams.reads(&conversation, up_to));
    let says = (0..4).map(|_| scene.pat.say(&conversation, "Meanwhile."));
    let (receipts, answers) = futures::future::join(join_all(reads), join_all(says)).await;
    for answer in answers {
        answer.expect(201);
    }
    for receipt in receipts {
        receipt.expect(200);
    }
    assert_eq!(scene.adams.unread().await, 4);
    let shown = scene.adams.get(&format!("conversations/{conversation}/")).await.expect(200);
    assert_eq!(
        (&shown["unread"], &shown["participants"][1]["last_read_message_id"]),
        (&json!(4), &json!(said[5]))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_begins_with_what_was_said_last() {
    let scene = Scene::set().await;
    let mut ids = Vec::new();
    for subject in ["Results", "Knee_1", "Knees"] {
        let mut body = named(&[&scene.adams]);
        body["subject"] = json!(subject);
        ids.push(scene.pat.post("conversations/", &body).await.expect(201)["id"].clone());
        scene.app.clock.advance(TimeDelta::seconds(1));
    }
    assert_eq!(listed(&scene, "").await, ["Knees", "Knee_1", "Results"]);
    scene.adams.says(ids[0].as_str().unwrap(), "They are here.").await;
    assert_eq!(listed(&scene, "").await, ["Results", "Knees", "Knee_1"]);
    assert_eq!(listed(&scene, "?unread=true").await, ["Results"]);
    assert_eq!(listed(&scene, "?q=knee_").await, ["Knee_1"], "what is typed is looked for as it stands");
    assert_eq!(listed(&scene, "?q=adams+knee").await, ["Knees", "Knee_1"]);
    assert_eq!(listed(&scene, "?q=baker").await, Vec::<String>::new());
    let first = scene.pat.get("conversations/?limit=2").await.expect(200);
    let next = first["next"].as_str().unwrap();
    assert_eq!(listed(&scene, &format!("?limit=2&cursor={next}")).await, ["Knee_1"]);
    let other = scene.sam.get(&format!("conversations/?limit=2&cursor={next}")).await;
    other.refused(422, "bad_cursor");
    scene.pat.reads(ids[0].as_str().unwrap(), &json!({})).await.expect(200);
    assert_eq!((listed(&scene, "?unread=true").await, scene.pat.unread().await), (Vec::new(), 0));
}
