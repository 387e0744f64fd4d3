//! What an account is for.

use serde::{Deserialize, Serialize};

/// The role of an account; a doctor or a member of staff belongs to clinics besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Books for themselves.
    Patient,
    /// Has a schedule.
    Doctor,
    /// Works at a clinic's front desk.
    Staff,
    /// Runs the hub.
    Admin,
}

impl Role {
    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Doctor => "doctor",
            Self::Staff => "staff",
            Self::Admin => "admin",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        [Self::Patient, Self::Doctor, Self::Staff, Self::Admin].into_iter().find(|role| role.as_str() == name)
    }
}
