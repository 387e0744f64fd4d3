//! Where many connections come from: one address has no more ports than 28,000 to give.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpSocket, TcpStream};

use crate::realtime::ended::Ended;

/// Connections from one address: well below what the system gives ports for.
const FROM_ONE: usize = 10_000;

/// Connects for the `n`th time. On the loopback network every 10,000 connections have a source address of their own;
/// elsewhere the system chooses.
///
/// # Errors
/// `NoConnection`.
pub async fn connect(to: SocketAddr, n: usize) -> Result<TcpStream, Ended> {
    let connecting = async {
        let socket = if to.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
        if let Some(from) = source(to, n) {
            socket.bind(SocketAddr::from((from, 0)))?;
        }
        let stream = socket.connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    };
    connecting.await.map_err(|error: std::io::Error| Ended::NoConnection(error.kind().to_string()))
}

/// The address of the `n`th connection; the first 10,000 leave it to the system.
fn source(to: SocketAddr, n: usize) -> Option<Ipv4Addr> {
    if !matches!(to, SocketAddr::V4(to) if to.ip().is_loopback()) {
        return None;
    }
    let host = u32::try_from(n / FROM_ONE).ok().filter(|host| *host > 0)?;
    Some(Ipv4Addr::from_bits(Ipv4Addr::LOCALHOST.to_bits() + host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ten_thousand_come_from_an_address_of_their_own() {
        let to: SocketAddr = "127.0.0.1:8000".parse().unwrap();
        assert_eq!([source(to, 0), source(to, 9_999)], [None; 2]);
        assert_eq!(source(to, 10_000), Some(Ipv4Addr::new(127, 0, 0, 2)));
        assert_eq!(source(to, 39_999), Some(Ipv4Addr::new(127, 0, 0, 4)));
        assert_eq!(source("10.0.0.1:8000".parse().unwrap(), 39_999), None);
    }
}
