//! Where a push goes: a push service out in the open, over TLS, and never the house's own network.

use std::net::{IpAddr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use crate::delivery::push::public_address::is_public;
use crate::domain::invalid::Invalid;

/// Longer ones are refused.
const LENGTH_MAX: usize = 2000;

/// Where pushes may go to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Public addresses over TLS.
    Public,
    /// These, and a stand-in on this machine; for development.
    PublicAndLoopback,
}

impl Reach {
    /// Reads an endpoint. What its host's name stands for is looked at when it is connected to.
    ///
    /// # Errors
    /// `invalid_endpoint`.
    pub fn parse(self, text: &str) -> Result<Url, Invalid> {
        let invalid = || Invalid::new("invalid_endpoint", "Give the endpoint that the browser was given.");
        let url = Url::parse(text).ok().filter(|_| text.len() <= LENGTH_MAX).ok_or_else(invalid)?;
        let plain = url.username().is_empty() && url.password().is_none();
        let address = match url.host().ok_or_else(invalid)? {
            Host::Domain("localhost") => Some(IpAddr::from([127, 0, 0, 1])),
            Host::Domain(_) => None,
            Host::Ipv4(address) => Some(address.into()),
            Host::Ipv6(address) => Some(address.into()),
        };
        let local = self == Self::PublicAndLoopback && address.is_some_and(|address| address.is_loopback());
        let open = url.scheme() == "https" && address.is_none_or(is_public);
        let known = local && matches!(url.scheme(), "http" | "https");
        if plain && (open || known) { Ok(url) } else { Err(invalid()) }
    }

    fn admits(self, address: IpAddr) -> bool {
        is_public(address) || (self == Self::PublicAndLoopback && address.is_loopback())
    }
}

/// Finds the addresses of a host, and keeps those that may be connected to: a name may stand for anything by then.
impl Resolve for Reach {
    fn resolve(&self, name: Name) -> Resolving {
        let reach = *self;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let admitted: Vec<SocketAddr> = found.filter(|address| reach.admits(address.ip())).collect();
            Ok(Box::new(admitted.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_open_internet_over_tls_is_an_endpoint() {
        for text in
            ["https://fcm.googleapis.com/fcm/send/x", "https://push.example:8443/a?b", "https://8.8.8.8/x"]
        {
            assert!(Reach::Public.parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn our_own_network_is_not() {
        for text in [
            "http://push.example/x",
            "https://localhost/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://169.254.169.254/latest",
            "https://10.0.0.1/x",
            "https://0x7f.1/x",
            "https://2130706433/x",
            "https://user@push.example/x",
            "file:///etc/passwd",
            "push.example",
            "",
        ] {
            assert!(Reach::Public.parse(text).is_err(), "{text}");
        }
        assert!(Reach::Public.parse(&format!("https://push.example/{}", "x".repeat(2000))).is_err());
    }

    #[test]
    fn development_has_its_stand_in_and_nothing_else_of_the_house() {
        assert!(Reach::PublicAndLoopback.parse("http://127.0.0.1:9999/x").is_ok());
        assert!(Reach::PublicAndLoopback.parse("http://10.0.0.1/x").is_err());
        assert!(Reach::PublicAndLoopback.parse("http://push.example/x").is_err());
    }

    #[tokio::test]
    async fn a_name_that_stands_for_this_machine_has_no_address() {
        let resolve =
            |reach: Reach| async move { reach.resolve("localhost".parse().unwrap()).await.unwrap().count() };
        assert_eq!(resolve(Reach::Public).await, 0);
        assert!(resolve(Reach::PublicAndLoopback).await > 0);
    }
}
