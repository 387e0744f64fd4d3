//! The picture of a person.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, CacheControl, CacheDirective, ETag, EntityTag};
use actix_web::{HttpResponse, delete, get, post, web};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::profiles::answer::answer;
use crate::http::signed_in::{MaybeSignedIn, SignedIn};
use crate::http::upload::{self, Most};
use crate::http::versions::IfNoneMatch;
use crate::services::profiles::Profiles;
use crate::services::profiles::view::ProfileView;

/// How long a browser shows a picture without asking again; another picture has another name.
const FRESH_S: u32 = 300;
/// The largest picture that is taken.
const MOST: Most =
    Most { bytes: 5 * 1024 * 1024, code: "image_too_large", message: "A picture has 5 MiB at the most." };

/// A picture.
#[derive(ToSchema)]
#[schema(as = AvatarUpload)]
#[expect(dead_code, reason = "only described: `upload` reads it")]
struct UploadBody {
    /// PNG, JPEG or WebP, by its content; 5 MiB at the most.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
}

/// Set the picture of a profile: the caller's own, a dependant's, or anybody's for administrators.
///
/// The centre is made into a JPEG of 256 × 256 pixels; nothing else of the file is kept. 422 for `file`:
/// `not_an_image`, `image_too_large`.
#[utoipa::path(
    tag = "profiles",
    params(("id" = Uuid, Path, description = "The person's user id.")),
    request_body(content = UploadBody, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "The profile as it stands.", body = ProfileView,
         headers(("ETag" = String, description = "The new version."))),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/profiles/{id}/avatar/")]
pub async fn set_avatar(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    form: Multipart,
    profiles: web::Data<Profiles>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let file = upload::file(form, MOST).await?;
    let profile = profiles.set_avatar(&caller, UserId(*id), file.content, &origin.0).await?;
    Ok(answer(StatusCode::OK, profile))
}

/// The picture of a person: a doctor's for anyone, others' for who may see their profile.
#[utoipa::path(
    tag = "profiles",
    params(
        ("id" = Uuid, Path, description = "The person's user id."),
        ("v" = Option<String>, Query, description = "Part of the name only, so that a new picture has a new one."),
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of what the client has."),
    ),
    responses(
        (status = 200, description = "256 × 256 pixels.", content_type = "image/jpeg", body = [u8],
         headers(("ETag" = String, description = "The picture's hash."))),
        (status = 304, description = "The client has it already."),
        SignedInErrors,
    ),
    security((), ("bearer" = []), ("cookie" = []))
)]
#[get("/profiles/{id}/avatar/")]
pub async fn get_avatar(
    MaybeSignedIn(signed_in): MaybeSignedIn,
    id: web::Path<Uuid>,
    known: IfNoneMatch,
    profiles: web::Data<Profiles>,
) -> Result<HttpResponse, Problem> {
    let caller = signed_in.as_ref().map(|signed_in| &signed_in.caller);
    let avatar = profiles.avatar(caller, UserId(*id)).await?;
    let tag = EntityTag::new_strong(avatar.sha256.iter().map(|byte| format!("{byte:02x}")).collect());
    let known = known.has(&tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header(CacheControl(vec![CacheDirective::Private, CacheDirective::MaxAge(FRESH_S)]))
        .insert_header(ETag(tag));
    if known {
        return Ok(response.finish());
    }
    Ok(response.insert_header((header::CONTENT_TYPE, avatar.media_type)).body(avatar.image))
}

/// Take the picture of a profile away; also where there is none.
#[utoipa::path(
    tag = "profiles",
    params(("id" = Uuid, Path, description = "The person's user id.")),
    responses((status = 204, description = "There is none now."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[delete("/profiles/{id}/avatar/")]
pub async fn delete_avatar(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    profiles: web::Data<Profiles>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    profiles.delete_avatar(&caller, UserId(*id), &origin.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
