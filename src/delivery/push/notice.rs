//! What a browser shows, and where a click leads. Read by whoever looks at the screen, so it says no more than a text does.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::templates::push::{RenderedPush, render};
use crate::domain::channels::Outgoing;
use crate::domain::ids::DeliveryId;
use crate::domain::messages::Message;

/// What is worth waiting for this long (RFC 8030 §5.2).
const KEEP_S: i64 = 24 * 3600;

/// The payload, as the page's service worker reads it.
#[derive(Serialize)]
struct Payload<'a> {
    title: &'a str,
    body: &'a str,
    url: &'a str,
    /// A second notice of the same name takes the place of the first.
    tag: DeliveryId,
}

/// The payload of a message.
///
/// # Errors
/// [`DeliveryError`] where it cannot be written.
pub(super) fn payload(outgoing: &Outgoing, links: &Links) -> Result<Vec<u8>, DeliveryError> {
    let RenderedPush { title, body, url } = render(&outgoing.message, outgoing.recipient.locale, links)?;
    let payload = Payload { title: &title, body: &body, url: &url, tag: outgoing.delivery_id };
    serde_json::to_vec(&payload).map_err(|_| DeliveryError::Payload)
}

/// For how many seconds the push service is to keep it for a browser that is away: no longer than it means something.
pub(super) fn ttl_s(message: &Message, now: DateTime<Utc>) -> i64 {
    let until = match message {
        Message::AppointmentReminder(visit) => Some(visit.starts_at),
        Message::WaitlistOffered(opening) => Some(opening.until),
        _ => None,
    };
    until.map_or(KEEP_S, |until| (until - now).num_seconds().clamp(0, KEEP_S))
}

/// `Urgency` (RFC 8030 §5.3): what does not wait reaches a browser that saves its battery.
pub(super) fn urgency(priority: i16) -> &'static str {
    if priority <= 1 { "high" } else { "normal" }
}
