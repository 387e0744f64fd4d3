//! Messages of a conversation: shown and sent.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::ids::ConversationId;
use crate::http::conversations::body::SendBody;
use crate::http::conversations::talk::Talk;
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
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::SignedIn;
use crate::services::conversations::view::MessageView;
use crate::services::idempotency::Turns;

/// Which page of the messages.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct MessagesQuery {
    /// Results a page, 1 to 100.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same conversation.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// List what was said in a conversation, the newest first.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation."), MessagesQuery),
    responses((status = 200, description = "One page.", body = Page<MessageView>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/conversations/{id}/messages/")]
pub async fn list_messages(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    query: Query<MessagesQuery>,
    cursors: web::Data<Cursors>,
    (talk, origin): (web::Data<Talk>, RequestOrigin),
) -> Result<Json<Page<MessageView>>, Problem> {
    let list = List { cursors: &cursors, path: request.path(), filters: &caller.user_id };
    let start = list.start(query.0.cursor.as_deref())?;
    let (id, limit) = (ConversationId(*id), query.0.limit.size());
    let slice = talk.conversations.messages(&caller, id, start.as_ref(), limit, &origin.0).await?;
    Ok(Json(list.page(slice)?.map(|message| MessageView::from(&message))))
}

/// Say something in a conversation.
///
/// The others hear it as `message.sent`, and are told in the app and by mail (without the words) where they do not
/// read it at once. 409 `nobody_reads` where nobody on the other side can read it any more.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation."), IdempotencyKey),
    responses((status = 201, description = "Said.", body = MessageView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/conversations/{id}/messages/")]
pub async fn send_message(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    key: IdempotencyKey,
    (talk, turns, limits): (web::Data<Talk>, web::Data<Turns>, web::Data<RateLimits>),
    origin: RequestOrigin,
    body: Json<SendBody>,
) -> Result<HttpResponse, Problem> {
    limits.enforce(&request, Group::Message, &caller.user_id.to_string())?;
    let key = key.of(caller.agent(), &format!("conversations/{id}/messages"), &body.0)?;
    let new = body.0.read()?;
    once(&turns, key, None, async {
        let (message, event) = talk.conversations.send(&caller, ConversationId(*id), &new, &origin.0).await?;
        if let Some(event) = &event {
            talk.tell(event).await;
        }
        Ok(MessageView::from(&message))
    })
    .await
}
