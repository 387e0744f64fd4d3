//! Who sent a request, as extractors: a handler that takes [`SignedIn`] is only for those who are.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage, HttpRequest, ResponseError};
use chrono::{DateTime, Utc};

use crate::domain::principals::{Caller, Principal};
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::services::api_keys::GoodKey;
use crate::services::sign_ins::{Authenticated, Standing};

/// Somebody signed in. Extracted, it refuses those who are not: 401 `unauthenticated` without a credential,
/// `invalid_token` or `token_expired` with a bad one, 403 `csrf_failed` for a write by cookie without its token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Who, and by which session (`caller.session_id`).
    pub caller: Caller,
    /// When the credential ends; a socket opened by it ends with it.
    pub expires_at: DateTime<Utc>,
    /// The sign-in itself.
    pub standing: Arc<Standing>,
}

impl From<Authenticated> for SignedIn {
    fn from(Authenticated { standing, expires_at }: Authenticated) -> Self {
        Self { caller: standing.caller.clone(), expires_at, standing }
    }
}

/// Whoever may ask for what is open to people and to clinics' software alike. A handler that takes [`SignedIn`] instead is
/// closed to keys: 403 `not_for_keys`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking(pub Principal);

/// Somebody signed in, or nobody at all. A bad credential is refused here too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaybeSignedIn(pub Option<SignedIn>);

/// What `middleware::identify` found; among the request's extensions. As an extractor it refuses nobody.
#[derive(Debug, Clone, Default)]
pub enum Identity {
    /// No credential.
    #[default]
    Nobody,
    /// Somebody's sign-in.
    Known(SignedIn),
    /// A clinic's key.
    Key(GoodKey),
    /// A bad one, or a good one that could not be looked up, and what is answered to it.
    Refused(Problem),
}

impl Identity {
    fn of(request: &HttpRequest) -> Self {
        request.extensions().get::<Self>().cloned().unwrap_or_default()
    }

    /// Nobody where the credential was bad: for signing out, which one may do twice.
    ///
    /// # Errors
    /// What is refused for another reason than the credential: 403 `csrf_failed`, 503.
    pub fn even_if_ended(self) -> Result<Option<SignedIn>, Problem> {
        match self {
            Self::Nobody => Ok(None),
            Self::Known(signed_in) => Ok(Some(signed_in)),
            Self::Key(_) => Err(not_for_keys()),
            Self::Refused(problem) if problem.status_code() == StatusCode::UNAUTHORIZED => Ok(None),
            Self::Refused(problem) => Err(problem),
        }
    }
}

/// The quota of those who proved who they are, by user or by key; for `edge::Edge::identify`.
#[must_use]
pub fn identify(request: &ServiceRequest) -> Option<(Group, String)> {
    match request.extensions().get::<Identity>() {
        Some(Identity::Known(signed_in)) => Some((Group::SignedIn, signed_in.caller.user_id.to_string())),
        Some(Identity::Key(key)) => Some((Group::of_tier(key.rate_tier), key.holder.key_id.to_string())),
        _ => None,
    }
}

impl FromRequest for SignedIn {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match Identity::of(request) {
            Identity::Known(signed_in) => Ok(signed_in),
            Identity::Key(_) => Err(not_for_keys()),
            Identity::Nobody => Err(Problem::unauthenticated("unauthenticated", "Sign in first.")),
            Identity::Refused(problem) => Err(problem),
        })
    }
}

impl FromRequest for Asking {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match Identity::of(request) {
            Identity::Known(signed_in) => Ok(Self(signed_in.caller.into())),
            Identity::Key(key) => Ok(Self(Principal::Key(key.holder))),
            Identity::Nobody => Err(Problem::unauthenticated("unauthenticated", "Sign in first.")),
            Identity::Refused(problem) => Err(problem),
        })
    }
}

impl FromRequest for MaybeSignedIn {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(match Identity::of(request) {
            Identity::Known(signed_in) => Ok(Self(Some(signed_in))),
            Identity::Key(_) => Err(not_for_keys()),
            Identity::Nobody => Ok(Self(None)),
            Identity::Refused(problem) => Err(problem),
        })
    }
}

impl FromRequest for Identity {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// 403: something for people alone.
#[must_use]
pub fn not_for_keys() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "not_for_keys", "This is for people; an API key does not open it.")
}
