//! `POST auth/logout/`: ends a session.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::actors::sessions::sessions::Sessions;
use crate::http::browser::Browser;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::signed_in::{Identity, SignedIn};
use crate::services::accounts::Accounts;

/// What ends beside the session of the credential.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Logout)]
pub struct LogoutBody {
    /// The refresh token; its session ends too, mostly the same.
    #[schema(example = "3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8")]
    pub refresh: Option<String>,
}

/// Signs out everywhere.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = LogoutAll)]
pub struct LogoutAllBody {
    /// Everywhere but here. `false` unless given.
    #[serde(default)]
    #[schema(required = false, example = true)]
    pub except_this: bool,
}

/// Signs out everywhere.
///
/// Ends all of the caller's sign-ins and closes their sockets, within seconds on every node.
#[utoipa::path(
    tag = "auth",
    responses((status = 204, description = "Signed out everywhere."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/logout_all/")]
pub async fn logout_all(
    signed_in: SignedIn,
    accounts: web::Data<Accounts>,
    browser: web::Data<Browser>,
    sessions: web::Data<Sessions>,
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<LogoutAllBody>,
) -> Result<HttpResponse, Problem> {
    let ended = accounts.logout_all(&signed_in.caller, body.except_this, &origin).await?;
    sessions.end_sign_ins(&ended).await;
    let mut answer = HttpResponse::NoContent();
    if !body.except_this {
        answer.cookie(browser.no_cookie());
    }
    Ok(answer.finish())
}

/// Signs out.
///
/// Ends the session of the credential and that of the refresh token, closes their sockets, and takes the cookie away. Who is not signed in
/// (any more) is answered the same.
#[utoipa::path(
    tag = "auth",
    responses((status = 204, description = "Signed out."), SignedInErrors, WriteErrors),
    security((), ("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/logout/")]
pub async fn logout(
    identity: Identity,
    accounts: web::Data<Accounts>,
    browser: web::Data<Browser>,
    sessions: web::Data<Sessions>,
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<LogoutBody>,
) -> Result<HttpResponse, Problem> {
    let signed_in = identity.even_if_ended()?;
    let caller = signed_in.as_ref().map(|signed_in| &signed_in.caller);
    let ended = accounts.logout(caller, body.refresh.as_deref(), &origin).await?;
    sessions.end_sign_ins(&ended).await;
    Ok(HttpResponse::NoContent().cookie(browser.no_cookie()).finish())
}
