//! `auth/sessions/`: where the caller is signed in.

use actix_web::{HttpResponse, delete, get, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::actors::sessions::sessions::Sessions;
use crate::domain::ids::SessionId;
use crate::domain::sign_ins::{Keeping, SignIn};
use crate::http::auth::device;
use crate::http::client_address::ClientAddress;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::accounts::Accounts;

/// A signed-in browser or client.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionBody {
    /// Its id.
    pub id: Uuid,
    /// `browser` or `client`.
    #[schema(value_type = String, example = "browser")]
    pub kind: &'static str,
    /// What a person would call it.
    #[schema(example = "Chrome on Windows")]
    pub device: String,
    /// The neighbourhood of the address it was last used from; null where that is not known.
    #[schema(example = "203.0.113.0/24")]
    pub place: Option<String>,
    /// When it was signed in.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: DateTime<Utc>,
    /// When it ends if it is not used meanwhile.
    pub expires_at: DateTime<Utc>,
    /// Kept for 30 days on the person's word that the device is theirs.
    #[schema(example = false)]
    pub trusted: bool,
    /// The one that asks.
    #[schema(example = true)]
    pub current: bool,
}

fn body(sign_in: &SignIn, asking: &SignedIn) -> SessionBody {
    SessionBody {
        id: sign_in.id.0,
        kind: sign_in.keeping.kind(),
        device: device::name(&sign_in.user_agent),
        place: sign_in.ip.map(|ip| ClientAddress(ip).prefix()),
        created_at: sign_in.created_at,
        last_used_at: sign_in.last_used_at,
        expires_at: sign_in.ends_at(asking.caller.role),
        trusted: sign_in.keeping == Keeping::TrustedBrowser,
        current: sign_in.id == asking.caller.session_id,
    }
}

/// Where the caller is signed in, the last used first. All of it is on one page: nobody has many.
#[utoipa::path(
    tag = "auth",
    responses((status = 200, description = "The sign-ins.", body = Page<SessionBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/auth/sessions/")]
pub async fn list_sessions(
    signed_in: SignedIn,
    accounts: web::Data<Accounts>,
) -> Result<Json<Page<SessionBody>>, Problem> {
    let sign_ins = accounts.sessions(&signed_in.caller).await?;
    let results = sign_ins.iter().map(|sign_in| body(sign_in, &signed_in)).collect();
    Ok(Json(Page { results, next: None, previous: None }))
}

/// One of the caller's sign-ins.
#[utoipa::path(
    tag = "auth",
    params(("id" = Uuid, Path, description = "The sign-in.")),
    responses((status = 200, description = "The sign-in.", body = SessionBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/auth/sessions/{id}/")]
pub async fn get_session(
    signed_in: SignedIn,
    id: web::Path<Uuid>,
    accounts: web::Data<Accounts>,
) -> Result<Json<SessionBody>, Problem> {
    let sign_in = accounts.session(&signed_in.caller, SessionId(id.into_inner())).await?;
    Ok(Json(body(&sign_in, &signed_in)))
}

/// Signs one of the caller's browsers or clients out: its sockets close within seconds on every node.
#[utoipa::path(
    tag = "auth",
    params(("id" = Uuid, Path, description = "The sign-in.")),
    responses((status = 204, description = "Signed out."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[delete("/auth/sessions/{id}/")]
pub async fn end_session(
    signed_in: SignedIn,
    id: web::Path<Uuid>,
    accounts: web::Data<Accounts>,
    sessions: web::Data<Sessions>,
    RequestOrigin(origin): RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let id = SessionId(id.into_inner());
    accounts.end_session(&signed_in.caller, id, &origin).await?;
    sessions.end_sign_ins(&[id]).await;
    Ok(HttpResponse::NoContent().finish())
}
