//! What a body may say of a profile, and how each field is read.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::contact::Phone;
use crate::domain::invalid::Invalid;
use crate::domain::locale::Locale;
use crate::domain::profiles::{Gender, ProfileChange, date_of_birth};
use crate::domain::text;
use crate::domain::users::parse_time_zone;
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::problem::Problem;

/// Characters of a given or family name.
pub const NAME_MAX: usize = 100;
/// Characters of the longer fields.
const TEXT_MAX: usize = 500;

/// What may be changed of a profile. Role, status and ids are not among it.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ProfileChange)]
pub struct ProfileFields {
    /// Given name; cannot be cleared.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "Pat", min_length = 1, max_length = 100)]
    first_name: Given<String>,
    /// Family name; cannot be cleared.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "Morgan", min_length = 1, max_length = 100)]
    last_name: Given<String>,
    /// With its country code; another one has to be proven anew.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "+44 20 7946 0958")]
    phone: Given<String>,
    /// `en`, `fr` or `es`; `en` where cleared.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "en")]
    locale: Given<String>,
    /// An IANA name; `UTC` where cleared.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Europe/Paris")]
    time_zone: Given<String>,
    /// Day of birth, from 1900 on and not in the future (patients).
    #[serde(default)]
    #[schema(value_type = Option<NaiveDate>, example = "1988-04-02")]
    date_of_birth: Given<NaiveDate>,
    /// `M`, `F`, `O` (other) or `P` (rather not said) (patients).
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "F")]
    gender: Given<String>,
    /// Where they live (patients).
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "12 Quai des Fleurs, Lyon", max_length = 500)]
    address: Given<String>,
    /// Whom to call (patients).
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Alex Morgan", max_length = 500)]
    emergency_contact: Given<String>,
    /// How to call them, with the country code (patients).
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "+44 20 7946 0959")]
    emergency_phone: Given<String>,
    /// Insurer and number (patients).
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Mutual 12345", max_length = 500)]
    insurance: Given<String>,
}

impl ProfileFields {
    /// The same as the whole of a profile: what is not said is cleared.
    #[must_use]
    pub fn whole(self) -> Self {
        Self {
            first_name: self.first_name.or_null(),
            last_name: self.last_name.or_null(),
            phone: self.phone.or_null(),
            locale: self.locale.or_null(),
            time_zone: self.time_zone.or_null(),
            date_of_birth: self.date_of_birth.or_null(),
            gender: self.gender.or_null(),
            address: self.address.or_null(),
            emergency_contact: self.emergency_contact.or_null(),
            emergency_phone: self.emergency_phone.or_null(),
            insurance: self.insurance.or_null(),
        }
    }

    /// What is to be changed.
    ///
    /// # Errors
    /// 422 `invalid` with each refused field.
    pub fn read(self, now: DateTime<Utc>) -> Result<ProfileChange, Problem> {
        let of_patients = self.of_patients();
        let mut fields = Fields::default();
        let all = &mut fields;
        let name = |value: String| text::line(&value, NAME_MAX);
        let line = |value: String| text::paragraph(&value, TEXT_MAX);
        let phone = |value: String| Phone::parse(&value).map(Some);
        let zone = |value: String| parse_time_zone(&value);
        let born = |value| date_of_birth(value, now).map(Some);
        let change = ProfileChange {
            first_name: self.first_name.read(all, "first_name", Err(required()), name),
            last_name: self.last_name.read(all, "last_name", Err(required()), name),
            phone: self.phone.read(all, "phone", Ok(None), phone),
            locale: self.locale.read(all, "locale", Ok(Locale::default()), |tag| Locale::parse(&tag)),
            time_zone: self.time_zone.read(all, "time_zone", Ok(Tz::UTC), zone),
            date_of_birth: self.date_of_birth.read(all, "date_of_birth", Ok(None), born),
            gender: self.gender.read(all, "gender", Ok(None), |letter| Gender::parse(&letter).map(Some)),
            address: self.address.read(all, "address", Ok(String::new()), line),
            emergency_contact: self.emergency_contact.read(all, "emergency_contact", Ok(String::new()), line),
            emergency_phone: self.emergency_phone.read(all, "emergency_phone", Ok(None), phone),
            insurance: self.insurance.read(all, "insurance", Ok(String::new()), line),
            of_patients,
        };
        fields.settle(Some(change))
    }

    fn of_patients(&self) -> Vec<&'static str> {
        [
            ("date_of_birth", self.date_of_birth.is_value()),
            ("gender", self.gender.is_value()),
            ("address", self.address.is_value()),
            ("emergency_contact", self.emergency_contact.is_value()),
            ("emergency_phone", self.emergency_phone.is_value()),
            ("insurance", self.insurance.is_value()),
        ]
        .into_iter()
        .filter_map(|(name, given)| given.then_some(name))
        .collect()
    }
}

fn required() -> Invalid {
    Invalid::new("required", "This field cannot be empty.")
}
