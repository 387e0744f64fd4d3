//! What is particular to browsers: the session cookie, and the pages that may write with it.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::StatusCode;
use actix_web::http::header::{HOST, HeaderValue, ORIGIN};
use chrono::TimeDelta;
use url::{Host, Url};

use crate::http::problem::Problem;

/// Cookies and origins of this installation; application data (`web::Data<Browser>`).
#[derive(Debug, Clone)]
pub struct Browser {
    /// The `__Host-` prefix makes browsers refuse it from a subdomain or over plain HTTP, and wants it Secure.
    secure: bool,
    /// Scheme, host and port, as browsers write them in `Origin`.
    origin: String,
    /// A development server is reached under several names of one machine, and through the page's own server.
    is_local: bool,
}

impl Browser {
    /// As people reach the server.
    #[must_use]
    pub fn new(public_url: &Url) -> Self {
        let is_local = match public_url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        };
        let secure = public_url.scheme() == "https";
        Self { secure, origin: public_url.origin().ascii_serialization(), is_local }
    }

    /// The session cookie's name.
    #[must_use]
    pub fn cookie_name(&self) -> &'static str {
        if self.secure { "__Host-carebridge" } else { "carebridge" }
    }

    /// The session cookie, for as long as the session.
    #[must_use]
    pub fn cookie(&self, value: String, lifetime: TimeDelta) -> Cookie<'static> {
        Cookie::build(self.cookie_name(), value)
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .max_age(Duration::seconds(lifetime.num_seconds()))
            .finish()
    }

    /// What a device is known by once its owner signed in on it; it signs nobody in.
    #[must_use]
    pub fn device_cookie(&self, value: String) -> Cookie<'static> {
        Cookie::build(self.device_cookie_name(), value)
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Strict)
            .max_age(Duration::days(365))
            .finish()
    }

    /// The device cookie that came with this request.
    #[must_use]
    pub fn device_of(&self, request: &HttpRequest) -> Option<String> {
        request.cookie(self.device_cookie_name()).map(|cookie| cookie.value().to_owned())
    }

    fn device_cookie_name(&self) -> &'static str {
        if self.secure { "__Host-carebridge_device" } else { "carebridge_device" }
    }

    /// Takes the session cookie away.
    #[must_use]
    pub fn no_cookie(&self) -> Cookie<'static> {
        let mut cookie = self.cookie(String::new(), TimeDelta::zero());
        cookie.make_removal();
        cookie
    }

    /// Whether the session cookie came with this request, and its value.
    #[must_use]
    pub fn cookie_of(&self, request: &HttpRequest) -> Option<String> {
        request.cookie(self.cookie_name()).map(|cookie| cookie.value().to_owned())
    }

    /// Lets pages of our own origin pass, and clients that are no browsers (which send neither header).
    ///
    /// # Errors
    /// 403 `csrf_failed` for a page of another site or origin.
    pub fn refuse_foreign(&self, request: &HttpRequest) -> Result<(), Problem> {
        let site = request.headers().get("sec-fetch-site");
        let foreign_site = site.is_some_and(|site| site == "cross-site");
        let origin = request.headers().get(ORIGIN);
        let foreign_origin = origin.is_some_and(|origin| {
            origin != self.origin.as_str() && !(self.is_local && is_of_host(request, origin.as_bytes()))
        });
        if foreign_site || foreign_origin { Err(csrf_failed()) } else { Ok(()) }
    }
}

/// 403: a write by cookie that does not come from our own page.
#[must_use]
pub fn csrf_failed() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "csrf_failed", "This write did not come from our own page.")
}

/// Whether the page came from the host that the request went to.
fn is_of_host(request: &HttpRequest, origin: &[u8]) -> bool {
    let host = request.headers().get(HOST).map(HeaderValue::as_bytes);
    host.is_some() && origin.strip_prefix(b"http://") == host
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn is_refused(public_url: &str, headers: &[(&'static str, &str)]) -> bool {
        let mut request = TestRequest::post();
        for (name, value) in headers {
            request = request.insert_header((*name, *value));
        }
        let browser = Browser::new(&Url::parse(public_url).unwrap());
        browser.refuse_foreign(&request.to_http_request()).is_err()
    }

    #[test]
    fn only_our_own_pages_pass() {
        let here = "https://care.example";
        assert!(!is_refused(here, &[("origin", here), ("sec-fetch-site", "same-origin")]));
        assert!(!is_refused(here, &[]), "no browser");
        for headers in [
            [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")],
            [("origin", here), ("sec-fetch-site", "cross-site")],
            [("origin", "https://evil.care.example"), ("sec-fetch-site", "same-site")],
            [("origin", "http://care.example"), ("host", "care.example")],
            [("origin", "https://evil.example"), ("host", "evil.example")],
            [("origin", "null"), ("host", "null")],
        ] {
            assert!(is_refused(here, &headers), "{headers:?}");
        }
    }

    #[test]
    fn a_development_server_goes_by_several_names() {
        let here = "http://localhost:8000";
        let page = [("origin", "http://127.0.0.1:8000"), ("host", "127.0.0.1:8000")];
        assert!(!is_refused(here, &page));
        assert!(is_refused(here, &[("origin", "http://evil.example"), ("host", "localhost:8000")]));
    }

    #[test]
    fn over_https_the_cookie_is_bound_to_the_host() {
        let cookie = |url: &str| {
            let browser = Browser::new(&Url::parse(url).unwrap());
            browser.cookie("v".into(), TimeDelta::hours(12)).to_string()
        };
        assert_eq!(
            cookie("https://care.example"),
            "__Host-carebridge=v; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=43200"
        );
        assert_eq!(cookie("http://localhost"), "carebridge=v; HttpOnly; SameSite=Lax; Path=/; Max-Age=43200");
    }
}
