//! An account as JSON, for its owner.

use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::users::{Membership, User};

/// An account.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserBody {
    /// The person's id, everywhere.
    pub id: Uuid,
    /// What they sign in with; null for a patient who was registered by phone.
    #[schema(example = "pat@carebridge.example")]
    pub email: Option<String>,
    /// `patient`, `doctor`, `staff` or `admin`.
    #[schema(value_type = String, example = "patient")]
    pub role: &'static str,
    /// Given name.
    #[schema(example = "Pat")]
    pub first_name: String,
    /// Family name.
    #[schema(example = "Morgan")]
    pub last_name: String,
    /// In E.164; null where unknown.
    #[schema(example = "+442079460958")]
    pub phone: Option<String>,
    /// The language they are written to in.
    #[schema(value_type = String, example = "en")]
    pub locale: &'static str,
    /// The IANA zone that their times are shown in.
    #[schema(value_type = String, example = "Europe/Paris")]
    pub time_zone: &'static str,
    /// The address was proven to be theirs.
    pub email_verified: bool,
    /// The number was proven to be theirs.
    pub phone_verified: bool,
    /// They sign in with a second factor.
    #[schema(example = false)]
    pub mfa_enabled: bool,
    /// Where they work; empty for patients.
    pub clinics: Vec<MembershipBody>,
}

/// A person's place in a clinic.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Membership)]
pub struct MembershipBody {
    /// The clinic.
    pub id: Uuid,
    /// Its name.
    #[schema(example = "Harbour Clinic")]
    pub name: String,
    /// `doctor`, `staff` or `manager`.
    #[schema(example = "doctor")]
    pub role: String,
}

impl From<User> for UserBody {
    fn from(user: User) -> Self {
        Self {
            id: user.id.0,
            email: user.email.map(String::from),
            role: user.role.as_str(),
            first_name: user.first_name,
            last_name: user.last_name,
            phone: user.phone.map(String::from),
            locale: user.locale.as_str(),
            time_zone: user.time_zone.name(),
            email_verified: user.email_verified,
            phone_verified: user.phone_verified,
            mfa_enabled: user.mfa_enabled,
            clinics: user.clinics.into_iter().map(MembershipBody::from).collect(),
        }
    }
}

impl From<Membership> for MembershipBody {
    fn from(membership: Membership) -> Self {
        Self { id: membership.id.0, name: membership.name, role: membership.role }
    }
}
