//! `auth/claim/`: a patient takes over the account that a clinic made for them.

use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::domain::contact::{Email, Phone};
use crate::domain::users::Password;
use crate::http::auth::user::UserBody;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::{PublicErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::visitor::RequestVisitor;
use crate::services::accounts::Accounts;
use crate::services::accounts::claim::Claim;

/// Whose account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ClaimCode)]
pub struct ClaimCodeBody {
    /// The number that the clinic has.
    #[schema(example = "+44 20 7946 0958")]
    pub phone: String,
}

/// The code, and what to sign in with from now on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Claim)]
pub struct ClaimBody {
    /// The number that the clinic has.
    #[schema(example = "+44 20 7946 0958")]
    pub phone: String,
    /// Six digits, from the text message.
    #[schema(example = "123456")]
    pub code: String,
    /// What to sign in with.
    #[schema(example = "pat@carebridge.example")]
    pub email: String,
    /// 12 to 256 characters.
    #[schema(example = "correct horse battery staple", min_length = 12, max_length = 256)]
    pub password: String,
    /// Where several people share the number.
    #[schema(example = "1984-02-29")]
    pub date_of_birth: Option<NaiveDate>,
}

impl ClaimBody {
    fn read(self, password_min: usize) -> Result<Claim, Problem> {
        let mut fields = Fields::default();
        let phone = fields.read("phone", Phone::parse(&self.phone));
        let email = fields.read("email", Email::parse(&self.email));
        let password = fields.read("password", Password::parse_new(&self.password, password_min));
        let (code, date_of_birth) = (self.code, self.date_of_birth);
        fields.settle(phone.zip(email).zip(password).map(|((phone, email), password)| Claim {
            phone,
            code,
            email,
            password,
            date_of_birth,
        }))
    }
}

/// Texts a code to the number, if a clinic registered somebody under it. The answer does not tell.
#[utoipa::path(
    tag = "auth",
    responses((status = 202, description = "On its way, if there is somebody."), PublicErrors, WriteErrors)
)]
#[post("/auth/claim/send_code/")]
pub async fn send_code(
    request: HttpRequest,
    limits: web::Data<RateLimits>,
    accounts: web::Data<Accounts>,
    Json(body): Json<ClaimCodeBody>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let phone = fields.read("phone", Phone::parse(&body.phone));
    let phone = fields.settle(phone)?;
    limits.enforce(&request, Group::Login, &format!("text:{}", phone.as_str()))?;
    accounts.send_claim_code(&phone).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Takes the account over by the code; sign in afterwards.
///
/// 422 `invalid_code` at `code`, `address_taken` at `email`; 409 `ambiguous_claim` where `date_of_birth` is needed.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The account.", body = UserBody), PublicErrors, WriteErrors)
)]
#[post("/auth/claim/")]
pub async fn claim(
    accounts: web::Data<Accounts>,
    RequestVisitor(visitor): RequestVisitor,
    Json(body): Json<ClaimBody>,
) -> Result<Json<UserBody>, Problem> {
    let claim = body.read(accounts.policy().password_min)?;
    let user = accounts.claim(&claim, &visitor).await?;
    Ok(Json(user.into()))
}
