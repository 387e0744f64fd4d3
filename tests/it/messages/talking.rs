//! Saying something, once, and putting it in other words.

use chrono::{DateTime, TimeDelta, Utc};
use futures::future::join_all;
use serde_json::{Value, json};

use super::{NOBODY, Scene};
use crate::support::app::Wishes;
use crate::support::socket::Socket;

#[tokio::test(flavor = "multi_thread")]
async fn each_message_is_later_than_the_one_before_whatever_the_clock_says() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    scene.pat.says(&conversation, "One.").await;
    scene.adams.says(&conversation, "Two.").await;
    scene.app.clock.advance(TimeDelta::seconds(-1));
    scene.pat.says(&conversation, "Three.").await;
    let page = scene.pat.get(&format!("conversations/{conversation}/messages/")).await.expect(200);
    let newest_first = page["results"].as_array().unwrap().iter();
    let said: Vec<DateTime<Utc>> =
        newest_first.map(|message| message["created_at"].as_str().unwrap().parse().unwrap()).collect();
    assert!(said.len() == 3 && said.is_sorted_by(|later, earlier| later > earlier), "{said:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_is_heard_by_who_takes_part_and_counted_for_who_does_not_look() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let topic = format!("conversation:{conversation}");
    let mut pat = Socket::of(&scene.app, &scene.pat).await;
    let mut adams = Socket::of(&scene.app, &scene.adams).await;
    for socket in [&mut pat, &mut adams] {
        assert_eq!(socket.subscribe(&topic).await["op"], "subscribed");
    }
    let mut sam = Socket::of(&scene.app, &scene.sam).await;
    assert_eq!(sam.subscribe(&topic).await["code"], "forbidden");

    let said = scene.pat.say(&conversation, "May I eat before?").await.expect(201);
    let own = pat.event("message.sent").await;
    assert_eq!((&own["topic"], &own["data"]), (&json!(topic), &said), "a sender hears it on the topic alone");
    let mut heard = [adams.event("message.sent").await, adams.event("message.sent").await];
    heard.sort_by_key(|event| event["topic"] == "user");
    assert_eq!(heard[0]["data"], said);
    let mut counted = said.clone();
    counted["unread"] = json!(1);
    assert_eq!((&heard[1]["topic"], &heard[1]["data"]), (&json!("user"), &counted));

    let path = format!("conversations/{conversation}/messages/{}/", said["id"].as_str().unwrap());
    let edited = scene.pat.patch(&path, &json!({ "body": "May I drink before?" })).await.expect(200);
    assert_eq!(adams.event("message.edited").await["data"], edited);
    assert_eq!(
        (&edited["body"], &edited["edited_at"]),
        (&json!("May I drink before?"), &json!("2026-11-23T06:00:00Z"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_client_id_is_the_same_message_also_from_two_tabs_at_once() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let path = format!("conversations/{conversation}/messages/");
    let body = json!({ "body": "Once.", "client_id": "tab-1" });
    let answers = join_all((0..8).map(|_| scene.pat.post(&path, &body))).await;
    let answers: Vec<Value> = answers.into_iter().map(|answer| answer.expect(201)).collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    assert_eq!(answers[0]["client_id"], "tab-1");
    let sent = "SELECT count(*) AS count FROM events WHERE type = 'message.sent'";
    assert_eq!(scene.app.count(sent).await, 1);
    // Another's name for their own is another message.
    scene.adams.post(&path, &body).await.expect(201);
    assert_eq!(scene.pat.heard(&conversation).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_said_at_once_stand_in_one_order_for_everybody() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let words: Vec<String> = (0..12).map(|n| format!("Number {n}.")).collect();
    let both = words.iter().enumerate().map(|(n, body)| {
        let who = if n % 2 == 0 { &scene.pat } else { &scene.adams };
        who.say(&conversation, body)
    });
    for answer in join_all(both).await {
        answer.expect(201);
    }
    let heard = scene.pat.heard(&conversation).await;
    assert_eq!((heard.len(), &heard), (12, &scene.adams.heard(&conversation).await));
    assert_eq!((scene.pat.unread().await, scene.adams.unread().await), (6, 6));
    let dense = "SELECT count(DISTINCT position) AS count FROM messages WHERE position BETWEEN 1 AND 12";
    assert_eq!(scene.app.count(dense).await, 12);

    let path = format!("conversations/{conversation}/messages/?limit=5");
    let first = scene.pat.get(&path).await.expect(200);
    let next = first["next"].as_str().unwrap();
    let second = scene.pat.get(&format!("{path}&cursor={next}")).await.expect(200);
    let bodies = |page: &Value| -> Vec<String> {
        let said = page["results"].as_array().unwrap().iter();
        said.map(|message| message["body"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!([bodies(&first), bodies(&second)].concat(), heard[..10]);
    let back = second["previous"].as_str().unwrap();
    assert_eq!(bodies(&scene.pat.get(&format!("{path}&cursor={back}")).await.expect(200)), heard[..5]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_put_in_other_words_by_its_sender_for_five_minutes() {
    let scene = Scene::set().await;
    let (conversation, other) = (scene.conversation().await, scene.conversation().await);
    let message = scene.pat.says(&conversation, "May I eat before?").await;
    let path =
        |conversation: &str, message: &str| format!("conversations/{conversation}/messages/{message}/");
    let words = json!({ "body": "May I drink before?" });
    scene.adams.patch(&path(&conversation, &message), &words).await.refused(403, "forbidden");
    scene.sam.patch(&path(&conversation, &message), &words).await.refused(404, "not_found");
    scene.pat.patch(&path(&other, &message), &words).await.refused(404, "not_found");
    scene.pat.patch(&path(&conversation, NOBODY), &words).await.refused(404, "not_found");
    scene.app.clock.advance(TimeDelta::minutes(5));
    scene.pat.patch(&path(&conversation, &message), &words).await.expect(200);
    scene.app.clock.advance(TimeDelta::seconds(1));
    scene.pat.patch(&path(&conversation, &message), &words).await.refused(409, "edit_window_passed");
    assert_eq!(scene.adams.heard(&conversation).await, ["May I drink before?"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_message_is_refused() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    for (body, code) in [
        (" \n ".to_owned(), "required"),
        ("bell\u{7}".to_owned(), "control_character"),
        ("x".repeat(10_001), "too_long"),
    ] {
        let refused = scene.pat.say(&conversation, &body).await.refused(422, "invalid");
        assert_eq!(
            (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
            (&json!("body"), &json!(code))
        );
    }
    scene.pat.says(&conversation, &"é".repeat(10_000)).await;
    scene.pat.say(NOBODY, "Hello?").await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_too_much_is_told_to_wait() {
    let app = Wishes::default().setting("CAREBRIDGE_RATE_LIMITS", "on").spawn().await;
    let scene = Scene::at(app).await;
    let conversation = scene.conversation().await;
    // Thirty a minute come back one by one while these are on their way.
    let words: Vec<String> = (0..60).map(|n| format!("Number {n}.")).collect();
    let says = words.iter().map(|body| scene.pat.say(&conversation, body));
    let (said, refused): (Vec<_>, Vec<_>) =
        join_all(says).await.into_iter().partition(|answer| answer.status == 201);
    assert!(said.len() >= 29 && !refused.is_empty(), "{} and {}", said.len(), refused.len());
    for answer in refused {
        assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds >= 1));
        answer.refused(429, "rate_limited");
    }
    scene.adams.says(&conversation, "A doctor's quota is their own.").await;
}
