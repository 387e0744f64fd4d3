//! The socket: who may open it, who may hear what, and that nothing is missed.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::app::spawn_app;
use crate::support::socket::Socket;

const TUESDAY: &str = "2026-11-24";

fn protocol(value: &str) -> (&'static str, String) {
    ("sec-websocket-protocol", value.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_anonymous_socket_hears_of_free_times_and_nothing_else() {
    let app = spawn_app().await;
    let doctor = app.visitor().doctor_id("adams").await;
    let mut socket = Socket::anonymous(&app).await;
    assert_eq!((&socket.hello["user"], &socket.hello["topics"]), (&json!(null), &json!([])));
    assert_eq!(socket.subscribe(&format!("doctor:{doctor}:slots")).await["op"], "subscribed");
    for topic in
        ["user".to_owned(), format!("schedule:{doctor}"), "ops".to_owned(), "doctor:1:slots".to_owned()]
    {
        assert_eq!(socket.subscribe(&topic).await["op"], "error", "{topic}");
    }
    let nobodys = socket.subscribe("doctor:019b0000-0000-7000-8000-000000000000:slots").await;
    assert_eq!((&nobodys["op"], &nobodys["code"]), (&json!("error"), &json!("not_found")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_schedule_is_for_the_doctor_and_their_clinic() {
    let app = spawn_app().await;
    let doctor = app.visitor().doctor_id("adams").await;
    let topic = format!("schedule:{doctor}");
    for (name, expected) in [
        ("dr.adams", "subscribed"),
        ("desk", "subscribed"),
        ("admin", "subscribed"),
        ("pat", "error"),
        ("dr.baker", "error"),
    ] {
        let mut socket = Socket::of(&app, &app.sign_in(name).await).await;
        assert_eq!(socket.subscribe(&topic).await["op"], expected, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_back_gets_what_was_missed_in_order_and_once() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let topic = format!("doctor:{doctor}:slots");
    let slots = pat.free_slots(&doctor, TUESDAY).await;
    let mut socket = Socket::anonymous(&app).await;
    socket.subscribe(&topic).await;
    pat.book(&doctor, &slots[0]).await.expect(201);
    let seen = socket.event("slot.taken").await;
    drop(socket);

    for slot in &slots[1..4] {
        pat.book(&doctor, slot).await.expect(201);
    }
    let mut again = Socket::anonymous(&app).await;
    let since = json!({ "epoch": seen["epoch"], "offset": seen["offset"] });
    again.send(&json!({ "id": 1, "op": "subscribe", "topic": topic, "since": since })).await;
    let answer = again.next().await;
    assert_eq!((&answer["op"], &answer["recovered"]), (&json!("subscribed"), &json!(true)));
    let first = seen["offset"].as_u64().unwrap() + 1;
    for (expected, slot) in (first..).zip(&slots[1..4]) {
        let event = again.next().await;
        assert_eq!(
            (event["offset"].as_u64(), event["data"]["starts_at"].as_str()),
            (Some(expected), Some(slot.as_str()))
        );
    }

    let stranger = json!({ "epoch": "another", "offset": 1 });
    let mut late = Socket::anonymous(&app).await;
    late.send(&json!({ "id": 2, "op": "subscribe", "topic": topic, "since": stranger })).await;
    assert_eq!(late.next().await["recovered"], false);
    assert_eq!(late.next().await["op"], "gap");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_credential_or_a_foreign_page_is_refused_before_the_upgrade() {
    let app = spawn_app().await;
    let refused = async |headers: &[(&'static str, String)]| Socket::open(&app, headers).await.err();
    assert_eq!(refused(&[("authorization", "Bearer nonsense".to_owned())]).await, Some(401));
    assert_eq!(refused(&[protocol("carebridge.v1, carebridge.ticket.nonsense")]).await, Some(401));
    assert_eq!(
        refused(&[("origin", "https://evil.example".to_owned()), protocol("carebridge.v1")]).await,
        Some(403)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_one_socket() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let issued = pat.post("realtime/ticket/", &json!({})).await.expect(200);
    assert_eq!(issued["expires_in"], 30);
    let offered =
        protocol(&format!("carebridge.v1, carebridge.ticket.{}", issued["ticket"].as_str().unwrap()));
    let socket = Socket::open(&app, std::slice::from_ref(&offered)).await.unwrap();
    assert_eq!(socket.hello["user"], pat.id.as_str());
    assert_eq!(Socket::open(&app, &[offered]).await.err(), Some(401));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_socket_ends_with_its_credential() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let (mut expiring, mut leaving) = (Socket::of(&app, &pat).await, Socket::of(&app, &sam).await);
    sam.post("auth/logout/", &json!({})).await.expect(204);
    assert_eq!(leaving.close_code().await, 3005);
    app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(expiring.close_code().await, 3005);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_protocol_closes_the_socket() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let mut socket = Socket::of(&app, &pat).await;
    socket.send(&json!({ "id": 4, "op": "dance" })).await;
    let answer = socket.next().await;
    assert_eq!((&answer["re"], &answer["code"]), (&json!(4), &json!("unknown_op")));
    socket.send(&json!({ "id": 5, "op": "ping" })).await;
    assert_eq!(socket.next().await["op"], "pong");
    socket.send_text("{ not json").await;
    assert_eq!(socket.close_code().await, 3502);

    let mut socket = Socket::of(&app, &pat).await;
    socket.send_text(&"x".repeat(65 * 1024)).await;
    assert_eq!(socket.close_code().await, 3502);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_of_the_house_are_for_administrators() {
    let app = spawn_app().await;
    let mut socket = Socket::of(&app, &app.sign_in("dr.adams").await).await;
    assert_eq!(socket.subscribe("ops").await["code"], "forbidden");
    let mut socket = Socket::of(&app, &app.sign_in("admin").await).await;
    assert_eq!(socket.subscribe("ops").await["op"], "subscribed");
    let figures = socket.event("figures.taken").await;
    assert!(figures["data"]["users"].as_u64().unwrap() >= 2, "{figures}");
    assert_eq!((&figures["offset"], &figures["data"]["queue_age_s"]), (&json!(null), &json!(0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_place_in_a_topic_is_noted_for_who_has_the_topic() {
    let app = spawn_app().await;
    let mut socket = Socket::of(&app, &app.sign_in("pat").await).await;
    socket.send(&json!({ "id": 1, "op": "ack", "topic": "user", "offset": 3 })).await;
    assert_eq!(socket.next().await, json!({ "re": 1, "op": "acked", "topic": "user", "offset": 3 }));
    socket.send(&json!({ "id": 2, "op": "ack", "topic": "ops", "offset": 3 })).await;
    assert_eq!(socket.next().await["code"], "not_subscribed");
    let conversation = "019b0000-0000-7000-8000-000000000000";
    socket.send(&json!({ "id": 3, "op": "typing", "conversation": conversation })).await;
    assert_eq!(socket.next().await["code"], "not_subscribed");
}
