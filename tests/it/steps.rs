//! The status machine over HTTP: every step from every status, by both sides, and only to what was seen.

use carebridge::domain::appointments::{Status, Step};
use reqwest::Method;
use serde_json::json;

use crate::support::api::{Person, send};
use crate::support::app::{TestApp, spawn_app};

const TUESDAY: &str = "2026-11-24";

async fn booked(app: &TestApp, by: &Person) -> String {
    let doctor = app.visitor().doctor_id("adams").await;
    let slot = by.free_slots(&doctor, TUESDAY).await.swap_remove(0);
    by.book(&doctor, &slot).await.expect(201)["id"].as_str().unwrap().to_owned()
}

fn path(step: Step) -> &'static str {
    match step {
        Step::Confirm => "confirm",
        Step::CheckIn => "check_in",
        Step::Start => "start",
        Step::Complete => "complete",
        Step::Cancel => "cancel",
        Step::NoShow => "no_show",
    }
}

fn hidden(status: Status) -> bool {
    matches!(status, Status::Held | Status::Expired)
}

/// The machine as it is written down, beside the one that is built.
fn leads_to(from: Status, step: Step) -> Option<&'static str> {
    match (from.as_str(), path(step)) {
        ("pending", "confirm") => Some("confirmed"),
        ("confirmed", "check_in") => Some("checked_in"),
        ("checked_in", "start") => Some("in_progress"),
        ("in_progress", "complete") => Some("completed"),
        ("pending" | "confirmed" | "checked_in", "cancel") => Some("cancelled"),
        ("confirmed", "no_show") => Some("no_show"),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_step_from_every_status_is_taken_or_refused_by_each_side_as_the_machine_says() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let visit = booked(&app, &pat).await;
    let version = format!("SELECT version::bigint AS count FROM appointments WHERE id = '{visit}'");
    for from in Status::ALL {
        for step in Step::ALL {
            for (side, may) in [(&pat, step == Step::Cancel), (&doctor, true)] {
                app.execute(&format!(
                    "UPDATE appointments SET status = '{0}', held_until = CASE WHEN '{0}' IN ('held', 'expired') THEN starts_at END
                     WHERE id = '{visit}'",
                    from.as_str()
                ))
                .await;
                let before = app.count(&version).await;
                let answer = side.post(&format!("appointments/{visit}/{}/", path(step)), &json!({})).await;
                match leads_to(from, step) {
                    // It is no visit yet, or never became one.
                    _ if hidden(from) => drop(answer.refused(404, "not_found")),
                    _ if !may => drop(answer.refused(403, "forbidden")),
                    None => drop(answer.refused(409, "invalid_transition")),
                    Some(to) => {
                        assert_eq!(answer.header("etag"), format!("\"{}\"", before + 1));
                        let seen = answer.expect(200);
                        assert_eq!((&seen["status"], &seen["version"]), (&json!(to), &json!(before + 1)));
                        continue;
                    }
                }
                assert_eq!(app.count(&version).await, before, "{from:?} {step:?}: refused, and changed");
            }
        }
    }
    app.execute(&format!("UPDATE appointments SET status = 'cancelled' WHERE id = '{visit}'")).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_step_is_taken_only_of_what_the_caller_has_seen() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let visit = booked(&app, &pat).await;
    let step = async |by: &Person, step: &str, tag: &str| {
        let request = by.request(Method::POST, &format!("appointments/{visit}/{step}/"));
        send(request.header("if-match", tag).json(&json!({}))).await
    };
    step(&doctor, "confirm", "\"7\"").await.refused(412, "stale");
    step(&doctor, "confirm", "W/\"1\"").await.refused(412, "stale");
    assert_eq!(step(&doctor, "confirm", "\"1\"").await.expect(200)["version"], 2);
    // What was seen is looked at before what may follow from it; who may not, learns neither.
    step(&doctor, "confirm", "\"1\"").await.refused(412, "stale");
    step(&doctor, "confirm", "\"2\"").await.refused(409, "invalid_transition");
    step(&pat, "confirm", "\"1\"").await.refused(403, "forbidden");
    app.sign_in("sam").await.get(&format!("appointments/{visit}/")).await.refused(404, "not_found");
    step(&pat, "cancel", "\"1\", \"2\"").await.expect(200);
    step(&pat, "cancel", "*").await.refused(409, "invalid_transition");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_steps_at_once_on_what_both_saw_one_is_stale() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let visit = booked(&app, &pat).await;
    let step = async |by: &Person, step: &str| {
        let request = by.request(Method::POST, &format!("appointments/{visit}/{step}/"));
        send(request.header("if-match", "\"1\"").json(&json!({}))).await.status.as_u16()
    };
    let (one, other) = tokio::join!(step(&doctor, "confirm"), step(&pat, "cancel"));
    let mut outcomes = [one, other];
    outcomes.sort_unstable();
    assert_eq!(outcomes, [200, 412]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_visit_that_the_client_has_is_not_sent_again() {
    let app = spawn_app().await;
    let (pat, doctor) = (app.sign_in("pat").await, app.sign_in("dr.adams").await);
    let visit = booked(&app, &pat).await;
    let path = format!("appointments/{visit}/");
    let seen = pat.get(&path).await;
    assert_eq!(seen.header("etag"), "\"1\"");
    let again = async |tag: &str| {
        send(pat.request(Method::GET, &path).header("if-none-match", tag)).await.status.as_u16()
    };
    assert_eq!((again("\"1\"").await, again("\"9\"").await), (304, 200));
    doctor.post(&format!("{path}confirm/"), &json!({})).await.expect(200);
    assert_eq!((again("\"1\"").await, again("\"2\"").await), (200, 304));
}
