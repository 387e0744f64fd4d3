//! A pair of tokens as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::services::accounts::TokenPair;

/// What a client stays signed in with.
#[derive(Serialize, ToSchema)]
#[schema(as = Tokens)]
pub struct TokensBody {
    /// For `Authorization: Bearer`.
    #[schema(example = "eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJFZERTQSIsImtpZCI6Ii4uLiJ9.e30.AA")]
    pub access: String,
    /// For the next pair at `auth/refresh/`; good once.
    #[schema(example = "3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8")]
    pub refresh: String,
    /// Always `Bearer`.
    #[schema(value_type = String, example = "Bearer")]
    pub token_type: &'static str,
    /// Seconds until the access token expires.
    #[schema(example = 600)]
    pub expires_in: i64,
}

impl From<TokenPair> for TokensBody {
    fn from(pair: TokenPair) -> Self {
        Self { access: pair.access, refresh: pair.refresh, token_type: "Bearer", expires_in: pair.expires_in }
    }
}
