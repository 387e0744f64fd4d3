//! `ETag`, `If-Match` and `If-None-Match` of what has a version (RFC 9110 §13): its tag is the version.

use std::convert::Infallible;
use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::{self, ETag, EntityTag, Header};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::Serialize;

use crate::domain::versions::Expected;
use crate::http::problem::Problem;

/// The tag of a version.
#[must_use]
pub fn etag(version: impl Into<i64>) -> ETag {
    ETag(tag(version.into()))
}

/// 200 with something and the tag of its version.
pub fn tagged(version: impl Into<i64>, body: impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(version)).json(body)
}

/// The same, or 304 where the client has it.
pub fn tagged_unless_known(
    known: &IfNoneMatch,
    version: impl Into<i64>,
    body: impl Serialize,
) -> HttpResponse {
    let version = version.into();
    if known.has_version(version) {
        return HttpResponse::NotModified().insert_header(etag(version)).finish();
    }
    tagged(version, body)
}

fn tag(version: i64) -> EntityTag {
    EntityTag::new_strong(version.to_string())
}

/// What a change may be made to: anything without `If-Match`. An extractor; 400 for a header that cannot be read.
#[derive(Debug, Clone)]
pub struct IfMatch(pub Expected);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        if !request.headers().contains_key(header::IF_MATCH) {
            return ready(Ok(Self(Expected::Any)));
        }
        ready(match header::IfMatch::parse(request) {
            Ok(header::IfMatch::Any) => Ok(Self(Expected::Any)),
            // A tag that is weak, or not of our making, matches nothing.
            Ok(header::IfMatch::Items(tags)) => Ok(Self(Expected::OneOf(
                tags.iter().filter(|tag| !tag.weak).filter_map(|tag| tag.tag().parse().ok()).collect(),
            ))),
            Err(_) => Err(Problem::bad_request("bad_if_match", "If-Match is `*` or tags as ETag gave them.")),
        })
    }
}

/// The tags of what a client has already. An extractor.
#[derive(Debug, Clone)]
pub struct IfNoneMatch(Vec<EntityTag>);

impl IfNoneMatch {
    /// Whether the client has this one already: 304.
    #[must_use]
    pub fn has(&self, tag: &EntityTag) -> bool {
        self.0.iter().any(|given| given.weak_eq(tag))
    }

    /// The same for a version.
    #[must_use]
    pub fn has_version(&self, version: impl Into<i64>) -> bool {
        self.has(&tag(version.into()))
    }
}

impl FromRequest for IfNoneMatch {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(match header::IfNoneMatch::parse(request) {
            Ok(header::IfNoneMatch::Items(tags)) => tags,
            // `*` is for writes (RFC 9110 §13.1.2); what cannot be read is not there.
            Ok(header::IfNoneMatch::Any) | Err(_) => Vec::new(),
        })))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    async fn expected(header: &str) -> Result<Expected, &'static str> {
        let request = TestRequest::default().insert_header((header::IF_MATCH, header)).to_http_request();
        IfMatch::extract(&request).await.map(|found| found.0).map_err(|problem| problem.code())
    }

    #[actix_web::test]
    async fn a_change_names_the_versions_that_it_may_be_made_to() {
        assert_eq!(expected("\"3\"").await, Ok(Expected::OneOf(vec![3])));
        assert_eq!(expected("\"3\", \"4\"").await, Ok(Expected::OneOf(vec![3, 4])));
        assert_eq!(expected("*").await, Ok(Expected::Any));
        assert_eq!(expected("W/\"3\"").await, Ok(Expected::OneOf(vec![])));
        let bare = TestRequest::default().to_http_request();
        assert_eq!(IfMatch::extract(&bare).await.map(|found| found.0).unwrap(), Expected::Any);
    }

    #[actix_web::test]
    async fn what_a_client_has_need_not_be_sent() {
        let request =
            TestRequest::default().insert_header((header::IF_NONE_MATCH, "W/\"3\"")).to_http_request();
        let known = IfNoneMatch::extract(&request).await.unwrap();
        assert!(known.has_version(3) && !known.has_version(4));
    }
}
