//! Visits in people's own calendars: a file of one visit, and an address that calendar software fetches.

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::{Calendar, CalendarDateTime, Component, DatePerhapsTime, EventStatus};
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{Answer, Person, send};
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::canaries;

const TUESDAY: &str = "2026-11-24";

fn parsed(answer: Answer) -> Calendar {
    assert_eq!(answer.header("content-type"), "text/calendar; charset=utf-8");
    let body = answer.expect(200);
    // The bodies that are no JSON are text.
    body.as_str().unwrap().parse().unwrap()
}

fn event(calendar: &Calendar, n: usize) -> &icalendar::Event {
    calendar.components[n].as_event().unwrap()
}

fn at(instant: &Value) -> Option<DatePerhapsTime> {
    let instant: DateTime<Utc> = instant.as_str().unwrap().parse().unwrap();
    Some(DatePerhapsTime::DateTime(CalendarDateTime::Utc(instant)))
}

async fn booked(by: &Person, doctor: &str, n: usize) -> Value {
    let slot = by.free_slots(doctor, TUESDAY).await.swap_remove(n);
    by.book(doctor, &slot).await.expect(201)
}

/// Makes an address, and what it is at the server of the test.
async fn feed(app: &TestApp, person: &Person) -> String {
    let made = person.post("profiles/calendar_feed/", &json!({})).await.expect(201);
    assert_eq!(made["created_at"], json!(carebridge::domain::clock::Clock::now(&*app.clock)));
    let url = made["url"].as_str().unwrap();
    let secret = url.strip_prefix("http://localhost:8000/calendar/").unwrap().strip_suffix(".ics").unwrap();
    assert_eq!(secret.len(), 43, "256 bits");
    canaries::plant(secret);
    app.url(&format!("/calendar/{secret}.ics"))
}

async fn fetch(url: &str) -> Answer {
    send(reqwest::Client::new().get(url)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_taken_along_as_it_stands() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let visit = booked(&pat, &doctor.id, 0).await;
    let id = visit["id"].as_str().unwrap();
    let path = format!("appointments/{id}/calendar.ics");
    let answer = pat.get(&path).await;
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"visit.ics\"");
    assert!(!answer.body.as_str().unwrap().contains("ferret"), "nothing of why");
    let calendar = parsed(answer);
    assert_eq!(calendar.property_value("METHOD"), Some("PUBLISH"));
    let entry = event(&calendar, 0);
    assert_eq!(entry.get_uid(), Some(format!("{id}@localhost").as_str()));
    assert_eq!((entry.get_start(), entry.get_end()), (at(&visit["starts_at"]), at(&visit["ends_at"])));
    assert_eq!((entry.get_sequence(), entry.get_status()), (Some(1), Some(EventStatus::Tentative)));
    assert_eq!(entry.get_summary(), Some("Visit at Riverside Clinic"));
    assert!(entry.get_attendees().is_empty());

    doctor.post(&format!("appointments/{id}/confirm/"), &json!({})).await.expect(200);
    let confirmed = parsed(pat.get(&path).await);
    assert_eq!(event(&confirmed, 0).get_status(), Some(EventStatus::Confirmed));
    pat.post(&format!("appointments/{id}/cancel/"), &json!({})).await.expect(200);
    let cancelled = parsed(doctor.get(&path).await);
    assert_eq!(cancelled.property_value("METHOD"), Some("CANCEL"));
    let entry = event(&cancelled, 0);
    assert_eq!((entry.get_sequence(), entry.get_status()), (Some(3), Some(EventStatus::Cancelled)));
    app.sign_in("sam").await.get(&path).await.refused(404, "not_found");
    let reads = "SELECT count(*) AS count FROM audit_log WHERE action = 'appointment.read'";
    assert_eq!(app.count(reads).await, 1, "the doctor's");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_is_fetched_by_its_address_alone_until_the_address_ends() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let state = async || pat.get("profiles/calendar_feed/").await.expect(200);
    assert_eq!(state().await, json!({ "active": false, "created_at": null, "last_read_at": null }));
    let visit = booked(&pat, &doctor.id, 0).await;
    let first = feed(&app, &pat).await;
    let now = json!("2026-11-23T06:00:00Z");
    assert_eq!(state().await, json!({ "active": true, "created_at": now, "last_read_at": null }));

    let answer = fetch(&first).await;
    assert_eq!(answer.header("cache-control"), "private, no-cache");
    let tag = answer.header("etag").to_owned();
    let calendar = parsed(answer);
    assert_eq!(calendar.property_value("X-WR-CALNAME"), Some("CareBridge"));
    assert_eq!(calendar.components.len(), 1);
    assert_eq!(event(&calendar, 0).get_start(), at(&visit["starts_at"]));
    assert_eq!(event(&calendar, 0).get_summary(), Some("Visit at Riverside Clinic"));
    assert_eq!(state().await["last_read_at"], now);
    let again = || send(reqwest::Client::new().get(&first).header("if-none-match", &tag));
    assert_eq!(again().await.status, 304);
    pat.post(&format!("appointments/{}/cancel/", visit["id"].as_str().unwrap()), &json!({}))
        .await
        .expect(200);
    let changed = again().await;
    assert_ne!(changed.header("etag"), tag);
    assert!(parsed(changed).components.is_empty(), "what was called off is gone");

    let second = feed(&app, &pat).await;
    fetch(&first).await.refused(404, "not_found");
    assert_eq!(state().await["last_read_at"], Value::Null, "nobody fetched this one");
    parsed(fetch(&second).await);
    pat.delete("profiles/calendar_feed/").await.expect(204);
    pat.delete("profiles/calendar_feed/").await.expect(204);
    fetch(&second).await.refused(404, "not_found");
    assert_eq!(state().await["active"], false);
    let kept = "SELECT count(*) AS count FROM audit_log WHERE action IN ('calendar_feed.make', 'calendar_feed.revoke')";
    assert_eq!(app.count(kept).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctors_calendar_has_the_agenda_and_no_names() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    booked(&pat, &doctor.id, 0).await;
    booked(&app.sign_in("sam").await, &doctor.id, 1).await;
    let url = feed(&app, &doctor).await;
    let answer = fetch(&url).await;
    let text = answer.body.as_str().unwrap();
    assert!(!text.contains("Morgan") && !text.contains("ferret"), "{text}");
    let calendar = parsed(answer);
    assert_eq!(calendar.components.len(), 2);
    assert_eq!(event(&calendar, 0).get_summary(), Some("Visit at Riverside Clinic (P. M.)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guardians_calendar_has_whom_they_look_after() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let kim = json!({ "first_name": "Kim", "last_name": "Morgan" });
    let kim = pat.post("profiles/dependants/", &kim).await.expect(201);
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    let body = json!({ "doctor_id": doctor, "starts_at": slot, "patient_id": kim["id"] });
    pat.post("appointment-booking/book/", &body).await.expect(201);
    let url = feed(&app, &pat).await;
    let calendar = parsed(fetch(&url).await);
    assert_eq!(event(&calendar, 0).get_summary(), Some("Visit at Riverside Clinic (K. M.)"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_calendar_ends_with_the_account_and_an_address_that_nobody_has_leads_nowhere() {
    let app = spawn_app().await;
    let (pat, admin) = (app.sign_in("pat").await, app.sign_in("admin").await);
    let url = feed(&app, &pat).await;
    parsed(fetch(&url).await);
    let reason = json!({ "reason": "Left." });
    admin.post(&format!("admin/users/{}/disable/", pat.id), &reason).await.expect(204);
    fetch(&url).await.refused(404, "not_found");
    for secret in ["x", &"A".repeat(43), &"A".repeat(44), &"A".repeat(5_000), "%00", "..%2f"] {
        fetch(&app.url(&format!("/calendar/{secret}.ics"))).await.refused(404, "not_found");
    }
    app.visitor().get("profiles/calendar_feed/").await.refused(401, "unauthenticated");
}

#[tokio::test(flavor = "multi_thread")]
async fn fetches_of_a_calendar_are_on_record_once_an_hour() {
    let app = spawn_app().await;
    let doctor = app.sign_in("dr.adams").await;
    let url = feed(&app, &doctor).await;
    let reads = format!(
        "SELECT count(*) AS count FROM audit_log WHERE action = 'calendar_feed.read' AND object_id = '{}'
         AND actor_kind = 'visitor' AND ip IS NOT NULL",
        doctor.id
    );
    futures::future::join_all((0..8).map(|_| fetch(&url))).await.into_iter().for_each(|answer| {
        parsed(answer);
    });
    assert_eq!(app.count(&reads).await, 1);
    app.clock.advance(TimeDelta::minutes(59));
    fetch(&url).await.expect(200);
    assert_eq!(app.count(&reads).await, 1);
    app.clock.advance(TimeDelta::minutes(1));
    fetch(&url).await.expect(200);
    assert_eq!(app.count(&reads).await, 2);
    app.execute("ALTER TABLE audit_unchained RENAME TO away").await;
    app.clock.advance(TimeDelta::hours(1));
    let unrecorded = fetch(&url).await.status;
    assert!(unrecorded.is_server_error(), "what cannot be put on record is not answered: {unrecorded}");
    app.execute("ALTER TABLE away RENAME TO audit_unchained").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_guesses_at_addresses_is_told_to_wait() {
    let app = Wishes::default().setting("CAREBRIDGE_RATE_LIMITS", "on").spawn().await;
    let url = app.url(&format!("/calendar/{}.ics", "A".repeat(43)));
    let client = reqwest::Client::new();
    let mut last = send(client.request(Method::GET, &url)).await;
    for _ in 0..200 {
        if last.status == 429 {
            break;
        }
        last = send(client.request(Method::GET, &url)).await;
    }
    last.refused(429, "rate_limited");
}
