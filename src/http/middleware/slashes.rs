//! One path, one name. A path under `/api/` or `/health` answers the same with and without its last slash.
//!
//! Feature files declare their routes **with** it, as the contract writes them; only what is in `BARE`, and names with
//! a dot (`calendar.ics`), are declared without.

use actix_web::Error;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse, Url};
use actix_web::http::Uri;
use actix_web::http::uri::PathAndQuery;
use actix_web::middleware::Next;

/// Routes whose canonical form has no slash at its end.
const BARE: [&str; 5] =
    ["/api/docs", "/api/v1/realtime/ws", "/api/v1/realtime/events", "/health/live", "/health/ready"];

/// Rewrites the path to its canonical form before it is routed.
///
/// # Errors
/// Only what an inner middleware threw.
pub async fn settle(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let plain = unescaped(request.path());
    let settled = canonical(&plain).or_else(|| (plain != request.path()).then(|| plain.clone()));
    if let Some(uri) = settled.and_then(|path| with_path(request.uri(), &path)) {
        request.match_info_mut().set(Url::new(uri.clone()));
        request.head_mut().uri = uri;
    }
    next.call(request).await
}

/// The path with letters, digits and `-._~` as themselves: RFC 3986 §6.2.2.2 has both forms mean the same, the router takes
/// them for the same, and what asks for the path before it (limits, credentials) must not see another one.
fn unescaped(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('%') {
        plain.push_str(before);
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        match byte.map(char::from) {
            Some(c) if c.is_ascii_alphanumeric() || "-._~".contains(c) => {
                plain.push(c);
                rest = &after[2..];
            }
            _ => {
                plain.push('%');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// The canonical path, if this is not it.
fn canonical(path: &str) -> Option<String> {
    if !path.starts_with("/api/") && !path.starts_with("/health") || path.starts_with("/api/docs/") {
        return None;
    }
    let bare = path.strip_suffix('/').unwrap_or(path);
    let last = bare.rsplit('/').next().unwrap_or_default();
    let wanted =
        if BARE.contains(&bare) || last.contains('.') { bare.to_owned() } else { format!("{bare}/") };
    (wanted != path).then_some(wanted)
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let text = uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(text).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_slash_is_added() {
        assert_eq!(canonical("/api/v1/doctors").as_deref(), Some("/api/v1/doctors/"));
        assert_eq!(canonical("/health").as_deref(), Some("/health/"));
        assert_eq!(canonical("/api/v1/doctors/"), None);
    }

    #[test]
    fn names_with_a_dot_and_bare_routes_lose_it() {
        assert_eq!(canonical("/api/v1/realtime/ws/").as_deref(), Some("/api/v1/realtime/ws"));
        assert_eq!(canonical("/api/v1/realtime/ws"), None);
        assert_eq!(canonical("/api/openapi.json"), None);
    }

    #[test]
    fn a_letter_in_disguise_is_a_letter_and_all_else_stays_as_it_is() {
        assert_eq!(unescaped("/%61pi/v1/doc%74ors/%7Ex"), "/api/v1/doctors/~x");
        for path in
            ["/api/v1/a%2Fb/", "/api/v1/%00/", "/api/v1/%", "/api/v1/%4", "/api/v1/%zz/", "/api/v1/%C3%A9/"]
        {
            assert_eq!(unescaped(path), path);
        }
        assert_eq!(unescaped("/%2561pi"), "/%2561pi", "once, and not again");
    }

    #[test]
    fn the_page_and_its_files_are_left_alone() {
        for path in ["/", "/assets/index.js", "/doctors", "/api/docs/", "/api/docs/index.html", "/apiary"] {
            assert_eq!(canonical(path), None, "{path}");
        }
    }
}
