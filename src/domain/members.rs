//! Who works at a clinic, and as what.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::contact::Email;
use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::roles::Role;

/// What somebody is at a clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MemberRole {
    /// Sees patients.
    Doctor,
    /// Works at the front desk.
    Staff,
    /// Runs the clinic.
    Manager,
}

impl MemberRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Doctor, Self::Staff, Self::Manager];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Doctor => "doctor",
            Self::Staff => "staff",
            Self::Manager => "manager",
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// `unknown_role`.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == name)
            .ok_or_else(|| Invalid::new("unknown_role", "Choose one of doctor, staff, manager."))
    }

    /// Whether an account of this role can be it.
    #[must_use]
    pub fn fits(self, account: Role) -> bool {
        match self {
            Self::Doctor => account == Role::Doctor,
            Self::Staff | Self::Manager => account == Role::Staff,
        }
    }
}

/// Somebody who works at a clinic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user_id: UserId,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Where mail goes; shown masked.
    pub email: Option<Email>,
    /// What the account is for.
    pub account_role: Role,
    /// What they are at this clinic.
    pub role: MemberRole,
    /// Since when they work there.
    pub created_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doctors_are_doctors_and_staff_are_staff_or_managers() {
        let fitting = |account| MemberRole::ALL.map(|role| role.fits(account));
        assert_eq!(fitting(Role::Doctor), [true, false, false]);
        assert_eq!(fitting(Role::Staff), [false, true, true]);
        assert_eq!(fitting(Role::Patient), [false; 3]);
        assert_eq!(fitting(Role::Admin), [false; 3]);
    }

    #[test]
    fn each_name_is_read_back_and_no_other() {
        for role in MemberRole::ALL {
            assert_eq!(MemberRole::parse(role.as_str()), Ok(role));
        }
        assert_eq!(MemberRole::parse("Manager").unwrap_err().code, "unknown_role");
    }
}
