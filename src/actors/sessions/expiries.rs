//! When the credentials of this node's sockets end: one list, looked at once a second, in the place of a timer a session.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, Utc};

use crate::domain::ids::UserId;

/// Whose credential ends when.
#[derive(Debug, Default)]
pub struct Expiries(Mutex<BTreeSet<(DateTime<Utc>, UserId)>>);

impl Expiries {
    /// A credential of theirs ends then.
    pub fn note(&self, user: UserId, at: DateTime<Utc>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert((at, user));
    }

    /// Whose have ended by now; each is told once.
    pub fn take(&self, now: DateTime<Utc>) -> Vec<UserId> {
        let mut expiries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut due = Vec::new();
        while let Some((at, user)) = expiries.first().copied().filter(|(at, _)| *at <= now) {
            expiries.remove(&(at, user));
            due.push(user);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_has_ended_is_told_once_and_in_order() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
        let user = |number| UserId(Uuid::from_u128(number));
        let expiries = Expiries::default();
        expiries.note(user(1), at(20));
        expiries.note(user(2), at(10));
        expiries.note(user(2), at(10));
        assert_eq!(expiries.take(at(9)), []);
        assert_eq!(expiries.take(at(20)), [user(2), user(1)]);
        assert_eq!(expiries.take(at(20)), []);
    }
}
