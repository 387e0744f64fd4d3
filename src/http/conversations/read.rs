//! Shows conversations.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::ids::ConversationId;
use crate::http::conversations::search::words;
use crate::http::conversations::talk::Talk;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::services::conversations::view::ConversationView;
use crate::storage::conversations::list::Filter;

/// Which conversations, and which page of them.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ConversationsQuery {
    /// Words, each part of the subject or of a participant's name.
    #[param(example = "adams")]
    q: Option<String>,
    /// Only those in which something was not read.
    #[serde(default)]
    unread: bool,
    /// Results a page, 1 to 100.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same list.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

impl ConversationsQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        Ok(Filter { q: words(self.q.as_deref())?, unread_only: self.unread })
    }
}

/// List the caller's conversations, those in which something was said last first.
#[utoipa::path(
    tag = "conversations",
    params(ConversationsQuery),
    responses((status = 200, description = "One page.", body = Page<ConversationView>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/conversations/")]
pub async fn list_conversations(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    query: Query<ConversationsQuery>,
    cursors: web::Data<Cursors>,
    talk: web::Data<Talk>,
    origin: RequestOrigin,
) -> Result<Json<Page<ConversationView>>, Problem> {
    let filter = query.0.filter()?;
    let list = List { cursors: &cursors, path: request.path(), filters: &(caller.user_id, &query.0) };
    let start = list.start(query.0.cursor.as_deref())?;
    let limit = query.0.limit.size();
    let slice = talk.conversations.list(&caller, &filter, start.as_ref(), limit, &origin.0).await?;
    Ok(Json(list.page(slice)?.map(ConversationView::from)))
}

/// One conversation of the caller's.
#[utoipa::path(
    tag = "conversations",
    params(("id" = Uuid, Path, description = "The conversation.")),
    responses((status = 200, body = ConversationView), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/conversations/{id}/")]
pub async fn get_conversation(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    talk: web::Data<Talk>,
    origin: RequestOrigin,
) -> Result<Json<ConversationView>, Problem> {
    let found = talk.conversations.find(&caller, ConversationId(*id), &origin.0).await?;
    Ok(Json(found.into()))
}
