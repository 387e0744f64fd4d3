//! Finds patients.

use actix_web::{get, web};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::contact::{Email, Phone};
use crate::domain::ids::UserId;
use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::patients::body::PatientBody;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::Asking;
use crate::services::patients::Patients;
use crate::storage::patients::list::Filter;

/// Characters of a text that is searched for.
const TEXT_MAX: usize = 100;

/// Which patients, and which page of them.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PatientsQuery {
    /// Words, each part of a name or of the address.
    q: Option<String>,
    /// With this number, with its country code.
    #[param(example = "+447700900123")]
    phone: Option<String>,
    /// With this address.
    email: Option<String>,
    /// Born on this day.
    date_of_birth: Option<NaiveDate>,
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same search.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

impl PatientsQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        let mut fields = Fields::default();
        let q = self.q.as_deref().filter(|q| !q.trim().is_empty());
        let filter = Filter {
            q: fields.read_if_given("q", q, |q| text::line(q, TEXT_MAX)),
            phone: fields.read_if_given("phone", self.phone.as_deref(), Phone::parse),
            email: fields.read_if_given("email", self.email.as_deref(), Email::parse),
            date_of_birth: self.date_of_birth,
        };
        fields.settle(Some(filter))
    }
}

/// Find patients: a clinic's own, a doctor's own, all for administrators.
///
/// The newest first; addresses and numbers are masked.
#[utoipa::path(
    tag = "patients",
    params(PatientsQuery),
    responses((status = 200, description = "One page.", body = Page<PatientBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/patients/")]
pub async fn list_patients(
    Asking(principal): Asking,
    query: Query<PatientsQuery>,
    cursors: web::Data<Cursors>,
    patients: web::Data<Patients>,
    origin: RequestOrigin,
) -> Result<Json<Page<PatientBody>>, Problem> {
    let filter = query.0.filter()?;
    let filters = (principal.agent().id(), &query.0);
    let list = List { cursors: &cursors, path: "patients/", filters: &filters };
    let start = list.start(query.0.cursor.as_deref())?;
    let limit = query.0.limit.size();
    let slice = patients.list(&principal, &filter, start.as_ref(), limit, &origin.0).await?;
    Ok(Json(list.page(slice)?.map(PatientBody::masked)))
}

/// One patient.
#[utoipa::path(
    tag = "patients",
    params(("id" = Uuid, Path, description = "The patient's user id.")),
    responses((status = 200, body = PatientBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []), ("api_key" = []))
)]
#[get("/patients/{id}/")]
pub async fn get_patient(
    Asking(principal): Asking,
    id: web::Path<Uuid>,
    patients: web::Data<Patients>,
    origin: RequestOrigin,
) -> Result<Json<PatientBody>, Problem> {
    Ok(Json(patients.find(&principal, UserId(*id), &origin.0).await?.into()))
}
