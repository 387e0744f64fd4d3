//! The paths of the administration of accounts.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::admin_users::{change, read};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(read::list_users)
        .service(read::get_user)
        .service(change::disable_user)
        .service(change::enable_user)
        .service(change::reset_mfa)
        .service(change::set_user_role);
}
