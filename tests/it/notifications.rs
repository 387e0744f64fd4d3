//! Messages that cannot be sent wait, are tried again, and are sent once.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::provider::FakeTwilio;
use crate::support::smtp_sink::SmtpSink;
use crate::support::socket::Socket;

const TUESDAY: &str = "2026-11-24";

async fn book_something(app: &TestApp) {
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    pat.book(&doctor, &slot).await.expect(201);
}

fn attempts(channel: &str, outcome: &str) -> String {
    format!(
        "SELECT count(*) AS count FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id
         WHERE d.channel = '{channel}' AND a.outcome = '{outcome}'"
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_waits_for_its_relay() {
    let port = SmtpSink::free_port().await;
    let app = Wishes::default().setting("SMTP_URL", format!("smtp://127.0.0.1:{port}")).spawn().await;
    book_something(&app).await;
    app.eventually(&attempts("email", "retry"), 1).await;
    let mail = SmtpSink::start_on(port).await;
    app.clock.advance(TimeDelta::minutes(30));
    let received = mail.next_mail().await;
    assert_eq!(
        (received.to.as_slice(), received.from.is_empty()),
        (["pat@carebridge.example".to_owned()].as_slice(), false)
    );
    app.eventually(&attempts("email", "sent"), 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_may_have_been_sent_is_looked_up_before_it_is_sent_again() {
    let texts = FakeTwilio::start().await;
    let app = Wishes::default()
        .setting("TWILIO_ACCOUNT_SID", FakeTwilio::ACCOUNT_SID)
        .setting("TWILIO_AUTH_TOKEN", FakeTwilio::AUTH_TOKEN)
        .setting("TWILIO_FROM", FakeTwilio::FROM)
        .setting("TWILIO_API_BASE", texts.base().as_str())
        .spawn()
        .await;
    texts.fail_next(500, "{}");
    book_something(&app).await;
    app.eventually(&attempts("sms", "maybe_sent"), 1).await;
    app.clock.advance(TimeDelta::minutes(30));
    texts.next_text().await;
    app.eventually(&attempts("sms", "sent"), 1).await;
    assert_eq!(texts.violations(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_the_provider_refuses_for_good_is_not_tried_again() {
    let texts = FakeTwilio::start().await;
    let app = Wishes::default()
        .setting("TWILIO_ACCOUNT_SID", FakeTwilio::ACCOUNT_SID)
        .setting("TWILIO_AUTH_TOKEN", FakeTwilio::AUTH_TOKEN)
        .setting("TWILIO_FROM", FakeTwilio::FROM)
        .setting("TWILIO_API_BASE", texts.base().as_str())
        .spawn()
        .await;
    texts.fail_next(400, r#"{"code": 21211, "message": "Invalid 'To' Phone Number", "status": 400}"#);
    book_something(&app).await;
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE channel = 'sms' AND state = 'dead'", 1)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bell_counts_what_was_not_seen_on_every_page_of_its_owner() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let mut socket = Socket::of(&app, &pat).await;
    for slot in &pat.free_slots(&doctor, TUESDAY).await[..2] {
        pat.book(&doctor, slot).await.expect(201);
        socket.event("notification.created").await;
    }
    assert_eq!(Socket::of(&app, &pat).await.hello["unread"], 2);
    let inbox = pat.get("notifications/?unread=true&limit=1").await.expect(200);
    let newest = inbox["results"][0]["id"].as_str().unwrap().to_owned();
    let next = inbox["next"].as_str().unwrap();
    let rest = pat.get(&format!("notifications/?unread=true&limit=1&cursor={next}")).await.expect(200);
    assert_ne!(rest["results"][0]["id"], newest.as_str());

    sam.post(&format!("notifications/{newest}/mark_read/"), &json!({})).await.refused(404, "not_found");
    let read = pat.post(&format!("notifications/{newest}/mark_read/"), &json!({})).await.expect(200);
    assert_eq!(read["read_at"], "2026-11-23T06:00:00Z");
    assert_eq!(socket.event("notification.read").await["data"]["unread"], 1);
    assert_eq!(
        pat.post("notifications/mark_all_read/", &json!({})).await.expect(200),
        json!({ "updated": 1 })
    );
    assert_eq!(pat.get("notifications/unread_count/").await.expect(200), json!({ "unread": 0 }));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_send_each_message_once() {
    let first = spawn_app().await;
    let second = Wishes::default().beside(&first).spawn().await;
    let pat = first.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    for slot in &pat.free_slots(&doctor, TUESDAY).await[..6] {
        pat.book(&doctor, slot).await.expect(201);
    }
    first
        .eventually(
            "SELECT count(*) AS count FROM deliveries WHERE state = 'sent' AND channel <> 'in_app'",
            12,
        )
        .await;
    assert_eq!(first.count("SELECT count(*) AS count FROM deliveries WHERE attempts > 1").await, 0);
    let mails =
        [&first, &second].map(|app| std::fs::read_dir(app.data_dir.path().join("mail")).unwrap().count());
    assert_eq!(mails.iter().sum::<usize>(), 6, "{mails:?}");
}
