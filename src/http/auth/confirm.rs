//! `POST auth/confirm/`: proving again who one is.

use actix_web::{HttpResponse, post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::users::Password;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::http::visitor::RequestVisitor;
use crate::services::accounts::Accounts;

/// The proof.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Confirm)]
pub struct ConfirmBody {
    /// The present password.
    #[schema(example = "correct horse battery staple")]
    pub password: String,
    /// The code of the second factor, where there is one.
    #[schema(example = "123456")]
    pub otp: Option<String>,
}

/// Makes the present sign-in fresh again, for fifteen minutes.
///
/// What answers 403 `fresh_sign_in_required` goes through after it.
#[utoipa::path(
    tag = "auth",
    responses((status = 204, description = "Confirmed."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/auth/confirm/")]
pub async fn confirm(
    SignedIn { caller, .. }: SignedIn,
    accounts: web::Data<Accounts>,
    RequestVisitor(visitor): RequestVisitor,
    Json(body): Json<ConfirmBody>,
) -> Result<HttpResponse, Problem> {
    let password = Password::attempt(&body.password);
    accounts.confirm(&caller, &password, body.otp.as_deref(), &visitor).await?;
    Ok(HttpResponse::NoContent().finish())
}
