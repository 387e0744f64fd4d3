//! The OpenAPI document says what the handlers do.

use actix_web::http::StatusCode;
use serde_json::Value;

use super::{get, send, spawn_edge};

async fn described() -> Value {
    let (app, _) = spawn_edge(&[]).await;
    let answer = send(&app, get("/api/openapi.json")).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()
}

#[actix_web::test]
async fn the_document_is_openapi_3_1_and_knows_each_operation() {
    let document = described().await;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["info"]["title"], "CareBridge");
    let visits = &document["paths"]["/api/v1/visits/"];
    assert_eq!(visits["post"]["summary"], "Books a visit.");
    assert_eq!(visits["get"]["parameters"][0]["schema"]["maximum"], 100);
    assert!(document["paths"]["/api/v1/visits/{id}/"]["get"].is_object());
    let body = &visits["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    assert_eq!(body, "#/components/schemas/Visit");
}

#[actix_web::test]
async fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|member| references(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = described().await;
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 10);
    for reference in found {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
    }
}

#[actix_web::test]
async fn each_operation_names_its_refusals_and_sign_ins() {
    let document = described().await;
    let book = &document["paths"]["/api/v1/visits/"]["post"];
    for status in ["201", "400", "401", "403", "404", "409", "413", "415", "422", "429", "500", "503"] {
        assert!(book["responses"][status].is_object(), "{status}");
    }
    assert_eq!(book["responses"]["409"]["$ref"], "#/components/responses/Conflict");
    assert!(document["components"]["securitySchemes"]["bearer"].is_object());
    let problem = &document["components"]["responses"]["Conflict"]["content"]["application/problem+json"];
    assert_eq!(problem["schema"]["$ref"], "#/components/schemas/Problem");
    let required = document["components"]["schemas"]["Problem"]["required"].as_array().unwrap();
    assert!(!required.contains(&"errors".into()) && required.contains(&"code".into()));
}

#[actix_web::test]
async fn people_read_it_with_styles_that_the_page_may_not_have() {
    let (app, _) = spawn_edge(&[]).await;
    let docs = send(&app, get("/api/docs/")).await;
    assert_eq!(docs.status, StatusCode::OK);
    let policy = docs.header("content-security-policy");
    assert!(policy.contains("style-src 'self' 'unsafe-inline'") && policy.contains("script-src 'self';"));
    assert_eq!(send(&app, get("/api/docs/swagger-ui.css")).await.status, StatusCode::OK);
    let config = send(&app, get("/api/docs/swagger-initializer.js")).await;
    assert!(String::from_utf8(config.body).unwrap().contains("/api/openapi.json"));
    let bare = send(&app, get("/api/docs")).await;
    assert_eq!((bare.status, bare.header("location")), (StatusCode::PERMANENT_REDIRECT, "/api/docs/"));
}
