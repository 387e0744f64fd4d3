//! Finds messages on their way.

use actix_web::{HttpRequest, get, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::delivery::templates::catalogue::Entry;
use crate::domain::admin_deliveries::DeliveryState;
use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::ids::{DeliveryId, UserId};
use crate::http::admin_deliveries::body::{DeliveryBody, FollowedDeliveryBody};
use crate::http::admin_deliveries::template;
use crate::http::fields::Fields;
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
use crate::services::admin_deliveries::AdminDeliveries;
use crate::storage::admin_deliveries::Filter;

/// Which messages, and which page.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DeliveriesQuery {
    /// `queued`, `sending`, `sent`, `suppressed` or `dead`.
    #[param(example = "dead")]
    state: Option<String>,
    /// `in_app`, `email`, `sms` or `push`.
    #[param(example = "email")]
    channel: Option<String>,
    /// What they say.
    #[param(example = "appointment_confirmed")]
    template: Option<String>,
    /// What their readers' choices are made by.
    #[param(example = "booking")]
    category: Option<String>,
    /// To this person.
    user: Option<Uuid>,
    /// Not made before this instant.
    from: Option<DateTime<Utc>>,
    /// Made before this instant.
    to: Option<DateTime<Utc>>,
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page of the same list.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

impl DeliveriesQuery {
    fn filter(&self) -> Result<Filter, Problem> {
        let mut fields = Fields::default();
        let state = fields.read_if_given("state", self.state.as_deref(), DeliveryState::parse);
        let channel = fields.read_if_given("channel", self.channel.as_deref(), ChannelKind::parse);
        let entry = fields.read_if_given("template", self.template.as_deref(), template::named);
        let category = fields.read_if_given("category", self.category.as_deref(), Category::parse);
        // What is rare is found by its category.
        let category = category.or_else(|| entry.as_ref().map(Entry::category));
        let template = entry.map(|entry| entry.template);
        let user = self.user.map(UserId);
        let (from, to) = (self.from, self.to);
        fields.settle(Some(Filter { state, channel, template, category, user, from, to }))
    }
}

/// List messages on their way and what became of them, the newest first (administrators).
///
/// Addresses and numbers are masked: `p••••@carebridge.example`, `+44 •••• 123`. What a message says is not told.
#[utoipa::path(
    tag = "admin",
    params(DeliveriesQuery),
    responses((status = 200, description = "One page.", body = Page<DeliveryBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/deliveries/")]
pub async fn list_deliveries(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    query: Query<DeliveriesQuery>,
    cursors: web::Data<Cursors>,
    deliveries: web::Data<AdminDeliveries>,
    origin: RequestOrigin,
) -> Result<Json<Page<DeliveryBody>>, Problem> {
    let filter = query.0.filter()?;
    let list = List { cursors: &cursors, path: request.path(), filters: &(caller.user_id, &query.0) };
    let start = list.start(query.0.cursor.as_deref())?;
    let slice = deliveries.list(&caller, filter, start.as_ref(), query.0.limit.size(), &origin.0).await?;
    Ok(Json(list.page(slice)?.map(DeliveryBody::from)))
}

/// One message and each attempt to send it (administrators).
#[utoipa::path(
    tag = "admin",
    params(("id" = Uuid, Path, description = "The message.")),
    responses((status = 200, description = "The message and its log.", body = FollowedDeliveryBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/deliveries/{id}/")]
pub async fn get_delivery(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    deliveries: web::Data<AdminDeliveries>,
    origin: RequestOrigin,
) -> Result<Json<FollowedDeliveryBody>, Problem> {
    Ok(Json(deliveries.find(&caller, DeliveryId(*id), &origin.0).await?.into()))
}
