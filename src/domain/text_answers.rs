//! What somebody is answered who sent a text: times and nothing else of a visit, since a telephone is read by many.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::domain::appointments::Appointment;

/// When a visit begins, on the clinic's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The instant.
    pub at: DateTime<Utc>,
    /// The clock on the clinic's wall.
    pub zone: Tz,
}

impl Moment {
    /// Of a visit.
    #[must_use]
    pub fn of(visit: &Appointment) -> Self {
        Self { at: visit.during.start, zone: visit.time_zone }
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextAnswer {
    /// The visit is certain, and the clinic sees that they come.
    Confirmed(Moment),
    /// The visit is called off.
    Cancelled(Moment),
    /// It was called off before.
    CalledOff(Moment),
    /// It is too late to call it off by text.
    TooLate(Moment),
    /// Something was in the way that passes.
    TryAgain,
    /// There is no visit that it could be about.
    NoVisit,
    /// It could be about several: which?
    Which {
        /// `C` or `X`.
        letter: char,
        /// In the order they are numbered in.
        choices: Vec<Moment>,
    },
    /// No more texts.
    Stopped,
    /// Texts again.
    Started,
    /// What can be said here.
    Help,
}
