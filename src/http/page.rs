//! The browser app out of `static/dist`: what no route of the API takes, is the page's.

use std::borrow::Cow;

use actix_web::http::Method;
use actix_web::http::header::{self, CacheDirective, EntityTag, Header, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse};
use rust_embed::RustEmbed;

use crate::http::allowed_methods;
use crate::http::problem::Problem;

/// Roots that are never a page of the app; what is unknown below them is 404.
const RESERVED: [&str; 6] = ["/api", "/health", "/metrics", "/webhooks", "/calendar", "/unsubscribe"];

/// One year, as long as caches keep anything (RFC 9111 §1.2.2).
const ONE_YEAR_S: u32 = 31_536_000;

/// Embedded in a release binary, read from disk by a debug one.
#[derive(RustEmbed)]
#[folder = "static/dist"]
#[allow_missing = true]
struct Dist;

/// One file of the app.
struct File {
    bytes: Cow<'static, [u8]>,
    sha256: [u8; 32],
    mime: String,
}

/// The application's default service: a file of the page, the page itself for its own paths, else a refusal.
///
/// # Errors
/// 404 for what is not there, 405 for a route of the API that knows other methods.
pub async fn serve(request: HttpRequest) -> Result<HttpResponse, Problem> {
    answer(&request, |path| {
        let file = Dist::get(path)?;
        let mime = file.metadata.mimetype().to_owned();
        Some(File { bytes: file.data, sha256: file.metadata.sha256_hash(), mime })
    })
}

fn answer(request: &HttpRequest, find: fn(&str) -> Option<File>) -> Result<HttpResponse, Problem> {
    let path = request.path();
    if let Some(problem) = allowed_methods::refusal(request) {
        return Err(problem);
    }
    let reserved = RESERVED
        .iter()
        .any(|root| path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')));
    if reserved || !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(Problem::not_found());
    }
    if path != "/"
        && let Some(file) = find(path.trim_start_matches('/'))
    {
        return Ok(file_answer(request, file, path.starts_with("/assets/")));
    }
    if path.starts_with("/assets/") || (path != "/" && !wants_html(request)) {
        return Err(Problem::not_found());
    }
    Ok(find("index.html").map_or_else(not_built, |index| file_answer(request, index, false)))
}

/// Whether a browser navigates here, rather than a script or an image tag asking.
fn wants_html(request: &HttpRequest) -> bool {
    request
        .headers()
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}

/// `immutable` for names that hold a hash of their content.
fn file_answer(request: &HttpRequest, file: File, immutable: bool) -> HttpResponse {
    let digest: String = file.sha256[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    // Weak, since the answer may be compressed on its way (RFC 9110 §8.8.1).
    let tag = EntityTag::new_weak(digest);
    let caching = if immutable {
        vec![
            CacheDirective::Public,
            CacheDirective::MaxAge(ONE_YEAR_S),
            CacheDirective::Extension("immutable".to_owned(), None),
        ]
    } else {
        vec![CacheDirective::NoCache]
    };
    let known = match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|given| given.weak_eq(&tag)),
        Err(_) => false,
    };
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header(header::CacheControl(caching)).insert_header(header::ETag(tag));
    if known {
        return response.finish();
    }
    let text = file.mime.starts_with("text/") && !file.mime.contains("charset");
    let mime = if text { format!("{}; charset=utf-8", file.mime) } else { file.mime };
    response.insert_header((header::CONTENT_TYPE, mime)).body(file.bytes.into_owned())
}

fn not_built() -> HttpResponse {
    HttpResponse::ServiceUnavailable()
        .insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body("the page has not been built: run make run\n")
}

#[cfg(test)]
mod tests {
    use actix_web::ResponseError;
    use actix_web::http::StatusCode;
    use actix_web::test::TestRequest;

    use super::*;

    fn built(path: &str) -> Option<File> {
        let (bytes, mime) = match path {
            "index.html" => ("<html>", "text/html"),
            "assets/app-1a2b.js" => ("let a", "text/javascript"),
            "icon.svg" => ("<svg>", "image/svg+xml"),
            _ => return None,
        };
        Some(File { bytes: bytes.as_bytes().into(), sha256: [7; 32], mime: mime.to_owned() })
    }

    fn get(path: &str, find: fn(&str) -> Option<File>) -> Result<HttpResponse, StatusCode> {
        let request = TestRequest::get().uri(path).insert_header(("Accept", "text/html,*/*;q=0.8"));
        answer(&request.to_http_request(), find).map_err(|problem| problem.status_code())
    }

    fn value(response: &HttpResponse, name: header::HeaderName) -> String {
        response.headers().get(name).unwrap().to_str().unwrap().to_owned()
    }

    #[test]
    fn a_hashed_file_is_kept_for_a_year() {
        let response = get("/assets/app-1a2b.js", built).unwrap();
        assert_eq!(value(&response, header::CACHE_CONTROL), "public, max-age=31536000, immutable");
        assert_eq!(value(&response, header::CONTENT_TYPE), "text/javascript; charset=utf-8");
        assert_eq!(get("/assets/gone.js", built).unwrap_err(), StatusCode::NOT_FOUND);
    }

    #[test]
    fn the_apps_own_paths_are_the_page() {
        for path in ["/", "/doctors/7", "/index.html", "/admin/"] {
            let response = get(path, built).unwrap();
            assert_eq!(value(&response, header::CONTENT_TYPE), "text/html; charset=utf-8", "{path}");
            assert_eq!(value(&response, header::CACHE_CONTROL), "no-cache", "{path}");
        }
        assert_eq!(value(&get("/icon.svg", built).unwrap(), header::CONTENT_TYPE), "image/svg+xml");
    }

    #[test]
    fn nothing_reserved_is_the_page() {
        for path in ["/api", "/api/v1/nothing/", "/health/nothing", "/webhooks/x", "/calendar/x.ics"] {
            assert_eq!(get(path, built).unwrap_err(), StatusCode::NOT_FOUND, "{path}");
        }
    }

    #[test]
    fn a_script_that_asks_for_what_is_not_there_gets_no_page() {
        let request = TestRequest::get().uri("/missing.json").insert_header(("Accept", "application/json"));
        assert!(answer(&request.to_http_request(), built).is_err());
        assert!(answer(&TestRequest::post().uri("/").to_http_request(), built).is_err());
    }

    #[test]
    fn a_page_that_the_browser_has_is_not_sent_again() {
        let tag = value(&get("/", built).unwrap(), header::ETAG);
        let request = TestRequest::get().uri("/").insert_header(("If-None-Match", tag));
        let response = answer(&request.to_http_request(), built).unwrap();
        assert_eq!(response.status(), StatusCode::NOT_MODIFIED);
    }

    #[test]
    fn a_page_that_was_not_built_says_so() {
        let response = get("/", |_| None).unwrap();
        assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    }
}
