//! A person's visits for their own calendar software, behind an address that is a secret.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, CacheControl, CacheDirective, ETag, EntityTag};
use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::json::Json;
use crate::http::openapi::errors::{PublicErrors, SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::http::versions::IfNoneMatch;
use crate::http::visit_papers::CALENDAR;
use crate::services::calendar_feeds::CalendarFeeds;

/// Nothing is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewCalendarFeed)]
struct MakeBody {}

/// An address that was just made: shown this once.
#[derive(Serialize, ToSchema)]
#[schema(as = MadeCalendarFeed)]
struct MadeBody {
    /// For calendar software to subscribe to. Whoever knows it may read the calendar.
    #[schema(example = "https://clinic.example/calendar/bm90IGEgc2VjcmV0.ics")]
    url: String,
    /// When it was made.
    created_at: DateTime<Utc>,
}

/// Whether there is an address; it is not told again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalendarFeed)]
struct FeedBody {
    /// There is one.
    active: bool,
    /// When it was made.
    created_at: Option<DateTime<Utc>>,
    /// When it was last fetched, to the hour.
    last_read_at: Option<DateTime<Utc>>,
}

/// Make an address for one's calendar software; one that there was ends at once.
///
/// The calendar has the caller's visits and their dependants', for doctors those that they hold: time and clinic, and of
/// others' names the initials. The address is kept nowhere, so this takes no `Idempotency-Key`.
#[utoipa::path(
    tag = "profiles",
    responses((status = 201, body = MadeBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/profiles/calendar_feed/")]
async fn make_feed(
    SignedIn { caller, .. }: SignedIn,
    _: Json<MakeBody>,
    feeds: web::Data<CalendarFeeds>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let made = feeds.make(&caller, &origin.0).await?;
    let body = MadeBody { url: made.url, created_at: made.created_at };
    Ok(HttpResponse::build(StatusCode::CREATED).json(body))
}

/// Whether the caller has an address for calendar software, and when it was last fetched.
#[utoipa::path(
    tag = "profiles",
    responses((status = 200, body = FeedBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/profiles/calendar_feed/")]
async fn get_feed(
    SignedIn { caller, .. }: SignedIn,
    feeds: web::Data<CalendarFeeds>,
) -> Result<Json<FeedBody>, Problem> {
    let feed = feeds.find(&caller).await?;
    Ok(Json(FeedBody {
        active: feed.is_some(),
        created_at: feed.map(|feed| feed.created_at),
        last_read_at: feed.and_then(|feed| feed.last_read_at),
    }))
}

/// End the caller's address for calendar software; also where there is none.
#[utoipa::path(
    tag = "profiles",
    responses((status = 204, description = "There is none now."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[delete("/profiles/calendar_feed/")]
async fn revoke_feed(
    SignedIn { caller, .. }: SignedIn,
    feeds: web::Data<CalendarFeeds>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    feeds.revoke(&caller, &origin.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The calendar behind an address (RFC 5545): visits of the last 30 days and of the year to come.
#[utoipa::path(
    tag = "calendar",
    params(
        ("secret" = String, Path, description = "The secret of the address."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what the client has."),
    ),
    responses(
        (status = 200, description = "The calendar.", content_type = "text/calendar", body = String,
         headers(("ETag" = String, description = "Changes with the calendar."))),
        (status = 304, description = "The client has it already."),
        PublicErrors,
    ),
    security(())
)]
#[get("/calendar/{secret}.ics")]
async fn read_feed(
    secret: web::Path<String>,
    known: IfNoneMatch,
    feeds: web::Data<CalendarFeeds>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let calendar = feeds.read(&secret, &origin.0).await?;
    let digest = Sha256::digest(calendar.as_bytes());
    let tag: String = digest[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    // Weak, since the answer may be compressed on its way (RFC 9110 §8.8.1).
    let tag = EntityTag::new_weak(tag);
    let known = known.has(&tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header(CacheControl(vec![CacheDirective::Private, CacheDirective::NoCache]))
        .insert_header(ETag(tag));
    if known {
        return Ok(response.finish());
    }
    Ok(response.insert_header((header::CONTENT_TYPE, CALENDAR)).body(calendar))
}

/// Adds the operations of a person's own address.
pub fn routes(config: &mut ServiceConfig) {
    config.service(make_feed).service(get_feed).service(revoke_feed);
}

/// Adds what is behind the addresses; not under the API's path.
pub fn public_routes(config: &mut ServiceConfig) {
    config.service(read_feed);
}
