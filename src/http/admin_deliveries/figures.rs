//! How the channels do.

use actix_web::{get, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::actors::notifications::gate::Gate;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::notifications::figures::{DeliveryFigures, FiguresDesk};

/// Who takes the figures, and what stands before the providers of this node; application data.
#[derive(Clone)]
pub struct Dials {
    /// Reads them.
    pub desk: FiguresDesk,
    /// One a channel.
    pub gates: Vec<Gate>,
}

/// What waits on each channel, what went, how long it took, and whether its provider is well (administrators).
///
/// The same is told every five seconds on the topic `ops`, as `channels`.
#[utoipa::path(
    tag = "admin",
    responses((status = 200, description = "The figures.", body = DeliveryFigures), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/admin/deliveries/figures/")]
pub async fn get_delivery_figures(
    SignedIn { caller, .. }: SignedIn,
    dials: web::Data<Dials>,
    origin: RequestOrigin,
) -> Result<Json<DeliveryFigures>, Problem> {
    let standings: Vec<_> = dials.gates.iter().map(Gate::standing_of).collect();
    Ok(Json(dials.desk.read(&caller, &standings, &origin.0).await?))
}

/// Adds the route.
pub fn routes(config: &mut ServiceConfig) {
    config.service(get_delivery_figures);
}
