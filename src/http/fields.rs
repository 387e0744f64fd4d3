//! Reads the fields of a body one by one and refuses all the bad ones at once.

use crate::domain::invalid::Invalid;
use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;

/// The refused fields so far.
#[derive(Debug, Default)]
pub struct Fields(Vec<FieldError>);

impl Fields {
    /// The value of a field; none, and remembered, where it was refused.
    pub fn read<T>(&mut self, field: &str, value: Result<T, Invalid>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(invalid) => {
                self.0.push(FieldError::new(field, invalid.code, invalid.message));
                None
            }
        }
    }

    /// The same for a field that may be left out.
    pub fn read_if_given<T>(
        &mut self,
        field: &str,
        text: Option<&str>,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Option<T> {
        text.and_then(|text| self.read(field, parse(text)))
    }

    /// What was made of the fields, if none was refused.
    ///
    /// # Errors
    /// 422 `invalid` with each refused field.
    pub fn settle<T>(self, made: Option<T>) -> Result<T, Problem> {
        match made {
            Some(made) if self.0.is_empty() => Ok(made),
            _ => Err(Problem::invalid(self.0)),
        }
    }
}
