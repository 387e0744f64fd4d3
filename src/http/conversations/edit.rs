//! Puts messages in other words.

use actix_web::{patch, web};
use uuid::Uuid;

use crate::domain::ids::{ConversationId, MessageId};
use crate::http::conversations::body::EditBody;
use crate::http::conversations::talk::Talk;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::conversations::view::MessageView;

/// Put a message of the caller's in other words, within five minutes: later 409 `edit_window_passed`.
#[utoipa::path(
    tag = "conversations",
    params(
        ("id" = Uuid, Path, description = "The conversation."),
        ("message_id" = Uuid, Path, description = "The message."),
    ),
    responses((status = 200, body = MessageView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[patch("/conversations/{id}/messages/{message_id}/")]
pub async fn edit_message(
    SignedIn { caller, .. }: SignedIn,
    ids: web::Path<(Uuid, Uuid)>,
    talk: web::Data<Talk>,
    origin: RequestOrigin,
    body: Json<EditBody>,
) -> Result<Json<MessageView>, Problem> {
    let (id, message) = (ConversationId(ids.0), MessageId(ids.1));
    let words = body.0.read()?;
    let (message, event) = talk.conversations.edit(&caller, id, message, &words, &origin.0).await?;
    talk.tell(&event).await;
    Ok(Json(MessageView::from(&message)))
}
