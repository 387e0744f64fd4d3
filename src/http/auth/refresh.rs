//! `POST auth/refresh/`: the next pair of tokens.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::actors::sessions::sessions::Sessions;
use crate::http::auth::tokens::TokensBody;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::services::accounts::Accounts;
use crate::services::accounts::refresh::Refreshed;
use crate::services::error::ServiceError;

/// The refresh token of the last pair.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Refresh)]
pub struct RefreshBody {
    /// Good once.
    #[schema(example = "3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8")]
    pub refresh: String,
}

/// Trades a refresh token for the next pair.
///
/// The same token again within ten seconds gets the same answer, once: for a client that lost the first. Any further use
/// ends the whole sign-in, since somebody else may have the token: 401 `invalid_token`.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The next pair.", body = TokensBody), SignedInErrors, WriteErrors)
)]
#[post("/auth/refresh/")]
pub async fn refresh(
    accounts: web::Data<Accounts>,
    sessions: web::Data<Sessions>,
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<RefreshBody>,
) -> Result<Json<TokensBody>, Problem> {
    match accounts.refresh(&body.refresh, &origin).await? {
        Refreshed::Pair(pair) => Ok(Json(pair.into())),
        Refreshed::Ended(session) => {
            sessions.end_sign_ins(&[session]).await;
            Err(ServiceError::InvalidToken.into())
        }
    }
}
