//! `POST auth/login/`: an address and a password for tokens, or for a browser's cookie.

use actix_web::{HttpRequest, HttpResponse, post, web};
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
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::services::accounts::{Accounts, BROWSER_SESSION};

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
}

/// Signs in.
///
/// An unknown address and a wrong password are answered alike: 401 `invalid_credentials`.
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
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<LoginBody>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let email = fields.read("email", Email::parse(&body.email));
    let email = fields.settle(email)?;
    let password = Password::attempt(&body.password);
    limits.enforce(&request, Group::Login, &email.as_str().to_ascii_lowercase())?;
    if !body.session {
        let (user, pair) = accounts.login(&email, &password, &origin).await?;
        let answer = ClientBody { tokens: pair.into(), user: user.into() };
        return Ok(HttpResponse::Ok().json(LoggedInBody::Client(answer)));
    }
    // Another site must not sign its visitors in to an account of its own.
    browser.refuse_foreign(&request)?;
    let (user, session) = accounts.login_browser(&email, &password, &origin).await?;
    let answer = BrowserBody { user: user.into(), csrf_token: session.csrf_token };
    let cookie = browser.cookie(session.cookie, BROWSER_SESSION);
    Ok(HttpResponse::Ok().cookie(cookie).json(LoggedInBody::Browser(answer)))
}
