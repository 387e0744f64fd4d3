//! Limits: refused when spent, told in headers, and not where they would do harm.

use std::time::Duration;

use actix_web::http::StatusCode;

use super::{get, post, send, spawn_edge};

const BOOKABLE: &str = r#"{"doctor":{"name":"Adams"},"minutes":30}"#;

#[actix_web::test]
async fn too_much_is_refused_until_some_of_it_is_back() {
    let (app, clock) = spawn_edge(&[("anonymous", 2)]).await;
    let first = send(&app, get("/api/v1/visits/")).await;
    assert_eq!(first.header("ratelimit-policy"), r#""anonymous";q=2;w=60"#);
    assert_eq!(first.header("ratelimit"), r#""anonymous";r=1;t=30"#);
    assert!(send(&app, get("/api/v1/visits/")).await.status.is_success());

    let refused = send(&app, get("/api/v1/visits/")).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
    assert_eq!(refused.header("retry-after"), "30");
    assert_eq!(refused.header("ratelimit"), r#""anonymous";r=0;t=60"#);

    clock.advance(Duration::from_secs(30));
    assert!(send(&app, get("/api/v1/visits/")).await.status.is_success());
}

#[actix_web::test]
async fn who_is_signed_in_has_a_quota_of_their_own() {
    let (app, _) = spawn_edge(&[("anonymous", 1), ("signed_in", 1)]).await;
    for user in ["pat", "sam"] {
        let answer = send(&app, get("/api/v1/visits/").insert_header(("x-test-user", user))).await;
        assert_eq!(answer.header("ratelimit"), r#""signed_in";r=0;t=60"#, "{user}");
    }
    assert!(send(&app, get("/api/v1/visits/")).await.status.is_success());
}

#[actix_web::test]
async fn a_handlers_own_quota_is_told_first_when_it_is_tighter() {
    let (app, _) = spawn_edge(&[("anonymous", 100), ("booking", 1)]).await;
    let booked = send(&app, post(BOOKABLE)).await;
    assert_eq!(booked.status, StatusCode::CREATED);
    assert_eq!(booked.header("ratelimit"), r#""booking";r=0;t=60, "anonymous";r=99;t=1"#);

    let refused = send(&app, post(BOOKABLE)).await;
    assert_eq!((refused.status, refused.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "rate_limited"));
    assert_eq!(refused.header("retry-after"), "60");
    assert_eq!(refused.header("ratelimit-policy"), r#""booking";q=1;w=60, "anonymous";q=100;w=60"#);
}

#[actix_web::test]
async fn what_is_exempt_is_never_refused() {
    let (app, _) = spawn_edge(&[("anonymous", 1)]).await;
    for path in
        ["/health/live", "/", "/assets/x.js", "/api/docs/", "/api/openapi.json", "/webhooks/twilio/inbound"]
    {
        for _ in 0..3 {
            let answer = send(&app, get(path)).await;
            assert_ne!(answer.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
            assert_eq!(answer.header("ratelimit"), "", "{path}");
        }
    }
}

#[actix_web::test]
async fn switched_off_there_are_no_limits_and_no_headers() {
    let (app, _) = spawn_edge(&[]).await;
    for _ in 0..50 {
        let answer = send(&app, get("/api/v1/visits/")).await;
        assert_eq!((answer.status, answer.header("ratelimit")), (StatusCode::OK, ""));
    }
}
