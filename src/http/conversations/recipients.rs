//! Whom one may write to.

use actix_web::{HttpRequest, get, web};
use serde::{Deserialize, Serialize};

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
use crate::services::conversations::view::RecipientView;

/// Whom to look for, and which page of them.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RecipientsQuery {
    /// Words, each part of a name.
    #[param(example = "adams")]
    q: Option<String>,
    /// Results a page, 1 to 100.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same search.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// List whom the caller may write to: those who care for them, or their patients and colleagues; nobody for administrators.
#[utoipa::path(
    tag = "conversations",
    params(RecipientsQuery),
    responses((status = 200, description = "One page.", body = Page<RecipientView>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/conversations/recipients/")]
pub async fn list_recipients(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    query: Query<RecipientsQuery>,
    cursors: web::Data<Cursors>,
    talk: web::Data<Talk>,
    origin: RequestOrigin,
) -> Result<Json<Page<RecipientView>>, Problem> {
    let q = words(query.0.q.as_deref())?;
    let list = List { cursors: &cursors, path: request.path(), filters: &(caller.user_id, &query.0) };
    let start = list.start(query.0.cursor.as_deref())?;
    let limit = query.0.limit.size();
    let slice =
        talk.conversations.recipients(&caller, q.as_deref(), start.as_ref(), limit, &origin.0).await?;
    Ok(Json(list.page(slice)?.map(RecipientView::from)))
}
