//! Finds out once who sent a request, before the limits ask; what came of it is among the request's extensions.

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};

use crate::http::browser::{Browser, csrf_failed};
use crate::http::client_address::ClientAddress;
use crate::http::credential::Credential;
use crate::http::problem::Problem;
use crate::http::signed_in::Identity;
use crate::services::accounts::Accounts;
use crate::services::api_keys::ApiKeys;
use crate::services::error::ServiceError;
use crate::services::sign_ins::{Authenticated, SignIns};

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
    let sign_ins = request.app_data::<web::Data<SignIns>>().cloned();
    let browser = request.app_data::<web::Data<Browser>>().cloned();
    let keys = request.app_data::<web::Data<ApiKeys>>().cloned();
    let (Some(accounts), Some(sign_ins), Some(browser), Some(keys)) = (accounts, sign_ins, browser, keys)
    else {
        return next.call(request).await;
    };
    if !request.path().starts_with("/api/v1/") {
        return next.call(request).await;
    }
    let credential = match Credential::of(request.request(), &browser) {
        Ok(credential) => credential,
        Err(problem) => return Ok(request.error_response(problem)),
    };
    let identity = match credential {
        None => Identity::Nobody,
        Some(Credential::ApiKey(text)) => {
            keys.of_text(&text).await.map_or_else(|error| Identity::Refused(error.into()), Identity::Key)
        }
        Some(credential) => {
            let known = authenticate(&accounts, &sign_ins, &browser, request.request(), credential).await;
            known.map_or_else(Identity::Refused, |known| Identity::Known(known.into()))
        }
    };
    request.extensions_mut().insert(identity);
    next.call(request).await
}

async fn authenticate(
    accounts: &Accounts,
    sign_ins: &SignIns,
    browser: &Browser,
    request: &HttpRequest,
    credential: Credential,
) -> Result<Authenticated, Problem> {
    let found = match credential {
        Credential::Unknown | Credential::ApiKey(_) => return Err(ServiceError::InvalidToken.into()),
        Credential::Bearer(token) => sign_ins.of_bearer(&token).await?,
        Credential::Cookie(cookie) => {
            let found = sign_ins.of_cookie(&cookie).await?;
            if !request.method().is_safe() {
                browser.refuse_foreign(request)?;
                let token = request.headers().get(X_CSRF_TOKEN).and_then(|token| token.to_str().ok());
                let session = found.standing.sign_in.id;
                if !token.is_some_and(|token| accounts.is_csrf_token(session, token)) {
                    return Err(csrf_failed());
                }
            }
            found
        }
    };
    let path = request.path();
    if found.standing.sign_in.enrolling && !open_while_enrolling(path) {
        // They may just have done so on another node.
        if sign_ins.look_again(found.standing.sign_in.id).await?.sign_in.enrolling {
            return Err(ServiceError::MfaEnrollmentRequired.into());
        }
    }
    // A socket that comes back by itself is not somebody at work.
    if !path.starts_with("/api/v1/realtime/") {
        sign_ins.note_use(&found.standing, Some(ClientAddress::of(request).0)).await;
    }
    Ok(found)
}

/// What somebody may do who must enrol a second factor before anything else: that, and leave.
fn open_while_enrolling(path: &str) -> bool {
    const OPEN: [&str; 6] = ["mfa/", "me/", "csrf/", "logout/", "logout_all/", "confirm/"];
    path.strip_prefix("/api/v1/auth/").is_some_and(|rest| OPEN.iter().any(|open| rest.starts_with(open)))
}

#[cfg(test)]
mod tests;
