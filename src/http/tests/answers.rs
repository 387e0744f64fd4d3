//! What is on every answer, whatever it is.

use actix_web::http::StatusCode;

use super::{get, post, send, spawn_edge};

const BOOKABLE: &str = r#"{"doctor":{"name":"Adams"},"minutes":30}"#;

#[actix_web::test]
async fn every_answer_is_named_timed_and_guarded() {
    let (app, _) = spawn_edge(&[]).await;
    for request in [
        get("/api/v1/visits/"),
        get("/nothing"),
        get("/"),
        get("/api/v1/nothing/"),
        post(BOOKABLE),
        post("{"),
    ] {
        let answer = send(&app, request).await;
        assert_eq!(answer.header("x-request-id").len(), 36);
        assert!(answer.header("x-response-time").ends_with('s'));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert!(answer.header("strict-transport-security").starts_with("max-age="));
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{policy}");
        assert!(policy.contains("connect-src 'self' wss://care.example;"), "{policy}");
    }
}

#[actix_web::test]
async fn a_safe_name_given_by_the_caller_is_kept() {
    let (app, _) = spawn_edge(&[]).await;
    let answer = send(&app, get("/api/v1/nothing/").insert_header(("X-Request-Id", "trace-7.a_B"))).await;
    assert_eq!(answer.header("x-request-id"), "trace-7.a_B");
    assert_eq!(answer.json()["request_id"], "trace-7.a_B");
}

#[actix_web::test]
async fn an_unsafe_name_is_replaced() {
    let (app, _) = spawn_edge(&[]).await;
    for name in ["", "two words", "a\"b", "ümlaut", &"x".repeat(65)] {
        let answer = send(&app, get("/api/v1/visits/").insert_header(("X-Request-Id", name))).await;
        assert_eq!(answer.header("x-request-id").len(), 36, "{name}");
    }
}

#[actix_web::test]
async fn the_last_slash_makes_no_difference() {
    let (app, _) = spawn_edge(&[]).await;
    for path in ["/api/v1/visits/?limit=7", "/api/v1/visits?limit=7"] {
        let answer = send(&app, get(path)).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.json()["results"][0], 7, "{path}");
    }
    let id = "6f0c3f0e-3d3c-4d7e-9a51-1f2d3c4b5a69";
    assert_eq!(send(&app, get(&format!("/api/v1/visits/{id}"))).await.status, StatusCode::CONFLICT);
}

#[actix_web::test]
async fn what_the_api_answers_is_not_kept() {
    let (app, _) = spawn_edge(&[]).await;
    assert_eq!(send(&app, get("/api/v1/visits/")).await.header("cache-control"), "no-store");
    assert_eq!(send(&app, get("/api/v1/nothing/")).await.header("cache-control"), "no-store");
}

#[actix_web::test]
async fn a_booking_goes_through() {
    let (app, _) = spawn_edge(&[]).await;
    let answer = send(&app, post(BOOKABLE)).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    assert_eq!(answer.json()["doctor"]["name"], "Adams");
}
