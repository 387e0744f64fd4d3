//! The routes of absences.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::time_off::{change, read};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(read::list_time_off)
        .service(change::add_time_off)
        .service(read::get_time_off)
        .service(change::change_time_off)
        .service(change::remove_time_off);
}
