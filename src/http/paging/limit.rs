//! How many results a page holds.

use serde::Deserialize;
use thiserror::Error;
use utoipa::ToSchema;

/// Results a page: 1 to 100, 20 unless told. In a query struct: `#[serde(default)] #[param(inline)] limit: Limit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(try_from = "u32")]
#[schema(value_type = u32, minimum = 1, maximum = 100, default = 20)]
pub struct Limit(u32);

/// Asked for none, or for more than 100.
#[derive(Debug, PartialEq, Eq, Error)]
#[error("a page holds 1 to 100 results")]
pub struct OutOfRange;

impl Limit {
    /// The number.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0
    }

    /// The number, for what is in memory.
    #[must_use]
    pub fn size(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }

    /// The number and one more: the row that tells whether there is a next page.
    #[must_use]
    pub fn and_one(self) -> i64 {
        i64::from(self.0) + 1
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(20)
    }
}

impl TryFrom<u32> for Limit {
    type Error = OutOfRange;

    fn try_from(number: u32) -> Result<Self, OutOfRange> {
        if (1..=100).contains(&number) { Ok(Self(number)) } else { Err(OutOfRange) }
    }
}
