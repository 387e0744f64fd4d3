//! `POST auth/login/`: an address and a password for tokens, or for a browser's cookie.

use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::contact::Email;
use crate::domain::users::Password;
use crate::http::auth::tokens::TokensBody;
use crate::http::auth::user::UserBody;
use crate::http::browser::Browser;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::visitor::RequestVisitor;
use crate::services::accounts::Accounts;
use crate::services::accounts::login::{Credentials, KeptBy, LoggedIn, Wish};

/// Somebody's word for who they are.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Login)]
pub struct LoginBody {
    /// Compared without case.
    #[schema(example = "pat@carebridge.example")]
    pub email: String,
    /// As it was registered.
    #[schema(example = "correct horse battery staple")]
    pub password: String,
    /// The second factor's code; looked at only where the account has one enrolled.
    #[schema(example = "123456")]
    pub otp: Option<String>,
    /// A browser: sets the session cookie and gives no tokens. `false` unless given.
    #[serde(default)]
    #[schema(required = false, example = false)]
    pub session: bool,
    /// With `session`: the device is a patient's own, and stays signed in for 30 days. `false` unless given.
    #[serde(default)]
    #[schema(required = false, example = false)]
    pub remember: bool,
}

/// Signed in, one way or the other.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = LoggedIn)]
pub enum LoggedInBody {
    /// Without `session`.
    Client(ClientBody),
    /// With `session`; the cookie is in `Set-Cookie`.
    Browser(BrowserBody),
}

/// A client is signed in.
#[derive(Serialize, ToSchema)]
#[schema(as = LoggedInClient)]
pub struct ClientBody {
    /// What it stays signed in with.
    #[serde(flatten)]
    pub tokens: TokensBody,
    /// Who signed in.
    pub user: UserBody,
    /// There, and true, where a second factor must be set up first: until then the token opens `auth/mfa/*` alone.
    #[serde(skip_serializing_if = "is_false")]
    #[schema(required = false, example = false)]
    pub mfa_enrollment_required: bool,
}

/// A browser is signed in.
#[derive(Serialize, ToSchema)]
#[schema(as = LoggedInBrowser)]
pub struct BrowserBody {
    /// Who signed in.
    pub user: UserBody,
    /// Sent back as `X-CSRF-Token` with each write.
    #[schema(example = "x6Pz0dZb1tVhA0zE0Y2pN2wq7a6m7vYb4l2o8Qk1u3s")]
    pub csrf_token: String,
    /// There, and true, where a second factor must be set up first: until then the cookie opens `auth/mfa/*` alone.
    #[serde(skip_serializing_if = "is_false")]
    #[schema(required = false, example = false)]
    pub mfa_enrollment_required: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference over")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Signs in.
///
/// An unknown address, a wrong password, a disabled and a locked account are answered alike, and as late: 401
/// `invalid_credentials`. 401 `mfa_required` asks for `otp` beside a right password, and `mfa_invalid` says that it was
/// wrong. The cookie `carebridge_device` that comes with the answer lets its device sign in while strangers are locked out.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "Signed in.", body = LoggedInBody), SignedInErrors, WriteErrors)
)]
#[post("/auth/login/")]
pub async fn login(
    request: HttpRequest,
    limits: web::Data<RateLimits>,
    accounts: web::Data<Accounts>,
    browser: web::Data<Browser>,
    RequestVisitor(visitor): RequestVisitor,
    Json(body): Json<LoginBody>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let email = fields.read("email", Email::parse(&body.email));
    let email = fields.settle(email)?;
    let password = Password::attempt(&body.password);
    // A device of the owner's has a quota of its own: strangers must not spend it.
    let known = accounts.knows_device(&email, &visitor).await?;
    let device = visitor.device.as_deref().filter(|_| known).unwrap_or_default();
    limits.enforce(&request, Group::Login, &format!("{} {device}", email.as_str().to_ascii_lowercase()))?;
    let wish = if body.session { Wish::Browser { remember: body.remember } } else { Wish::Client };
    if body.session {
        // Another site must not sign its visitors in to an account of its own.
        browser.refuse_foreign(&request)?;
    }
    let credentials = Credentials { email, password, otp: body.otp };
    let LoggedIn { user, kept_by, device, enrolling } = accounts.login(&credentials, wish, &visitor).await?;
    let mut answer = HttpResponse::Ok();
    let device = browser.device_cookie(device);
    let user = user.into();
    Ok(match kept_by {
        KeptBy::Tokens(pair) => {
            answer.cookie(device);
            let tokens = pair.into();
            answer.json(LoggedInBody::Client(ClientBody { tokens, user, mfa_enrollment_required: enrolling }))
        }
        KeptBy::Cookie(session) => {
            answer.cookie(browser.cookie(session.cookie, TimeDelta::seconds(session.max_age_s)));
            answer.cookie(device);
            let csrf_token = session.csrf_token;
            let body = BrowserBody { user, csrf_token, mfa_enrollment_required: enrolling };
            answer.json(LoggedInBody::Browser(body))
        }
    })
}
