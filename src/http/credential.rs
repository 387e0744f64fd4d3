//! What a request brings to prove who sent it: one of bearer token, session cookie and API key.

use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;

use crate::http::browser::Browser;
use crate::http::problem::Problem;

/// A credential, not yet believed.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// An access token.
    Bearer(String),
    /// The key of a clinic's software, `<prefix>.<secret>`.
    ApiKey(String),
    /// The value of the session cookie.
    Cookie(String),
    /// An `Authorization` of a kind that is not known here.
    Unknown,
}

impl Credential {
    /// The credential of a request, if it has one.
    ///
    /// # Errors
    /// 400 `ambiguous_credentials` for more than one.
    pub fn of(request: &HttpRequest, browser: &Browser) -> Result<Option<Self>, Problem> {
        let mut headers = request.headers().get_all(AUTHORIZATION);
        let header = headers.next();
        let cookie = browser.cookie_of(request);
        match (header, headers.next(), cookie) {
            (None, _, cookie) => Ok(cookie.map(Self::Cookie)),
            (Some(header), None, None) => Ok(Some(Self::read(header.to_str().unwrap_or_default()))),
            _ => Err(Problem::bad_request("ambiguous_credentials", "Send one credential, not two.")),
        }
    }

    /// RFC 6750 §2.1; the scheme's case does not matter (RFC 9110 §11.1).
    fn read(header: &str) -> Self {
        match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Self::Bearer(token.trim().to_owned())
            }
            Some((scheme, key)) if scheme.eq_ignore_ascii_case("apikey") => {
                Self::ApiKey(key.trim().to_owned())
            }
            _ => Self::Unknown,
        }
    }
}
