//! `GET realtime/events`: the socket's stream for clients that cannot open a socket.

use std::collections::HashSet;

use actix_web::http::header::{CACHE_CONTROL, ContentEncoding, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, get, web};

use crate::http::openapi::errors::SignedInErrors;
use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;
use crate::http::realtime::door::Door;
use crate::http::realtime::event_stream::{Reader, Told};
use crate::http::realtime::last_event_id::LastEventId;
use crate::http::signed_in::Identity;
use crate::realtime::frame_in::{ClientFrame, Request, Subscribe};
use crate::realtime::limits::TOPICS_PER_SOCKET;
use crate::realtime::queue::{Next, socket_queue};
use crate::services::error::ServiceError;

/// Seconds until a busy or stopping node is worth another try.
const RETRY_S: u64 = 2;

/// Opens an event stream.
///
/// The frames of the socket as Server-Sent Events, one `data:` line each, for clients that cannot open a WebSocket. The
/// topics are named in the query; who is signed in has `user` besides. The id of each event is `topic=epoch:offset` of
/// every topic, joined by `&`: sent back as `Last-Event-ID`, it replays what was missed. Before the stream ends it says
/// why in an event named `close`.
#[utoipa::path(
    tag = "realtime",
    params(
        ("topic" = Vec<String>, Query, description = "`doctor:{id}:slots`, `schedule:{doctor}`, `conversation:{id}`, `user`, `ops`; 128 at most."),
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that was seen.")
    ),
    responses(
        (status = 200, description = "The stream.", body = String, content_type = "text/event-stream"),
        SignedInErrors
    ),
    security((), ("bearer" = []), ("cookie" = []))
)]
#[get("/realtime/events")]
pub async fn open_events(
    request: HttpRequest,
    identity: Identity,
    door: web::Data<Door>,
) -> Result<HttpResponse, Problem> {
    let at = last_event_id(request.headers());
    let wanted = topics(request.query_string(), &at, matches!(identity, Identity::Known(_)))?;
    let (queue, writer) = socket_queue();
    let (attached, place) = door.admit_stream(&request, identity, queue).await?;
    for (topic, id) in wanted.iter().zip(0..) {
        let subscribe = Subscribe { topic: topic.clone(), since: at.of(topic).copied() };
        if !attached.hand_in(ClientFrame { id: Some(id), request: Request::Subscribe(subscribe) }).await {
            return Err(busy());
        }
    }
    let awaited = wanted.iter().filter(|topic| at.of(topic).is_some()).cloned().collect();
    let mut reader = Reader::new(writer, attached, place, at, awaited);
    greet(&mut reader, wanted.len()).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((CACHE_CONTROL, "no-store"))
        // Compression would hold events back, and so would a proxy that buffers.
        .insert_header(ContentEncoding::Identity)
        .insert_header(("x-accel-buffering", "no"))
        .streaming(reader.into_stream()))
}

/// Takes what the session said until each topic is answered. One that is refused is so in the stream, by an `error` frame;
/// where none is left the stream itself is refused.
async fn greet(reader: &mut Reader, asked: usize) -> Result<(), Problem> {
    let (mut unanswered, mut refused) = (asked, None);
    let mut left = asked;
    while unanswered > 0 {
        let Next::Frame(frame) = reader.writer.next().await else { return Err(busy()) };
        let Some(told) = Told::read(&frame) else { continue };
        if told.re.is_some() {
            unanswered -= 1;
        }
        if told.op == "error" {
            left -= 1;
            refused = Some(refusal(told.code.as_deref().unwrap_or_default()));
        }
        reader.take(&frame, told);
    }
    match refused {
        Some(problem) if left == 0 => Err(problem),
        _ => Ok(()),
    }
}

fn last_event_id(headers: &HeaderMap) -> LastEventId {
    let sent = headers.get("last-event-id").and_then(|value| value.to_str().ok());
    LastEventId::parse(sent.unwrap_or_default())
}

/// What is asked for: the topics of the query, and those that the reader comes back to.
fn topics(query: &str, at: &LastEventId, signed_in: bool) -> Result<Vec<String>, Problem> {
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    if let Some((name, _)) = fields.iter().find(|(name, _)| name != "topic") {
        return Err(Problem::field(FieldError::new(name, "unknown_field", "There is no such parameter.")));
    }
    let mut seen = HashSet::new();
    let named = fields.into_iter().map(|(_, topic)| topic).chain(at.topics().map(str::to_owned));
    let wanted: Vec<_> = named.filter(|topic| seen.insert(topic.clone())).collect();
    if wanted.is_empty() && !signed_in {
        let detail = "Name at least one topic, like `doctor:{id}:slots`.";
        return Err(Problem::field(FieldError::new("topic", "required", detail)));
    }
    if wanted.len() > TOPICS_PER_SOCKET {
        let detail = format!("At most {TOPICS_PER_SOCKET} topics.");
        return Err(Problem::field(FieldError::new("topic", "too_many_topics", detail)));
    }
    Ok(wanted)
}

/// The refusal of a subscription as a refusal of the stream.
fn refusal(code: &str) -> Problem {
    match code {
        "unauthenticated" => ServiceError::InvalidToken.into(),
        "forbidden" => Problem::forbidden(),
        "not_found" => Problem::not_found(),
        "unavailable" => busy(),
        _ => Problem::field(FieldError::new("topic", "unknown_topic", "There is no such topic.")),
    }
}

fn busy() -> Problem {
    Problem::unavailable("busy", "Too much is going on just now.", RETRY_S)
}
