//! Which pages may open a socket: the same-origin policy does not cover WebSockets, so the server must (RFC 6455 §10.2).

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::ORIGIN;

use crate::http::browser::Browser;
use crate::http::problem::Problem;

/// Lets our own pages pass, and clients that are no browsers. A browser names the page's origin on every upgrade, so a
/// session cookie without one comes from nobody whom it was given to.
///
/// # Errors
/// 403 `forbidden_origin`.
pub(super) fn check(request: &HttpRequest, browser: &Browser) -> Result<(), Problem> {
    let nameless_cookie = !request.headers().contains_key(ORIGIN) && browser.cookie_of(request).is_some();
    if nameless_cookie || browser.refuse_foreign(request).is_err() {
        return Err(forbidden());
    }
    Ok(())
}

/// 403 `forbidden_origin`.
pub(super) fn forbidden() -> Problem {
    let detail = "Sockets may be opened from our own pages only.";
    Problem::new(StatusCode::FORBIDDEN, "forbidden_origin", detail)
}

#[cfg(test)]
mod tests {
    use actix_web::cookie::Cookie;
    use actix_web::test::TestRequest;
    use url::Url;

    use super::*;

    fn passes(origin: Option<&str>, cookie: bool) -> bool {
        let mut request = TestRequest::get();
        if let Some(origin) = origin {
            request = request.insert_header((ORIGIN, origin));
        }
        if cookie {
            request = request.cookie(Cookie::new("__Host-carebridge", "c"));
        }
        let browser = Browser::new(&Url::parse("https://care.example").unwrap());
        check(&request.to_http_request(), &browser).is_ok()
    }

    #[test]
    fn a_page_of_ours_passes_and_another_does_not() {
        assert!(passes(Some("https://care.example"), true));
        assert!(passes(Some("https://care.example"), false));
        assert!(!passes(Some("https://evil.example"), true));
        assert!(!passes(Some("https://evil.example"), false));
        assert!(!passes(Some("null"), false));
    }

    #[test]
    fn without_an_origin_a_cookie_is_not_believed() {
        assert!(passes(None, false));
        assert!(!passes(None, true));
    }
}
