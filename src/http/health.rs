//! Whether the server lives, may be sent requests, and is well.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use actix_web::{HttpResponse, get, web};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::cache::contract::Cache;
use crate::domain::clock::SharedClock;
use crate::services::health::queue_since;
use crate::storage::pool::Database;

/// A message that has been due for longer makes the queue late.
const QUEUE_LATE_AFTER: TimeDelta = TimeDelta::seconds(60);

/// What the health of the server is read from.
#[derive(Clone)]
pub struct Vitals {
    /// The truth.
    pub database: Database,
    /// The cache, and whether other nodes share it.
    pub cache: Arc<dyn Cache>,
    /// The time.
    pub clock: SharedClock,
    /// Whether requests are welcome: not while starting or draining.
    pub open: Arc<AtomicBool>,
}

/// The server's health.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// `healthy` or `unhealthy`.
    #[schema(example = "healthy")]
    status: &'static str,
    /// `ok` or `error`.
    #[schema(example = "ok")]
    database: &'static str,
    /// `ok`, or `degraded` where Redis is away: bookings go on.
    #[schema(example = "ok")]
    cache: &'static str,
    /// `ok`, or `late` where a message has been due for more than a minute.
    #[schema(example = "ok")]
    queue: &'static str,
    /// The version of this build.
    version: &'static str,
    /// Now.
    timestamp: DateTime<Utc>,
}

/// Whether the server is well.
#[utoipa::path(
    tag = "health",
    responses((status = 200, body = Health), (status = 503, description = "Unhealthy.", body = Health))
)]
#[get("/health/")]
async fn health(vitals: web::Data<Vitals>) -> HttpResponse {
    let now = vitals.clock.now();
    let database = vitals.database.is_healthy().await;
    let late = match queue_since(&vitals.database).await {
        Ok(since) => since.is_some_and(|since| now - since > QUEUE_LATE_AFTER),
        Err(_) => false,
    };
    let health = Health {
        status: if database { "healthy" } else { "unhealthy" },
        database: if database { "ok" } else { "error" },
        cache: if vitals.cache.healthy().await { "ok" } else { "degraded" },
        queue: if late { "late" } else { "ok" },
        version: env!("CARGO_PKG_VERSION"),
        timestamp: now,
    };
    if database { HttpResponse::Ok().json(health) } else { HttpResponse::ServiceUnavailable().json(health) }
}

/// Whether the process lives.
#[utoipa::path(tag = "health", responses((status = 200, description = "It does.")))]
#[get("/health/live")]
async fn live() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "alive" }))
}

/// Whether requests are welcome: not while starting or draining, and not without PostgreSQL.
#[utoipa::path(
    tag = "health",
    responses((status = 200, description = "They are."), (status = 503, description = "They are not."))
)]
#[get("/health/ready")]
async fn ready(vitals: web::Data<Vitals>) -> HttpResponse {
    if vitals.open.load(Ordering::Relaxed) && vitals.database.is_healthy().await {
        HttpResponse::Ok().json(serde_json::json!({ "status": "ready" }))
    } else {
        HttpResponse::ServiceUnavailable().json(serde_json::json!({ "status": "not ready" }))
    }
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(health).service(live).service(ready);
}
