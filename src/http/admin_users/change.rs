//! Disables and enables accounts, and gives them other roles.

use actix_web::{HttpResponse, post, put, web};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::actors::sessions::sessions::Sessions;
use crate::domain::admin_users::given_role;
use crate::domain::ids::UserId;
use crate::domain::text;
use crate::http::admin_users::body::ManagedUserBody;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::accounts::Accounts;
use crate::services::admin_users::AdminUsers;
use crate::services::doctors::Directory;

/// Characters of a reason.
const REASON_MAX: usize = 500;

/// Why an account is disabled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DisableUser)]
pub struct DisableBody {
    /// For the record; nothing about anybody's health.
    #[schema(example = "Left the clinic.", max_length = 500)]
    reason: Option<String>,
}

/// There is nothing to say besides.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = EnableUser)]
pub struct EnableBody {}

/// Another role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetRole)]
pub struct RoleBody {
    /// `staff`, `admin` or `patient`.
    #[schema(example = "staff")]
    role: String,
}

/// Disable an account (administrators).
///
/// All of its sign-ins and sockets end. 409 `last_administrator` and `own_account`.
#[utoipa::path(
    tag = "admin",
    params(("id" = Uuid, Path, description = "The person's user id.")),
    responses((status = 204, description = "It is disabled."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/admin/users/{id}/disable/")]
pub async fn disable_user(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    users: web::Data<AdminUsers>,
    directory: web::Data<Directory>,
    sessions: web::Data<Sessions>,
    origin: RequestOrigin,
    body: Json<DisableBody>,
) -> Result<HttpResponse, Problem> {
    let mut fields = Fields::default();
    let reason = text::paragraph(body.0.reason.as_deref().unwrap_or_default(), REASON_MAX);
    let reason = fields.read("reason", reason);
    let reason = fields.settle(reason)?;
    let ended = users.disable(&caller, UserId(*id), &reason, &origin.0).await?;
    directory.forget();
    sessions.disable(&ended).await;
    Ok(HttpResponse::NoContent().finish())
}

/// Enable an account that was disabled (administrators).
#[utoipa::path(
    tag = "admin",
    params(("id" = Uuid, Path, description = "The person's user id.")),
    responses((status = 204, description = "It is enabled."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/admin/users/{id}/enable/")]
pub async fn enable_user(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    users: web::Data<AdminUsers>,
    directory: web::Data<Directory>,
    origin: RequestOrigin,
    _: Json<EnableBody>,
) -> Result<HttpResponse, Problem> {
    users.enable(&caller, UserId(*id), &origin.0).await?;
    directory.forget();
    Ok(HttpResponse::NoContent().finish())
}

/// Take away a second factor that was lost (administrators).
///
/// All of the account's sign-ins and sockets end, and its owner is told by mail; they sign in by the password alone until
/// they set another one up. 403 `fresh_sign_in_required`; 409 `own_account`.
#[utoipa::path(
    tag = "admin",
    params(("id" = Uuid, Path, description = "The person's user id.")),
    responses((status = 204, description = "It is gone."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/admin/users/{id}/reset_mfa/")]
pub async fn reset_mfa(
    SignedIn { caller, standing, .. }: SignedIn,
    id: web::Path<Uuid>,
    accounts: web::Data<Accounts>,
    users: web::Data<AdminUsers>,
    sessions: web::Data<Sessions>,
    origin: RequestOrigin,
    _: Json<EnableBody>,
) -> Result<HttpResponse, Problem> {
    accounts.require_fresh(&standing).await?;
    let ended = users.reset_mfa(&caller, UserId(*id), &origin.0).await?;
    sessions.end_sign_ins(&ended).await;
    Ok(HttpResponse::NoContent().finish())
}

/// Give an account another role (administrators).
///
/// All of its sign-ins and sockets end: they speak of the old role. 409 `last_administrator`; doctors keep theirs: 409
/// `role_fixed`; who has no address cannot sign in: 409 `no_sign_in`; whose address is not proven may be anybody: 409
/// `email_unverified`.
#[utoipa::path(
    tag = "admin",
    params(("id" = Uuid, Path, description = "The person's user id.")),
    responses((status = 200, description = "As it stands.", body = ManagedUserBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[put("/admin/users/{id}/role/")]
pub async fn set_user_role(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    users: web::Data<AdminUsers>,
    sessions: web::Data<Sessions>,
    origin: RequestOrigin,
    body: Json<RoleBody>,
) -> Result<Json<ManagedUserBody>, Problem> {
    let mut fields = Fields::default();
    let role = fields.read("role", given_role(&body.0.role));
    let role = fields.settle(role)?;
    let (managed, ended) = users.set_role(&caller, UserId(*id), role, &origin.0).await?;
    sessions.end_sign_ins(&ended).await;
    Ok(Json(managed.into()))
}
