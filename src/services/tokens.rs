//! Access tokens: JWTs (RFC 7519, typed as RFC 9068 §2.1 has it) signed with EdDSA, good for ten minutes.

use std::fmt::{self, Debug};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::ids::{SessionId, UserId};
use crate::domain::principals::Caller;
use crate::domain::roles::Role;
use crate::services::error::ServiceError;
use crate::services::signing_keys::SigningKeys;

/// How long an access token is good.
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How far the clocks of our nodes may be apart: half of a token's life, so that one of a node that is behind is good
/// for a while on one that is ahead.
const CLOCK_LEEWAY: TimeDelta = TimeDelta::minutes(5);
const AUDIENCE: &str = "carebridge";
const TYPE: &str = "at+jwt";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: UserId,
    role: Role,
    sid: SessionId,
    iat: i64,
    nbf: i64,
    exp: i64,
}

/// Signs and verifies. Cloning is cheap.
#[derive(Clone)]
pub struct Tokens(Arc<Shared>);

struct Shared {
    keys: SigningKeys,
    issuer: String,
    validation: Validation,
}

impl Tokens {
    /// Tokens of this installation, which `public_url` names.
    #[must_use]
    pub fn new(keys: SigningKeys, public_url: &Url) -> Self {
        let issuer = public_url.as_str().trim_end_matches('/').to_owned();
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.set_issuer(&[&issuer]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // The library would ask the system's clock; `verify` compares with the time that it is given.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        Self(Arc::new(Shared { keys, issuer, validation }))
    }

    /// The keys that verify, as JWKs.
    #[must_use]
    pub fn public_keys(&self) -> &[serde_json::Value] {
        self.0.keys.public()
    }

    /// A token for this caller, good until [`LIFETIME`] from `now`.
    ///
    /// # Errors
    /// `Cryptography`.
    pub fn sign(&self, caller: &Caller, now: DateTime<Utc>) -> Result<String, ServiceError> {
        let (kid, key) = self.0.keys.signing();
        let mut header = Header::new(Algorithm::EdDSA);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(kid.to_owned());
        let claims = Claims {
            iss: self.0.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: caller.user_id,
            role: caller.role,
            sid: caller.session_id,
            iat: now.timestamp(),
            nbf: now.timestamp(),
            exp: (now + LIFETIME).timestamp(),
        };
        encode(&header, &claims, key).map_err(|error| ServiceError::Cryptography(error.to_string()))
    }

    /// Which sign-in a token speaks for, and until when. What its owner may do is not read from it: that may have changed.
    ///
    /// # Errors
    /// `TokenExpired` for one of ours whose time is over; `InvalidToken` for any other.
    pub fn verify(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<(SessionId, DateTime<Utc>), ServiceError> {
        let invalid = || ServiceError::InvalidToken;
        let header = decode_header(token).map_err(|_| invalid())?;
        // RFC 8725 §3.11: a token of another kind, signed with the same key, is not an access token.
        if header.typ.as_deref() != Some(TYPE) || header.crit.is_some() {
            return Err(invalid());
        }
        let key = header.kid.and_then(|kid| self.0.keys.verifying(&kid)).ok_or_else(invalid)?;
        let claims = decode::<Claims>(token, key, &self.0.validation).map_err(|_| invalid())?.claims;
        let expires_at = DateTime::from_timestamp(claims.exp, 0).ok_or_else(invalid)?;
        let good_from = DateTime::from_timestamp(claims.nbf, 0).ok_or_else(invalid)?;
        if good_from > now + CLOCK_LEEWAY {
            return Err(invalid());
        }
        if expires_at <= now {
            return Err(ServiceError::TokenExpired);
        }
        Ok((claims.sid, expires_at))
    }
}

impl Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("issuer", &self.0.issuer).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
