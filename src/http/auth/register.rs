//! `POST auth/register/`: a new patient.

use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono_tz::Tz;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::contact::{Email, Phone};
use crate::domain::locale::Locale;
use crate::domain::roles::Role;
use crate::domain::text;
use crate::domain::users::{Password, Registration, parse_time_zone};
use crate::http::auth::user::UserBody;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::{PublicErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::services::accounts::Accounts;

/// Characters of a given or family name.
const NAME_MAX: usize = 100;

/// A registration.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Register)]
pub struct RegisterBody {
    /// Unique, compared without case.
    #[schema(example = "pat@carebridge.example", max_length = 254)]
    pub email: String,
    /// 12 to 256 characters (unless the installation asks for more), hard to guess for whoever knows the person.
    #[schema(example = "correct horse battery staple", min_length = 12, max_length = 256)]
    pub password: String,
    /// Given name.
    #[schema(example = "Pat", min_length = 1, max_length = 100)]
    pub first_name: String,
    /// Family name.
    #[schema(example = "Morgan", min_length = 1, max_length = 100)]
    pub last_name: String,
    /// With its country code; texts go there.
    #[schema(example = "+44 20 7946 0958")]
    pub phone: Option<String>,
    /// An IANA name; `UTC` unless given.
    #[schema(example = "Europe/Paris")]
    pub time_zone: Option<String>,
    /// `en`, `fr` or `es`; `en` unless given.
    #[schema(example = "en")]
    pub locale: Option<String>,
}

impl RegisterBody {
    fn read(&self, password_min: usize) -> Result<(Registration, Password), Problem> {
        let mut fields = Fields::default();
        let email = fields.read("email", Email::parse(&self.email));
        let password = fields.read("password", Password::parse_new(&self.password, password_min));
        let first_name = fields.read("first_name", text::line(&self.first_name, NAME_MAX));
        let last_name = fields.read("last_name", text::line(&self.last_name, NAME_MAX));
        let phone = fields.read_if_given("phone", self.phone.as_deref(), Phone::parse);
        let zone = fields.read_if_given("time_zone", self.time_zone.as_deref(), parse_time_zone);
        let locale = fields.read_if_given("locale", self.locale.as_deref(), Locale::parse);
        let required = email.zip(password).zip(first_name.zip(last_name));
        fields.settle(required.map(|((email, password), (first_name, last_name))| {
            let registration = Registration {
                email,
                first_name,
                last_name,
                phone,
                time_zone: zone.unwrap_or(Tz::UTC),
                locale: locale.unwrap_or_default(),
                role: Role::Patient,
            };
            (registration, password)
        }))
    }
}

/// Makes an account for a patient.
///
/// A link that proves the address is mailed there; signing in and booking need not wait for it. An address that has an
/// account already gets an answer that looks the same, with an id of nobody, and its owner is told by mail.
#[utoipa::path(
    tag = "auth",
    responses((status = 201, description = "Made.", body = UserBody), PublicErrors, WriteErrors)
)]
#[post("/auth/register/")]
pub async fn register(
    request: HttpRequest,
    limits: web::Data<RateLimits>,
    accounts: web::Data<Accounts>,
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<RegisterBody>,
) -> Result<HttpResponse, Problem> {
    let (registration, password) = body.read(accounts.policy().password_min)?;
    // An owner must not be flooded with mails about it. A colon is in no address, so sign-ins are counted apart.
    let key = format!("register:{}", registration.email.as_str().to_ascii_lowercase());
    limits.enforce(&request, Group::Login, &key)?;
    let user = accounts.register(&registration, &password, &origin).await?;
    Ok(HttpResponse::Created().json(UserBody::from(user)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn all_bad_fields_are_refused_at_once() {
        let body = json!({
            "email": "pat", "password": "short", "first_name": " ", "last_name": "M\u{0}", "phone": "12",
            "time_zone": "Mars/Olympus", "locale": "tlh",
        });
        let body: RegisterBody = serde_json::from_value(body).unwrap();
        let problem = body.read(12).unwrap_err().body(None);
        let refused: Vec<_> = problem.errors.iter().map(|error| (error.field.as_str(), error.code)).collect();
        assert_eq!(
            refused,
            [
                ("email", "invalid_email"),
                ("password", "password_too_short"),
                ("first_name", "required"),
                ("last_name", "control_character"),
                ("phone", "invalid_phone"),
                ("time_zone", "unknown_time_zone"),
                ("locale", "unknown_locale"),
            ]
        );
        assert_eq!((problem.status, problem.code.as_str()), (422, "invalid"));
    }

    #[test]
    fn a_role_is_not_the_clients_to_choose() {
        let body = json!({
            "email": "pat@carebridge.example", "password": "correct horse battery staple",
            "first_name": "Pat", "last_name": "Morgan",
        });
        let registration = serde_json::from_value::<RegisterBody>(body.clone()).unwrap().read(12).unwrap().0;
        assert_eq!((registration.role, registration.time_zone), (Role::Patient, Tz::UTC));
        let mut greedy = body;
        greedy["role"] = json!("admin");
        assert!(serde_json::from_value::<RegisterBody>(greedy).is_err());
    }
}
