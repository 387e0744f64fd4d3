//! Accounts as administrators see them.

use chrono::{DateTime, Utc};

use crate::domain::invalid::Invalid;
use crate::domain::roles::Role;
use crate::domain::users::User;

/// An account, and what only administrators are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagedUser {
    /// The account.
    pub user: User,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When somebody last signed in to it, as far as sign-ins are remembered.
    pub last_sign_in_at: Option<DateTime<Utc>>,
}

/// Reads the name of a role that can be given: a doctor's comes with a licence and a schedule, and is not.
///
/// # Errors
/// `unknown_role`.
pub fn given_role(name: &str) -> Result<Role, Invalid> {
    match Role::from_stored(name) {
        Some(role @ (Role::Staff | Role::Admin | Role::Patient)) => Ok(role),
        Some(Role::Doctor) | None => {
            Err(Invalid::new("unknown_role", "Choose one of staff, admin, patient."))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_becomes_a_doctor_by_a_word() {
        assert_eq!(given_role("admin"), Ok(Role::Admin));
        assert_eq!(given_role("doctor").unwrap_err().code, "unknown_role");
        assert_eq!(given_role("root").unwrap_err().code, "unknown_role");
    }
}
