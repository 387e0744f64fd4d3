//! Every refusal has one form, names what is wrong, and gives nothing away.

use actix_web::http::StatusCode;
use actix_web::test::TestRequest;
use serde_json::json;

use super::{get, post, send, spawn_edge};

#[actix_web::test]
async fn an_unknown_route_is_not_found() {
    let (app, _) = spawn_edge(&[]).await;
    let answer = send(&app, get("/api/v1/nothing/")).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
    assert_eq!(answer.json()["type"], "urn:carebridge:problem:not_found");
    assert_eq!(answer.json()["title"], "Not found");
}

#[actix_web::test]
async fn a_wrong_method_is_told_which_are_right() {
    let (app, _) = spawn_edge(&[]).await;
    let answer = send(&app, TestRequest::delete().uri("/api/v1/visits/")).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed")
    );
    assert_eq!(answer.header("allow"), "GET, POST");
}

#[actix_web::test]
async fn an_id_that_cannot_be_one_is_not_found() {
    let (app, _) = spawn_edge(&[]).await;
    let answer = send(&app, get("/api/v1/visits/seven/")).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::NOT_FOUND, "not_found"));
}

#[actix_web::test]
async fn a_code_of_our_own_carries_its_members() {
    let (app, _) = spawn_edge(&[]).await;
    let answer = send(&app, get("/api/v1/visits/6f0c3f0e-3d3c-4d7e-9a51-1f2d3c4b5a69/")).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::CONFLICT, "slot_taken"));
    assert_eq!(answer.json()["alternatives"], json!(["09:30"]));
    assert_eq!(answer.json()["detail"], "Somebody was quicker.");
}

#[actix_web::test]
async fn our_own_fault_does_not_show_its_cause() {
    let (app, _) = spawn_edge(&[]).await;
    let answer = send(&app, get("/api/v1/visits/00000000-0000-0000-0000-000000000000/")).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::INTERNAL_SERVER_ERROR, "internal"));
    assert!(!String::from_utf8(answer.body).unwrap().contains("hepatitis"));
}

#[actix_web::test]
async fn a_body_that_is_not_json_is_malformed() {
    let (app, _) = spawn_edge(&[]).await;
    for body in ["{", "not json", r#"{"minutes":5} more"#, "{\"minutes\":\"\0\"}"] {
        let answer = send(&app, post(body)).await;
        let status = answer.status.as_u16();
        assert!([400, 422].contains(&status), "{body}: {status} {}", answer.code());
    }
    let answer = send(&app, post("{")).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "malformed_json"));
}

#[actix_web::test]
async fn a_body_that_does_not_fit_names_the_field() {
    let (app, _) = spawn_edge(&[]).await;
    for (body, field, code) in [
        (r#"{"doctor":{"name":"A"},"minutes":5,"colour":"red"}"#, "colour", "unknown_field"),
        (r#"{"doctor":{"name":"A","rank":1},"minutes":5}"#, "doctor.rank", "unknown_field"),
        (r#"{"doctor":{"name":"A"}}"#, "minutes", "required"),
        (r#"{"doctor":{},"minutes":5}"#, "doctor.name", "required"),
        (r#"{"doctor":{"name":7},"minutes":5}"#, "doctor.name", "invalid_type"),
        (r#"{"doctor":{"name":"A"},"minutes":-5}"#, "minutes", "invalid_value"),
        (r#"{"doctor":{"name":"A"},"minutes":5,"minutes":6}"#, "minutes", "duplicate_field"),
        ("[]", ".", "invalid_type"),
        ("", "doctor", "required"),
    ] {
        let answer = send(&app, post(body)).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, code),
            "{body}"
        );
        assert_eq!(answer.json()["errors"][0]["field"], field, "{body}");
        assert_eq!(answer.json()["errors"][0]["code"], code, "{body}");
    }
}

#[actix_web::test]
async fn a_body_that_is_too_large_or_too_deep_is_refused() {
    let (app, _) = spawn_edge(&[]).await;
    let large = post("").set_payload(vec![b' '; 1024 * 1024 + 1]);
    let answer = send(&app, large).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large"));

    let deep = post("").set_payload("[".repeat(33) + &"]".repeat(33));
    let answer = send(&app, deep).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::BAD_REQUEST, "too_deep"));

    let flat =
        post("").set_payload(format!(r#"{{"doctor":{{"name":"{}"}},"minutes":5}}"#, "[\\\"{".repeat(99)));
    assert_eq!(send(&app, flat).await.status, StatusCode::CREATED);
}

#[actix_web::test]
async fn a_body_of_another_type_is_refused() {
    let (app, _) = spawn_edge(&[]).await;
    let answer = send(&app, post("minutes=5").insert_header(("content-type", "text/plain"))).await;
    assert_eq!(
        (answer.status, answer.code().as_str()),
        (StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type")
    );
}

#[actix_web::test]
async fn a_query_that_does_not_fit_names_the_field() {
    let (app, _) = spawn_edge(&[]).await;
    for (query, field, code) in [
        ("limit=101", "limit", "invalid_value"),
        ("limit=0", "limit", "invalid_value"),
        ("limit=x", "limit", "invalid_value"),
        ("colour=red", "colour", "unknown_field"),
    ] {
        let answer = send(&app, get(&format!("/api/v1/visits/?{query}"))).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (StatusCode::UNPROCESSABLE_ENTITY, code),
            "{query}"
        );
        assert_eq!(answer.json()["errors"][0]["field"], field, "{query}");
    }
}

#[actix_web::test]
async fn what_a_middleware_throws_still_has_the_form_and_the_id() {
    let (app, _) = spawn_edge(&[]).await;
    let answer = send(&app, get("/api/thrown/")).await;
    assert_eq!((answer.status, answer.code().as_str()), (StatusCode::CONFLICT, "thrown"));
}
