//! Reads profiles.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::roles::Role;
use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::profiles::answer::answer;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::http::versions::{IfNoneMatch, etag};
use crate::services::profiles::Profiles;
use crate::services::profiles::view::ProfileView;
use crate::storage::profiles::list::Filter;

/// Characters of a text that is searched for.
const TEXT_MAX: usize = 100;

/// Which people, and which page of them.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ProfilesQuery {
    /// Words, each part of a name or of the address.
    #[param(example = "morgan")]
    q: Option<String>,
    /// `patient`, `doctor`, `staff` or `admin`.
    #[param(example = "patient")]
    role: Option<String>,
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same list.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

impl ProfilesQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        let mut fields = Fields::default();
        let q = fields.read_if_given("q", self.q.as_deref(), |q| text::paragraph(q, TEXT_MAX));
        let role = fields.read_if_given("role", self.role.as_deref(), read_role);
        fields.settle(Some(Filter { q, role, guardian: None }))
    }
}

/// Reads the name of a role.
///
/// # Errors
/// `unknown_role`.
pub fn read_role(name: &str) -> Result<Role, Invalid> {
    Role::from_stored(name)
        .ok_or_else(|| Invalid::new("unknown_role", "Choose one of patient, doctor, staff, admin."))
}

/// List everybody's profiles, the newest first (administrators).
///
/// Addresses and numbers are masked: `p••••@carebridge.example`, `+44 •••• 123`. Each profile that was listed goes on
/// record as read.
#[utoipa::path(
    tag = "profiles",
    params(ProfilesQuery),
    responses((status = 200, description = "One page.", body = Page<ProfileView>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/profiles/")]
pub async fn list_profiles(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    query: Query<ProfilesQuery>,
    cursors: web::Data<Cursors>,
    profiles: web::Data<Profiles>,
    origin: RequestOrigin,
) -> Result<Json<Page<ProfileView>>, Problem> {
    let filter = query.0.filter()?;
    let list = List { cursors: &cursors, path: request.path(), filters: &(caller.user_id, &query.0) };
    let start = list.start(query.0.cursor.as_deref())?;
    let slice = profiles.list(&caller, &filter, start.as_ref(), query.0.limit.size(), &origin.0).await?;
    Ok(Json(list.page(slice)?.map(ProfileView::masked)))
}

/// One profile: the caller's own, a dependant's, or anybody's for administrators.
///
/// Somebody else's goes on record as read.
#[utoipa::path(
    tag = "profiles",
    params(
        ("id" = Uuid, Path, description = "The person's user id."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what the client has."),
    ),
    responses(
        (status = 200, description = "The profile.", body = ProfileView,
         headers(("ETag" = String, description = "The version, for `If-Match`."))),
        (status = 304, description = "The client has it already."),
        SignedInErrors,
    ),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/profiles/{id}/")]
pub async fn get_profile(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    known: IfNoneMatch,
    profiles: web::Data<Profiles>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let profile = profiles.find(&caller, UserId(*id), &origin.0).await?;
    if known.has_version(profile.version) {
        return Ok(HttpResponse::NotModified().insert_header(etag(profile.version)).finish());
    }
    Ok(answer(StatusCode::OK, profile))
}
