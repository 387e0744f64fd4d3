//! What every answer has in common.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::send;
use crate::support::app::{Wishes, spawn_app};

#[tokio::test(flavor = "multi_thread")]
async fn a_healthy_server_says_so() {
    let app = spawn_app().await;
    let client = reqwest::Client::new();
    let health = send(client.get(app.url("/health/"))).await.expect(200);
    assert_eq!(
        health,
        json!({
            "status": "healthy", "database": "ok", "cache": "ok", "queue": "ok",
            "version": env!("CARGO_PKG_VERSION"), "timestamp": "2026-11-23T06:00:00Z",
        })
    );
    send(client.get(app.url("/health/live"))).await.expect(200);
    send(client.get(app.url("/health/ready"))).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_is_named_and_timed_and_every_refusal_is_a_problem() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let named = send(visitor.request(Method::GET, "doctors/").header("x-request-id", "my-id.1")).await;
    assert_eq!(named.header("x-request-id"), "my-id.1");
    assert!(named.header("x-response-time").ends_with('s'));
    visitor.get("nowhere/").await.refused(404, "not_found");
    visitor.get("doctors/nobody/").await.refused(404, "not_found");
    visitor.get("doctors/?limit=0").await.refused(422, "invalid_value");
    visitor.get("doctors/?colour=red").await.refused(422, "unknown_field");
    visitor.get("doctors/?cursor=made-up").await.refused(422, "bad_cursor");
    let malformed = visitor.request(Method::POST, "auth/login/").header("content-type", "application/json");
    send(malformed.body("{")).await.refused(400, "malformed_json");
    let huge = json!({ "email": "x".repeat(2 << 20), "password": "" });
    visitor.post("auth/login/", &huge).await.refused(413, "payload_too_large");
    send(visitor.request(Method::DELETE, "auth/login/")).await.refused(405, "method_not_allowed");
}

#[tokio::test(flavor = "multi_thread")]
async fn paths_answer_the_same_without_their_last_slash() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    assert_eq!(visitor.get("clinics").await.expect(200), visitor.get("clinics/").await.expect(200));
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_bookings_are_told_to_wait() {
    let app = Wishes::default().setting("CAREBRIDGE_RATE_LIMITS", "on").spawn().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let mut answers = Vec::new();
    for _ in 0..11 {
        answers.push(pat.book(&doctor, "2026-11-20T09:00:00Z").await);
    }
    let last = answers.pop().unwrap();
    assert!(last.header("retry-after").parse::<u32>().unwrap() > 0);
    assert!(
        last.header("ratelimit-policy").contains("\"booking\";q=10;w=60"),
        "{}",
        last.header("ratelimit-policy")
    );
    last.refused(429, "rate_limited");
    for answer in answers {
        assert!(answer.header("ratelimit").contains("\"booking\";r="));
        answer.refused(422, "too_soon");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_described_interface_is_the_one_in_the_repository() {
    let app = spawn_app().await;
    let served: Value = send(reqwest::Client::new().get(app.url("/api/openapi.json"))).await.expect(200);
    let kept: Value = serde_json::from_str(&std::fs::read_to_string("docs/openapi.json").unwrap()).unwrap();
    assert!(served == kept, "the interface changed: run `make openapi` and commit docs/openapi.json");
    assert_eq!(served["openapi"], "3.1.0");
    send(reqwest::Client::new().get(app.url("/api/docs/"))).await.expect(200);
}
