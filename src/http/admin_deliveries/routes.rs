//! The paths of the messages on their way.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::admin_deliveries::{read, replay};

/// Adds the routes. What has a name of its own comes before what has an id in its place.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(read::list_deliveries)
        .service(replay::replay_deliveries)
        .service(read::get_delivery)
        .service(replay::replay_delivery);
}
