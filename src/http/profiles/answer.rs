//! A profile with its `ETag`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use crate::domain::profiles::Profile;
use crate::http::versions::etag;
use crate::services::profiles::view::ProfileView;

/// The profile as JSON.
#[must_use]
pub fn answer(status: StatusCode, profile: Profile) -> HttpResponse {
    HttpResponse::build(status).insert_header(etag(profile.version)).json(ProfileView::from(profile))
}
