//! `auth/phone/`: proving a number.

use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::auth::user::UserBody;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::SignedIn;
use crate::services::accounts::Accounts;

/// From the text message.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VerifyPhone)]
pub struct VerifyPhoneBody {
    /// Six digits.
    #[schema(example = "123456")]
    pub code: String,
}

/// Texts a code to the number in the caller's profile. It is good for ten minutes and five tries.
///
/// 409 `no_phone` where there is no number.
#[utoipa::path(
    tag = "auth",
    responses((status = 202, description = "On its way."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/phone/send_code/")]
pub async fn send_code(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    limits: web::Data<RateLimits>,
    accounts: web::Data<Accounts>,
) -> Result<HttpResponse, Problem> {
    limits.enforce(&request, Group::Login, &format!("text:{}", caller.user_id))?;
    accounts.send_phone_code(&caller).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Proves the caller's number by the code. 422 `invalid_code` at `code`.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The caller.", body = UserBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/phone/verify/")]
pub async fn verify_phone(
    SignedIn { caller, .. }: SignedIn,
    accounts: web::Data<Accounts>,
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<VerifyPhoneBody>,
) -> Result<Json<UserBody>, Problem> {
    let user = accounts.verify_phone(&caller, &body.code, &origin).await?;
    Ok(Json(user.into()))
}
