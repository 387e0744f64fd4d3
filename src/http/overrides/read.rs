//! Hours on single dates, read.

use actix_web::{HttpResponse, get, web};
use chrono::NaiveDate;
use serde::Deserialize;
use uuid::Uuid;

use crate::domain::ids::{OverrideId, UserId};
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::overrides::body::OverrideBody;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::Asking;
use crate::http::versions::{IfNoneMatch, tagged_unless_known};
use crate::services::availability::overrides::Overrides;

/// Which dates.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct OverridesQuery {
    /// Not before this date.
    from: Option<NaiveDate>,
    /// Not after this date.
    to: Option<NaiveDate>,
}

/// A doctor's dates with hours of their own that are not over.
///
/// All of them on one page, by date.
#[utoipa::path(
    tag = "availability",
    params(OverridesQuery),
    responses((status = 200, description = "The dates.", body = Page<OverrideBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/doctors/{id}/overrides/")]
pub(super) async fn list_overrides(
    overrides: web::Data<Overrides>,
    Asking(principal): Asking,
    id: web::Path<Uuid>,
    query: Query<OverridesQuery>,
) -> Result<Json<Page<OverrideBody>>, Problem> {
    let mut dates = overrides.list(&principal, UserId(*id)).await?;
    let OverridesQuery { from, to } = query.0;
    dates.retain(|date| from.is_none_or(|from| from <= date.date) && to.is_none_or(|to| date.date <= to));
    let results = dates.into_iter().map(OverrideBody::from).collect();
    Ok(Json(Page { results, next: None, previous: None }))
}

/// A date of a doctor's with hours of its own.
#[utoipa::path(
    tag = "availability",
    responses(
        (status = 200, description = "The date.", body = OverrideBody),
        (status = 304, description = "As the client has it."),
        SignedInErrors
    ),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/doctors/{id}/overrides/{override_id}/")]
pub(super) async fn get_override(
    overrides: web::Data<Overrides>,
    Asking(principal): Asking,
    known: IfNoneMatch,
    path: web::Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let (doctor, id) = path.into_inner();
    let date = overrides.find(&principal, UserId(doctor), OverrideId(id)).await?;
    Ok(tagged_unless_known(&known, date.version, OverrideBody::from(date)))
}
