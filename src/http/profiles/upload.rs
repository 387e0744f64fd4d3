//! Reads the one file of a form, within its own limit: that of other bodies does not hold for it.

use actix_multipart::{Multipart, MultipartError};
use actix_web::http::StatusCode;
use futures::TryStreamExt;

use crate::http::foreign;
use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;

/// The name of the field.
const FIELD: &str = "file";
/// Bytes of a file.
const FILE_MAX: usize = 5 * 1024 * 1024;

/// The file of a `multipart/form-data` with no other field.
///
/// # Errors
/// 415 for another kind of body, 400 `malformed_multipart`, 422 `unknown_field`, `duplicate_field`, `required` or
/// `image_too_large`.
pub async fn file(mut form: Multipart) -> Result<Vec<u8>, Problem> {
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
        let mut bytes = Vec::new();
        while let Some(chunk) = part.try_next().await.map_err(|error| refused(&error))? {
            if bytes.len() + chunk.len() > FILE_MAX {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        file = Some(bytes);
    }
    file.ok_or_else(|| Problem::field(FieldError::new(FIELD, "required", "This field is required.")))
}

fn too_large() -> Problem {
    Problem::invalid(vec![FieldError::new(FIELD, "image_too_large", "A picture has 5 MiB at the most.")])
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
