//! A clinic as JSON, with its `ETag`.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::clinics::Clinic;
use crate::http::versions::etag;

/// A place where visits happen.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Clinic)]
pub struct ClinicBody {
    /// The clinic's id.
    pub id: Uuid,
    /// Its name.
    #[schema(example = "Riverside Clinic")]
    pub name: String,
    /// Where it is; empty where unknown.
    #[schema(example = "12 Quai des Fleurs, Lyon")]
    pub address: String,
    /// The IANA zone of its wall clock.
    #[schema(example = "Europe/Paris")]
    pub time_zone: String,
    /// Its front desk, E.164.
    #[schema(example = "+33472000000")]
    pub phone: Option<String>,
    /// Moves with every change.
    #[schema(example = 1)]
    pub version: i32,
}

impl From<Clinic> for ClinicBody {
    fn from(clinic: Clinic) -> Self {
        Self {
            id: clinic.id.0,
            name: clinic.name,
            address: clinic.address,
            time_zone: clinic.time_zone.name().to_owned(),
            phone: clinic.phone.map(|phone| phone.as_str().to_owned()),
            version: clinic.version,
        }
    }
}

/// The clinic as an answer.
#[must_use]
pub fn answer(status: StatusCode, clinic: Clinic) -> HttpResponse {
    HttpResponse::build(status).insert_header(etag(clinic.version)).json(ClinicBody::from(clinic))
}
