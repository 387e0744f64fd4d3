//! What Linux tells of its TCP sockets.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use nix::unistd::{SysconfVar, sysconf};

use crate::error::Error;

/// Among the states of `/proc/net/tcp`.
const ESTABLISHED: &str = "01";

/// Memory of all TCP sockets' queues on this machine, in KiB.
///
/// # Errors
/// `Unsupported` where this is not Linux.
pub fn socket_memory_kib() -> Result<u64, Error> {
    let page = sysconf(SysconfVar::PAGE_SIZE).ok().flatten().and_then(|bytes| u64::try_from(bytes).ok());
    let pages = fs::read_to_string("/proc/net/sockstat").ok().and_then(|text| pages(&text));
    let kib = pages.zip(page).map(|(pages, page)| pages * page / 1024);
    kib.ok_or(Error::Unsupported("this system does not tell the memory of its sockets as Linux does"))
}

/// The peers' ports of a server's open connections.
///
/// # Errors
/// `File` where this is not Linux.
pub fn connected_ports(server: u16) -> Result<HashSet<u16>, Error> {
    let mut ports = HashSet::new();
    for path in ["/proc/net/tcp", "/proc/net/tcp6"].map(Path::new) {
        match fs::read_to_string(path) {
            Ok(table) => ports.extend(peers(&table, server)),
            // A machine without IPv6 has no such table.
            Err(_) if path.ends_with("tcp6") => {}
            Err(error) => return Err(Error::file(path)(error)),
        }
    }
    Ok(ports)
}

fn pages(sockstat: &str) -> Option<u64> {
    let tcp = sockstat.lines().find_map(|line| line.strip_prefix("TCP:"))?;
    let mut words = tcp.split_whitespace().skip_while(|word| *word != "mem");
    words.nth(1)?.parse().ok()
}

fn peers(table: &str, server: u16) -> impl Iterator<Item = u16> {
    table.lines().skip(1).filter_map(move |line| {
        let mut columns = line.split_whitespace().skip(1);
        let (local, peer, state) = (port(columns.next()?)?, port(columns.next()?)?, columns.next()?);
        (local == server && state == ESTABLISHED).then_some(peer)
    })
}

fn port(address: &str) -> Option<u16> {
    u16::from_str_radix(address.rsplit_once(':')?.1, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_open_connections_of_the_server_count() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue\n\
             0: 0100007F:1F40 00000000:0000 0A 00000000:00000000\n\
             1: 0100007F:1F40 0100007F:8001 01 00000000:00000000\n\
             2: 0100007F:1F40 0100007F:8002 04 00000000:00000000\n\
             3: 0100007F:8001 0100007F:1F40 01 00000000:00000000\n";
        assert_eq!(peers(table, 8000).collect::<Vec<_>>(), [0x8001]);
    }

    #[test]
    fn the_memory_of_sockets_is_in_pages() {
        let text = "sockets: used 9\nTCP: inuse 5 orphan 0 tw 0 alloc 7 mem 42\nUDP: inuse 1 mem 3\n";
        assert_eq!(pages(text), Some(42));
        assert!(socket_memory_kib().is_ok() && connected_ports(1).unwrap().is_empty());
    }
}
