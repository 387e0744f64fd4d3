//! Which bytes of something are asked for (RFC 9110 §14), and how they are answered.

use std::ops::RangeInclusive;

use actix_web::HttpRequest;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, EntityTag, Header, HeaderValue, IfRange, Range};

use crate::http::problem::Problem;

/// What a request asks for of something that has bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// These, the last one included.
    Bytes(RangeInclusive<i32>),
    /// What lies beyond its end.
    Beyond,
}

/// The part that a request asks for of something of `size` bytes that bears `tag`. Several stretches at once, units that
/// nobody knows, and a part of something else (`If-Range`, §13.1.5) are all of it.
#[must_use]
pub fn part_of(request: &HttpRequest, size: i32, tag: &EntityTag) -> Part {
    let Ok(Range::Bytes(stretches)) = Range::parse(request) else { return Part::Whole };
    let ([stretch], true) = (stretches.as_slice(), is_of(request, tag)) else { return Part::Whole };
    let range = stretch.to_satisfiable_range(u64::try_from(size).unwrap_or(0));
    let position = |at: u64| i32::try_from(at).ok();
    match range.and_then(|(first, last)| position(first).zip(position(last))) {
        Some((first, last)) => Part::Bytes(first..=last),
        None => Part::Beyond,
    }
}

fn is_of(request: &HttpRequest, tag: &EntityTag) -> bool {
    if !request.headers().contains_key(header::IF_RANGE) {
        return true;
    }
    matches!(IfRange::parse(request), Ok(IfRange::EntityTag(wanted)) if wanted.strong_eq(tag))
}

/// `Content-Range` of a part: the bytes, and of how many.
#[must_use]
pub fn content_range(range: &RangeInclusive<i32>, size: i32) -> (header::HeaderName, String) {
    (header::CONTENT_RANGE, format!("bytes {}-{}/{size}", range.start(), range.end()))
}

/// 416: nothing of something of `size` bytes is there.
#[must_use]
pub fn beyond(size: i32) -> Problem {
    let problem = Problem::new(
        StatusCode::RANGE_NOT_SATISFIABLE,
        "range_not_satisfiable",
        format!("There are {size} bytes."),
    );
    match HeaderValue::try_from(format!("bytes */{size}")) {
        Ok(length) => problem.with_header(header::CONTENT_RANGE, length),
        Err(_) => problem,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn asked(range: &str, if_range: Option<&str>) -> Part {
        let mut request = TestRequest::default().insert_header((header::RANGE, range));
        if let Some(tag) = if_range {
            request = request.insert_header((header::IF_RANGE, tag));
        }
        part_of(&request.to_http_request(), 100, &EntityTag::new_strong("a1".to_owned()))
    }

    #[test]
    fn one_stretch_of_bytes_is_honoured_as_far_as_it_goes() {
        assert_eq!(asked("bytes=0-9", None), Part::Bytes(0..=9));
        assert_eq!(asked("bytes=90-", None), Part::Bytes(90..=99));
        assert_eq!(asked("bytes=90-500", None), Part::Bytes(90..=99));
        assert_eq!(asked("bytes=-10", None), Part::Bytes(90..=99));
        assert_eq!(asked("bytes=-500", None), Part::Bytes(0..=99));
    }

    #[test]
    fn what_begins_beyond_the_end_is_not_there() {
        assert_eq!(asked("bytes=100-", None), Part::Beyond);
        assert_eq!(asked("bytes=200-300", None), Part::Beyond);
    }

    #[test]
    fn what_is_not_one_stretch_of_bytes_of_this_very_thing_is_all_of_it() {
        for range in ["bytes=0-1,5-6", "lines=0-9", "bytes=a-b", "bytes"] {
            assert_eq!(asked(range, None), Part::Whole, "{range}");
        }
        assert_eq!(asked("bytes=0-9", Some("\"a1\"")), Part::Bytes(0..=9));
        assert_eq!(asked("bytes=0-9", Some("\"b2\"")), Part::Whole);
        assert_eq!(asked("bytes=0-9", Some("W/\"a1\"")), Part::Whole);
        assert_eq!(asked("bytes=0-9", Some("Mon, 23 Nov 2026 06:00:00 GMT")), Part::Whole);
    }
}
