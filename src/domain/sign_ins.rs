//! How long somebody stays signed in, and when they must prove again who they are.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::ids::{SessionId, UserId};
use crate::domain::roles::Role;

/// What changes how an account is protected wants a proof no older than this.
pub const FRESH_FOR: TimeDelta = TimeDelta::minutes(15);

/// A working day, for those who see other people's data and for browsers that others may sit down at.
const A_SHIFT: TimeDelta = TimeDelta::hours(12);
/// A patient's own device.
const OWN_DEVICE: TimeDelta = TimeDelta::days(30);
/// A desk that was left.
const IDLE: TimeDelta = TimeDelta::minutes(30);

/// What a sign-in is kept by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keeping {
    /// Refresh tokens.
    Client,
    /// A cookie.
    Browser,
    /// A cookie of a device that a patient says is theirs alone.
    TrustedBrowser,
}

impl Keeping {
    /// How long it lasts at the most.
    #[must_use]
    pub fn lasts(self, role: Role) -> TimeDelta {
        match (self, role) {
            (Self::Client | Self::TrustedBrowser, Role::Patient) => OWN_DEVICE,
            _ => A_SHIFT,
        }
    }

    /// How long it lasts unused; none where it does not matter.
    #[must_use]
    pub fn idles(self, role: Role) -> Option<TimeDelta> {
        (self != Self::Client && role != Role::Patient).then_some(IDLE)
    }

    /// The name that is sent: what holds it.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Browser | Self::TrustedBrowser => "browser",
        }
    }
}

/// Somebody's signed-in browser or client.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// Its id, also in access tokens.
    pub id: SessionId,
    /// Whose.
    pub user_id: UserId,
    /// By what it is kept.
    pub keeping: Keeping,
    /// What the device said of itself (`User-Agent`).
    pub user_agent: String,
    /// Where it was last used.
    pub ip: Option<IpAddr>,
    /// When they signed in.
    pub created_at: DateTime<Utc>,
    /// When it ends, whatever happens.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: DateTime<Utc>,
    /// When the person last proved who they are.
    pub authenticated_at: DateTime<Utc>,
    /// It may do nothing but enrol a second factor.
    pub enrolling: bool,
    /// SHA-256 of the cookie that keeps it now; none for a client.
    pub cookie_hash: Option<Vec<u8>>,
}

impl SignIn {
    /// When it ends if it is not used meanwhile.
    #[must_use]
    pub fn ends_at(&self, role: Role) -> DateTime<Utc> {
        match self.keeping.idles(role) {
            Some(idle) => self.expires_at.min(self.last_used_at + idle),
            None => self.expires_at,
        }
    }

    /// Whether the person proved lately enough who they are.
    #[must_use]
    pub fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        now - self.authenticated_at <= FRESH_FOR
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn sign_in(keeping: Keeping, role: Role) -> SignIn {
        SignIn {
            id: SessionId::new(NOON),
            user_id: UserId::new(NOON),
            keeping,
            user_agent: String::new(),
            ip: None,
            created_at: NOON,
            expires_at: NOON + keeping.lasts(role),
            last_used_at: NOON,
            authenticated_at: NOON,
            enrolling: false,
            cookie_hash: None,
        }
    }

    #[test]
    fn a_desk_that_is_left_is_signed_out_and_a_patients_own_device_is_not() {
        let ends = |keeping, role| sign_in(keeping, role).ends_at(role) - NOON;
        assert_eq!(ends(Keeping::Browser, Role::Staff), TimeDelta::minutes(30));
        assert_eq!(ends(Keeping::TrustedBrowser, Role::Doctor), TimeDelta::minutes(30));
        assert_eq!(ends(Keeping::Client, Role::Staff), TimeDelta::hours(12));
        assert_eq!(ends(Keeping::Browser, Role::Patient), TimeDelta::hours(12));
        assert_eq!(ends(Keeping::TrustedBrowser, Role::Patient), TimeDelta::days(30));
        assert_eq!(ends(Keeping::Client, Role::Patient), TimeDelta::days(30));
    }

    #[test]
    fn however_busy_a_shift_ends() {
        let mut desk = sign_in(Keeping::Browser, Role::Staff);
        desk.last_used_at = NOON + TimeDelta::hours(12) - TimeDelta::minutes(1);
        assert_eq!(desk.ends_at(Role::Staff), NOON + TimeDelta::hours(12));
    }

    #[test]
    fn a_proof_grows_old() {
        let sign_in = sign_in(Keeping::Client, Role::Patient);
        assert!(sign_in.is_fresh(NOON + TimeDelta::minutes(15)));
        assert!(!sign_in.is_fresh(NOON + TimeDelta::minutes(16)));
    }
}
