//! Where the socket and its tickets are, below `/api/v1`.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::realtime::{events, socket, ticket};

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config.service(ticket::issue_ticket).service(socket::open_socket).service(events::open_events);
}
