//! The paths of profiles. Those with a word come before those with an id.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::profiles::{avatar, change, consents, dependants, export, read};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(read::list_profiles)
        .service(dependants::list_dependants)
        .service(dependants::add_dependant)
        .service(dependants::remove_dependant)
        .service(read::get_profile)
        .service(change::patch_profile)
        .service(change::put_profile)
        .service(avatar::set_avatar)
        .service(avatar::get_avatar)
        .service(avatar::delete_avatar)
        .service(consents::list_consents)
        .service(consents::add_consent)
        .service(export::export_profile);
}
