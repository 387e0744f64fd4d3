//! Who works at a clinic, for those who belong there and for administrators; for others there is nobody.

use actix_web::{HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::actors::sessions::sessions::Sessions;
use crate::domain::contact::Email;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::invalid::Invalid;
use crate::domain::members::{Member, MemberRole};
use crate::http::fields::Fields;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::realtime::topic::Topic;
use crate::services::doctors::Directory;
use crate::services::idempotency::Turns;
use crate::services::members::Members;
use crate::services::members::change::Named;

/// Somebody who works at a clinic.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberBody {
    /// The user's id.
    pub user_id: Uuid,
    /// Given name.
    #[schema(example = "Jamie")]
    pub first_name: String,
    /// Family name.
    #[schema(example = "Ellis")]
    pub last_name: String,
    /// Their address, masked.
    #[schema(example = "j••••@carebridge.example")]
    pub email: Option<String>,
    /// What the account is for: `doctor` or `staff`.
    #[schema(example = "staff")]
    pub account_role: &'static str,
    /// What they are at this clinic: `doctor`, `staff` or `manager`.
    #[schema(example = "manager")]
    pub role: &'static str,
    /// Since when they work there.
    pub created_at: DateTime<Utc>,
}

impl From<Member> for MemberBody {
    fn from(member: Member) -> Self {
        Self {
            user_id: member.user_id.0,
            first_name: member.first_name,
            last_name: member.last_name,
            email: member.email.as_ref().map(Email::masked),
            account_role: member.account_role.as_str(),
            role: member.role.as_str(),
            created_at: member.created_at,
        }
    }
}

/// Somebody to be brought in: by `user_id` or by `email`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewMember)]
struct NewMemberBody {
    /// Their account.
    user_id: Option<Uuid>,
    /// The address of their account.
    #[schema(example = "jamie@carebridge.example")]
    email: Option<String>,
    /// `doctor`, `staff` or `manager`.
    #[schema(example = "staff")]
    role: String,
}

/// What a member becomes.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetMemberRole)]
struct MemberRoleBody {
    /// `doctor`, `staff` or `manager`.
    #[schema(example = "manager")]
    role: String,
}

/// Which page.
#[derive(Debug, Deserialize, Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MembersQuery {
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// List who works at a clinic, by name.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic."), MembersQuery),
    responses((status = 200, description = "One page of members.", body = Page<MemberBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/clinics/{id}/members/")]
async fn list_members(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    members: web::Data<Members>,
    cursors: web::Data<Cursors>,
    query: Query<MembersQuery>,
) -> Result<Json<Page<MemberBody>>, Problem> {
    let query = query.0;
    let list = List { cursors: &cursors, path: "clinics/members/", filters: &(*id, caller.user_id, &query) };
    let start = list.start(query.cursor.as_deref())?;
    let slice = members.list(&caller, ClinicId(*id), start.as_ref(), query.limit.size()).await?;
    Ok(Json(list.page(slice.map(MemberBody::from))?))
}

/// Bring somebody in.
///
/// Staff bring in people who work nowhere yet; administrators any doctor and any staff. Only managers and administrators
/// make managers (403). 409 `already_member`; 422 `role_mismatch` where the account is for something else.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic."), IdempotencyKey),
    responses((status = 201, description = "They work here.", body = MemberBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/clinics/{id}/members/")]
async fn add_member(
    SignedIn { caller, .. }: SignedIn,
    (key, turns): (IdempotencyKey, web::Data<Turns>),
    id: web::Path<Uuid>,
    members: web::Data<Members>,
    (directory, sessions): (web::Data<Directory>, web::Data<Sessions>),
    origin: RequestOrigin,
    body: Json<NewMemberBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(caller.agent(), "members", &(*id, &body.0))?;
    let (named, role) = read_new(body.0)?;
    once(&turns, key, None, async {
        let (member, changed) = members.add(&caller, ClinicId(*id), &named, role, &origin.0).await?;
        directory.forget();
        for session in changed {
            sessions.sign_in_changed(session).await;
        }
        // Who may hear of a doctor's visits depends on where the doctor works.
        sessions.reconsider(Topic::Schedule(member.user_id)).await;
        Ok(MemberBody::from(member))
    })
    .await
}

/// Make a member something else at the clinic.
///
/// All of their sign-ins and sockets end. Only managers and administrators make managers, or unmake them (403). 422
/// `role_mismatch`.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic."), ("user_id" = Uuid, Path, description = "The member.")),
    responses((status = 200, description = "As it stands.", body = MemberBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[patch("/clinics/{id}/members/{user_id}/")]
async fn set_member_role(
    SignedIn { caller, .. }: SignedIn,
    path: web::Path<(Uuid, Uuid)>,
    members: web::Data<Members>,
    sessions: web::Data<Sessions>,
    origin: RequestOrigin,
    body: Json<MemberRoleBody>,
) -> Result<Json<MemberBody>, Problem> {
    let mut fields = Fields::default();
    let role = fields.read("role", MemberRole::parse(&body.0.role));
    let role = fields.settle(role)?;
    let (clinic, user) = path.into_inner();
    let (member, ended) = members.set_role(&caller, ClinicId(clinic), UserId(user), role, &origin.0).await?;
    sessions.end_sign_ins(&ended).await;
    Ok(Json(member.into()))
}

/// Let a member go.
///
/// A doctor's hours at the clinic go with them. All of their sign-ins and sockets end. 409 `works_here` for a doctor who
/// has visits ahead at the clinic.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic."), ("user_id" = Uuid, Path, description = "The member.")),
    responses((status = 204, description = "They work here no more."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[delete("/clinics/{id}/members/{user_id}/")]
async fn remove_member(
    SignedIn { caller, .. }: SignedIn,
    path: web::Path<(Uuid, Uuid)>,
    members: web::Data<Members>,
    directory: web::Data<Directory>,
    sessions: web::Data<Sessions>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let (clinic, user) = path.into_inner();
    let ended = members.remove(&caller, ClinicId(clinic), UserId(user), &origin.0).await?;
    directory.forget();
    sessions.end_sign_ins(&ended).await;
    sessions.reconsider(Topic::Schedule(UserId(user))).await;
    Ok(HttpResponse::NoContent().finish())
}

fn read_new(body: NewMemberBody) -> Result<(Named, MemberRole), Problem> {
    let mut fields = Fields::default();
    let role = fields.read("role", MemberRole::parse(&body.role));
    let named = match (body.user_id, body.email) {
        (Some(id), None) => Some(Named::Account(UserId(id))),
        (None, Some(email)) => fields.read("email", Email::parse(&email)).map(Named::Address),
        (None, None) => {
            fields.read("user_id", Err(Invalid::new("required", "Say who, by id or by address.")))
        }
        (Some(_), Some(_)) => {
            fields.read("email", Err(Invalid::new("ambiguous", "Say who, either by id or by address.")))
        }
    };
    fields.settle(named.zip(role))
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_members).service(add_member).service(set_member_role).service(remove_member);
}
