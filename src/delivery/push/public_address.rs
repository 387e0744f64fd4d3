//! Which addresses are out in the open. Endpoints come from browsers, that is from anybody, and the house's own network is
//! none of theirs.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is of the internet at large.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let reserved = matches!(
        (a, b, c),
        // RFC 6890: this network, carriers' own, protocol assignments, relays, benchmarks; from 224 multicast and beyond.
        (0 | 224..=255, _, _) | (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99) | (198, 18 | 19, _)
    );
    let own = address.is_private() || address.is_loopback() || address.is_link_local();
    !(reserved || own || address.is_documentation())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // Of what is handed out at all (2000::/3) without documentation, and without what carries an IPv4 address inside.
    let handed_out = segments[0] & 0xe000 == 0x2000;
    let documentation = (segments[0], segments[1]) == (0x2001, 0xdb8) || segments[0] == 0x3fff;
    let special = segments[0] == 0x2001 && segments[1] < 0x200;
    handed_out && !documentation && !special && segments[0] != 0x2002
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_houses_own_network_is_not_public() {
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "ff02::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "2001::1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
        for address in ["8.8.8.8", "172.32.0.1", "2606:4700:4700::1111", "::ffff:8.8.8.8"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
    }
}
