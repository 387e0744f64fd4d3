//! The keys by which clinics' software signs in: what each is for and how much it may ask.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::ids::{ApiKeyId, ClinicId};
use crate::domain::invalid::Invalid;

/// Something that a key can be for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum KeyScope {
    /// See the clinic's visits.
    #[serde(rename = "appointments:read")]
    AppointmentsRead,
    /// Book visits at the clinic, and take their steps.
    #[serde(rename = "appointments:write")]
    AppointmentsWrite,
    /// Find the clinic's patients.
    #[serde(rename = "patients:read")]
    PatientsRead,
    /// Register patients.
    #[serde(rename = "patients:write")]
    PatientsWrite,
    /// See the hours and absences of the clinic's doctors.
    #[serde(rename = "schedules:read")]
    SchedulesRead,
    /// Change them.
    #[serde(rename = "schedules:write")]
    SchedulesWrite,
}

/// What a key is for: each scope once, in the order of [`KeyScope::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyScopes(Vec<KeyScope>);

/// How much a key may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RateTier {
    /// A practice.
    Standard,
    /// A group of practices, or a migration.
    High,
}

/// A key, without its secret: that is shown once and nowhere kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// Its id.
    pub id: ApiKeyId,
    /// The clinic whose software it is for.
    pub clinic_id: ClinicId,
    /// What people call it.
    pub name: String,
    /// The public part, by which it is recognised.
    pub prefix: String,
    /// What it is for.
    pub scopes: KeyScopes,
    /// How much it may ask.
    pub rate_tier: RateTier,
    /// When it ends by itself; never where none.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl KeyScope {
    /// Every scope.
    pub const ALL: [Self; 6] = [
        Self::AppointmentsRead,
        Self::AppointmentsWrite,
        Self::PatientsRead,
        Self::PatientsWrite,
        Self::SchedulesRead,
        Self::SchedulesWrite,
    ];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AppointmentsRead => "appointments:read",
            Self::AppointmentsWrite => "appointments:write",
            Self::PatientsRead => "patients:read",
            Self::PatientsWrite => "patients:write",
            Self::SchedulesRead => "schedules:read",
            Self::SchedulesWrite => "schedules:write",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == name)
    }
}

impl KeyScopes {
    /// Reads names; a name that is given twice counts once.
    ///
    /// # Errors
    /// `unknown_scope`; `required` for none at all: such a key would open nothing.
    pub fn parse<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Self, Invalid> {
        let mut given = Vec::new();
        for name in names {
            given.push(KeyScope::parse(name).ok_or_else(|| {
                let known = KeyScope::ALL.map(KeyScope::as_str).join(", ");
                Invalid::new("unknown_scope", format!("Choose from {known}."))
            })?);
        }
        if given.is_empty() {
            return Err(Invalid::new("required", "Say at least one thing that the key is for."));
        }
        Ok(Self(KeyScope::ALL.into_iter().filter(|scope| given.contains(scope)).collect()))
    }

    /// All of them: what a front desk can do.
    #[must_use]
    pub fn all() -> Self {
        Self(KeyScope::ALL.to_vec())
    }

    /// Whether it is for this.
    #[must_use]
    pub fn contains(&self, scope: KeyScope) -> bool {
        self.0.contains(&scope)
    }

    /// The names that are stored and sent.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|scope| scope.as_str()).collect()
    }
}

impl RateTier {
    /// Every tier.
    pub const ALL: [Self; 2] = [Self::Standard, Self::High];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Standard => "standard",
            Self::High => "high",
        }
    }

    /// Reads a name.
    ///
    /// # Errors
    /// `unknown_tier`.
    pub fn parse(name: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|tier| tier.as_str() == name)
            .ok_or_else(|| Invalid::new("unknown_tier", "Choose from standard, high."))
    }
}

impl ApiKey {
    /// Whether it opens anything at this time.
    #[must_use]
    pub fn is_good(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_kept_once_each_and_in_order() {
        let scopes = KeyScopes::parse(["patients:read", "appointments:read", "patients:read"]).unwrap();
        assert_eq!(scopes.names(), ["appointments:read", "patients:read"]);
        assert!(scopes.contains(KeyScope::PatientsRead) && !scopes.contains(KeyScope::PatientsWrite));
        assert_eq!(KeyScopes::all().names().len(), KeyScope::ALL.len());
    }

    #[test]
    fn a_key_is_for_something_that_there_is() {
        assert_eq!(KeyScopes::parse([]).unwrap_err().code, "required");
        assert_eq!(KeyScopes::parse(["appointments:burn"]).unwrap_err().code, "unknown_scope");
        assert_eq!(RateTier::parse("unlimited").unwrap_err().code, "unknown_tier");
        assert_eq!(RateTier::parse("high").unwrap(), RateTier::High);
    }
}
