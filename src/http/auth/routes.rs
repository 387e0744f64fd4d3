//! Where accounts are, below `/api/v1`.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::auth::{csrf, login, logout, me, refresh, register};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(register::register)
        .service(login::login)
        .service(refresh::refresh)
        .service(logout::logout)
        .service(me::get_me)
        .service(csrf::get_csrf_token);
}
