//! What browsers are told to refuse: content security policy, sniffing, framing, referrers, foreign windows.

use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use url::Url;

/// The same on every answer.
const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (header::PERMISSIONS_POLICY, "camera=(), geolocation=(), microphone=(), payment=()"),
];

/// Two years, the least that preload lists take.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// The headers, made once at start-up.
#[derive(Debug, Clone)]
pub struct SecurityHeaders {
    page: HeaderValue,
    docs: HeaderValue,
    hsts: Option<HeaderValue>,
}

impl SecurityHeaders {
    /// `public_url` names the host that sockets may go to (for browsers whose `'self'` does not cover them);
    /// `production` adds HSTS.
    #[must_use]
    pub fn new(public_url: &Url, production: bool) -> Self {
        let sockets = sockets(public_url).unwrap_or_default();
        let page = policy("style-src 'self'", &sockets);
        // Swagger UI writes style attributes into its markup; its scripts are files.
        let docs = policy("style-src 'self' 'unsafe-inline'", &sockets);
        let hsts = production.then(|| HeaderValue::from_static(HSTS));
        Self { page, docs, hsts }
    }
}

/// ` ws://host:port`, or ` wss://…` where the page is served over TLS.
fn sockets(public_url: &Url) -> Option<String> {
    let scheme = if public_url.scheme() == "https" { "wss" } else { "ws" };
    let port = public_url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Some(format!(" {scheme}://{}{port}", public_url.host_str()?))
}

fn policy(styles: &str, sockets: &str) -> HeaderValue {
    let text = format!(
        "default-src 'none'; script-src 'self'; {styles}; font-src 'self'; img-src 'self' data:; \
         connect-src 'self'{sockets}; manifest-src 'self'; worker-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static("default-src 'self'"))
}

/// Sets them on every answer; the API's documentation has a policy of its own.
///
/// # Errors
/// Only what an inner middleware threw.
pub async fn protect(
    these: SecurityHeaders,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let policy = if request.path().starts_with("/api/docs/") { &these.docs } else { &these.page };
    let mut answer = next.call(request).await?;
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(hsts) = &these.hsts {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, hsts.clone());
    }
    Ok(answer)
}
