//! What an owner does with one notification.

use actix_web::{post, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::ids::NotificationId;
use crate::domain::notifications::Mark;
use crate::http::json::Json;
use crate::http::notifications::{Inbox, MarkBody, tell};
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::notifications::inbox;
use crate::services::notifications::view::NotificationView;

type Marked = Result<Json<NotificationView>, Problem>;

/// Marks a row, and tells the owner's other pages of it.
async fn marked(inbox: &Inbox, signed_in: &SignedIn, id: Uuid, mark: Mark) -> Marked {
    let (owner, id) = (signed_in.caller.user_id, NotificationId(id));
    let changed = inbox::mark(&inbox.database, owner, id, mark, inbox.clock.now()).await?;
    tell(inbox, owner, Some(id), changed.unread);
    Ok(Json(changed.done.into()))
}

/// Mark a notification as seen.
#[utoipa::path(
    tag = "notifications",
    params(("id" = Uuid, Path, description = "The notification.")),
    responses((status = 200, body = NotificationView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/notifications/{id}/mark_read/")]
async fn mark_read(
    signed_in: SignedIn,
    id: web::Path<Uuid>,
    inbox: web::Data<Inbox>,
    _: Json<MarkBody>,
) -> Marked {
    marked(&inbox, &signed_in, *id, Mark::Read).await
}

/// Mark a notification as not seen: to come back to it.
#[utoipa::path(
    tag = "notifications",
    params(("id" = Uuid, Path, description = "The notification.")),
    responses((status = 200, body = NotificationView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/notifications/{id}/mark_unread/")]
async fn mark_unread(
    signed_in: SignedIn,
    id: web::Path<Uuid>,
    inbox: web::Data<Inbox>,
    _: Json<MarkBody>,
) -> Marked {
    marked(&inbox, &signed_in, *id, Mark::Unread).await
}

/// Put a notification away: it is listed and counted no more, but among those put away.
#[utoipa::path(
    tag = "notifications",
    params(("id" = Uuid, Path, description = "The notification.")),
    responses((status = 200, body = NotificationView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/notifications/{id}/archive/")]
async fn archive(
    signed_in: SignedIn,
    id: web::Path<Uuid>,
    inbox: web::Data<Inbox>,
    _: Json<MarkBody>,
) -> Marked {
    marked(&inbox, &signed_in, *id, Mark::Archived).await
}

/// Take a notification back that was put away.
#[utoipa::path(
    tag = "notifications",
    params(("id" = Uuid, Path, description = "The notification.")),
    responses((status = 200, body = NotificationView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/notifications/{id}/unarchive/")]
async fn unarchive(
    signed_in: SignedIn,
    id: web::Path<Uuid>,
    inbox: web::Data<Inbox>,
    _: Json<MarkBody>,
) -> Marked {
    marked(&inbox, &signed_in, *id, Mark::Unarchived).await
}

/// Adds the operations of this file.
pub(super) fn routes(config: &mut ServiceConfig) {
    config.service(mark_read).service(mark_unread).service(archive).service(unarchive);
}
