//! The routes of weekly hours.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::availability::{change, read};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(read::list_availability)
        .service(change::add_availability)
        .service(read::get_availability)
        .service(change::change_availability)
        .service(change::remove_availability);
}
