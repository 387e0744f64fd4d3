//! What came of one booking request, as its client saw it.

use std::time::Duration;

use reqwest::StatusCode;
use serde::Deserialize;
use uuid::Uuid;

use crate::ledger::Event;

/// What came of one booking request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// 201: the booking is promised.
    Booked {
        /// The appointment's id.
        appointment_id: Uuid,
        /// Whether this is the answer to an earlier request with the same key.
        replayed: bool,
    },
    /// Any other answer.
    Refused {
        /// The HTTP status.
        status: u16,
        /// The problem's `code`; empty if there is none.
        code: String,
    },
    /// The request cannot have reached the server.
    NotSent,
    /// The request may have been carried out: no answer, half of one, or one that took too long.
    Unknown {
        /// What went wrong, in few words.
        reason: &'static str,
    },
}

/// The members of RFC 9457 and of an appointment that a load test looks at.
#[derive(Debug, Deserialize)]
struct Body {
    id: Option<Uuid>,
    #[serde(default)]
    code: String,
}

impl Answer {
    /// Reads a complete answer.
    pub fn from_response(status: StatusCode, replayed: bool, body: &[u8]) -> Self {
        let body = serde_json::from_slice(body).unwrap_or(Body { id: None, code: String::new() });
        match body.id {
            Some(appointment_id) if status == StatusCode::CREATED => {
                Self::Booked { appointment_id, replayed }
            }
            None if status == StatusCode::CREATED => Self::Unknown { reason: "201 without an id" },
            _ => Self::Refused { status: status.as_u16(), code: body.code },
        }
    }

    /// Reads a failure to get an answer.
    pub fn from_error(error: &reqwest::Error) -> Self {
        if error.is_connect() {
            Self::NotSent
        } else if error.is_timeout() {
            Self::Unknown { reason: "timeout" }
        } else {
            Self::Unknown { reason: "connection lost" }
        }
    }

    /// What outcomes are counted by.
    pub fn label(&self) -> String {
        match self {
            Self::Booked { replayed: false, .. } => "201".to_owned(),
            Self::Booked { replayed: true, .. } => "201 replayed".to_owned(),
            Self::Refused { status, code } => format!("{status} {code}").trim_end().to_owned(),
            Self::NotSent => "no connection".to_owned(),
            Self::Unknown { reason } => (*reason).to_owned(),
        }
    }

    /// What a ledger says of it. Every 5xx counts as unknown: a server in trouble is not believed.
    pub fn event(&self) -> Event {
        match self {
            Self::Booked { .. } => Event::Ok,
            Self::Refused { status: 500.., .. } | Self::Unknown { .. } => Event::Info,
            Self::Refused { .. } | Self::NotSent => Event::Fail,
        }
    }

    /// The appointment, if there is one.
    pub fn appointment_id(&self) -> Option<Uuid> {
        match self {
            Self::Booked { appointment_id, .. } => Some(*appointment_id),
            _ => None,
        }
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Booked { .. } => Some(201),
            Self::Refused { status, .. } => Some(*status),
            Self::NotSent | Self::Unknown { .. } => None,
        }
    }
}

/// An answer with the time it took from when its request was meant to be sent.
#[derive(Debug, Clone)]
pub struct Shot {
    /// Which job of the plan this was.
    pub job: usize,
    /// How late it was sent.
    pub lag: Duration,
    /// Whether it had to wait because too many requests were in flight.
    pub waited: bool,
    /// When it was meant to be sent.
    pub intended: std::time::Instant,
    /// When the answer was there.
    pub done: std::time::Instant,
    /// What came of it.
    pub answer: Answer,
}

impl Shot {
    /// From the intended time to the answer, so that a stalled server cannot hide what it would have made wait.
    pub fn latency(&self) -> Duration {
        self.done.saturating_duration_since(self.intended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        let id = Uuid::from_u128(7);
        let body = format!(r#"{{"id":"{id}","status":"pending"}}"#);
        let booked = Answer::from_response(StatusCode::CREATED, false, body.as_bytes());
        assert_eq!(booked, Answer::Booked { appointment_id: id, replayed: false });

        let taken = Answer::from_response(StatusCode::CONFLICT, false, br#"{"code":"slot_taken"}"#);
        assert_eq!((taken.label().as_str(), taken.event()), ("409 slot_taken", Event::Fail));

        let broken = Answer::from_response(StatusCode::BAD_GATEWAY, false, b"<html>");
        assert_eq!((broken.label().as_str(), broken.event()), ("502", Event::Info));

        let empty = Answer::from_response(StatusCode::CREATED, false, b"{}");
        assert_eq!(empty.event(), Event::Info);
    }
}
