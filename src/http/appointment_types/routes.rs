//! The routes of kinds of visit.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::appointment_types::{change, read};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(read::list_appointment_types)
        .service(change::add_appointment_type)
        .service(read::get_appointment_type)
        .service(change::change_appointment_type)
        .service(change::remove_appointment_type);
}
