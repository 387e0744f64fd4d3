//! A patient as JSON, and how one is described who is to be registered.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::contact::{Email, Phone};
use crate::domain::ids::UserId;
use crate::domain::locale::Locale;
use crate::domain::patients::{NewPatient, Patient};
use crate::domain::profiles::date_of_birth;
use crate::domain::text;
use crate::domain::users::parse_time_zone;
use crate::http::fields::Fields;

/// Characters of a given or family name.
const NAME_MAX: usize = 100;

/// A patient.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Patient)]
pub struct PatientBody {
    /// The patient's user id.
    pub id: Uuid,
    /// Given name.
    #[schema(example = "Nora")]
    pub first_name: String,
    /// Family name.
    #[schema(example = "Quist")]
    pub last_name: String,
    /// Day of birth; null where it is unknown.
    #[schema(example = "1961-05-17")]
    pub date_of_birth: Option<NaiveDate>,
    /// Where mail goes; masked in lists.
    pub email: Option<String>,
    /// Where texts go, E.164; masked in lists.
    #[schema(example = "+447700900123")]
    pub phone: Option<String>,
    /// The IANA zone their times are shown in.
    #[schema(value_type = String, example = "Europe/London")]
    pub time_zone: &'static str,
    /// They can sign in themselves.
    pub has_account: bool,
    /// When they were registered, or registered themselves.
    pub created_at: DateTime<Utc>,
}

impl PatientBody {
    /// The patient with address and number masked: as one of many in a list.
    #[must_use]
    pub fn masked(patient: Patient) -> Self {
        let email = patient.email.as_ref().map(Email::masked);
        let phone = patient.phone.as_ref().map(Phone::masked);
        Self { email, phone, ..Self::from(patient) }
    }
}

impl From<Patient> for PatientBody {
    fn from(patient: Patient) -> Self {
        Self {
            id: patient.id.0,
            first_name: patient.first_name,
            last_name: patient.last_name,
            date_of_birth: patient.date_of_birth,
            email: patient.email.map(String::from),
            phone: patient.phone.map(String::from),
            time_zone: patient.time_zone.name(),
            has_account: patient.has_account,
            created_at: patient.created_at,
        }
    }
}

/// Somebody who is to be registered.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPatient)]
pub struct NewPatientBody {
    /// Given name.
    #[schema(example = "Nora", min_length = 1, max_length = 100)]
    first_name: String,
    /// Family name.
    #[schema(example = "Quist", min_length = 1, max_length = 100)]
    last_name: String,
    /// With its country code; texts go there, and the account is claimed by it.
    #[schema(example = "+44 7700 900123")]
    phone: Option<String>,
    /// Where mail goes; nobody else's.
    email: Option<String>,
    /// From 1900 on and not in the future.
    #[schema(example = "1961-05-17")]
    date_of_birth: Option<NaiveDate>,
    /// An IANA name; `UTC` unless given.
    #[schema(example = "Europe/London")]
    time_zone: Option<String>,
    /// `en`, `fr` or `es`; `en` unless given.
    #[schema(example = "en")]
    locale: Option<String>,
    /// Which of the caller's clinics takes them in; needed where there are several. A booking says it by its doctor.
    pub clinic_id: Option<Uuid>,
}

impl NewPatientBody {
    /// The patient, under an id of their own; refused fields are named behind `within` (`patient.phone`).
    pub fn read(&self, fields: &mut Fields, within: &str, now: DateTime<Utc>) -> Option<NewPatient> {
        let named = |field: &str| format!("{within}{field}");
        let first_name = fields.read(&named("first_name"), text::line(&self.first_name, NAME_MAX));
        let last_name = fields.read(&named("last_name"), text::line(&self.last_name, NAME_MAX));
        let phone = fields.read_if_given(&named("phone"), self.phone.as_deref(), Phone::parse);
        let email = fields.read_if_given(&named("email"), self.email.as_deref(), Email::parse);
        let born =
            self.date_of_birth.and_then(|day| fields.read(&named("date_of_birth"), date_of_birth(day, now)));
        let zone = fields.read_if_given(&named("time_zone"), self.time_zone.as_deref(), parse_time_zone);
        let locale = fields.read_if_given(&named("locale"), self.locale.as_deref(), Locale::parse);
        Some(NewPatient {
            id: UserId::new(now),
            first_name: first_name?,
            last_name: last_name?,
            date_of_birth: born,
            email,
            phone,
            locale: locale.unwrap_or_default(),
            time_zone: zone.unwrap_or(Tz::UTC),
        })
    }
}
