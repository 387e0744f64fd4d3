//! The paths of the audit trail.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::admin_audit::{export, search, verify};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(search::search_audit)
        .service(verify::verify_audit)
        .service(verify::verify_audit_now)
        .service(export::export_audit);
}
