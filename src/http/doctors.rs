//! The directory of doctors. Anyone may read it.

use actix_web::{get, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::doctors::{DoctorSearch, Place};
use crate::domain::ids::ClinicId;
use crate::domain::text;
use crate::http::json::Json;
use crate::http::openapi::errors::PublicErrors;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;
use crate::http::query::Query;
use crate::services::doctors::{Directory, Listed};

/// Characters of a text that is searched for.
const TEXT_MAX: usize = 100;

/// A doctor, as anyone may see them.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Doctor)]
pub struct DoctorBody {
    /// The user's id.
    pub id: Uuid,
    /// Given name.
    #[schema(example = "Ada")]
    pub first_name: String,
    /// Family name.
    #[schema(example = "Moreau")]
    pub last_name: String,
    /// Field of medicine.
    #[schema(example = "Cardiology")]
    pub specialty: String,
    /// Narrower field; empty where there is none.
    pub subspecialty: String,
    /// Languages spoken, BCP 47.
    #[schema(example = json!(["en", "fr"]))]
    pub languages: Vec<String>,
    /// A few lines about them.
    pub bio: String,
    /// Where they see patients.
    pub clinics: Vec<PlaceBody>,
    /// The IANA zone that their days and hours are meant in.
    #[schema(example = "Europe/Paris")]
    pub time_zone: String,
    /// A decimal number with two places, as text so that it stays exact; null where it is not told.
    #[schema(example = "80.00")]
    pub consultation_fee: Option<String>,
    /// ISO 4217.
    #[schema(example = "EUR")]
    pub currency: String,
    /// The mean of all ratings, 1 to 5, to one place; null before the first.
    #[schema(example = 4.6)]
    pub rating: Option<f64>,
    /// How many ratings.
    pub rating_count: i64,
    /// Somebody who was never there may book.
    pub accepts_new_patients: bool,
    /// The first instant that can be booked; null where there is none within the doctor's horizon.
    pub next_available: Option<DateTime<Utc>>,
}

/// A clinic by name.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Place)]
pub struct PlaceBody {
    /// The clinic.
    pub id: Uuid,
    /// Its name.
    #[schema(example = "Riverside Clinic")]
    pub name: String,
}

impl From<&Place> for PlaceBody {
    fn from(place: &Place) -> Self {
        Self { id: place.id.0, name: place.name.clone() }
    }
}

impl From<Listed> for DoctorBody {
    fn from(listed: Listed) -> Self {
        let Listed { doctor, next_available } = listed;
        Self {
            rating: doctor.rating(),
            id: doctor.id.0,
            first_name: doctor.first_name.clone(),
            last_name: doctor.last_name.clone(),
            specialty: doctor.specialty.clone(),
            subspecialty: doctor.subspecialty.clone(),
            languages: doctor.languages.clone(),
            bio: doctor.bio.clone(),
            clinics: doctor.clinics.iter().map(PlaceBody::from).collect(),
            time_zone: doctor.time_zone.name().to_owned(),
            consultation_fee: doctor.consultation_fee_minor.map(decimal),
            currency: doctor.currency.clone(),
            rating_count: doctor.rating_count,
            accepts_new_patients: doctor.accepts_new_patients,
            next_available,
        }
    }
}

/// Which doctors, and which page of them.
#[derive(Debug, Deserialize, Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DoctorsQuery {
    /// Words, each part of a name or of the specialty.
    q: Option<String>,
    /// The whole specialty, without case.
    specialty: Option<String>,
    /// Works at this clinic.
    clinic: Option<Uuid>,
    /// Speaks this language, BCP 47.
    #[param(example = "fr")]
    language: Option<String>,
    /// Takes, or does not take, people who were never there.
    accepts_new_patients: Option<bool>,
    /// Has something free on this day of the doctor's. A page may then hold fewer results than `limit` and lead on.
    available_on: Option<NaiveDate>,
    /// Rated so or better, 1 to 5.
    min_rating: Option<f64>,
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same search.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

impl DoctorsQuery {
    fn search(&self) -> Result<DoctorSearch, Problem> {
        Ok(DoctorSearch {
            q: searched("q", self.q.as_deref())?,
            specialty: searched("specialty", self.specialty.as_deref())?,
            clinic: self.clinic.map(ClinicId),
            language: searched("language", self.language.as_deref())?,
            accepts_new_patients: self.accepts_new_patients,
            min_rating_tenths: self.min_rating.map(tenths).transpose()?,
        })
    }
}

/// Finds doctors.
///
/// In the order of their names.
#[utoipa::path(
    tag = "doctors",
    params(DoctorsQuery),
    responses((status = 200, description = "One page of doctors.", body = Page<DoctorBody>), PublicErrors),
    security(())
)]
#[get("/doctors/")]
async fn list_doctors(
    directory: web::Data<Directory>,
    cursors: web::Data<Cursors>,
    query: Query<DoctorsQuery>,
) -> Result<Json<Page<DoctorBody>>, Problem> {
    let query = query.0;
    let list = List { cursors: &cursors, path: "doctors/", filters: &query };
    let start = list.start(query.cursor.as_deref())?;
    let slice =
        directory.search(&query.search()?, query.available_on, start.as_ref(), query.limit.size()).await?;
    Ok(Json(list.page(slice.map(DoctorBody::from))?))
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_doctors);
}

/// A text to search for; nothing where it is blank.
///
/// # Errors
/// 422 for one that is too long or holds control characters.
pub(super) fn searched(field: &'static str, value: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(value) = value.filter(|value| !value.trim().is_empty()) else { return Ok(None) };
    text::line(value, TEXT_MAX)
        .map(Some)
        .map_err(|invalid| Problem::field(FieldError::new(field, invalid.code, invalid.message)))
}

#[expect(clippy::cast_possible_truncation, reason = "between 10 and 50")]
fn tenths(rating: f64) -> Result<i32, Problem> {
    if !(1.0..=5.0).contains(&rating) {
        let error = FieldError::new("min_rating", "out_of_range", "Ratings go from 1 to 5.");
        return Err(Problem::field(error));
    }
    // 1.1 times ten is a little more than eleven.
    Ok((rating * 10.0 - 1e-9).ceil() as i32)
}

/// Hundredths as a decimal number.
#[must_use]
pub fn decimal(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_exact() {
        assert_eq!(decimal(8_000), "80.00");
        assert_eq!(decimal(5), "0.05");
        assert_eq!(decimal(i64::MAX), "92233720368547758.07");
    }

    #[test]
    fn a_blank_search_is_none_and_a_hostile_one_is_refused() {
        assert_eq!(searched("q", Some("  ")).unwrap(), None);
        assert_eq!(searched("q", Some(" ada ")).unwrap().as_deref(), Some("ada"));
        assert_eq!(searched("q", Some("a\0")).unwrap_err().code(), "control_character");
        assert_eq!(searched("q", Some(&"a".repeat(101))).unwrap_err().code(), "too_long");
    }

    #[test]
    fn a_rating_is_a_rating() {
        assert_eq!((tenths(4.5).unwrap(), tenths(1.1).unwrap(), tenths(4.51).unwrap()), (45, 11, 46));
        for wrong in [f64::NAN, 0.9, 5.1, f64::INFINITY] {
            assert_eq!(tenths(wrong).unwrap_err().code(), "out_of_range");
        }
    }
}
