//! A field of a PATCH, where leaving it out and sending `null` mean different things (RFC 7396).

use serde::{Deserialize, Deserializer};

use crate::domain::invalid::Invalid;
use crate::http::fields::Fields;

/// What a body says of a field. In a body: `#[serde(default)]` beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Given<T> {
    /// Nothing: it stays as it is.
    #[default]
    Absent,
    /// `null`: it is cleared.
    Null,
    /// This.
    Value(T),
}

impl<T> Given<T> {
    /// The same, where saying nothing clears too: the field of a PUT.
    #[must_use]
    pub fn or_null(self) -> Self {
        match self {
            Self::Absent => Self::Null,
            said => said,
        }
    }

    /// Whether there is a value.
    #[must_use]
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// The value of a field, or `cleared` for `null`; none where nothing is said, or it was refused.
    pub fn read<U>(
        self,
        fields: &mut Fields,
        name: &str,
        cleared: Result<U, Invalid>,
        parse: impl FnOnce(T) -> Result<U, Invalid>,
    ) -> Option<U> {
        match self {
            Self::Absent => None,
            Self::Null => fields.read(name, cleared),
            Self::Value(value) => fields.read(name, parse(value)),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Given<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Body {
        #[serde(default)]
        phone: Given<String>,
    }

    fn phone(json: &str) -> Given<String> {
        serde_json::from_str::<Body>(json).unwrap().phone
    }

    #[test]
    fn nothing_null_and_a_value_are_told_apart() {
        assert_eq!(phone("{}"), Given::Absent);
        assert_eq!(phone(r#"{"phone":null}"#), Given::Null);
        assert_eq!(phone(r#"{"phone":"1"}"#), Given::Value("1".to_owned()));
        assert_eq!(phone("{}").or_null(), Given::Null);
    }
}
