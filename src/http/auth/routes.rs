//! Where accounts are, below `/api/v1`.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::auth::{
    claim, confirm, csrf, deactivate, email, login, logout, me, mfa, password, phone, refresh, register,
    sessions,
};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(register::register)
        .service(login::login)
        .service(refresh::refresh)
        .service(logout::logout)
        .service(logout::logout_all)
        .service(me::get_me)
        .service(csrf::get_csrf_token)
        .service(sessions::list_sessions)
        .service(sessions::get_session)
        .service(sessions::end_session)
        .service(confirm::confirm)
        .service(email::verify_email)
        .service(email::resend_verification)
        .service(email::change_email)
        .service(password::forgot_password)
        .service(password::reset_password)
        .service(password::change_password)
        .service(phone::send_code)
        .service(phone::verify_phone)
        .service(mfa::enroll)
        .service(mfa::activate)
        .service(mfa::renew_recovery_codes)
        .service(mfa::disable)
        .service(claim::send_code)
        .service(claim::claim)
        .service(deactivate::deactivate);
}
