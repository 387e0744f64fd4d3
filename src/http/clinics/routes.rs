//! The paths of clinics.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::clinics::{change, read};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(read::list_clinics)
        .service(read::get_clinic)
        .service(change::create_clinic)
        .service(change::change_clinic)
        .service(change::delete_clinic);
}
