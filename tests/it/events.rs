//! The event stream: the socket's frames for clients that cannot open a socket.

use std::time::Duration;

use reqwest::{RequestBuilder, Response};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::support::api::send;
use crate::support::app::{TestApp, spawn_app};

const TUESDAY: &str = "2026-11-24";
/// Only a test that has failed waits this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// One event of a stream.
#[derive(Debug)]
struct Event {
    name: String,
    id: String,
    data: Value,
}

struct Stream {
    answer: Response,
    text: String,
}

impl Stream {
    async fn open(request: RequestBuilder) -> Self {
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self { answer, text: String::new() }
    }

    /// The next event; none where the stream has ended.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| {
                    let line = block.lines().find_map(|line| line.strip_prefix(name));
                    line.map(|line| line.trim_start_matches(": ").to_owned()).unwrap_or_default()
                };
                if let Ok(data) = serde_json::from_str(&field("data")) {
                    return Some(Event { name: field("event"), id: field("id"), data });
                }
                continue;
            }
            let chunk = timeout(PATIENCE, self.answer.chunk()).await.expect("an event in time").unwrap()?;
            self.text.push_str(str::from_utf8(&chunk).unwrap());
        }
    }

    async fn event(&mut self, kind: &str) -> Event {
        loop {
            let event = self.next().await.expect("the stream goes on");
            if event.data["type"] == kind {
                return event;
            }
        }
    }
}

fn stream_of(app: &TestApp, query: &str) -> RequestBuilder {
    reqwest::Client::new().get(app.url(&format!("/api/v1/realtime/events?{query}")))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_comes_back_gets_what_was_missed_in_order_and_once() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let query = format!("topic=doctor:{doctor}:slots");
    let slots = pat.free_slots(&doctor, TUESDAY).await;
    let mut stream = Stream::open(stream_of(&app, &query)).await;
    assert_eq!(stream.next().await.unwrap().data["op"], "hello");
    assert_eq!(stream.next().await.unwrap().data["op"], "subscribed");
    pat.book(&doctor, &slots[0]).await.expect(201);
    let seen = stream.event("slot.taken").await;
    drop(stream);

    for slot in &slots[1..4] {
        pat.book(&doctor, slot).await.expect(201);
    }
    let mut again = Stream::open(stream_of(&app, &query).header("last-event-id", &seen.id)).await;
    again.next().await.unwrap();
    assert_eq!(again.next().await.unwrap().data["recovered"], true);
    for slot in &slots[1..4] {
        assert_eq!(again.next().await.unwrap().data["data"]["starts_at"], slot.as_str());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ones_own_stream_resumes_too_though_it_is_opened_unasked() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let slots = pat.free_slots(&doctor, TUESDAY).await;
    let open = || pat.request(reqwest::Method::GET, "realtime/events");
    let mut stream = Stream::open(open()).await;
    pat.book(&doctor, &slots[0]).await.expect(201);
    let seen = stream.event("notification.created").await;
    drop(stream);
    pat.book(&doctor, &slots[1]).await.expect(201);

    let mut again = Stream::open(open().header("last-event-id", &seen.id)).await;
    let booked = again.event("appointment.booked").await;
    assert_eq!(booked.data["data"]["starts_at"], slots[1].as_str());
    again.event("notification.created").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_topic_that_is_not_theirs_refuses_the_stream() {
    let app = spawn_app().await;
    let (pat, visitor) = (app.sign_in("pat").await, app.visitor());
    let doctor = visitor.doctor_id("adams").await;
    visitor.get("realtime/events").await.refused(422, "required");
    visitor.get("realtime/events?topic=ops").await.refused(401, "invalid_token");
    visitor.get("realtime/events?topic=nonsense").await.refused(422, "unknown_topic");
    visitor.get("realtime/events?color=red").await.refused(422, "unknown_field");
    pat.get(&format!("realtime/events?topic=schedule:{doctor}")).await.refused(403, "forbidden");
    let foreign = stream_of(&app, &format!("topic=doctor:{doctor}:slots"));
    send(foreign.header("origin", "https://evil.example")).await.refused(403, "forbidden_origin");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_ends_with_its_credential_and_says_so() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let mut stream = Stream::open(pat.request(reqwest::Method::GET, "realtime/events")).await;
    pat.post("auth/logout/", &json!({})).await.expect(204);
    let close = loop {
        let event = stream.next().await.expect("it says why");
        if event.name == "close" {
            break event;
        }
    };
    assert_eq!(close.data["code"], 3005);
    assert!(stream.next().await.is_none());
}
