//! The calendar file of a visit (RFC 5545, scheduled as in RFC 5546): sent with its mails, or taken from its page.

use std::fmt;

use icalendar::{
    Attendee, CUType, Calendar, Class, Component, Event, EventLike, EventStatus, PartStat, Property, Role,
};

use crate::domain::appointments::Status;
use crate::domain::messages::{Message, Visit};

/// RFC 5545 §3.1: octets of a line, its line break not counted.
const LINE_OCTETS: usize = 75;

/// What the recipient's calendar is asked to do (RFC 5546 §1.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Enter the visit, or move it: the higher `SEQUENCE` wins.
    Request,
    /// Strike the visit out.
    Cancel,
    /// Enter it for oneself: nobody is invited.
    Publish,
}

impl Method {
    /// The value of `METHOD`, which the MIME type must repeat (RFC 6047 §2.4).
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
            Self::Publish => "PUBLISH",
        }
    }
}

/// A visit as an entry of a calendar.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// The visit.
    pub visit: &'a Visit,
    /// What to do with it.
    pub method: Method,
    status: EventStatus,
}

impl<'a> Entry<'a> {
    /// The entry that goes with a message, if it is about a visit.
    #[must_use]
    pub fn of(message: &'a Message) -> Option<Self> {
        let (visit, method, status) = match message {
            Message::AppointmentBooked(visit) => (visit, Method::Request, EventStatus::Tentative),
            Message::AppointmentConfirmed(visit) | Message::AppointmentRescheduled(visit) => {
                (visit, Method::Request, EventStatus::Confirmed)
            }
            Message::AppointmentCancelled(visit) => (visit, Method::Cancel, EventStatus::Cancelled),
            _ => return None,
        };
        Some(Self { visit, method, status })
    }

    /// The entry of a visit as it stands, for whoever takes it along.
    #[must_use]
    pub fn standing(visit: &'a Visit, status: Status) -> Self {
        let (method, status) = match status {
            Status::Held | Status::Pending => (Method::Publish, EventStatus::Tentative),
            Status::Confirmed
            | Status::CheckedIn
            | Status::InProgress
            | Status::Completed
            | Status::NoShow => (Method::Publish, EventStatus::Confirmed),
            Status::Cancelled | Status::Expired => (Method::Cancel, EventStatus::Cancelled),
        };
        Self { visit, method, status }
    }
}

/// A person in a calendar file.
#[derive(Debug, Clone, Copy)]
pub struct Party<'a> {
    /// Shown instead of the address, if known.
    pub name: Option<&'a str>,
    /// A bare e-mail address.
    pub email: &'a str,
}

/// Writes the file: CRLF, lines of at most 75 octets, times in UTC.
///
/// `organizer` is the address mails come from, `host` and `link` lead to the house, `summary` is the title. The
/// attendee, whom a published file has none of (RFC 5546 §3.2.1), is entered as having accepted and is not asked for a
/// reply: they booked it themselves, and nobody reads what would come back.
///
/// # Errors
/// Only where formatting itself fails.
pub fn write(
    entry: &Entry<'_>,
    summary: &str,
    organizer: Party<'_>,
    attendee: Option<Party<'_>>,
    host: &str,
    link: &str,
) -> Result<String, fmt::Error> {
    let mut event = event(entry, summary, host, link);
    let mut organiser = Property::new("ORGANIZER", format!("mailto:{}", organizer.email));
    if let Some(name) = organizer.name {
        organiser.add_parameter("CN", &parameter(name));
    }
    event.append_property(organiser);
    if let Some(attendee) = attendee {
        event.attendee(guest(attendee));
    }
    let mut calendar = empty();
    calendar.append_property(Property::new("METHOD", entry.method.as_str())).push(event);
    finish(&calendar)
}

/// A calendar without entries.
pub(super) fn empty() -> Calendar {
    let mut calendar = Calendar::empty();
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//CareBridge//CareBridge//EN"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"));
    calendar
}

/// The visit without its people.
pub(super) fn event(entry: &Entry<'_>, summary: &str, host: &str, link: &str) -> Event {
    let visit = entry.visit;
    let mut event = Event::new();
    event
        .uid(&format!("{}@{host}", visit.appointment_id))
        .sequence(u32::try_from(visit.version).unwrap_or(0))
        .timestamp(visit.at)
        .starts(visit.starts_at)
        .ends(visit.ends_at)
        .summary(&one_line(summary))
        .location(&one_line(&location(visit)))
        .status(entry.status)
        .class(Class::Private)
        .url(link)
        .add_property("TRANSP", "OPAQUE");
    event
}

/// The calendar as a file.
pub(super) fn finish(calendar: &Calendar) -> Result<String, fmt::Error> {
    let text: String = calendar.try_into()?;
    Ok(fold(&text))
}

fn guest(attendee: Party<'_>) -> Attendee {
    let guest = Attendee::new(format!("mailto:{}", attendee.email))
        .cutype(CUType::Individual)
        .role(Role::ReqParticipant)
        .partstat(PartStat::Accepted)
        .rsvp(false);
    match attendee.name {
        Some(name) => guest.cn(parameter(name)),
        None => guest,
    }
}

fn location(visit: &Visit) -> String {
    match &visit.clinic_address {
        Some(address) => format!("{}, {address}", visit.clinic_name),
        None => visit.clinic_name.clone(),
    }
}

/// A line break in a value could end its line and begin a property of its own.
fn one_line(value: &str) -> String {
    value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// RFC 5545 §3.2: a parameter value cannot hold a double quote, not even an escaped one.
fn parameter(value: &str) -> String {
    one_line(value).replace('"', "'")
}

/// Folds again what the library folded: where 75 octets are left, it writes a line of 76.
fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for line in text.replace("\r\n ", "").split_terminator("\r\n") {
        let mut octets = 0;
        for c in line.chars() {
            if octets + c.len_utf8() > LINE_OCTETS {
                folded.push_str("\r\n ");
                octets = 1;
            }
            folded.push(c);
            octets += c.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

#[cfg(test)]
#[path = "calendar_tests.rs"]
mod tests;
