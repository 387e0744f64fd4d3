//! The caller's inbox: read it, mark what was seen, put things away.

mod marks;

use actix_web::{HttpRequest, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::actors::relay::messages::Publish;
use crate::actors::way::Way;
use crate::domain::categories::Category;
use crate::domain::clock::SharedClock;
use crate::domain::ids::{NotificationId, UserId};
use crate::domain::notifications::Wanted;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::services::notifications::bell;
use crate::services::notifications::inbox::{self, Changed};
use crate::services::notifications::view::NotificationView;
use crate::storage::pool::Database;

/// What a change is done with: the relay tells the caller's other pages of it.
#[derive(Clone)]
pub struct Inbox {
    /// Where it is written.
    pub database: Database,
    /// When.
    pub clock: SharedClock,
    /// Who is told.
    pub relay: Way<Publish>,
}

/// Which rows are wanted.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct InboxQuery {
    /// Results a page, 1 to 100.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same list.
    #[serde(skip_serializing)]
    cursor: Option<String>,
    /// Only those that were not seen.
    #[serde(default)]
    unread: bool,
    /// Those that were put away, instead of the others.
    #[serde(default)]
    archived: bool,
    /// Only those of one category: `booking`, `reminder`, `message`, `result`, `prescription`, `review`, `account` or
    /// `marketing`.
    #[param(value_type = Option<String>)]
    category: Option<Category>,
}

/// How many notifications were not seen.
#[derive(Debug, Serialize, ToSchema)]
struct UnreadCount {
    #[schema(example = 3)]
    unread: i64,
}

/// How many notifications were not seen until now.
#[derive(Debug, Serialize, ToSchema)]
struct MarkedRead {
    #[schema(example = 3)]
    updated: usize,
}

/// There is nothing to say besides.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MarkBody {}

/// List the caller's notifications, the newest first: those that were not put away, or those that were.
#[utoipa::path(
    tag = "notifications",
    params(InboxQuery),
    responses((status = 200, description = "One page.", body = Page<NotificationView>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/notifications/")]
async fn list_notifications(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    query: Query<InboxQuery>,
    cursors: web::Data<Cursors>,
    inbox: web::Data<Inbox>,
) -> Result<Json<Page<NotificationView>>, Problem> {
    let list = List { cursors: &cursors, path: request.path(), filters: &(caller.user_id, &query.0) };
    let start = list.start(query.0.cursor.as_deref())?;
    let limit = query.0.limit.get();
    let InboxQuery { unread, archived, category, .. } = query.0;
    let wanted = Wanted { unread, archived, category };
    let slice = inbox::list(&inbox.database, caller.user_id, wanted, start.as_ref(), limit).await?;
    Ok(Json(list.page(slice)?.map(NotificationView::from)))
}

/// How many of the caller's notifications were not seen.
#[utoipa::path(
    tag = "notifications",
    responses((status = 200, body = UnreadCount), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/notifications/unread_count/")]
async fn count_unread(
    SignedIn { caller, .. }: SignedIn,
    inbox: web::Data<Inbox>,
) -> Result<Json<UnreadCount>, Problem> {
    let unread = inbox::unread(&inbox.database, caller.user_id).await?;
    Ok(Json(UnreadCount { unread }))
}

/// Mark all of the caller's notifications as seen.
#[utoipa::path(
    tag = "notifications",
    responses((status = 200, body = MarkedRead), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/notifications/mark_all_read/")]
async fn mark_all_read(
    SignedIn { caller, .. }: SignedIn,
    inbox: web::Data<Inbox>,
    _: Json<MarkBody>,
) -> Result<Json<MarkedRead>, Problem> {
    let Changed { done, unread } =
        inbox::mark_all_read(&inbox.database, caller.user_id, inbox.clock.now()).await?;
    tell(&inbox, caller.user_id, None, unread);
    Ok(Json(MarkedRead { updated: done }))
}

/// `notification.read` to every page the owner has open; of one row, or of all where `id` is none. Where the relay has
/// no room the others see it with the next count.
fn tell(inbox: &Inbox, owner: UserId, id: Option<NotificationId>, unread: i64) {
    let publications = vec![bell::seen(owner, id, unread, inbox.clock.now())];
    if inbox.relay.try_send(Publish { event: None, publications }).is_err() {
        tracing::debug!("the relay has no room for a count");
    }
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(list_notifications).service(count_unread).service(mark_all_read).configure(marks::routes);
}
