//! One doctor: read by anyone, kept by the doctor, their clinics' staff and administrators.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, get, patch, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::doctor_profiles::{self, DoctorProfile, DoctorProfileChange};
use crate::domain::doctors::License;
use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::text;
use crate::http::doctors::DoctorBody;
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::json::Json;
use crate::http::openapi::errors::{PublicErrors, SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::signed_in::{Identity, SignedIn};
use crate::http::versions::{IfMatch, etag};
use crate::services::doctor_profiles::DoctorProfiles;
use crate::services::doctors::{Directory, Listed};
use crate::services::error::ServiceError;

/// Characters of a specialty.
const SPECIALTY_MAX: usize = 100;
/// Characters of the lines about a doctor.
const BIO_MAX: usize = 2_000;

/// A doctor; the last four only for those who keep the profile.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = KeptDoctor)]
pub struct KeptDoctorBody {
    /// As anyone may see them.
    #[serde(flatten)]
    pub doctor: DoctorBody,
    /// Three letters and six digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "ABC-123456")]
    pub license_number: Option<String>,
    /// New visits are certain at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_confirm: Option<bool>,
    /// How long they have practised.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 14)]
    pub years_experience: Option<i32>,
    /// Moves with every change of the profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1)]
    pub version: Option<i32>,
}

/// What is to be changed of a doctor's profile; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DoctorChange)]
struct DoctorChangeBody {
    /// Field of medicine; cannot be cleared.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "Cardiology", min_length = 1, max_length = 100)]
    specialty: Given<String>,
    /// Narrower field.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Heart failure", max_length = 100)]
    subspecialty: Given<String>,
    /// How long they have practised: 0 to 80; 0 where cleared.
    #[serde(default)]
    #[schema(value_type = Option<i32>, minimum = 0, maximum = 80, example = 14)]
    years_experience: Given<i32>,
    /// A few lines about them.
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2000)]
    bio: Given<String>,
    /// Languages spoken, BCP 47; 20 at most.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["en", "fr"]))]
    languages: Given<Vec<String>>,
    /// A decimal number with two places, as text so that it stays exact; null where it is not told.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "80.00")]
    consultation_fee: Given<String>,
    /// ISO 4217; cannot be cleared.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "EUR")]
    currency: Given<String>,
    /// Somebody who was never there may book.
    accepts_new_patients: Option<bool>,
    /// New visits are certain at once.
    auto_confirm: Option<bool>,
    /// Three letters and six digits (administrators); cannot be cleared.
    #[serde(default)]
    #[schema(value_type = String, required = false, example = "ABC-123456")]
    license_number: Given<String>,
}

impl DoctorChangeBody {
    fn read(self) -> Result<DoctorProfileChange, Problem> {
        let required = || Invalid::new("required", "This field cannot be empty.");
        let mut fields = Fields::default();
        let all = &mut fields;
        let change = DoctorProfileChange {
            license: self
                .license_number
                .read(all, "license_number", Err(required()), |number| License::parse(&number)),
            specialty: self
                .specialty
                .read(all, "specialty", Err(required()), |field| text::line(&field, SPECIALTY_MAX)),
            subspecialty: self.subspecialty.read(all, "subspecialty", Ok(String::new()), |field| {
                if field.trim().is_empty() { Ok(String::new()) } else { text::line(&field, SPECIALTY_MAX) }
            }),
            years_experience: self.years_experience.read(
                all,
                "years_experience",
                Ok(0),
                doctor_profiles::years,
            ),
            bio: self.bio.read(all, "bio", Ok(String::new()), |bio| text::paragraph(&bio, BIO_MAX)),
            languages: self
                .languages
                .read(all, "languages", Ok(Vec::new()), |tags| doctor_profiles::languages(&tags)),
            consultation_fee_minor: self
                .consultation_fee
                .read(all, "consultation_fee", Ok(None), |amount| doctor_profiles::fee(&amount).map(Some)),
            currency: self
                .currency
                .read(all, "currency", Err(required()), |code| doctor_profiles::currency(&code)),
            accepts_new_patients: self.accepts_new_patients,
            auto_confirm: self.auto_confirm,
        };
        fields.settle(Some(change))
    }
}

/// One doctor.
///
/// Who may change the profile sees the number of the license, `auto_confirm`, `years_experience` and the version too.
#[utoipa::path(
    tag = "doctors",
    params(("id" = Uuid, Path, description = "The doctor's user id.")),
    responses(
        (status = 200, description = "The doctor.", body = KeptDoctorBody,
         headers(("ETag" = String, description = "The version, for `If-Match`; for those who may change the profile."))),
        PublicErrors,
    ),
    security((), ("bearer" = []), ("cookie" = []))
)]
#[get("/doctors/{id}/")]
async fn get_doctor(
    identity: Identity,
    id: web::Path<Uuid>,
    directory: web::Data<Directory>,
    profiles: web::Data<DoctorProfiles>,
) -> Result<HttpResponse, Problem> {
    let listed = directory.find(UserId(*id)).await?;
    let kept = match identity {
        Identity::Known(SignedIn { caller, .. }) => match profiles.find(&caller, UserId(*id)).await {
            Err(ServiceError::NotFound) => None,
            kept => Some(kept?),
        },
        // Anyone may read it, with whatever credential.
        Identity::Nobody | Identity::Key(_) | Identity::Refused(_) => None,
    };
    Ok(answer(listed, kept))
}

/// Change what the directory says of a doctor (the doctor, staff of a clinic of theirs, administrators).
///
/// Only what is given changes; `null` clears. `license_number` is for administrators (403); 409 `license_taken`.
#[utoipa::path(
    tag = "doctors",
    params(
        ("id" = Uuid, Path, description = "The doctor's user id."),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what is to be changed; 412 where it is stale."),
    ),
    responses(
        (status = 200, description = "As it stands.", body = KeptDoctorBody,
         headers(("ETag" = String, description = "The new version."))),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[patch("/doctors/{id}/")]
async fn change_doctor(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    IfMatch(expected): IfMatch,
    directory: web::Data<Directory>,
    profiles: web::Data<DoctorProfiles>,
    origin: RequestOrigin,
    body: Json<DoctorChangeBody>,
) -> Result<HttpResponse, Problem> {
    let change = body.0.read()?;
    let kept = profiles.change(&caller, UserId(*id), change, &expected, &origin.0).await?;
    directory.forget();
    Ok(answer(directory.find(UserId(*id)).await?, Some(kept)))
}

fn answer(listed: Listed, kept: Option<DoctorProfile>) -> HttpResponse {
    let mut answer = HttpResponse::build(StatusCode::OK);
    if let Some(kept) = &kept {
        answer.insert_header(etag(kept.version));
    }
    answer.json(KeptDoctorBody {
        doctor: listed.into(),
        license_number: kept.as_ref().map(|kept| kept.license.as_str().to_owned()),
        auto_confirm: kept.as_ref().map(|kept| kept.auto_confirm),
        years_experience: kept.as_ref().map(|kept| kept.years_experience),
        version: kept.as_ref().map(|kept| kept.version),
    })
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_doctor).service(change_doctor);
}
