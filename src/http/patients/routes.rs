//! The paths of patients.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::patients::{read, register};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(read::list_patients).service(read::get_patient).service(register::register_patient);
}
