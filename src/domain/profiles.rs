//! Profiles: what is known of a person, and what of it may be changed.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::contact::{Email, Phone};
use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::locale::Locale;
use crate::domain::roles::Role;

/// Nobody alive was born before.
const FIRST_YEAR: i32 = 1900;
/// The clocks of Kiritimati: nowhere is it later.
const LATEST_OFFSET: TimeDelta = TimeDelta::hours(14);

/// A person's profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Whose.
    pub id: UserId,
    /// What their account is for.
    pub role: Role,
    /// What they sign in with; none where somebody else looks after them.
    pub email: Option<Email>,
    /// The address was proven to be theirs.
    pub email_verified: bool,
    /// Where texts go.
    pub phone: Option<Phone>,
    /// The number was proven to be theirs.
    pub phone_verified: bool,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// The language they are written to in.
    pub locale: Locale,
    /// The zone their times are shown in.
    pub time_zone: Tz,
    /// What clinics know of a patient; none for who never was one.
    pub patient: Option<PatientDetails>,
    /// SHA-256 of their picture.
    pub avatar: Option<Vec<u8>>,
    /// Grows with every change.
    pub version: i32,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// What clinics know of a patient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PatientDetails {
    /// Day of birth.
    pub date_of_birth: Option<NaiveDate>,
    /// As the patient says.
    pub gender: Option<Gender>,
    /// Where they live; may be empty.
    pub address: String,
    /// Whom to call; may be empty.
    pub emergency_contact: String,
    /// How to call them.
    pub emergency_phone: Option<Phone>,
    /// Insurer and number; may be empty.
    pub insurance: String,
}

/// A patient's gender, as they say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gender {
    /// Male.
    Male,
    /// Female.
    Female,
    /// Neither.
    Other,
    /// They prefer not to say.
    Private,
}

impl Gender {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::Male, Self::Female, Self::Other, Self::Private];

    /// The letter that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Male => "M",
            Self::Female => "F",
            Self::Other => "O",
            Self::Private => "P",
        }
    }

    /// Reads the letter.
    ///
    /// # Errors
    /// `unknown_gender`.
    pub fn parse(letter: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|gender| gender.as_str() == letter)
            .ok_or_else(|| Invalid::new("unknown_gender", "Choose one of M, F, O, P."))
    }
}

/// What is to be changed of a profile; none leaves a field as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProfileChange {
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// A number, or that there is none.
    pub phone: Option<Option<Phone>>,
    /// Language.
    pub locale: Option<Locale>,
    /// Zone.
    pub time_zone: Option<Tz>,
    /// A day, or that it is not known.
    pub date_of_birth: Option<Option<NaiveDate>>,
    /// A gender, or that it is not known.
    pub gender: Option<Option<Gender>>,
    /// Address.
    pub address: Option<String>,
    /// Whom to call.
    pub emergency_contact: Option<String>,
    /// How to call them, or that it is not known.
    pub emergency_phone: Option<Option<Phone>>,
    /// Insurer and number.
    pub insurance: Option<String>,
    /// Fields that only patients have and that were given a value.
    pub of_patients: Vec<&'static str>,
}

impl ProfileChange {
    /// The profile as it becomes. Another number is not proven yet; what only patients have is left out where there is
    /// no place for it.
    #[must_use]
    pub fn apply(&self, profile: &Profile) -> Profile {
        let mut changed = profile.clone();
        set(&mut changed.first_name, &self.first_name);
        set(&mut changed.last_name, &self.last_name);
        set(&mut changed.phone, &self.phone);
        set(&mut changed.locale, &self.locale);
        set(&mut changed.time_zone, &self.time_zone);
        changed.phone_verified = profile.phone_verified && changed.phone == profile.phone;
        if let Some(patient) = &mut changed.patient {
            set(&mut patient.date_of_birth, &self.date_of_birth);
            set(&mut patient.gender, &self.gender);
            set(&mut patient.address, &self.address);
            set(&mut patient.emergency_contact, &self.emergency_contact);
            set(&mut patient.emergency_phone, &self.emergency_phone);
            set(&mut patient.insurance, &self.insurance);
        }
        changed
    }
}

fn set<T: Clone>(field: &mut T, value: &Option<T>) {
    if let Some(value) = value {
        field.clone_from(value);
    }
}

/// Reads a day of birth: from 1900 on, and not after today, wherever on earth that is.
///
/// # Errors
/// `in_the_future` or `too_long_ago`.
pub fn date_of_birth(date: NaiveDate, now: DateTime<Utc>) -> Result<NaiveDate, Invalid> {
    if date > (now + LATEST_OFFSET).date_naive() {
        return Err(Invalid::new("in_the_future", "Nobody is born tomorrow."));
    }
    if date.year() < FIRST_YEAR {
        return Err(Invalid::new("too_long_ago", "Give a day from 1900 on."));
    }
    Ok(date)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn pat() -> Profile {
        Profile {
            id: UserId(Uuid::nil()),
            role: Role::Patient,
            email: None,
            email_verified: false,
            phone: Phone::parse("+15550100999").ok(),
            phone_verified: true,
            first_name: "Pat".into(),
            last_name: "Morgan".into(),
            locale: Locale::En,
            time_zone: Tz::UTC,
            patient: Some(PatientDetails { address: "12 Quai des Fleurs".into(), ..Default::default() }),
            avatar: None,
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_is_not_named_stays_and_what_is_cleared_goes() {
        let change = ProfileChange {
            first_name: Some("Patrice".into()),
            phone: Some(None),
            gender: Some(Some(Gender::Other)),
            ..Default::default()
        };
        let changed = change.apply(&pat());
        let patient = changed.patient.as_ref().unwrap();
        assert_eq!((changed.first_name.as_str(), changed.last_name.as_str()), ("Patrice", "Morgan"));
        assert_eq!((changed.phone, changed.phone_verified), (None, false));
        assert_eq!((patient.gender, patient.address.as_str()), (Some(Gender::Other), "12 Quai des Fleurs"));
    }

    #[test]
    fn only_another_number_must_be_proven_anew() {
        let phone = |number| ProfileChange { phone: Some(Phone::parse(number).ok()), ..Default::default() };
        assert!(phone("+1 555 0100 999").apply(&pat()).phone_verified);
        assert!(!phone("+1 555 0100 998").apply(&pat()).phone_verified);
    }

    #[test]
    fn a_day_of_birth_is_from_1900_on_and_not_after_today_anywhere() {
        let now: DateTime<Utc> = "2026-11-23T11:00:00Z".parse().unwrap();
        let read = |day: &str| date_of_birth(day.parse().unwrap(), now).map_err(|invalid| invalid.code);
        assert!(read("1900-01-01").is_ok());
        assert_eq!(read("1899-12-31"), Err("too_long_ago"));
        assert!(read("2026-11-24").is_ok(), "it is the 24th in Kiritimati");
        assert_eq!(read("2026-11-25"), Err("in_the_future"));
    }
}
