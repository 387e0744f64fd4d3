//! Finds out once who sent a request, before the limits ask; what came of it is among the request's extensions.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};

use crate::http::browser::{Browser, csrf_failed};
use crate::http::credential::Credential;
use crate::http::problem::Problem;
use crate::http::signed_in::{Identity, SignedIn};
use crate::services::accounts::Accounts;
use crate::services::accounts::authenticate::Authenticated;
use crate::services::error::ServiceError;

/// The header of the token against request forgery.
const X_CSRF_TOKEN: &str = "x-csrf-token";

/// Leaves an [`Identity`] with each request of the API. A bad credential is refused only by handlers that ask who is
/// there (so that signing in works with an old cookie at hand), two at once by all.
///
/// # Errors
/// Only what an inner middleware threw.
pub async fn identify(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let accounts = request.app_data::<web::Data<Accounts>>().cloned();
    let browser = request.app_data::<web::Data<Browser>>().cloned();
    let (Some(accounts), Some(browser), true) = (accounts, browser, request.path().starts_with("/api/v1/"))
    else {
        return next.call(request).await;
    };
    let credential = match Credential::of(request.request(), &browser) {
        Ok(credential) => credential,
        Err(problem) => return Ok(request.error_response(problem)),
    };
    let identity = match credential {
        None => Identity::Nobody,
        Some(credential) => authenticate(&accounts, &browser, request.request(), credential)
            .await
            .map_or_else(Identity::Refused, |Authenticated { caller, expires_at }| {
                Identity::Known(SignedIn { caller, expires_at })
            }),
    };
    request.extensions_mut().insert(identity);
    next.call(request).await
}

async fn authenticate(
    accounts: &Accounts,
    browser: &Browser,
    request: &HttpRequest,
    credential: Credential,
) -> Result<Authenticated, Problem> {
    match credential {
        Credential::Unknown => Err(ServiceError::InvalidToken.into()),
        Credential::Bearer(token) => Ok(accounts.authenticate_bearer(&token)?),
        Credential::Cookie(cookie) => {
            let found = accounts.authenticate_cookie(&cookie).await?;
            if !request.method().is_safe() {
                browser.refuse_foreign(request)?;
                let token = request.headers().get(X_CSRF_TOKEN).and_then(|token| token.to_str().ok());
                let session = found.caller.session_id;
                if !token.is_some_and(|token| accounts.is_csrf_token(session, token)) {
                    return Err(csrf_failed());
                }
            }
            Ok(found)
        }
    }
}

#[cfg(test)]
mod tests;
