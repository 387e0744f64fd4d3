//! Where the server listens, and what it believes about those in front of it.

use std::net::{IpAddr, SocketAddr};
use std::num::NonZero;
use std::thread;

use ipnet::IpNet;
use secrecy::SecretString;
use serde::Serialize;
use url::{Host, Url};

use crate::config::environment::Environment;
use crate::config::error::SettingsError;
use crate::config::lookup::Lookup;

const URL_EXPECTED: &str = "the address people use, like https://clinic.example, without a path";
const TOKEN_EXPECTED: &str = "at least 16 characters without spaces, as `openssl rand -hex 16` makes them";
/// The shortest token that is accepted.
const TOKEN_MIN: usize = 16;
const HTTPS_EXPECTED: &str = "an https:// address, because this is production";

/// The HTTP server.
#[derive(Debug, Clone, Serialize)]
pub struct ServerSettings {
    /// The address to listen on; port 0 takes a free one.
    pub bind: SocketAddr,
    /// Where people reach the server: scheme, host and port, with `/` as its path. For links, webhooks and origin checks.
    pub public_url: Url,
    /// Threads that serve HTTP; at least 1.
    pub workers: usize,
    /// The networks whose `X-Forwarded-*` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// A request that takes longer is logged as slow, in milliseconds.
    pub slow_ms: u64,
    /// Opens `/metrics` to whoever shows it; `None` leaves it to internal networks.
    #[serde(serialize_with = "crate::config::mask::whole_if_set")]
    pub metrics_token: Option<SecretString>,
}

impl ServerSettings {
    pub(super) fn read(lookup: &Lookup, env: Environment, tls: bool) -> Result<Self, SettingsError> {
        let bind: SocketAddr =
            lookup.required("server.bind", "an address and a port, like 127.0.0.1:8000", |text| {
                text.parse().ok()
            })?;
        let public_url = match lookup.parsed("server.public_url", URL_EXPECTED, origin)? {
            Some(url) => url,
            None => local_url(bind.port(), tls)
                .ok_or_else(|| lookup.missing("server.public_url", URL_EXPECTED))?,
        };
        if env.is_production() && public_url.scheme() != "https" && !is_loopback(&public_url) {
            return Err(lookup.invalid("server.public_url", HTTPS_EXPECTED));
        }
        let workers = lookup
            .parsed("server.workers", "a number of threads from 1 to 1024", |text| {
                text.parse().ok().filter(|workers| (1..=1024).contains(workers))
            })?
            .unwrap_or_else(cores);
        let trusted_proxies = lookup.required(
            "server.trusted_proxies",
            "networks separated by commas, like 10.0.0.0/8, 192.168.1.7",
            networks,
        )?;
        let slow_ms =
            lookup.required("server.slow_ms", "a number of milliseconds", |text| text.parse().ok())?;
        let metrics_token = lookup.secret("server.metrics_token", TOKEN_EXPECTED, |text| {
            text.len() >= TOKEN_MIN && text.bytes().all(|byte| byte.is_ascii_graphic())
        })?;
        Ok(Self { bind, public_url, workers, trusted_proxies, slow_ms, metrics_token })
    }
}

/// The processors that this process may use.
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// An address over HTTP(S) that ends at its host and port.
fn origin(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let bare = url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && bare).then_some(url)
}

fn local_url(port: u16, tls: bool) -> Option<Url> {
    let scheme = if tls { "https" } else { "http" };
    Url::parse(&format!("{scheme}://localhost:{port}")).ok()
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// Networks, or single addresses, separated by commas.
fn networks(text: &str) -> Option<Vec<IpNet>> {
    text.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok().or_else(|| part.parse::<IpAddr>().ok().map(IpNet::from)))
        .collect()
}
