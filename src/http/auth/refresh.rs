//! `POST auth/refresh/`: the next pair of tokens.

use actix_web::{post, web};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::http::auth::tokens::TokensBody;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::services::accounts::Accounts;

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
/// A token that was used before ends the whole session, since somebody else may have it: 401 `invalid_token`.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The next pair.", body = TokensBody), SignedInErrors, WriteErrors)
)]
#[post("/auth/refresh/")]
pub async fn refresh(
    accounts: web::Data<Accounts>,
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<RefreshBody>,
) -> Result<Json<TokensBody>, Problem> {
    let pair = accounts.refresh(&body.refresh, &origin).await?;
    Ok(Json(pair.into()))
}
