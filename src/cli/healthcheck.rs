//! `carebridge healthcheck`: asks the running server whether it is ready, for containers without curl.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use clap::Args;
use reqwest::redirect::Policy;

use crate::cli::error::CliError;
use crate::config::settings::Settings;

const TIMEOUT: Duration = Duration::from_secs(3);

/// Ask the running server whether it is ready.
///
/// Asks the address of CAREBRIDGE_BIND for /health/ready, for three seconds at most. Exits with 0 if it is ready.
#[derive(Debug, Args)]
pub struct HealthcheckArgs {}

/// Asks once.
///
/// # Errors
/// `Unreachable` where nobody answers in time, `NotReady` for any answer but success.
pub async fn run(_: &HealthcheckArgs) -> Result<(), CliError> {
    let settings = Settings::from_env()?;
    let scheme = if settings.tls.is_some() { "https" } else { "http" };
    let url = format!("{scheme}://{}/health/ready", reachable(settings.server.bind));
    let unreachable = |source: reqwest::Error| CliError::Unreachable {
        url: url.clone(),
        // The URL stands in our message already.
        source: source.without_url(),
    };
    let client = reqwest::Client::builder()
        .no_proxy()
        // Our own certificate is for the public name, and not for this address.
        .tls_danger_accept_invalid_certs(true)
        .redirect(Policy::none())
        .timeout(TIMEOUT)
        .build()
        .map_err(unreachable)?;
    let status = client.get(&url).send().await.map_err(unreachable)?.status();
    if status.is_success() { Ok(()) } else { Err(CliError::NotReady { url, status: status.as_u16() }) }
}

/// Where to reach a server that listens on every address.
fn reachable(bind: SocketAddr) -> SocketAddr {
    let ip = match bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, bind.port())
}
