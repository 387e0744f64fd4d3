//! Messages on their way, as administrators see them: found, followed attempt by attempt, and replayed.

mod plans;
mod replay;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::api::Person;
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::smtp_sink::SmtpSink;

const TUESDAY: &str = "2026-11-24";

/// Pat books with Dr Adams; answers Pat.
async fn book_something(app: &TestApp) -> Person {
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    pat.book(&doctor, &slot).await.expect(201);
    pat
}

/// All that a list has, page by page.
async fn all(admin: &Person, query: &str) -> Vec<Value> {
    let first = format!("admin/deliveries/?limit=2&{query}");
    let (mut found, mut path) = (Vec::new(), first.clone());
    loop {
        let page = admin.get(&path).await.expect(200);
        found.extend(page["results"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { return found };
        path = format!("{first}&cursor={next}");
    }
}

fn ids(found: &[Value]) -> Vec<String> {
    found.iter().map(|delivery| delivery["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_administrator_sees_messages_on_their_way_or_replays_them() {
    let app = spawn_app().await;
    let pat = book_something(&app).await;
    let admin = app.sign_in("admin").await;
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'sent'", 4).await;
    let id = ids(&all(&admin, "").await).swap_remove(0);
    for stranger in [&pat, &app.sign_in("desk").await, &app.sign_in("dr.adams").await] {
        for id in [id.as_str(), "019b0000-0000-7000-8000-000000000000"] {
            stranger.get(&format!("admin/deliveries/{id}/")).await.refused(403, "forbidden");
            let replay = format!("admin/deliveries/{id}/replay/");
            stranger.post(&replay, &json!({})).await.refused(403, "forbidden");
        }
        stranger.get("admin/deliveries/").await.refused(403, "forbidden");
        stranger.post("admin/deliveries/replay/", &json!({})).await.refused(403, "forbidden");
        stranger.get("admin/notification-templates/").await.refused(403, "forbidden");
    }
    app.visitor().get("admin/deliveries/").await.refused(401, "unauthenticated");
    let replays = "SELECT count(*) AS count FROM audit_log WHERE action = 'delivery.replay'";
    assert_eq!(app.count(replays).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_are_found_by_state_channel_template_category_person_and_time() {
    let app = spawn_app().await;
    let pat = book_something(&app).await;
    let admin = app.sign_in("admin").await;
    // The bell of both, and Pat's mail and text.
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'sent'", 4).await;
    app.execute(
        "UPDATE deliveries SET address = CASE channel WHEN 'email' THEN 'pat@carebridge.example' ELSE '+447700900101' END",
    )
    .await;
    let everything = all(&admin, "").await;
    assert_eq!(everything.len(), 4);
    assert!(ids(&everything).is_sorted_by(|newer, older| newer > older), "{everything:?}");
    let mail = all(&admin, &format!("state=sent&channel=email&category=booking&user={}", pat.id)).await;
    let [mail] = mail.as_slice() else { panic!("{mail:?}") };
    assert_eq!(
        (&mail["user_name"], &mail["address"], &mail["priority"], &mail["attempts"]),
        (&json!("Pat Morgan"), &json!("p••••@carebridge.example"), &json!("normal"), &json!(1))
    );
    let same = format!("template={}", mail["template"].as_str().unwrap());
    assert_eq!(all(&admin, &same).await.len(), 4);
    for nothing in [
        "state=dead",
        "state=sending",
        "channel=push",
        "template=test",
        "category=marketing",
        "user=019b0000-0000-7000-8000-000000000000",
        "from=2026-11-23T06:00:01Z",
        "to=2026-11-23T06:00:00Z",
    ] {
        assert_eq!(all(&admin, nothing).await, Vec::<Value>::new(), "{nothing}");
    }
    for (field, value) in [("state", "gone"), ("channel", "pigeon"), ("category", "weather")] {
        let refused = admin.get(&format!("admin/deliveries/?{field}={value}")).await.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["field"], field);
    }
    let refused = admin.get("admin/deliveries/?template=appointment_boked").await.refused(422, "invalid");
    let error = &refused["errors"][0];
    assert_eq!((&error["field"], &error["code"]), (&json!("template"), &json!("unknown_template")));
    assert!(error["message"].as_str().unwrap().contains("appointment_booked"), "{error}");
    assert_eq!(all(&admin, "channel=sms").await[0]["address"], "+44 •••• 101");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_tells_every_attempt_and_why_it_failed() {
    let port = SmtpSink::free_port().await;
    let app = Wishes::default().setting("SMTP_URL", format!("smtp://127.0.0.1:{port}")).spawn().await;
    book_something(&app).await;
    let retries = "SELECT count(*) AS count FROM delivery_attempts WHERE outcome = 'retry'";
    app.eventually(retries, 1).await;
    let admin = app.sign_in("admin").await;
    let waiting = all(&admin, "channel=email").await.swap_remove(0);
    assert_eq!((&waiting["state"], &waiting["sent_at"]), (&json!("queued"), &Value::Null));
    let mail = SmtpSink::start_on(port).await;
    app.clock.advance(TimeDelta::minutes(30));
    mail.next_mail().await;
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE channel = 'email' AND state = 'sent'", 1)
        .await;
    let admin = app.sign_in("admin").await;
    let path = format!("admin/deliveries/{}/", waiting["id"].as_str().unwrap());
    let followed = admin.get(&path).await.expect(200);
    let log: Vec<_> = followed["log"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| (line["attempt"].as_i64().unwrap(), line["outcome"].as_str().unwrap()))
        .collect();
    assert_eq!(log, [(1, "retry"), (2, "sent")]);
    assert!(followed["log"][0]["reason"].is_string(), "{followed}");
    assert_eq!((&followed["state"], &followed["attempts"]), (&json!("sent"), &json!(2)));
    let text = followed.to_string();
    assert!(!text.contains("pat@carebridge.example"), "{text}");
    admin.get("admin/deliveries/019b0000-0000-7000-8000-000000000000/").await.refused(404, "not_found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_is_shown_as_its_reader_would_see_it() {
    let app = spawn_app().await;
    let admin = app.sign_in("admin").await;
    let list = admin.get("admin/notification-templates/").await.expect(200);
    assert_eq!(list["locales"], json!(["en", "fr", "es"]));
    let listed = |name: &str| {
        list["results"].as_array().unwrap().iter().find(|one| one["template"] == name).unwrap().clone()
    };
    let reminder = listed("appointment_reminder");
    assert_eq!(
        (&reminder["category"], &reminder["channels"]),
        (&json!("reminder"), &json!(["in_app", "email", "sms", "push"]))
    );
    let preview = async |path: &str| admin.get(&format!("admin/notification-templates/{path}")).await;
    let text = preview("appointment_reminder/preview/?channel=sms&locale=fr").await.expect(200);
    assert_eq!(
        (&text["encoding"], &text["segments"], &text["subject"]),
        (&json!("GSM-7"), &json!(1), &Value::Null)
    );
    assert!(text["text"].as_str().unwrap().starts_with("Harbour Clinic : "), "{text}");
    let mail = preview("appointment_reminder/preview/?channel=email").await.expect(200);
    assert!(
        mail["html"].as_str().unwrap().starts_with("<!doctype html>") && mail["title"].is_null(),
        "{mail}"
    );
    preview("appointment_of_before/preview/").await.refused(404, "not_found");
    let refused = preview("phone_code/preview/?channel=email&locale=tlh").await.refused(422, "invalid");
    let fields: Vec<_> =
        refused["errors"].as_array().unwrap().iter().map(|error| error["field"].clone()).collect();
    assert_eq!(fields, ["channel", "locale"]);
}
