//! Reads the one file of a form, within its own limit: that of other bodies does not hold for it.

use actix_multipart::{Multipart, MultipartError};
use actix_web::http::StatusCode;
use futures::TryStreamExt;

use crate::http::foreign;
use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;

/// The name of the field.
const FIELD: &str = "file";

/// How large a file may be, and what is said to who sends a larger one.
#[derive(Debug, Clone, Copy)]
pub struct Most {
    /// Bytes.
    pub bytes: usize,
    /// What clients switch on.
    pub code: &'static str,
    /// One sentence for a person.
    pub message: &'static str,
}

/// A file as it came.
#[derive(Debug)]
pub struct Upload {
    /// What its sender calls it; nothing where they do not say.
    pub name: String,
    /// All of it.
    pub content: Vec<u8>,
}

/// The file of a `multipart/form-data` with no other field.
///
/// # Errors
/// 415 for another kind of body, 400 `malformed_multipart`, 422 `unknown_field`, `duplicate_field`, `required` or the code
/// of `most`.
pub async fn file(mut form: Multipart, most: Most) -> Result<Upload, Problem> {
    let mut file = None;
    while let Some(mut part) = form.try_next().await.map_err(|error| refused(&error))? {
        let name = part.name().unwrap_or_default().to_owned();
        if name != FIELD {
            return Err(Problem::field(FieldError::new(
                name,
                "unknown_field",
                "There is no such field here.",
            )));
        }
        if file.is_some() {
            return Err(Problem::field(FieldError::new(
                FIELD,
                "duplicate_field",
                "This field is given twice.",
            )));
        }
        let called = part.content_disposition().and_then(|part| part.get_filename()).unwrap_or_default();
        let mut upload = Upload { name: called.to_owned(), content: Vec::new() };
        while let Some(chunk) = part.try_next().await.map_err(|error| refused(&error))? {
            if upload.content.len() + chunk.len() > most.bytes {
                return Err(Problem::invalid(vec![FieldError::new(FIELD, most.code, most.message)]));
            }
            upload.content.extend_from_slice(&chunk);
        }
        file = Some(upload);
    }
    file.ok_or_else(|| Problem::field(FieldError::new(FIELD, "required", "This field is required.")))
}

fn refused(error: &MultipartError) -> Problem {
    match error {
        MultipartError::ContentTypeMissing
        | MultipartError::ContentTypeParse
        | MultipartError::ContentTypeIncompatible
        | MultipartError::BoundaryMissing => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "Send this as multipart/form-data.",
        ),
        MultipartError::Payload(error) => foreign::of_payload(error),
        _ => Problem::bad_request("malformed_multipart", "The form cannot be read."),
    }
}
