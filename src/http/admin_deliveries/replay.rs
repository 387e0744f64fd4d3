//! Tries again what was given up.

use actix_web::{post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::channels::ChannelKind;
use crate::domain::ids::DeliveryId;
use crate::http::admin_deliveries::body::DeliveryBody;
use crate::http::admin_deliveries::template;
use crate::http::fields::Fields;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::admin_deliveries::AdminDeliveries;
use crate::storage::dead_letters::Letters;

/// There is nothing to say besides.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplayDelivery)]
pub struct ReplayBody {}

/// Which dead letters; all, where nothing is named.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReplayDeliveries)]
pub struct ReplayManyBody {
    /// That were to go out over this.
    #[schema(example = "email")]
    channel: Option<String>,
    /// Saying this.
    #[schema(example = "appointment_confirmed")]
    template: Option<String>,
    /// Not made before this instant.
    from: Option<DateTime<Utc>>,
    /// Made before this instant.
    to: Option<DateTime<Utc>>,
}

/// How many were queued again.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReplayedDeliveries)]
pub struct ReplayedBody {
    /// So many, those first that were given up first; at most 500 at once.
    #[schema(example = 12)]
    pub replayed: usize,
    /// So many of the same there are still: ask again.
    #[schema(example = 0)]
    pub left: i64,
}

impl ReplayManyBody {
    fn letters(&self) -> Result<Letters, Problem> {
        let mut fields = Fields::default();
        let channel = fields.read_if_given("channel", self.channel.as_deref(), ChannelKind::parse);
        let template = fields.read_if_given("template", self.template.as_deref(), template::named);
        let template = template.map(|entry| entry.template);
        fields.settle(Some(Letters { channel, template, from: self.from, to: self.to, ..Letters::default() }))
    }
}

/// Try a message again that was given up (administrators).
///
/// It gets as many attempts as it had at first, and is judged again before it is sent: one whose visit has passed is not.
/// 409 `not_dead` for any other. It goes on record.
#[utoipa::path(
    tag = "admin",
    params(("id" = Uuid, Path, description = "The message.")),
    responses((status = 200, description = "As it stands.", body = DeliveryBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/admin/deliveries/{id}/replay/")]
pub async fn replay_delivery(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    deliveries: web::Data<AdminDeliveries>,
    origin: RequestOrigin,
    _: Json<ReplayBody>,
) -> Result<Json<DeliveryBody>, Problem> {
    Ok(Json(deliveries.replay(&caller, DeliveryId(*id), &origin.0).await?.into()))
}

/// Try again all messages that were given up, or some of them (administrators).
///
/// Each goes on record.
#[utoipa::path(
    tag = "admin",
    responses((status = 200, description = "How many.", body = ReplayedBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/admin/deliveries/replay/")]
pub async fn replay_deliveries(
    SignedIn { caller, .. }: SignedIn,
    deliveries: web::Data<AdminDeliveries>,
    origin: RequestOrigin,
    body: Json<ReplayManyBody>,
) -> Result<Json<ReplayedBody>, Problem> {
    let replayed = deliveries.replay_many(&caller, &body.0.letters()?, &origin.0).await?;
    Ok(Json(ReplayedBody { replayed: replayed.ids.len(), left: replayed.left }))
}
