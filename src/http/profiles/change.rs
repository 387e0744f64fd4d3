//! Changes profiles: some fields of one, or all of them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, patch, put, web};
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::profiles::answer::answer;
use crate::http::profiles::fields::ProfileFields;
use crate::http::signed_in::SignedIn;
use crate::http::versions::IfMatch;
use crate::services::doctors::Directory;
use crate::services::profiles::Profiles;
use crate::services::profiles::view::ProfileView;

/// Change some fields of a profile: the caller's own, a dependant's, or anybody's for administrators.
///
/// Only what is given changes; `null` clears. A changed phone has to be proven anew. 422 `not_a_patient` for what only
/// patients have.
#[utoipa::path(
    tag = "profiles",
    params(
        ("id" = Uuid, Path, description = "The person's user id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what is to be changed; 412 where it is stale."),
    ),
    responses(
        (status = 200, description = "As it stands.", body = ProfileView,
         headers(("ETag" = String, description = "The new version."))),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[patch("/profiles/{id}/")]
pub async fn patch_profile(asked: Asked, body: Json<ProfileFields>) -> Result<HttpResponse, Problem> {
    change(asked, body.0).await
}

/// Set all fields of a profile: the caller's own, a dependant's, or anybody's for administrators.
///
/// What is not given falls to its default; `first_name` and `last_name` are required.
#[utoipa::path(
    tag = "profiles",
    params(
        ("id" = Uuid, Path, description = "The person's user id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what is to be changed; 412 where it is stale."),
    ),
    responses(
        (status = 200, description = "As it stands.", body = ProfileView,
         headers(("ETag" = String, description = "The new version."))),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[put("/profiles/{id}/")]
pub async fn put_profile(asked: Asked, body: Json<ProfileFields>) -> Result<HttpResponse, Problem> {
    change(asked, body.0.whole()).await
}

/// Who asks, of whose profile, having seen which version.
type Asked = (SignedIn, web::Path<Uuid>, IfMatch, RequestOrigin, web::Data<Profiles>, web::Data<Directory>);

async fn change(asked: Asked, fields: ProfileFields) -> Result<HttpResponse, Problem> {
    let (SignedIn { caller, .. }, id, IfMatch(expected), origin, profiles, directory) = asked;
    let change = fields.read(profiles.now())?;
    let profile = profiles.change(&caller, UserId(*id), &change, &expected, &origin.0).await?;
    directory.forget();
    Ok(answer(StatusCode::OK, profile))
}
