//! The routes of hours on single dates.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::overrides::{change, read};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(read::list_overrides)
        .service(change::add_override)
        .service(read::get_override)
        .service(change::change_override)
        .service(change::remove_override);
}
