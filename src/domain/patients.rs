//! Patients as those who care for them see them.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::domain::contact::{Email, Phone};
use crate::domain::ids::UserId;
use crate::domain::locale::Locale;

/// Somebody whom a clinic cares for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Patient {
    /// Their id, everywhere.
    pub id: UserId,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Day of birth, if it is known.
    pub date_of_birth: Option<NaiveDate>,
    /// Where mail goes.
    pub email: Option<Email>,
    /// The address was proven to be theirs.
    pub email_verified: bool,
    /// Where texts go.
    pub phone: Option<Phone>,
    /// The zone their times are shown in.
    pub time_zone: Tz,
    /// They can sign in themselves.
    pub has_account: bool,
    /// When they were registered, or registered themselves.
    pub created_at: DateTime<Utc>,
}

/// A patient about to be registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPatient {
    /// Their id from now on.
    pub id: UserId,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Day of birth, if it is known.
    pub date_of_birth: Option<NaiveDate>,
    /// Where mail goes; they claim their account by it, or by the number.
    pub email: Option<Email>,
    /// Where texts go.
    pub phone: Option<Phone>,
    /// The language they are written to in.
    pub locale: Locale,
    /// The zone their times are shown in.
    pub time_zone: Tz,
}

impl Patient {
    /// Whether somebody who is described so is this person: the names agree without case, and the day of birth where both
    /// know it.
    #[must_use]
    pub fn is_the_one(&self, described: &NewPatient) -> bool {
        let same = |one: &str, other: &str| one.to_lowercase() == other.to_lowercase();
        same(&self.first_name, &described.first_name)
            && same(&self.last_name, &described.last_name)
            && self.date_of_birth.zip(described.date_of_birth).is_none_or(|(one, other)| one == other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(year, 4, 2)
    }

    fn known(date_of_birth: Option<NaiveDate>) -> Patient {
        Patient {
            id: UserId(uuid::Uuid::nil()),
            first_name: "Zoë".into(),
            last_name: "Morgan".into(),
            date_of_birth,
            email: None,
            email_verified: true,
            phone: None,
            time_zone: Tz::UTC,
            has_account: true,
            created_at: DateTime::UNIX_EPOCH,
        }
    }

    fn described(first_name: &str, date_of_birth: Option<NaiveDate>) -> NewPatient {
        NewPatient {
            id: UserId(uuid::Uuid::nil()),
            first_name: first_name.into(),
            last_name: "MORGAN".into(),
            date_of_birth,
            email: None,
            phone: None,
            locale: Locale::default(),
            time_zone: Tz::UTC,
        }
    }

    #[test]
    fn a_person_is_recognised_by_name_and_by_a_day_of_birth_that_both_know() {
        assert!(known(day(1988)).is_the_one(&described("ZOË", day(1988))));
        assert!(known(None).is_the_one(&described("Zoë", day(1988))));
        assert!(known(day(1988)).is_the_one(&described("zoë", None)));
        assert!(!known(day(1988)).is_the_one(&described("Zoë", day(1989))));
        assert!(!known(day(1988)).is_the_one(&described("Zora", day(1988))));
    }
}
