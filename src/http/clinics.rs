//! The clinics. Anyone may read them.

use actix_web::{get, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::clinics::Clinic;
use crate::domain::ids::ClinicId;
use crate::http::json::Json;
use crate::http::openapi::errors::PublicErrors;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::services::clinics::Clinics;

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
}

impl From<Clinic> for ClinicBody {
    fn from(clinic: Clinic) -> Self {
        Self {
            id: clinic.id.0,
            name: clinic.name,
            address: clinic.address,
            time_zone: clinic.time_zone.name().to_owned(),
            phone: clinic.phone.map(|phone| phone.as_str().to_owned()),
        }
    }
}

/// Which page.
#[derive(Debug, Deserialize, Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ClinicsQuery {
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// Lists clinics.
///
/// In the order of their names.
#[utoipa::path(
    tag = "clinics",
    params(ClinicsQuery),
    responses((status = 200, description = "One page of clinics.", body = Page<ClinicBody>), PublicErrors),
    security(())
)]
#[get("/clinics/")]
async fn list_clinics(
    clinics: web::Data<Clinics>,
    cursors: web::Data<Cursors>,
    query: Query<ClinicsQuery>,
) -> Result<Json<Page<ClinicBody>>, Problem> {
    let query = query.0;
    let list = List { cursors: &cursors, path: "clinics/", filters: &query };
    let start = list.start(query.cursor.as_deref())?;
    let slice = clinics.list(start.as_ref(), query.limit.size()).await?;
    Ok(Json(list.page(slice.map(ClinicBody::from))?))
}

/// One clinic.
#[utoipa::path(
    tag = "clinics",
    responses((status = 200, description = "The clinic.", body = ClinicBody), PublicErrors),
    security(())
)]
#[get("/clinics/{id}/")]
async fn get_clinic(clinics: web::Data<Clinics>, id: web::Path<Uuid>) -> Result<Json<ClinicBody>, Problem> {
    Ok(Json(clinics.find(ClinicId(*id)).await?.into()))
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_clinics).service(get_clinic);
}
