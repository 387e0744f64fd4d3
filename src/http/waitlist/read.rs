//! Shows places in the waitlist.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::ids::{UserId, WaitlistEntryId};
use crate::domain::invalid::Invalid;
use crate::domain::waitlist::EntryStatus;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::Asking;
use crate::http::versions::{IfNoneMatch, etag};
use crate::http::waitlist::body::answer;
use crate::services::waitlist::Waitlist;
use crate::services::waitlist::view::EntryView;
use crate::storage::waitlist::entries::Filter;

/// Which places are wanted.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct WaitlistQuery {
    /// Results a page, 1 to 100.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same list.
    #[serde(skip_serializing)]
    cursor: Option<String>,
    /// One status or several, by commas.
    #[param(example = "waiting,offered")]
    status: Option<String>,
    /// Waiting for this doctor.
    doctor: Option<Uuid>,
}

/// List places in the waitlist, who joined first first.
///
/// Patients see theirs and their dependants'; staff and a clinic's software those who wait for the clinic's doctors, and whom
/// they entered.
#[utoipa::path(
    tag = "waitlist",
    params(WaitlistQuery),
    responses((status = 200, description = "One page.", body = Page<EntryView>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/waitlist/")]
pub async fn list_waitlist(
    request: HttpRequest,
    Asking(principal): Asking,
    query: Query<WaitlistQuery>,
    cursors: web::Data<Cursors>,
    waitlist: web::Data<Waitlist>,
    origin: RequestOrigin,
) -> Result<Json<Page<EntryView>>, Problem> {
    let query = query.0;
    let mut fields = Fields::default();
    let statuses = fields.read_if_given("status", query.status.as_deref(), read_statuses).unwrap_or_default();
    let filter = fields.settle(Some(Filter { statuses, doctor: query.doctor.map(UserId) }))?;
    let list = List { cursors: &cursors, path: request.path(), filters: &(principal.agent().id(), &query) };
    let start = list.start(query.cursor.as_deref())?;
    let limit = query.limit.size();
    let slice = waitlist.list(&principal, &filter, start.as_ref(), limit, &origin.0).await?;
    Ok(Json(list.page(slice)?.map(|(entry, offer)| EntryView::of(&entry, offer.as_ref()))))
}

/// One place in the waitlist.
#[utoipa::path(
    tag = "waitlist",
    params(
        ("id" = Uuid, Path, description = "The place."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what the client has."),
    ),
    responses(
        (status = 200, body = EntryView,
         headers(("ETag" = String, description = "The version, for `If-Match`."))),
        (status = 304, description = "The client has it already."),
        SignedInErrors,
    ),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/waitlist/{id}/")]
pub async fn get_entry(
    Asking(principal): Asking,
    id: web::Path<Uuid>,
    known: IfNoneMatch,
    waitlist: web::Data<Waitlist>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let (entry, offer) = waitlist.find(&principal, WaitlistEntryId(*id), &origin.0).await?;
    if known.has_version(entry.version) {
        return Ok(HttpResponse::NotModified().insert_header(etag(entry.version)).finish());
    }
    Ok(answer(StatusCode::OK, &EntryView::of(&entry, offer.as_ref())))
}

fn read_statuses(names: &str) -> Result<Vec<EntryStatus>, Invalid> {
    let read = |name: &str| {
        EntryStatus::from_stored(name.trim()).ok_or_else(|| {
            let known = EntryStatus::ALL.map(EntryStatus::as_str).join(", ");
            Invalid::new("unknown_status", format!("Choose from {known}."))
        })
    };
    names.split(',').map(read).collect()
}
