//! The HTTP server: every feature's routes behind the edge.

use std::net::TcpListener;

use actix_web::dev::Server;
use actix_web::{App, web};
use rustls::ServerConfig;
use utoipa::openapi::OpenApi;
use utoipa_actix_web::service_config::ServiceConfig;
use utoipa_actix_web::{AppExt, scope};

use crate::app::error::AppError;
use crate::app::listening;
use crate::http::edge::{self, Edge};
use crate::http::openapi::{document, routes};
use crate::http::webhooks::{twilio_inbound, twilio_status};
use crate::http::{
    admin_audit, admin_deliveries, admin_templates, admin_users, api_keys, appointment_types, appointments,
    attachments, auth, availability, booking, break_glass, calendar_feeds, clinics, closures, conversations,
    doctor_profiles, doctors, first_available, health, holds, invitations, keys, members, metrics,
    notification_preferences, notifications, overrides, page, patients, profiles, push_subscriptions,
    realtime, reschedule, schedule, series, slots, time_off, unsubscribe, visit_papers, waitlist,
};

/// Starts the server on a socket that is bound already, over TLS where there is a configuration of it. `data` gives each
/// worker what the handlers ask for.
///
/// # Errors
/// [`AppError::Server`].
pub fn start(
    listener: TcpListener,
    workers: usize,
    tls: Option<ServerConfig>,
    edge: &Edge,
    data: impl Fn(&mut web::ServiceConfig) + Clone + Send + 'static,
) -> Result<Server, AppError> {
    let edge = edge.clone();
    let app = move || {
        let (app, api) = App::new()
            .into_utoipa_app()
            .openapi(document::begin())
            .configure(every_route)
            .default_service(web::to(page::serve))
            .split_for_parts();
        let app = app.configure(data.clone()).configure(routes::serve(document::complete(api)));
        edge::wrap(app, edge.clone())
    };
    listening::listen(listener, workers, tls, app).map_err(AppError::Server)
}

/// The OpenAPI document of all routes, as `/api/openapi.json` serves it.
#[must_use]
pub fn openapi() -> OpenApi {
    let (_, api) =
        App::new().into_utoipa_app().openapi(document::begin()).configure(every_route).split_for_parts();
    document::complete(api)
}

fn every_route(config: &mut ServiceConfig) {
    config
        .configure(calendar_feeds::public_routes)
        .configure(twilio_status::routes)
        .configure(twilio_inbound::routes)
        .configure(unsubscribe::routes);
    config.configure(health::routes).configure(metrics::routes).configure(keys::routes).service(
        scope("/api/v1")
            .configure(auth::routes::routes)
            .configure(invitations::routes)
            .configure(doctors::routes)
            .configure(doctor_profiles::routes)
            .configure(slots::routes)
            .configure(clinics::routes::routes)
            .configure(members::routes)
            .configure(closures::routes)
            .configure(api_keys::routes)
            .configure(availability::routes::routes)
            .configure(patients::routes::routes)
            .configure(break_glass::routes)
            .configure(time_off::routes::routes)
            .configure(overrides::routes::routes)
            .configure(appointment_types::routes::routes)
            .configure(schedule::routes)
            .configure(booking::routes)
            .configure(holds::routes)
            .configure(series::routes)
            .configure(first_available::routes)
            .configure(reschedule::routes)
            .configure(appointments::routes)
            .configure(visit_papers::routes)
            .configure(waitlist::routes::routes)
            .configure(conversations::routes::routes)
            .configure(attachments::routes)
            .configure(notifications::routes)
            .configure(push_subscriptions::routes)
            .configure(notification_preferences::routes)
            // Before the profiles, whose paths have an id in its place.
            .configure(calendar_feeds::routes)
            .configure(profiles::routes::routes)
            .configure(admin_users::routes::routes)
            .configure(admin_audit::routes::routes)
            .configure(admin_deliveries::figures::routes)
            .configure(admin_deliveries::routes::routes)
            .configure(admin_templates::routes)
            .configure(realtime::routes::routes),
    );
}
