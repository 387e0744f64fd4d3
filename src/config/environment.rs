//! How strict the server is with itself.

use serde::Serialize;

/// Where the server runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// On somebody's own machine: what is missing is made, demo accounts may be seeded.
    Development,
    /// With real patients: secrets and HTTPS are required.
    Production,
}

impl Environment {
    /// Reads `development` or `production`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match text {
            "development" => Some(Self::Development),
            "production" => Some(Self::Production),
            _ => None,
        }
    }

    /// Whether real patients may depend on this server.
    #[must_use]
    pub fn is_production(self) -> bool {
        self == Self::Production
    }
}
