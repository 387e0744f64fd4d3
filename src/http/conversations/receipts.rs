//! What the caller has read, and what not yet.

use actix_web::{get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::ids::{ConversationId, MessageId};
use crate::http::conversations::talk::Talk;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::notifications::bell;

/// Up to where somebody has read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReadUpTo)]
struct ReadBody {
    /// A message; the latest where none is said.
    message_id: Option<Uuid>,
}

/// What is left to read of a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReadReceipt)]
struct ReceiptBody {
    /// Messages of others that the caller has not read.
    #[schema(example = 0)]
    unread: i64,
    /// Up to where they have read; null where nothing was said yet.
    last_read_message_id: Option<Uuid>,
}

/// How many messages were not read.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UnreadMessages)]
struct UnreadBody {
    /// Over all conversations.
    #[schema(example = 3)]
    unread: i64,
}

/// Remember that the caller has read a conversation, up to a message; it never moves back.
///
/// What their inbox has of it is seen with it. The others hear of it as `message.read`.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation.")),
    responses((status = 200, body = ReceiptBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/conversations/{id}/read/")]
pub async fn mark_read(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    talk: web::Data<Talk>,
    body: Json<ReadBody>,
) -> Result<Json<ReceiptBody>, Problem> {
    let up_to = body.0.message_id.map(MessageId);
    let receipt = talk.conversations.mark_read(&caller, ConversationId(*id), up_to).await?;
    if let Some(event) = &receipt.event {
        talk.tell(event).await;
    }
    if !receipt.notifications.is_empty() {
        let (unread, now) = (receipt.inbox_unread, talk.clock.now());
        let seen = |id| bell::seen(caller.user_id, Some(id), unread, now);
        talk.mention(receipt.notifications.into_iter().map(seen).collect());
    }
    let last_read_message_id = receipt.last_read_message_id.map(|message| message.0);
    Ok(Json(ReceiptBody { unread: receipt.unread, last_read_message_id }))
}

/// How many messages the caller has not read, over all of their conversations.
#[utoipa::path(
    tag = "conversations",
    responses((status = 200, body = UnreadBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/conversations/unread_count/")]
pub async fn count_unread(
    SignedIn { caller, .. }: SignedIn,
    talk: web::Data<Talk>,
) -> Result<Json<UnreadBody>, Problem> {
    Ok(Json(UnreadBody { unread: talk.conversations.unread(&caller).await? }))
}
