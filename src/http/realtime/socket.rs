//! `GET realtime/ws`: the way from a request to a socket.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, UPGRADE};
use actix_web::{HttpRequest, HttpResponse, get, web};

use crate::http::openapi::errors::SignedInErrors;
use crate::http::problem::Problem;
use crate::http::realtime::client::Client;
use crate::http::realtime::door::Door;
use crate::http::realtime::subprotocols::PROTOCOL;
use crate::http::realtime::wire::handshake::Handshake;
use crate::http::signed_in::Identity;
use crate::realtime::queue::socket_queue;

/// Opens a socket.
///
/// A WebSocket (RFC 6455) with the subprotocol `carebridge.v1`. The credential is a bearer token, a browser's session, or
/// a ticket offered as a second subprotocol; without any, public topics can be subscribed to.
#[utoipa::path(
    tag = "realtime",
    params(
        ("Sec-WebSocket-Protocol" = Option<String>, Header, description = "`carebridge.v1`, and perhaps `carebridge.ticket.<ticket>`.")
    ),
    responses(
        (status = 101, description = "The socket is open; its first frame is `hello`."),
        (status = 426, description = "Not a WebSocket handshake."),
        SignedInErrors
    ),
    security((), ("bearer" = []), ("cookie" = []))
)]
#[get("/realtime/ws")]
pub async fn open_socket(
    request: HttpRequest,
    identity: Identity,
    door: web::Data<Door>,
) -> Result<HttpResponse, Problem> {
    let handshake = Handshake::of(&request, PROTOCOL).ok_or_else(upgrade_required)?;
    let (queue, writer) = socket_queue();
    let (attached, place) = door.admit(&request, identity, queue).await?;
    Ok(handshake.open(writer, Box::new(Client::new(attached, place))))
}

fn upgrade_required() -> Problem {
    let detail = "Open this address as a WebSocket.";
    Problem::new(StatusCode::UPGRADE_REQUIRED, "upgrade_required", detail)
        .with_header(UPGRADE, HeaderValue::from_static("websocket"))
}
