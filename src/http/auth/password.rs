//! `auth/password/`: forgotten, chosen anew, changed.

use actix_web::{HttpRequest, HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::actors::sessions::sessions::Sessions;
use crate::domain::contact::Email;
use crate::domain::users::Password;
use crate::http::browser::Browser;
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

/// Whose password is forgotten.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ForgotPassword)]
pub struct ForgotPasswordBody {
    /// The account's address.
    #[schema(example = "pat@carebridge.example")]
    pub email: String,
}

/// A password, by a link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ResetPassword)]
pub struct ResetPasswordBody {
    /// What follows `#token=` in the link.
    #[schema(example = "AZr3k1t0c2FtcGxlLXRva2Vu")]
    pub token: String,
    /// 12 to 256 characters.
    #[schema(example = "correct horse battery staple", min_length = 12, max_length = 256)]
    pub password: String,
}

/// A password in the place of another.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ChangePassword)]
pub struct ChangePasswordBody {
    /// The present one.
    #[schema(example = "correct horse battery staple")]
    pub current_password: String,
    /// 12 to 256 characters.
    #[schema(example = "another horse, another staple", min_length = 12, max_length = 256)]
    pub new_password: String,
    /// The code of the second factor, where there is one.
    #[schema(example = "123456")]
    pub otp: Option<String>,
}

/// Mails a link for choosing a password, if somebody has this address. The answer does not tell.
#[utoipa::path(
    tag = "auth",
    responses((status = 202, description = "On its way, if there is somebody."), PublicErrors, WriteErrors)
)]
#[post("/auth/password/forgot/")]
pub async fn forgot_password(
    request: HttpRequest,
    limits: web::Data<RateLimits>,
    accounts: web::Data<Accounts>,
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<ForgotPasswordBody>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let email = fields.read("email", Email::parse(&body.email));
    let email = fields.settle(email)?;
    limits.enforce(&request, Group::Login, &format!("forgot:{}", email.as_str().to_ascii_lowercase()))?;
    accounts.forgot_password(&email, &origin).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Chooses a password by the mailed link, which is good once and for 30 minutes.
///
/// Every sign-in of the account ends; nobody is signed in by it, and a second factor stays as it is. 422 `invalid_token` at
/// `token`, `password_too_short`, `password_too_long` or `password_too_weak` at `password`.
#[utoipa::path(
    tag = "auth",
    responses((status = 204, description = "Chosen."), PublicErrors, WriteErrors)
)]
#[post("/auth/password/reset/")]
pub async fn reset_password(
    accounts: web::Data<Accounts>,
    browser: web::Data<Browser>,
    sessions: web::Data<Sessions>,
    RequestVisitor(visitor): RequestVisitor,
    Json(body): Json<ResetPasswordBody>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let password =
        fields.read("password", Password::parse_new(&body.password, accounts.policy().password_min));
    let password = fields.settle(password)?;
    let changed = accounts.reset_password(&body.token, &password, &visitor).await?;
    sessions.end_sign_ins(&changed.ended).await;
    let device = browser.device_cookie(changed.device);
    Ok(HttpResponse::NoContent().cookie(device).finish())
}

/// Changes the caller's password. Their other sign-ins end, and a browser gets another cookie.
///
/// 422 `wrong_password` at `current_password`; the codes of a new password at `new_password`.
#[utoipa::path(
    tag = "auth",
    responses((status = 204, description = "Changed."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/password/change/")]
pub async fn change_password(
    signed_in: SignedIn,
    accounts: web::Data<Accounts>,
    browser: web::Data<Browser>,
    sessions: web::Data<Sessions>,
    RequestVisitor(visitor): RequestVisitor,
    Json(body): Json<ChangePasswordBody>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let new = Password::parse_new(&body.new_password, accounts.policy().password_min);
    let new = fields.read("new_password", new);
    let new = fields.settle(new)?;
    let present = Password::attempt(&body.current_password);
    let changed =
        accounts.change_password(&signed_in.caller, &present, &new, body.otp.as_deref(), &visitor).await?;
    sessions.end_sign_ins(&changed.ended).await;
    sessions.sign_in_changed(signed_in.caller.session_id).await;
    let mut answer = HttpResponse::NoContent();
    if let Some(cookie) = changed.cookie {
        answer.cookie(browser.cookie(cookie, accounts.remaining(&signed_in.standing)));
    }
    answer.cookie(browser.device_cookie(changed.device));
    Ok(answer.finish())
}
