//! What a person chose is what arrives.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::api::Person;
use crate::support::app::{TestApp, Wishes, spawn_app};

const TUESDAY: &str = "2026-11-24";
const TEST: &str = "notification-preferences/test/";
const PREFERENCES: &str = "notification-preferences/";

async fn book(pat: &Person, number: usize) {
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(number);
    pat.book(&doctor, &slot).await.expect(201);
}

fn booked_by(channel: &str, state: &str) -> String {
    format!(
        "SELECT count(*) AS count FROM deliveries JOIN users ON users.id = deliveries.user_id
         WHERE users.email = 'pat@carebridge.example' AND channel = '{channel}' AND state = '{state}'
           AND template IN ('appointment_booked', 'appointment_confirmed')"
    )
}

async fn put(pat: &Person, body: Value) -> Value {
    pat.put(PREFERENCES, &body).await.expect(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_are_as_the_contract_says_and_come_back_as_they_were_put() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let shown = pat.get(PREFERENCES).await.expect(200);
    assert_eq!(
        shown["channels"]["booking"],
        json!({"in_app": true, "email": true, "sms": true, "push": false})
    );
    assert_eq!(shown["channels"].as_object().unwrap().len(), 8);
    assert_eq!(shown["reminder_minutes"], json!([1440, 120]));
    assert_eq!(shown["quiet_hours"], json!({"start": "22:00", "end": "07:00"}));
    assert_eq!(shown["daily_cap"], json!({"email": 20, "sms": 10, "push": null}));
    assert_eq!((&shown["locale"], &shown["quiet_hours_chosen"]), (&json!("en"), &json!(false)));
    assert_eq!(put(&pat, shown.clone()).await, shown, "who sends back what they were shown chose nothing");

    let wanted = json!({
        "channels": {"booking": {"in_app": true, "email": false, "sms": true, "push": true}},
        "reminder_minutes": [60, 2880], "quiet_hours": null, "daily_cap": {"sms": 3, "email": null}, "locale": "fr",
    });
    let put = put(&pat, wanted).await;
    assert_eq!(
        put["channels"]["booking"],
        json!({"in_app": true, "email": false, "sms": true, "push": true})
    );
    assert_eq!(put["reminder_minutes"], json!([2880, 60]));
    assert_eq!((&put["quiet_hours"], &put["quiet_hours_chosen"]), (&Value::Null, &json!(true)));
    assert_eq!(put["daily_cap"], json!({"email": null, "sms": 3, "push": null}));
    assert_eq!(pat.get("auth/me/").await.expect(200)["locale"], "fr");
    assert_eq!(pat.get(PREFERENCES).await.expect(200), put);

    let reset = pat.post("notification-preferences/reset/", &json!({})).await.expect(200);
    assert_eq!((&reset["channels"], &reset["quiet_hours"]), (&shown["channels"], &shown["quiet_hours"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_choices_are_refused_by_field_and_change_nothing() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let before = pat.get(PREFERENCES).await.expect(200);
    for (body, field, code) in [
        (
            json!({"channels": {"account": {"email": false}}}),
            "channels.account.email",
            "cannot_be_switched_off",
        ),
        (json!({"reminder_minutes": [1]}), "reminder_minutes", "out_of_range"),
        (json!({"reminder_minutes": [60, 60]}), "reminder_minutes", "duplicate"),
        (json!({"reminder_minutes": [60, 61, 62, 63, 64, 65]}), "reminder_minutes", "too_many"),
        (json!({"quiet_hours": {"start": "22:00", "end": "22:00"}}), "quiet_hours", "empty"),
        (json!({"quiet_hours": {"start": "25:00", "end": "07:00"}}), "quiet_hours.start", "invalid_value"),
        (json!({"daily_cap": {"sms": 0}}), "daily_cap", "out_of_range"),
        (json!({"daily_cap": {"sms": 1001}}), "daily_cap", "out_of_range"),
        (json!({"daily_cap": {"in_app": 3}}), "daily_cap", "not_capped"),
        (json!({"locale": "tlh"}), "locale", "unknown_locale"),
        (json!({"channels": {"weather": {"email": true}}}), "channels.weather", "unknown_category"),
        (json!({"colour": "red"}), "colour", "unknown_field"),
    ] {
        let answer = pat.put(PREFERENCES, &body).await;
        assert_eq!(answer.status, 422, "{body}");
        let refused = answer.expect(422);
        assert_eq!(
            (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
            (&json!(field), &json!(code))
        );
    }
    assert_eq!(pat.get(PREFERENCES).await.expect(200), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_pages_that_change_the_same_choices_the_later_is_told() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let seen = pat.get(PREFERENCES).await.header("etag").to_owned();
    let off = json!({"channels": {"booking": {"email": false}}});
    let change = || pat.request(reqwest::Method::PUT, PREFERENCES).header("If-Match", &seen).json(&off);
    crate::support::api::send(change()).await.expect(200);
    crate::support::api::send(change()).await.refused(412, "stale");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_switched_off_does_not_arrive_and_stands_in_the_ledger() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    put(&pat, json!({"channels": {"booking": {"sms": false}, "reminder": {"sms": false}}})).await;
    book(&pat, 0).await;
    app.eventually(&booked_by("email", "sent"), 1).await;
    assert_eq!(app.count("SELECT count(*) AS count FROM deliveries WHERE channel = 'sms'").await, 0);
    let me = pat.get("auth/me/").await.expect(200)["id"].as_str().unwrap().to_owned();
    let ledger = pat.get(&format!("profiles/{me}/consents/")).await.expect(200);
    let last = &ledger["results"][0];
    assert_eq!(
        (&last["kind"], &last["granted"], &last["source"]),
        (&json!("sms"), &json!(false), &json!("settings"))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_switched_off_after_it_was_planned_is_not_sent_either() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    book(&pat, 0).await;
    app.eventually(&booked_by("email", "sent"), 1).await;
    put(&pat, json!({"channels": {"reminder": {"sms": false, "email": false, "in_app": false}}})).await;
    let waiting = "SELECT count(*) AS count FROM deliveries WHERE template = 'appointment_reminder' AND state = 'queued'";
    app.eventually(waiting, 0).await;
    put(&pat, json!({"channels": {"reminder": {"sms": true, "email": true}}, "reminder_minutes": [90]}))
        .await;
    app.eventually(waiting, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hours_that_somebody_chose_hold_everything_but_what_is_urgent_and_drop_nothing() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    put(&pat, json!({"quiet_hours": {"start": "00:00", "end": "12:00"}})).await;
    book(&pat, 0).await;
    app.eventually(
        &format!("{} AND last_error = 'quiet hours' AND attempts = 0", booked_by("sms", "queued")),
        1,
    )
    .await;
    app.eventually(&format!("{} AND last_error = 'quiet hours'", booked_by("email", "queued")), 1).await;
    app.eventually(&booked_by("in_app", "sent"), 1).await;
    // A code that somebody waits for.
    pat.post("auth/phone/send_code/", &json!({})).await.expect(202);
    let number = app.text("SELECT phone AS text FROM users WHERE email = 'pat@carebridge.example'").await;
    app.text_message(&number, 1).await;
    app.clock.advance(TimeDelta::hours(7));
    app.eventually(&booked_by("sms", "sent"), 1).await;
    app.eventually(&booked_by("email", "sent"), 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_got_enough_for_a_day_gets_the_rest_on_the_next_on_whichever_node() {
    let app = spawn_app().await;
    let other = Wishes::default().beside(&app).spawn().await;
    let pat = app.sign_in("pat").await;
    put(&pat, json!({"daily_cap": {"sms": 2}})).await;
    let doctor = pat.doctor_id("adams").await;
    let slots = pat.free_slots(&doctor, "2026-11-26").await;
    let elsewhere = pat.at(&other);
    for (number, slot) in slots.iter().step_by(2).take(5).enumerate() {
        let node = if number % 2 == 0 { &pat } else { &elsewhere };
        node.book(&doctor, slot).await.expect(201);
    }
    app.eventually(&booked_by("email", "sent"), 5).await;
    app.eventually(&booked_by("sms", "sent"), 2).await;
    let held =
        format!("{} AND last_error LIKE 'they got as many%' AND attempts = 0", booked_by("sms", "queued"));
    app.eventually(&held, 3).await;
    app.clock.advance(TimeDelta::days(1));
    app.eventually(&booked_by("sms", "sent"), 4).await;
    app.eventually(&held, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_reaches_who_asked_for_it() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let sent = pat.post(TEST, &json!({"channel": "email"})).await.expect(202);
    app.mail("pat@carebridge.example", "A test", 1).await;
    let id = sent["delivery_id"].as_str().unwrap();
    app.eventually(
        &format!("SELECT count(*) AS count FROM deliveries WHERE id = '{id}' AND state = 'sent'"),
        1,
    )
    .await;
    pat.post(TEST, &json!({"channel": "in_app"})).await.expect(202);
    assert_eq!(unread(&app, &pat, 1).await, 1);
    pat.post(TEST, &json!({"channel": "push"})).await.refused(422, "invalid");
    pat.post(TEST, &json!({"channel": "pigeon"})).await.refused(422, "invalid");
}

fn tests_by_text(state: &str) -> String {
    format!(
        "SELECT count(*) AS count FROM deliveries
         WHERE template = 'test' AND channel = 'sms' AND state = '{state}'"
    )
}

// The number is not proven: somebody else may have it.
#[tokio::test(flavor = "multi_thread")]
async fn a_strangers_number_cannot_be_showered_with_tests() {
    let app = Wishes::default().setting("CAREBRIDGE_RATE_LIMITS", "on").spawn().await;
    let pat = app.sign_in("pat").await;
    for _ in 0..5 {
        pat.post(TEST, &json!({"channel": "sms"})).await.expect(202);
    }
    let refused = pat.post(TEST, &json!({"channel": "sms"})).await;
    assert!(refused.header("ratelimit-policy").contains("\"trial\";q=5;w=600"));
    refused.refused(429, "rate_limited");
    let audited = "SELECT count(*) AS count FROM audit_log
                   WHERE action = 'notification_preferences.test' AND detail->>'channel' = 'sms'";
    assert_eq!(app.count(audited).await, 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn restraint_holds_a_test_as_anything_else() {
    let app = Wishes::default().setting("CAREBRIDGE_MESSAGES_PER_PERSON", "1").spawn().await;
    let pat = app.sign_in("pat").await;
    for _ in 0..2 {
        pat.post(TEST, &json!({"channel": "sms"})).await.expect(202);
    }
    app.eventually(&tests_by_text("sent"), 1).await;
    let held = format!("{} AND last_error LIKE 'they were sent a lot%'", tests_by_text("queued"));
    app.eventually(&held, 1).await;
    app.clock.advance(TimeDelta::minutes(11));
    app.eventually(&tests_by_text("sent"), 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_counts_as_one_of_the_day() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    put(&pat, json!({"daily_cap": {"sms": 1}})).await;
    for _ in 0..2 {
        pat.post(TEST, &json!({"channel": "sms"})).await.expect(202);
    }
    app.eventually(&tests_by_text("sent"), 1).await;
    let held = format!("{} AND last_error LIKE 'they got as many%'", tests_by_text("queued"));
    app.eventually(&held, 1).await;
}

async fn unread(app: &TestApp, pat: &Person, wanted: i64) -> i64 {
    app.eventually("SELECT count(*) AS count FROM notifications WHERE type = 'notification.test'", wanted)
        .await;
    pat.get("notifications/unread_count/").await.expect(200)["unread"].as_i64().unwrap()
}
