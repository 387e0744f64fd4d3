//! What serde refused, in words for a person: which field, which code, and never the value that was sent.

use serde::de::DeserializeOwned;
use serde_path_to_error::Path;

use crate::http::problem_body::FieldError;

/// The refusal of one field by serde, from its path and its message.
#[must_use]
pub fn field_error(path: &Path, message: &str) -> FieldError {
    let at = path.to_string();
    let named = |name: &str| if at == "." { name.to_owned() } else { format!("{at}.{name}") };
    if let Some(name) = quoted(message, "unknown field `") {
        let field = if at == name || at.ends_with(&format!(".{name}")) { at.clone() } else { named(name) };
        return FieldError::new(field, "unknown_field", "There is no such field here.");
    }
    if let Some(name) = quoted(message, "missing field `") {
        return FieldError::new(named(name), "required", "This field is required.");
    }
    if let Some(name) = quoted(message, "duplicate field `") {
        let field = if at.ends_with(name) { at.clone() } else { named(name) };
        return FieldError::new(field, "duplicate_field", "This field is given twice.");
    }
    if message.starts_with("invalid type") || message.starts_with("invalid length") {
        return FieldError::new(at, "invalid_type", expected(message));
    }
    if message.starts_with("unknown variant") || message.starts_with("invalid value") {
        return FieldError::new(at, "invalid_value", expected(message));
    }
    FieldError::new(at, "invalid_value", "This value is not valid here.")
}

/// Reads a query string; the error names the field that was refused.
///
/// # Errors
/// The first field that serde refuses.
pub fn query<T: DeserializeOwned>(text: &str) -> Result<T, FieldError> {
    let pairs = serde_urlencoded::Deserializer::new(url::form_urlencoded::parse(text.as_bytes()));
    serde_path_to_error::deserialize(pairs)
        .map_err(|error| field_error(error.path(), &error.inner().to_string()))
}

fn quoted<'a>(message: &'a str, opening: &str) -> Option<&'a str> {
    message.strip_prefix(opening)?.split('`').next()
}

/// serde's own "expected …" without the value before it and without the position after it.
fn expected(message: &str) -> String {
    let wanted = message.rsplit_once("expected ").map_or("another value", |(_, wanted)| wanted);
    let wanted = wanted.split(" at line ").next().unwrap_or(wanted);
    format!("Expected {wanted}.")
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Search {
        #[expect(dead_code, reason = "only read by serde")]
        limit: u32,
    }

    #[test]
    fn a_query_names_the_field_of_a_wrong_type() {
        let error = query::<Search>("limit=many").unwrap_err();
        assert_eq!(error.field, "limit");
        assert_eq!(error.code, "invalid_value");
    }

    #[test]
    fn a_query_names_an_unknown_field() {
        let error = query::<Search>("limit=1&colour=red").unwrap_err();
        assert_eq!((error.field.as_str(), error.code), ("colour", "unknown_field"));
    }

    #[test]
    fn a_query_names_a_field_that_is_missing() {
        let error = query::<Search>("").unwrap_err();
        assert_eq!((error.field.as_str(), error.code), ("limit", "required"));
    }

    #[test]
    fn what_was_sent_is_never_repeated() {
        let error = serde_json::from_str::<Search>(r#"{"limit":"hepatitis"}"#).unwrap_err();
        assert!(error.to_string().contains("hepatitis"), "serde itself repeats it");
        let de = &mut serde_json::Deserializer::from_str(r#"{"limit":"hepatitis"}"#);
        let error = serde_path_to_error::deserialize::<_, Search>(de).unwrap_err();
        let error = field_error(error.path(), &error.inner().to_string());
        assert_eq!(error, FieldError::new("limit", "invalid_type", "Expected u32."));
    }
}
