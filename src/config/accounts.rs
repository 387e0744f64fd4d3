//! What is asked of people who sign in.

use serde::Serialize;

use crate::config::environment::Environment;
use crate::config::error::SettingsError;
use crate::config::lookup::Lookup;

/// Accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct AccountSettings {
    /// The fewest characters of a new password, from 8 to 64.
    pub password_min: usize,
    /// Doctors, staff and administrators must have a second factor.
    pub staff_mfa: bool,
}

impl AccountSettings {
    pub(super) fn read(lookup: &Lookup, env: Environment) -> Result<Self, SettingsError> {
        let password_min =
            lookup.required("accounts.password_min", "a number of characters from 8 to 64", |text| {
                text.parse().ok().filter(|min| (8..=64).contains(min))
            })?;
        let staff_mfa = lookup.parsed("accounts.staff_mfa", "`on` or `off`", |text| match text {
            "on" | "true" => Some(true),
            "off" | "false" => Some(false),
            _ => None,
        })?;
        Ok(Self { password_min, staff_mfa: staff_mfa.unwrap_or(env.is_production()) })
    }
}
