//! The opening handshake (RFC 6455 §4.2), for handlers that open a socket.

use actix_http::ws;
use actix_web::http::header::SEC_WEBSOCKET_PROTOCOL;
use actix_web::{HttpMessage, HttpRequest, HttpResponse};

use crate::http::realtime::wire::endpoint::Endpoint;
use crate::realtime::queue::SocketWriter;

/// Among a request's extensions: its connection can be taken over.
pub(super) struct Upgradable;

/// Among a response's extensions: who is at our end of the socket that it opens.
pub(super) struct Opened {
    /// What is written to it.
    pub(super) writer: SocketWriter,
    /// Who says and hears.
    pub(super) endpoint: Box<dyn Endpoint>,
}

/// A handshake that the client has done right: the answer to it, which opens nothing yet.
pub struct Handshake(HttpResponse);

impl Handshake {
    /// Reads a request: none where it asks for no WebSocket, or over a connection that cannot become one (HTTP/2).
    /// `protocol` is agreed to where the client offers it.
    #[must_use]
    pub fn of(request: &HttpRequest, protocol: &'static str) -> Option<Self> {
        if !request.extensions().contains::<Upgradable>() {
            return None;
        }
        let mut answer = ws::handshake(request.head()).ok()?;
        let offers = request.headers().get_all(SEC_WEBSOCKET_PROTOCOL).filter_map(|line| line.to_str().ok());
        if offers.flat_map(|line| line.split(',')).any(|offer| offer.trim() == protocol) {
            answer.insert_header((SEC_WEBSOCKET_PROTOCOL, protocol));
        }
        Some(Self(answer.finish().map_into_boxed_body().into()))
    }

    /// Answers it, and with that opens the socket. What waits in the queue is written first.
    #[must_use]
    pub fn open(mut self, writer: SocketWriter, endpoint: Box<dyn Endpoint>) -> HttpResponse {
        self.0.extensions_mut().insert(Opened { writer, endpoint });
        self.0
    }
}
