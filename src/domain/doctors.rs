//! Doctors as the directory shows them.

use chrono_tz::Tz;
use serde::Serialize;

use crate::domain::ids::{ClinicId, UserId};
use crate::domain::invalid::Invalid;

/// A doctor, as anyone may see them.
#[derive(Debug, Clone, PartialEq)]
pub struct Doctor {
    /// The id of the doctor's account.
    pub id: UserId,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// Field of medicine.
    pub specialty: String,
    /// Narrower field; empty where there is none.
    pub subspecialty: String,
    /// Languages spoken, BCP 47.
    pub languages: Vec<String>,
    /// A few lines about them.
    pub bio: String,
    /// Where they see patients.
    pub clinics: Vec<Place>,
    /// The zone of their calendar.
    pub time_zone: Tz,
    /// In the currency's minor unit (cents).
    pub consultation_fee_minor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// Sum of all ratings, 1-5 each.
    pub rating_sum: i64,
    /// How many ratings.
    pub rating_count: i64,
    /// Somebody who was never there may book.
    pub accepts_new_patients: bool,
}

impl Doctor {
    /// The mean rating, to one decimal; nothing before the first review.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "ratings are few and small")]
    pub fn rating(&self) -> Option<f64> {
        (self.rating_count > 0)
            .then(|| (self.rating_sum as f64 / self.rating_count as f64 * 10.0).round() / 10.0)
    }
}

/// A license number: three letters and six digits, as `ABC-123456`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct License(String);

impl License {
    /// Reads a number; small letters are forgiven.
    ///
    /// # Errors
    /// `invalid_license`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().to_ascii_uppercase();
        let valid = text.split_once('-').is_some_and(|(letters, digits)| {
            letters.len() == 3
                && letters.bytes().all(|b| b.is_ascii_uppercase())
                && digits.len() == 6
                && digits.bytes().all(|b| b.is_ascii_digit())
        });
        if valid {
            Ok(Self(text))
        } else {
            Err(Invalid::new("invalid_license", "Enter a license number like ABC-123456."))
        }
    }

    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A clinic by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The clinic.
    pub id: ClinicId,
    /// Its name.
    pub name: String,
}

/// What the directory is asked for; an empty search is everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct DoctorSearch {
    /// Part of a name or specialty.
    pub q: Option<String>,
    /// Exactly this field, without case.
    pub specialty: Option<String>,
    /// Works there.
    pub clinic: Option<ClinicId>,
    /// Speaks this language.
    pub language: Option<String>,
    /// Takes, or does not take, people who were never there.
    pub accepts_new_patients: Option<bool>,
    /// Rated so or better, in tenths, as [`Doctor::rating`] rounds it.
    pub min_rating_tenths: Option<i32>,
}
