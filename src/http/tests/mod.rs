//! The edge as a client sees it: a small feature behind the real middlewares.

mod answers;
mod described;
mod limited;
mod refusals;

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::time::Duration;

use actix_http::Request;
use actix_web::body::MessageBody;
use actix_web::dev::{Service, ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::test::{TestRequest, init_service, read_body};
use actix_web::{App, Error, HttpRequest, HttpResponse, get, post, web};
use governor::clock::FakeRelativeClock;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};
use uuid::Uuid;

use crate::http::client_address::TrustedProxies;
use crate::http::edge::{self, Edge};
use crate::http::json::Json;
use crate::http::middleware::security_headers::SecurityHeaders;
use crate::http::openapi::errors::{PublicErrors, SignedInErrors, WriteErrors};
use crate::http::openapi::{document, routes};
use crate::http::page;
use crate::http::paging::limit::Limit;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::rate_limit::groups::{Group, Quota, Quotas};
use crate::http::rate_limit::limits::RateLimits;
use crate::http::rate_limit::ticks::Ticks;

/// A visit asked for.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Visit {
    /// Whom.
    doctor: Doctor,
    /// How long.
    minutes: u32,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Doctor {
    name: String,
}

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Filter {
    #[serde(default)]
    #[param(inline)]
    limit: Limit,
}

/// Books a visit.
#[utoipa::path(
    tag = "visits",
    responses((status = 201, description = "Booked.", body = Visit), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/visits/")]
async fn book_visit(
    request: HttpRequest,
    limits: web::Data<RateLimits>,
    Json(visit): Json<Visit>,
) -> Result<HttpResponse, Problem> {
    limits.enforce(&request, Group::Booking, &visit.doctor.name)?;
    Ok(HttpResponse::Created().json(visit))
}

/// Lists visits.
#[utoipa::path(
    tag = "visits",
    params(Filter),
    responses((status = 200, description = "One page.", body = Page<Visit>), PublicErrors)
)]
#[get("/visits/")]
async fn list_visits(filter: Query<Filter>) -> Json<Page<u32>> {
    Json(Page { results: vec![filter.0.limit.get()], next: None, previous: None })
}

/// One visit.
#[utoipa::path(tag = "visits", responses((status = 200, body = Visit), PublicErrors))]
#[get("/visits/{id}/")]
async fn get_visit(id: web::Path<Uuid>) -> Result<Json<Visit>, Problem> {
    if id.is_nil() {
        return Err(Problem::internal(std::io::Error::other("patient pat@example.com has hepatitis")));
    }
    Err(Problem::conflict("slot_taken", "Somebody was quicker.").with("alternatives", ["09:30"]))
}

fn visits(config: &mut ServiceConfig) {
    config.service(book_visit).service(list_visits).service(get_visit);
}

fn identify(request: &ServiceRequest) -> Option<(Group, String)> {
    let user = request.headers().get("x-test-user")?;
    Some((Group::SignedIn, user.to_str().ok()?.to_owned()))
}

fn quota(limit: u32) -> Quota {
    Quota { limit: NonZeroU32::new(limit).unwrap(), per_seconds: NonZeroU32::new(60).unwrap() }
}

/// An answer, read to its end.
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default()
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.json()["request_id"], self.header("x-request-id"));
        assert_eq!(self.json()["status"], self.status.as_u16());
        self.json()["code"].as_str().unwrap().to_owned()
    }
}

/// The application, and the clock that its limits run on.
async fn spawn_edge(
    quotas: &[(&str, u32)],
) -> (impl Service<Request, Response = ServiceResponse<impl MessageBody>, Error = Error>, FakeRelativeClock) {
    let named = quotas.iter().map(|(name, limit)| ((*name).to_owned(), quota(*limit)));
    let named: BTreeMap<_, _> = named.collect();
    let clock = FakeRelativeClock::default();
    let limits = RateLimits::new(&Quotas::by_name(named).unwrap(), &Ticks::Driven(clock.clone()));
    let edge = Edge {
        security: SecurityHeaders::new(&Url::parse("https://care.example").unwrap(), true),
        slow: Duration::from_secs(1),
        limits: limits.clone(),
        identify,
        trusted: TrustedProxies::default(),
    };
    let (app, described) = App::new()
        .into_utoipa_app()
        .openapi(document::begin())
        .app_data(web::Data::new(limits))
        .service(scope("/api/v1").configure(visits))
        .default_service(web::to(page::serve))
        .split_for_parts();
    let app = app
        .configure(routes::serve(document::complete(described)))
        .route("/api/thrown/", web::get().to(HttpResponse::Ok).wrap(actix_web::middleware::from_fn(throw)));
    (init_service(edge::wrap(app, edge)).await, clock)
}

/// A middleware that does what it should not.
async fn throw(
    _: ServiceRequest,
    _: actix_web::middleware::Next<impl MessageBody>,
) -> Result<ServiceResponse<actix_web::body::BoxBody>, Error> {
    Err(Problem::conflict("thrown", "It was thrown.").into())
}

async fn send<B: MessageBody>(
    app: &impl Service<Request, Response = ServiceResponse<B>, Error = Error>,
    request: TestRequest,
) -> Answer {
    let peer = "203.0.113.9:4711".parse().unwrap();
    match app.call(request.peer_addr(peer).to_request()).await {
        Ok(answer) => {
            let (status, headers) = (answer.status(), answer.headers().clone());
            Answer { status, headers, body: read_body(answer).await.to_vec() }
        }
        Err(error) => {
            let answer = error.error_response();
            let (status, headers) = (answer.status(), answer.headers().clone());
            let body = actix_web::body::to_bytes(answer.into_body()).await.unwrap_or_default();
            Answer { status, headers, body: body.to_vec() }
        }
    }
}

fn get(path: &str) -> TestRequest {
    TestRequest::get().uri(path)
}

fn post(body: &'static str) -> TestRequest {
    TestRequest::post()
        .uri("/api/v1/visits/")
        .insert_header(("content-type", "application/json"))
        .set_payload(body)
}
