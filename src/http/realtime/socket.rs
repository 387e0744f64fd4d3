//! `GET realtime/ws`, over actix-ws: the only file that knows the transport.

use std::pin::{Pin, pin};
use std::time::{Duration, Instant};

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, UPGRADE};
use actix_web::{HttpRequest, HttpResponse, get, rt, web};
use actix_ws::{AggregatedMessage, AggregatedMessageStream, CloseReason, Closed, Session};
use tokio::time::{sleep_until, timeout};

use crate::actors::sessions::attached::Attached;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::problem::Problem;
use crate::http::realtime::budget::Budget;
use crate::http::realtime::census::Place;
use crate::http::realtime::client::{Heard, hear};
use crate::http::realtime::door::Door;
use crate::http::realtime::heartbeat::{Due, Heartbeat};
use crate::http::realtime::subprotocols::PROTOCOL;
use crate::http::signed_in::Identity;
use crate::realtime::close::CloseCode;
use crate::realtime::limits::FRAME_BYTES;
use crate::realtime::queue::{Next, SocketWriter, socket_queue};

/// A peer that takes nothing for this long is dropped without a close frame.
const WRITE_WITHIN: Duration = Duration::from_secs(10);

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
    payload: web::Payload,
    identity: Identity,
    door: web::Data<Door>,
) -> Result<HttpResponse, Problem> {
    let (response, session, stream) =
        actix_ws::handle_with_protocols(&request, payload, &[PROTOCOL]).map_err(|_| upgrade_required())?;
    let (queue, writer) = socket_queue();
    let (attached, place) = door.admit(&request, identity, queue).await?;
    let stream =
        stream.max_frame_size(FRAME_BYTES).aggregate_continuations().max_continuation_size(FRAME_BYTES);
    let socket = Socket { session, writer, attached, budget: Budget::default(), _place: place };
    rt::spawn(socket.run(stream));
    Ok(response)
}

fn upgrade_required() -> Problem {
    let detail = "Open this address as a WebSocket.";
    Problem::new(StatusCode::UPGRADE_REQUIRED, "upgrade_required", detail)
        .with_header(UPGRADE, HeaderValue::from_static("websocket"))
}

/// One open socket.
struct Socket {
    session: Session,
    writer: SocketWriter,
    attached: Attached,
    budget: Budget,
    _place: Place,
}

/// How a socket ends.
enum End {
    /// We close it.
    Close(CloseCode),
    /// The peer closed it: its reason goes back (RFC 6455 §5.5.1).
    Echo(Option<CloseReason>),
    /// The peer is gone, or takes nothing: there is nobody to tell.
    Gone,
}

/// A frame that the session is at.
type InHand = Pin<Box<dyn Future<Output = bool>>>;

impl Socket {
    /// The socket's one task. Inputs: its queue, its peer, the session's answer to the frame in hand (until which no
    /// other is read), and the heartbeat. Whatever ends it, the session is told by dropping [`Attached`].
    async fn run(mut self, mut stream: AggregatedMessageStream) {
        let end = self.serve(&mut stream).await;
        let reason = match end {
            End::Close(code) => {
                Some(CloseReason { code: code.code().into(), description: Some(code.reason().to_owned()) })
            }
            End::Echo(reason) => reason,
            End::Gone => return,
        };
        // A peer that takes nothing is not waited for any longer.
        let _ = timeout(WRITE_WITHIN, self.session.close(reason)).await;
    }

    async fn serve(&mut self, stream: &mut AggregatedMessageStream) -> End {
        let mut heartbeat = Heartbeat::begin(Instant::now());
        let mut timer = pin!(sleep_until(heartbeat.next().into()));
        let mut in_hand: Option<InHand> = None;
        loop {
            tokio::select! {
                next = self.writer.next() => match next {
                    Next::Frame(frame) => {
                        if !written(self.session.text(frame.into_text())).await {
                            return End::Gone;
                        }
                    }
                    Next::Close(code) => return End::Close(code),
                },
                message = stream.recv(), if in_hand.is_none() => {
                    heartbeat.heard();
                    match message {
                        None => return End::Gone,
                        // Too large, not masked, not UTF-8, or cut off: then nobody reads the close frame.
                        Some(Err(_)) => return End::Close(CloseCode::ProtocolError),
                        Some(Ok(message)) => match self.take(message).await {
                            Ok(taken) => in_hand = taken,
                            Err(end) => return end,
                        },
                    }
                }
                done = answered(&mut in_hand), if in_hand.is_some() => {
                    in_hand = None;
                    if !done {
                        return End::Close(CloseCode::InsufficientState);
                    }
                }
                () = &mut timer => {
                    match heartbeat.look(Instant::now()) {
                        Due::Nothing => {}
                        Due::Ping => {
                            if !written(self.session.ping(b"")).await {
                                return End::Gone;
                            }
                        }
                        Due::Gone => return End::Gone,
                    }
                    timer.as_mut().reset(heartbeat.next().into());
                }
            }
        }
    }

    /// Takes one message; answers what the session is to be waited for.
    async fn take(&mut self, message: AggregatedMessage) -> Result<Option<InHand>, End> {
        match message {
            AggregatedMessage::Text(text) => {
                match hear(&text, &mut self.budget, self.attached.queue(), Instant::now()) {
                    Heard::Frame(frame) => Ok(Some(Box::pin(self.attached.hand_in(frame)))),
                    Heard::Answered => Ok(None),
                    Heard::Close(code) => Err(End::Close(code)),
                }
            }
            AggregatedMessage::Binary(_) => Err(End::Close(CloseCode::ProtocolError)),
            AggregatedMessage::Ping(content) => {
                if written(self.session.pong(&content)).await {
                    Ok(None)
                } else {
                    Err(End::Gone)
                }
            }
            AggregatedMessage::Pong(_) => Ok(None),
            AggregatedMessage::Close(reason) => Err(End::Echo(reason)),
        }
    }
}

/// Whether the peer took it, in time.
async fn written(write: impl Future<Output = Result<(), Closed>>) -> bool {
    matches!(timeout(WRITE_WITHIN, write).await, Ok(Ok(())))
}

async fn answered(in_hand: &mut Option<InHand>) -> bool {
    match in_hand {
        Some(answer) => answer.await,
        None => std::future::pending().await,
    }
}
