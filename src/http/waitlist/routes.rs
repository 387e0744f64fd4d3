//! The paths of the waitlist.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::waitlist::{change, offers, read};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(change::join_waitlist)
        .service(read::list_waitlist)
        .service(read::get_entry)
        .service(change::patch_entry)
        .service(change::leave_waitlist)
        .service(offers::accept_offer)
        .service(offers::decline_offer);
}
