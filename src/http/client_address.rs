//! Whose address a request comes from: the peer's, or behind our own proxies the one they vouch for.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use actix_web::dev::Payload;
use actix_web::http::header::HeaderMap;
use actix_web::{FromRequest, HttpRequest};
use ipnet::IpNet;

/// The networks whose `X-Forwarded-For` is believed; application data. None are by default.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies(pub Vec<IpNet>);

impl TrustedProxies {
    fn contain(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

/// The client's address, IPv4 in IPv6 unwrapped. An extractor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// The address behind this request; `0.0.0.0` where there is no network under it.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        let peer = peer.to_canonical();
        match request.app_data::<TrustedProxies>() {
            Some(trusted) if trusted.contain(peer) => Self(forwarded(request.headers(), trusted, peer)),
            _ => Self(peer),
        }
    }

    /// Its neighbourhood, which limits are kept for: /24 of IPv4, /56 of IPv6 (what one household is given).
    #[must_use]
    pub fn prefix(self) -> String {
        match self.0 {
            IpAddr::V4(address) => format!("{}/24", Ipv4Addr::from_bits(address.to_bits() & (!0 << 8))),
            IpAddr::V6(address) => format!("{}/56", Ipv6Addr::from_bits(address.to_bits() & (!0 << 72))),
        }
    }
}

/// The right-most address that is not one of ours; an entry that cannot be read ends the search at the hop that sent it.
fn forwarded(headers: &HeaderMap, trusted: &TrustedProxies, peer: IpAddr) -> IpAddr {
    let lines: Vec<_> = headers.get_all("x-forwarded-for").filter_map(|line| line.to_str().ok()).collect();
    let mut client = peer;
    for entry in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
        let Some(address) = parse(entry.trim()) else { break };
        client = address;
        if !trusted.contain(address) {
            break;
        }
    }
    client
}

/// An address, with or without a port.
fn parse(entry: &str) -> Option<IpAddr> {
    let address = entry.parse::<IpAddr>().or_else(|_| entry.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

impl FromRequest for ClientAddress {
    type Error = Infallible;
    type Future = Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(peer: &str, forwarded: &[&str]) -> String {
        let trusted = TrustedProxies(vec!["10.0.0.0/8".parse().unwrap()]);
        let mut request = TestRequest::get().app_data(trusted).peer_addr(peer.parse().unwrap());
        for line in forwarded {
            request = request.append_header(("X-Forwarded-For", *line));
        }
        ClientAddress::of(&request.to_http_request()).0.to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_an_address() {
        assert_eq!(seen("203.0.113.9:1", &["198.51.100.1"]), "203.0.113.9");
    }

    #[test]
    fn behind_our_proxies_the_right_most_stranger_is_the_client() {
        assert_eq!(seen("10.0.0.1:1", &["1.1.1.1, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(seen("10.0.0.1:1", &["1.1.1.1", "198.51.100.1:443"]), "198.51.100.1");
    }

    #[test]
    fn what_cannot_be_read_is_not_believed_and_nor_is_what_is_left_of_it() {
        assert_eq!(seen("10.0.0.1:1", &["198.51.100.1, unknown, 10.0.0.2"]), "10.0.0.2");
        assert_eq!(seen("10.0.0.1:1", &[]), "10.0.0.1");
    }

    #[test]
    fn neighbours_share_a_prefix() {
        assert_eq!(ClientAddress("203.0.113.77".parse().unwrap()).prefix(), "203.0.113.0/24");
        assert_eq!(ClientAddress("2001:db8:1:22ff::1".parse().unwrap()).prefix(), "2001:db8:1:2200::/56");
        assert_eq!(seen("[::ffff:203.0.113.9]:1", &[]), "203.0.113.9");
    }
}
