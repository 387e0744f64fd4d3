//! A profile as JSON: the same over REST and in an export.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::contact::{Email, Phone};
use crate::domain::profiles::{Gender, Profile};

/// A person's profile. What only patients have is absent for who has no patient's profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Profile)]
pub struct ProfileView {
    /// The person's id, everywhere.
    pub id: Uuid,
    /// `patient`, `doctor`, `staff` or `admin`.
    #[schema(value_type = String, example = "patient")]
    pub role: &'static str,
    /// What they sign in with; null for a dependant. Masked in the administrators' list.
    #[schema(example = "pat@carebridge.example")]
    pub email: Option<String>,
    /// The address was proven to be theirs.
    pub email_verified: bool,
    /// In E.164; null where unknown. Masked in the administrators' list.
    #[schema(example = "+442079460958")]
    pub phone: Option<String>,
    /// The number was proven to be theirs.
    pub phone_verified: bool,
    /// Given name.
    #[schema(example = "Pat")]
    pub first_name: String,
    /// Family name.
    #[schema(example = "Morgan")]
    pub last_name: String,
    /// The language they are written to in.
    #[schema(value_type = String, example = "en")]
    pub locale: &'static str,
    /// The IANA zone that their times are shown in.
    #[schema(value_type = String, example = "Europe/Paris")]
    pub time_zone: &'static str,
    /// Day of birth; null where unknown. Only patients have this and what follows, up to the insurance.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<NaiveDate>, required = false, example = "1988-04-02")]
    pub date_of_birth: Option<Option<NaiveDate>>,
    /// `M`, `F`, `O` (other), `P` (rather not said), or null.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false, example = "F")]
    pub gender: Option<Option<&'static str>>,
    /// Where they live; may be empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, example = "12 Quai des Fleurs, Lyon")]
    pub address: Option<String>,
    /// Whom to call; may be empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, example = "Alex Morgan")]
    pub emergency_contact: Option<String>,
    /// How to call them, E.164; null where unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, required = false, example = "+442079460959")]
    pub emergency_phone: Option<Option<String>>,
    /// Insurer and number; may be empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = String, required = false, example = "Mutual 12345")]
    pub insurance: Option<String>,
    /// Where the picture is, under a name that changes with it; null where there is none.
    #[schema(example = "/api/v1/profiles/019b0000-0000-7000-8000-000000000000/avatar/?v=5f1d3c9a0b7e2468")]
    pub avatar_url: Option<String>,
    /// Grows with every change; the `ETag` is the same.
    #[schema(example = 3)]
    pub version: i32,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

impl ProfileView {
    /// The profile with address and number masked: as one of many in a list.
    #[must_use]
    pub fn masked(profile: Profile) -> Self {
        let (email, phone) =
            (profile.email.as_ref().map(Email::masked), profile.phone.as_ref().map(Phone::masked));
        Self { email, phone, ..Self::from(profile) }
    }
}

impl From<Profile> for ProfileView {
    fn from(profile: Profile) -> Self {
        let patient = profile.patient.as_ref();
        Self {
            avatar_url: profile.avatar.as_deref().map(|hash| avatar_url(profile.id.0, hash)),
            id: profile.id.0,
            role: profile.role.as_str(),
            email: profile.email.map(String::from),
            email_verified: profile.email_verified,
            phone: profile.phone.map(String::from),
            phone_verified: profile.phone_verified,
            first_name: profile.first_name,
            last_name: profile.last_name,
            locale: profile.locale.as_str(),
            time_zone: profile.time_zone.name(),
            date_of_birth: patient.map(|patient| patient.date_of_birth),
            gender: patient.map(|patient| patient.gender.map(Gender::as_str)),
            address: patient.map(|patient| patient.address.clone()),
            emergency_contact: patient.map(|patient| patient.emergency_contact.clone()),
            emergency_phone: patient.map(|patient| patient.emergency_phone.clone().map(String::from)),
            insurance: patient.map(|patient| patient.insurance.clone()),
            version: profile.version,
            created_at: profile.created_at,
            updated_at: profile.updated_at,
        }
    }
}

/// Names the picture by eight bytes of its hash: enough to tell a person's pictures apart.
fn avatar_url(person: Uuid, sha256: &[u8]) -> String {
    let hash: String = sha256.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("/api/v1/profiles/{person}/avatar/?v={hash}")
}
