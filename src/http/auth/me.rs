//! `GET auth/me/`: who am I.

use actix_web::{get, web};

use crate::http::auth::user::UserBody;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::accounts::Accounts;

/// The caller's own account.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The caller.", body = UserBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/auth/me/")]
pub async fn get_me(signed_in: SignedIn, accounts: web::Data<Accounts>) -> Result<Json<UserBody>, Problem> {
    let user = accounts.me(&signed_in.caller).await?;
    Ok(Json(user.into()))
}
