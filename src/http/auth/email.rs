//! `auth/email/`: proving an address, and changing it.

use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::contact::Email;
use crate::domain::users::Password;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::{PublicErrors, SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::SignedIn;
use crate::http::visitor::RequestVisitor;
use crate::services::accounts::Accounts;

/// From the link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = VerifyEmail)]
pub struct VerifyEmailBody {
    /// What follows `#token=`.
    #[schema(example = "AZr3k1t0c2FtcGxlLXRva2Vu")]
    pub token: String,
}

/// The address is proven.
#[derive(Serialize, ToSchema)]
#[schema(as = EmailVerified)]
pub struct EmailVerifiedBody {
    /// Always true.
    pub email_verified: bool,
}

/// Another address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangeEmail)]
pub struct ChangeEmailBody {
    /// Takes the place of the present one once its link is opened.
    #[schema(example = "pat@new.example")]
    pub email: String,
    /// The present password.
    #[schema(example = "correct horse battery staple")]
    pub password: String,
    /// The code of the second factor, where there is one.
    #[schema(example = "123456")]
    pub otp: Option<String>,
}

/// Proves an address by the mailed link, which is good once and for 30 minutes.
///
/// 422 `invalid_token` at `token` where it was used, is too old or is none of ours.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "Proven.", body = EmailVerifiedBody), PublicErrors, WriteErrors)
)]
#[post("/auth/email/verify/")]
pub async fn verify_email(
    accounts: web::Data<Accounts>,
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<VerifyEmailBody>,
) -> Result<Json<EmailVerifiedBody>, Problem> {
    accounts.verify_email(&body.token, &origin).await?;
    Ok(Json(EmailVerifiedBody { email_verified: true }))
}

/// Mails the link again; nothing where the address is proven already.
#[utoipa::path(
    tag = "auth",
    responses((status = 202, description = "On its way."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/email/resend/")]
pub async fn resend_verification(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    limits: web::Data<RateLimits>,
    accounts: web::Data<Accounts>,
) -> Result<HttpResponse, Problem> {
    limits.enforce(&request, Group::Login, &format!("resend:{}", caller.user_id))?;
    accounts.resend_verification(&caller).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Asks for another address: a link goes there, and a notice to the present one.
#[utoipa::path(
    tag = "auth",
    responses((status = 202, description = "On its way."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/email/change/")]
pub async fn change_email(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    limits: web::Data<RateLimits>,
    accounts: web::Data<Accounts>,
    RequestVisitor(visitor): RequestVisitor,
    Json(body): Json<ChangeEmailBody>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let email = fields.read("email", Email::parse(&body.email));
    let email = fields.settle(email)?;
    limits.enforce(&request, Group::Login, &format!("resend:{}", caller.user_id))?;
    let password = Password::attempt(&body.password);
    accounts.change_email(&caller, &email, &password, body.otp.as_deref(), &visitor).await?;
    Ok(HttpResponse::Accepted().finish())
}
