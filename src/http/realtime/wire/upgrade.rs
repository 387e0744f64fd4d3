//! From a request to a socket: the application answers a handshake like any other request, and where its answer opens a
//! socket the connection is taken out of the HTTP server's hands, whose buffers and dispatcher go.

use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;

use actix_codec::{AsyncRead, AsyncWrite, Framed};
use actix_http::body::{BodySize, MessageBody};
use actix_http::h1::{Codec, Message};
use actix_http::{ConnectionType, Request, Response};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::{Error, HttpMessage, rt};
use futures::SinkExt;
use tokio::time::timeout;

use crate::http::realtime::wire::handshake::{Opened, Upgradable};
use crate::http::realtime::wire::socket::Socket;
use crate::http::realtime::wire::stream::Stream;

/// A peer takes the answer to its handshake within this, or is let go.
const ANSWERED_WITHIN: Duration = Duration::from_secs(10);

/// Answers a request for an upgrade, and opens the socket where the application says so.
///
/// # Errors
/// What the application threw instead of answering.
pub async fn answer<T, A, B>(app: Rc<A>, request: Request, mut framed: Framed<T, Codec>) -> Result<(), Error>
where
    T: AsyncRead + AsyncWrite + Unpin + Into<Stream> + 'static,
    A: Service<Request, Response = ServiceResponse<B>, Error = Error>,
    B: MessageBody,
{
    request.extensions_mut().insert(Upgradable);
    let mut answer = Response::from(app.call(request).await?);
    let opened = answer.extensions_mut().remove::<Opened>();
    let opened = opened.filter(|_| answer.status() == StatusCode::SWITCHING_PROTOCOLS);
    if opened.is_none() {
        answer.head_mut().set_connection_type(ConnectionType::Close);
    }
    // A peer that left, or does not read, has no use for it.
    let sent = matches!(timeout(ANSWERED_WITHIN, send(&mut framed, answer)).await, Ok(Ok(())));
    if let Some(opened) = opened.filter(|_| sent) {
        let parts = framed.into_parts();
        // The first frames may have come on the heels of the request. Returning frees what the server kept for it.
        rt::spawn(Socket::new(parts.io.into(), parts.read_buf.to_vec(), opened));
    }
    Ok(())
}

/// Writes all of an answer; one that opens nothing is the last on its connection.
async fn send<T, B>(framed: &mut Framed<T, Codec>, answer: Response<B>) -> Result<(), Error>
where
    T: AsyncRead + AsyncWrite + Unpin,
    B: MessageBody,
{
    let last = answer.status() != StatusCode::SWITCHING_PROTOCOLS;
    let (head, body) = answer.into_parts();
    framed.send(Message::Item((head, body.size()))).await?;
    let mut body = pin!(body);
    while let Some(chunk) = poll_fn(|cx| body.as_mut().poll_next(cx)).await {
        framed.send(Message::Chunk(Some(chunk.map_err(Into::into)?))).await?;
    }
    if last {
        SinkExt::<Message<(Response<()>, BodySize)>>::close(framed).await?;
    }
    Ok(())
}
