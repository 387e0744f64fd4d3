//! `POST auth/deactivate/`: leaving.

use actix_web::{HttpResponse, post, web};

use crate::actors::sessions::sessions::Sessions;
use crate::domain::users::Password;
use crate::http::auth::confirm::ConfirmBody;
use crate::http::browser::Browser;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::http::visitor::RequestVisitor;
use crate::services::accounts::Accounts;

/// Closes the caller's account. What a clinic must keep stays; nobody signs in to it any more.
///
/// 409 `has_upcoming_visits`, `last_administrator`; 422 `wrong_password` at `password`.
#[utoipa::path(
    tag = "auth",
    responses((status = 204, description = "Closed."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/deactivate/")]
pub async fn deactivate(
    SignedIn { caller, .. }: SignedIn,
    accounts: web::Data<Accounts>,
    browser: web::Data<Browser>,
    sessions: web::Data<Sessions>,
    RequestVisitor(visitor): RequestVisitor,
    Json(body): Json<ConfirmBody>,
) -> Result<HttpResponse, Problem> {
    let password = Password::attempt(&body.password);
    let ended = accounts.deactivate(&caller, &password, body.otp.as_deref(), &visitor).await?;
    sessions.end_sign_ins(&ended).await;
    Ok(HttpResponse::NoContent().cookie(browser.no_cookie()).finish())
}
