//! Reminders come once, at their time, of visits that stand. Each of these bit somebody elsewhere.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::api::Person;
use crate::support::app::{TestApp, Wishes, spawn_app};

const THURSDAY: &str = "2026-11-26";
const SENT: &str = "state = 'sent'";
const QUEUED: &str = "state = 'queued'";

/// Pat, who is reminded by day and by night, a day and two hours before.
async fn pat(app: &TestApp) -> Person {
    let pat = app.sign_in("pat").await;
    pat.put("notification-preferences/", &json!({ "quiet_hours": null })).await.expect(200);
    pat
}

async fn book(pat: &Person, number: usize) -> Value {
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, THURSDAY).await.swap_remove(number);
    pat.book(&doctor, &slot).await.expect(201)
}

fn reminders(channel: &str, condition: &str) -> String {
    format!(
        "SELECT count(*) AS count FROM deliveries
         WHERE template = 'appointment_reminder' AND channel = '{channel}' AND {condition}"
    )
}

fn start(visit: &Value) -> chrono::DateTime<chrono::Utc> {
    visit["starts_at"].as_str().unwrap().parse().unwrap()
}

/// Moves the clock to so long before the visit.
fn until(app: &TestApp, visit: &Value, before: TimeDelta) {
    use carebridge::domain::clock::Clock;
    app.clock.advance(start(visit) - before - app.clock.now());
}

/// openemr#11477.
#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_is_not_sent_again_every_hour() {
    let app = spawn_app().await;
    let pat = pat(&app).await;
    let visit = book(&pat, 0).await;
    app.eventually(&reminders("sms", QUEUED), 2).await;
    until(&app, &visit, TimeDelta::hours(24));
    app.eventually(&reminders("sms", SENT), 1).await;
    app.eventually(&reminders("email", SENT), 1).await;
    for _ in 0..5 {
        app.clock.advance(TimeDelta::hours(1));
        app.execute("UPDATE events SET expanded_at = NULL WHERE type = 'appointment.booked'").await;
        app.eventually("SELECT count(*) AS count FROM events WHERE expanded_at IS NULL", 0).await;
    }
    assert_eq!(app.count(&reminders("sms", SENT)).await, 1);
    until(&app, &visit, TimeDelta::hours(2));
    app.eventually(&reminders("sms", SENT), 2).await;
    app.eventually(&reminders("in_app", SENT), 2).await;
    // A sign-in does not last for days.
    let pat = app.sign_in("pat").await;
    let inbox = pat.get("notifications/?category=reminder").await.expect(200);
    assert_eq!(inbox["results"].as_array().unwrap().len(), 2);
    assert_eq!(inbox["results"][0]["type"], "appointment.reminder");
}

/// openemr#11480.
#[tokio::test(flavor = "multi_thread")]
async fn each_visit_of_a_series_has_reminders_of_its_own() {
    let app = spawn_app().await;
    let pat = pat(&app).await;
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, THURSDAY).await.swap_remove(0);
    let body = json!({"doctor_id": doctor, "starts_at": slot, "rule": {"every": "week", "count": 3}});
    let booked = pat.post("appointment-booking/book_series/", &body).await.expect(201);
    app.eventually(&reminders("sms", QUEUED), 6).await;
    for (number, visit) in booked["booked"].as_array().unwrap().iter().enumerate() {
        until(&app, visit, TimeDelta::hours(24));
        app.eventually(&reminders("sms", SENT), 2 * number as i64 + 1).await;
        until(&app, visit, TimeDelta::hours(2));
        app.eventually(&reminders("sms", SENT), 2 * number as i64 + 2).await;
    }
    let each = "SELECT count(DISTINCT appointment_id) AS count FROM deliveries WHERE template = 'appointment_reminder'";
    assert_eq!(app.count(each).await, 3);
}

/// openemr PR#11913.
#[tokio::test(flavor = "multi_thread")]
async fn a_missed_tick_does_not_drop_a_reminder_but_what_makes_no_sense_any_more_is_dropped_with_its_reason()
{
    let app = spawn_app().await;
    let pat = pat(&app).await;
    let visit = book(&pat, 0).await;
    app.eventually(&reminders("sms", QUEUED), 2).await;
    // The house stood still from before the first until after the second was due.
    until(&app, &visit, TimeDelta::minutes(100));
    app.eventually(&reminders("sms", SENT), 1).await;
    app.eventually(&reminders("sms", "state = 'suppressed' AND last_error = 'too late to make sense'"), 1)
        .await;
    let second = reminders(
        "sms",
        "state = 'sent' AND run_at > now() - interval '100 years' AND dedupe_key LIKE '%:120:%'",
    );
    assert_eq!(app.count(&second).await, 1, "the nearer one is the one that came");
}

/// ottehr#3980.
#[tokio::test(flavor = "multi_thread")]
async fn a_family_on_one_number_gets_one_text_for_one_reminder() {
    let app = spawn_app().await;
    let guardian = pat(&app).await;
    let body = json!({"first_name": "Robin", "last_name": "Morgan", "date_of_birth": "2018-04-01"});
    let child = guardian.post("profiles/dependants/", &body).await.expect(201);
    app.execute(
        "UPDATE users SET phone = (SELECT phone FROM users WHERE email = 'pat@carebridge.example')
         WHERE first_name = 'Robin'",
    )
    .await;
    let doctor = guardian.doctor_id("adams").await;
    let slot = guardian.free_slots(&doctor, THURSDAY).await.swap_remove(0);
    let body = json!({"doctor_id": doctor, "starts_at": slot, "patient_id": child["id"]});
    let visit = guardian.post("appointment-booking/book/", &body).await.expect(201);
    app.eventually(&reminders("sms", QUEUED), 2).await;
    until(&app, &visit, TimeDelta::hours(24));
    app.eventually(&reminders("sms", SENT), 1).await;
    assert_eq!(app.count("SELECT count(*) AS count FROM deliveries WHERE channel = 'sms' AND template <> 'appointment_reminder'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_move_and_fall_and_come_back_with_their_visit() {
    let app = spawn_app().await;
    let pat = pat(&app).await;
    let visit = book(&pat, 0).await;
    let path = format!("appointments/{}/", visit["id"].as_str().unwrap());
    app.eventually(&reminders("sms", QUEUED), 2).await;
    let doctor = pat.doctor_id("adams").await;
    let later = pat.free_slots(&doctor, "2026-11-27").await.swap_remove(0);
    let moved = pat.post(&format!("{path}reschedule/"), &json!({"starts_at": later})).await.expect(200);
    app.eventually(&reminders("sms", "state = 'suppressed'"), 2).await;
    app.eventually(
        &reminders(
            "sms",
            &format!("state = 'queued' AND run_at = '{later}'::timestamptz - interval '2 hours'"),
        ),
        1,
    )
    .await;

    // Back to where it was: the same two reminders, not two more.
    let back =
        pat.post(&format!("{path}reschedule/"), &json!({"starts_at": visit["starts_at"]})).await.expect(200);
    assert_ne!(moved["version"], back["version"]);
    app.eventually(
        &reminders(
            "sms",
            &format!("state = 'queued' AND not_after <= '{}'", visit["starts_at"].as_str().unwrap()),
        ),
        2,
    )
    .await;
    assert_eq!(app.count(&reminders("sms", "true")).await, 4);

    pat.post(&format!("{path}cancel/"), &json!({})).await.expect(200);
    app.eventually(&reminders("sms", QUEUED), 0).await;
    until(&app, &visit, TimeDelta::hours(1));
    app.eventually("SELECT count(*) AS count FROM deliveries WHERE state = 'queued'", 0).await;
    assert_eq!(app.count(&reminders("sms", SENT)).await, 0);
    assert_eq!(app.count(&reminders("email", SENT)).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_whose_time_has_passed_at_booking_is_not_sent() {
    let app = spawn_app().await;
    let pat = pat(&app).await;
    let doctor = pat.doctor_id("adams").await;
    let slots = pat.free_slots(&doctor, "2026-11-23").await;
    pat.book(&doctor, slots.last().unwrap()).await.expect(201);
    app.eventually(&reminders("sms", QUEUED), 1).await;
    assert_eq!(app.count(&reminders("sms", "dedupe_key LIKE '%:1440:%'")).await, 0);
}

/// The house of two nodes.
#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_remind_once() {
    let app = spawn_app().await;
    let other = Wishes::default().beside(&app).spawn().await;
    let pat = pat(&app).await;
    let visit = book(&pat, 0).await;
    app.eventually(&reminders("sms", QUEUED), 2).await;
    until(&app, &visit, TimeDelta::hours(24));
    app.eventually(&reminders("sms", SENT), 1).await;
    assert_eq!(app.count("SELECT count(*) AS count FROM delivery_attempts a JOIN deliveries d ON d.id = a.delivery_id WHERE d.template = 'appointment_reminder' AND d.channel = 'sms'").await, 1);
    drop(other);
}
