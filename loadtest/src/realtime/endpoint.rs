//! Where a socket is opened, and as whom.

use reqwest::Url;
use tokio_tungstenite::tungstenite::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::http::Uri;

use crate::error::Error;

/// The protocol that is spoken.
pub const PROTOCOL: &str = "carebridge.v1";
/// Where the socket is.
pub const PATH: &str = "/api/v1/realtime/ws";

/// As whom a socket is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credential {
    /// As nobody: public topics only.
    Anonymous,
    /// With an access token; whoever holds it longer than it is good for is told to stay away.
    Bearer(String),
    /// With a ticket, which is good once and for seconds: coming back takes another.
    Ticket(String),
}

/// A server's socket.
#[derive(Debug, Clone)]
pub struct Endpoint {
    host: String,
    port: u16,
    uri: Uri,
}

impl Endpoint {
    /// The socket of the server at `base_url`.
    ///
    /// # Errors
    /// `Unsupported` for anything but `http://`.
    pub fn of(base_url: &Url) -> Result<Self, Error> {
        const NOT_HTTP: Error = Error::Unsupported("sockets are opened at http:// addresses only");
        if base_url.scheme() != "http" {
            return Err(NOT_HTTP);
        }
        let host = base_url.host_str().ok_or(NOT_HTTP)?;
        let port = base_url.port_or_known_default().ok_or(NOT_HTTP)?;
        let uri = format!("ws://{host}:{port}{PATH}").parse().map_err(|_| NOT_HTTP)?;
        Ok(Self { host: host.trim_matches(['[', ']']).to_owned(), port, uri })
    }

    /// Host and port to connect to.
    pub fn address(&self) -> (&str, u16) {
        (&self.host, self.port)
    }

    /// The upgrade request of one socket.
    pub fn request(&self, credential: &Credential) -> ClientRequestBuilder {
        let request = ClientRequestBuilder::new(self.uri.clone()).with_sub_protocol(PROTOCOL);
        match credential {
            Credential::Anonymous => request,
            Credential::Bearer(access) => request.with_header("Authorization", format!("Bearer {access}")),
            Credential::Ticket(ticket) => request.with_sub_protocol(format!("carebridge.ticket.{ticket}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio_tungstenite::tungstenite::client::IntoClientRequest;

    use super::*;

    #[test]
    fn a_credential_is_in_a_header_and_never_in_the_address() {
        let endpoint = Endpoint::of(&"http://[::1]:8000".parse().unwrap()).unwrap();
        assert_eq!(endpoint.address(), ("::1", 8000));
        for (credential, header, expected) in [
            (Credential::Anonymous, "sec-websocket-protocol", "carebridge.v1"),
            (Credential::Bearer("a".to_owned()), "authorization", "Bearer a"),
            (
                Credential::Ticket("t".to_owned()),
                "sec-websocket-protocol",
                "carebridge.v1, carebridge.ticket.t",
            ),
        ] {
            let request = endpoint.request(&credential).into_client_request().unwrap();
            assert_eq!(request.headers()[header].to_str().unwrap().replace(",c", ", c"), expected);
            assert_eq!(request.uri().to_string(), "ws://[::1]:8000/api/v1/realtime/ws");
        }
    }

    #[test]
    fn what_is_not_http_is_refused() {
        assert!(Endpoint::of(&"https://127.0.0.1".parse().unwrap()).is_err());
    }
}
