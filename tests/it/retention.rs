//! What is past its time is forgotten, and nothing that somebody came of.

use carebridge::services::retention::{Stale, forget};
use carebridge::storage::pool::Database;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use tokio::runtime::Handle;

use crate::support::app::{TestApp, spawn_app};

const TUESDAY: &str = "2026-11-24";

async fn forgotten(app: &TestApp, stale: Stale) -> usize {
    let database = Database::new(&app.database_url, 2, Handle::current()).unwrap();
    let now: DateTime<Utc> = carebridge::domain::clock::Clock::now(&*app.clock);
    forget(&database, stale, now, None).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hold_that_nobody_booked_from_is_forgotten_after_a_day() {
    let app = spawn_app().await;
    let (pat, sam) = (app.sign_in("pat").await, app.sign_in("sam").await);
    let doctor = pat.doctor_id("adams").await;
    let free = pat.free_slots(&doctor, TUESDAY).await;
    let body = |slot: &str| json!({ "doctor_id": doctor, "starts_at": slot });
    let hold = pat.post("appointment-booking/hold/", &body(&free[0])).await.expect(201);
    sam.post("appointment-booking/hold/", &body(&free[1])).await.expect(201);
    let mut booking = body(&free[1]);
    booking["hold_id"] =
        app.text("SELECT id::text AS text FROM appointments ORDER BY id DESC LIMIT 1").await.into();
    sam.post("appointment-booking/book/", &booking).await.expect(201);
    let path = format!("appointment-booking/hold/{}/", hold["hold_id"].as_str().unwrap());
    pat.delete(&path).await.expect(204);
    assert_eq!(forgotten(&app, Stale::Holds).await, 0);
    app.clock.advance(TimeDelta::days(1) + TimeDelta::minutes(5) + TimeDelta::milliseconds(1));
    app.eventually("SELECT count(*) AS count FROM appointments", 1).await;
    assert_eq!(app.count("SELECT count(*) AS count FROM appointments WHERE status = 'pending'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_nobody_came_to_are_forgotten_and_those_with_people_kept() {
    let app = spawn_app().await;
    let doctor = app.sign_in("dr.adams").await;
    let session = |n: u32, taken: u32| {
        format!(
            "INSERT INTO group_sessions (id, doctor_id, during, appointment_type, capacity, taken, created_at, updated_at)
             VALUES (gen_random_uuid(), '{}', tstzrange('2026-11-2{n}T08:00Z', '2026-11-2{n}T09:00Z'), 'consultation', 3, {taken}, now(), now())",
            doctor.id
        )
    };
    for (day, taken) in [(0, 0), (1, 2), (3, 0)] {
        app.execute(&session(day, taken)).await;
    }
    forgotten(&app, Stale::GroupSessions).await;
    assert_eq!(app.count("SELECT count(*) AS count FROM group_sessions").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_messages_leave_behind_is_forgotten_when_it_is_of_no_use_any_more() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await.id;
    // It is six in the morning of 23 November: of each one is young enough and one is not.
    for day in ["2026-11-20", "2026-11-21", "2026-11-23"] {
        app.execute(&format!("INSERT INTO daily_counts VALUES ('{pat}', 'sms', '{day}', 3)")).await;
    }
    for (n, at) in [(1, "2026-11-21T05:59:59Z"), (2, "2026-11-21T06:00:01Z")] {
        app.execute(&format!(
            "INSERT INTO inbound_texts VALUES ('SM{n}', '+4477009009{n}0', 'confirm', '', '{at}')"
        ))
        .await;
        app.execute(&format!(
            "INSERT INTO sms_questions VALUES ('+4477009009{n}0', 'confirm', ARRAY[gen_random_uuid()], '{at}')"
        ))
        .await;
    }
    let browser = |n: u32, made: &str, used: &str| {
        format!(
            "INSERT INTO push_subscriptions (id, user_id, endpoint, p256dh, auth, created_at, last_used_at)
             VALUES (gen_random_uuid(), '{pat}', 'https://push.example/{n}', '', '', '{made}', {used})"
        )
    };
    for (n, made, used) in [
        (1, "2026-05-01T00:00:00Z", "NULL"),
        (2, "2026-05-01T00:00:00Z", "'2026-05-02T00:00:00Z'"),
        (3, "2026-05-01T00:00:00Z", "'2026-11-01T00:00:00Z'"),
        (4, "2026-11-01T00:00:00Z", "NULL"),
    ] {
        app.execute(&browser(n, made, used)).await;
    }
    // The beat is at it too: what is left tells, and not who forgot it.
    for (stale, table, left) in [
        (Stale::DailyCounts, "daily_counts", 2),
        (Stale::InboundTexts, "inbound_texts", 1),
        (Stale::SmsQuestions, "sms_questions", 1),
        (Stale::PushSubscriptions, "push_subscriptions", 2),
    ] {
        forgotten(&app, stale).await;
        assert_eq!(app.count(&format!("SELECT count(*) AS count FROM {table}")).await, left, "{table}");
    }
}

/// No key of the database does it: a line of the log goes with its message.
#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_forgotten_with_the_log_of_its_attempts_after_ninety_days() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let test = json!({ "channel": "email" });
    pat.post("notification-preferences/test/", &test).await.expect(202);
    let logged = "SELECT count(*) AS count FROM delivery_attempts";
    app.eventually(logged, 1).await;
    app.clock.advance(TimeDelta::days(60));
    let pat = app.sign_in("pat").await;
    pat.post("notification-preferences/test/", &test).await.expect(202);
    app.eventually(logged, 2).await;
    app.clock.advance(TimeDelta::days(31));
    forgotten(&app, Stale::Deliveries).await;
    for table in ["deliveries", "delivery_attempts"] {
        app.eventually(&format!("SELECT count(*) AS count FROM {table}"), 1).await;
    }
}
