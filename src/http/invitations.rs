//! `admin/invitations/`: doctors, staff and administrators are invited.

use actix_web::{HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::contact::Email;
use crate::domain::doctors::License;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::locale::Locale;
use crate::domain::roles::Role;
use crate::domain::text;
use crate::domain::users::{Registration, parse_time_zone};
use crate::http::auth::user::UserBody;
use crate::http::fields::Fields;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::accounts::Accounts;
use crate::services::accounts::invitations::{Invitation, Practice};
use crate::services::idempotency::Turns;

/// Characters of a name or a specialty.
const NAME_MAX: usize = 100;

/// Whom to invite.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Invite)]
pub struct InviteBody {
    /// Where the link goes.
    #[schema(example = "dr.frost@carebridge.example")]
    pub email: String,
    /// `doctor`, `staff` or `admin`.
    #[schema(example = "doctor")]
    pub role: String,
    /// Given name.
    #[schema(example = "Alma")]
    pub first_name: String,
    /// Family name.
    #[schema(example = "Frost")]
    pub last_name: String,
    /// Where they will work; doctors and staff need one.
    pub clinic_id: Option<Uuid>,
    /// A doctor's field of medicine.
    #[schema(example = "Cardiology")]
    pub specialty: Option<String>,
    /// A doctor's license number.
    #[schema(example = "ABC-123456")]
    pub license_number: Option<String>,
    /// An IANA name; `UTC` unless given.
    #[schema(example = "Europe/Paris")]
    pub time_zone: Option<String>,
    /// `en`, `fr` or `es`; `en` unless given.
    #[schema(example = "en")]
    pub locale: Option<String>,
}

impl InviteBody {
    fn read(self) -> Result<Invitation, Problem> {
        let mut fields = Fields::default();
        let email = fields.read("email", Email::parse(&self.email));
        let role = fields.read("role", role(&self.role));
        let first_name = fields.read("first_name", text::line(&self.first_name, NAME_MAX));
        let last_name = fields.read("last_name", text::line(&self.last_name, NAME_MAX));
        let zone = fields.read_if_given("time_zone", self.time_zone.as_deref(), parse_time_zone);
        let locale = fields.read_if_given("locale", self.locale.as_deref(), Locale::parse);
        if matches!(role, Some(Role::Doctor | Role::Staff)) && self.clinic_id.is_none() {
            fields.read::<()>("clinic_id", Err(required()));
        }
        let practice = (role == Some(Role::Doctor)).then(|| {
            let specialty = text::line(self.specialty.as_deref().unwrap_or_default(), NAME_MAX);
            let license = self.license_number.as_deref().map_or_else(|| Err(required()), License::parse);
            fields.read("specialty", specialty).zip(fields.read("license_number", license))
        });
        let practice = practice.flatten().map(|(specialty, license)| Practice { license, specialty });
        let person = email.zip(role).zip(first_name.zip(last_name));
        fields.settle(person.map(|((email, role), (first_name, last_name))| Invitation {
            person: Registration {
                email,
                first_name,
                last_name,
                phone: None,
                time_zone: zone.unwrap_or(Tz::UTC),
                locale: locale.unwrap_or_default(),
                role,
            },
            clinic: self.clinic_id.map(ClinicId),
            practice,
        }))
    }
}

/// A patient is not invited: they register, or a clinic registers them.
fn role(name: &str) -> Result<Role, Invalid> {
    let role = Role::from_stored(name).filter(|role| *role != Role::Patient);
    role.ok_or_else(|| Invalid::new("unknown_role", "Use doctor, staff or admin."))
}

fn required() -> Invalid {
    Invalid::new("required", "This field cannot be empty.")
}

/// Somebody who has not chosen a password yet.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationBody {
    /// Their account.
    pub id: Uuid,
    /// Where the link went.
    #[schema(example = "dr.frost@carebridge.example")]
    pub email: String,
    /// `doctor`, `staff` or `admin`.
    #[schema(example = "doctor")]
    pub role: String,
    /// Given name.
    #[schema(example = "Alma")]
    pub first_name: String,
    /// Family name.
    #[schema(example = "Frost")]
    pub last_name: String,
    /// When they were invited.
    pub created_at: DateTime<Utc>,
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_invitations).service(invite).service(resend_invitation).service(withdraw_invitation);
}

/// Those who were invited and have not come yet, the last one first. All on one page.
#[utoipa::path(
    tag = "admin",
    responses((status = 200, description = "The invitations.", body = Page<InvitationBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/invitations/")]
pub async fn list_invitations(
    SignedIn { caller, .. }: SignedIn,
    accounts: web::Data<Accounts>,
) -> Result<Json<Page<InvitationBody>>, Problem> {
    let invited = accounts.invitations(&caller).await?;
    let results = invited.into_iter().map(|person| InvitationBody {
        id: person.id.0,
        email: person.email,
        role: person.role,
        first_name: person.first_name,
        last_name: person.last_name,
        created_at: person.created_at,
    });
    Ok(Json(Page { results: results.collect(), next: None, previous: None }))
}

/// Makes an account for a doctor, a member of staff or an administrator, and mails a link for choosing a password.
///
/// 409 `address_taken`, `license_taken`; 422 `unknown_clinic` at `clinic_id`.
#[utoipa::path(
    tag = "admin",
    request_body = InviteBody,
    params(IdempotencyKey),
    responses((status = 201, description = "Invited.", body = UserBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/admin/invitations/")]
pub async fn invite(
    SignedIn { caller, .. }: SignedIn,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    accounts: web::Data<Accounts>,
    RequestOrigin(origin): RequestOrigin,
    Json(body): Json<InviteBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(caller.agent(), "invitations", &body)?;
    let wanted = body.read()?;
    once(&turns, key, None, async { Ok(UserBody::from(accounts.invite(&caller, &wanted, &origin).await?)) })
        .await
}

/// Mails the link again: one is good for 30 minutes.
#[utoipa::path(
    tag = "admin",
    params(("id" = Uuid, Path, description = "The invited account.")),
    responses((status = 202, description = "On its way."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/admin/invitations/{id}/resend/")]
pub async fn resend_invitation(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    accounts: web::Data<Accounts>,
    RequestOrigin(origin): RequestOrigin,
) -> Result<HttpResponse, Problem> {
    accounts.invite_again(&caller, UserId(id.into_inner()), &origin).await?;
    Ok(HttpResponse::Accepted().finish())
}

/// Takes an invitation back: the account is gone, and its address free again.
#[utoipa::path(
    tag = "admin",
    params(("id" = Uuid, Path, description = "The invited account.")),
    responses((status = 204, description = "Withdrawn."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[delete("/admin/invitations/{id}/")]
pub async fn withdraw_invitation(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    accounts: web::Data<Accounts>,
    RequestOrigin(origin): RequestOrigin,
) -> Result<HttpResponse, Problem> {
    accounts.withdraw_invitation(&caller, UserId(id.into_inner()), &origin).await?;
    Ok(HttpResponse::NoContent().finish())
}
