//! `GET /metrics`: this node's figures for Prometheus. They name nobody; still they are for the house only.

use std::net::IpAddr;

use actix_web::http::header::{AUTHORIZATION, FORWARDED};
use actix_web::{HttpRequest, HttpResponse, get, web};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use secrecy::{ExposeSecret, SecretString};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::client_address::ClientAddress;
use crate::http::problem::Problem;
use crate::telemetry::exposition;

/// Prometheus' text format.
const TEXT_FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Who may read the figures; application data.
#[derive(Debug, Clone, Default)]
pub struct MetricsDoor {
    /// Opens to whoever shows it, wherever they are.
    pub token: Option<SecretString>,
}

impl MetricsDoor {
    fn opens_to(&self, request: &HttpRequest) -> bool {
        let shown = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let shown = shown.and_then(|value| value.strip_prefix("Bearer "));
        match (&self.token, shown) {
            (Some(token), Some(shown)) => {
                verify_slices_are_equal(token.expose_secret().as_bytes(), shown.as_bytes()).is_ok()
            }
            _ => is_from_inside(request),
        }
    }
}

/// Whether the client is in the house's own network. A proxy's address says nothing of whom it speaks for, unless it is
/// one of those that are believed, and then the client's address is not the proxy's.
fn is_from_inside(request: &HttpRequest) -> bool {
    let client = ClientAddress::of(request).0;
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    let forwarded =
        request.headers().contains_key("x-forwarded-for") || request.headers().contains_key(FORWARDED);
    is_internal(client) && (!forwarded || peer != Some(client))
}

fn is_internal(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// This node's figures.
///
/// In Prometheus' text format; for clients of an internal network, and for whoever shows `CAREBRIDGE_METRICS_TOKEN` as a
/// bearer token. To everybody else there is nothing here.
#[utoipa::path(
    tag = "health",
    responses(
        (status = 200, description = "The figures.", body = String, content_type = "text/plain"),
        (status = 404, description = "Not for you.", content_type = "application/problem+json")
    ),
    security(())
)]
#[get("/metrics")]
async fn metrics(request: HttpRequest, door: web::Data<MetricsDoor>) -> Result<HttpResponse, Problem> {
    if !door.opens_to(&request) {
        return Err(Problem::not_found());
    }
    Ok(HttpResponse::Ok().content_type(TEXT_FORMAT).body(exposition::render()))
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config.service(metrics);
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn opens(door: &MetricsDoor, from: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = TestRequest::get().peer_addr(from.parse().unwrap());
        for header in headers {
            request = request.insert_header(*header);
        }
        door.opens_to(&request.to_http_request())
    }

    #[test]
    fn the_figures_are_for_the_house_and_for_who_has_the_token() {
        let open = MetricsDoor::default();
        assert!(opens(&open, "127.0.0.1:1", &[]));
        assert!(opens(&open, "10.1.2.3:1", &[]));
        assert!(opens(&open, "[fd00::1]:1", &[]));
        assert!(!opens(&open, "203.0.113.7:1", &[]));

        let door = MetricsDoor { token: Some("a-long-token".into()) };
        assert!(opens(&door, "203.0.113.7:1", &[("authorization", "Bearer a-long-token")]));
        assert!(!opens(&door, "203.0.113.7:1", &[("authorization", "Bearer another")]));
        assert!(!opens(&door, "127.0.0.1:1", &[("authorization", "Bearer another")]));
        assert!(opens(&door, "127.0.0.1:1", &[]));
    }

    #[test]
    fn a_proxy_nobody_vouched_for_does_not_make_its_clients_internal() {
        let open = MetricsDoor::default();
        assert!(!opens(&open, "127.0.0.1:1", &[("x-forwarded-for", "203.0.113.7")]));
    }
}
