//! Visits: their status machine and what is known of one.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::ids::{AppointmentId, ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::TypeCode;

/// Where a visit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Reserved for a few minutes while somebody decides.
    Held,
    /// Booked; the doctor's side has not confirmed yet. Takes the slot all the same.
    Pending,
    /// Certain.
    Confirmed,
    /// The patient is in the waiting room.
    CheckedIn,
    /// The patient is with the doctor.
    InProgress,
    /// It took place.
    Completed,
    /// It will not take place.
    Cancelled,
    /// The patient did not come.
    NoShow,
    /// A hold that nobody took up.
    Expired,
}

impl Status {
    /// Every status.
    pub const ALL: [Self; 9] = [
        Self::Held,
        Self::Pending,
        Self::Confirmed,
        Self::CheckedIn,
        Self::InProgress,
        Self::Completed,
        Self::Cancelled,
        Self::NoShow,
        Self::Expired,
    ];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::CheckedIn => "checked_in",
            Self::InProgress => "in_progress",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
            Self::NoShow => "no_show",
            Self::Expired => "expired",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether the visit can still be moved to another time.
    #[must_use]
    pub fn may_move(self) -> bool {
        matches!(self, Self::Pending | Self::Confirmed)
    }

    /// Whether the visit takes its slot: nobody else may have it.
    #[must_use]
    pub fn takes_slot(self) -> bool {
        !matches!(self, Self::Cancelled | Self::NoShow | Self::Expired)
    }
}

/// What can be done to a visit, besides booking it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// The doctor's side says yes.
    Confirm,
    /// The patient arrived.
    CheckIn,
    /// The doctor called the patient in.
    Start,
    /// The visit is over.
    Complete,
    /// Either side calls it off.
    Cancel,
    /// The patient did not come.
    NoShow,
}

impl Step {
    /// Every step.
    pub const ALL: [Self; 6] =
        [Self::Confirm, Self::CheckIn, Self::Start, Self::Complete, Self::Cancel, Self::NoShow];

    /// The status that it leads to, where it is allowed from `from`.
    #[must_use]
    pub fn from(self, from: Status) -> Option<Status> {
        match (self, from) {
            (Self::Confirm, Status::Pending) => Some(Status::Confirmed),
            (Self::CheckIn, Status::Confirmed) => Some(Status::CheckedIn),
            (Self::Start, Status::CheckedIn) => Some(Status::InProgress),
            (Self::Complete, Status::InProgress) => Some(Status::Completed),
            (Self::Cancel, Status::Pending | Status::Confirmed | Status::CheckedIn) => {
                Some(Status::Cancelled)
            }
            (Self::NoShow, Status::Confirmed) => Some(Status::NoShow),
            _ => None,
        }
    }
}

/// A visit with the names that its parties know each other by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Its id.
    pub id: AppointmentId,
    /// Whose slot it takes.
    pub doctor_id: UserId,
    /// The doctor's name.
    pub doctor_name: String,
    /// Who comes.
    pub patient_id: UserId,
    /// The patient's name.
    pub patient_name: String,
    /// Where.
    pub clinic_id: ClinicId,
    /// What kind of visit.
    pub appointment_type: TypeCode,
    /// Where it stands.
    pub status: Status,
    /// When.
    pub during: Interval,
    /// The zone of the doctor's calendar when it was booked.
    pub time_zone: Tz,
    /// `in_person`, `video` or `phone`.
    pub mode: String,
    /// What the patient wrote when booking.
    pub patient_notes: String,
    /// What the doctor's side wrote; not for the patient.
    pub doctor_notes: String,
    /// Why it was called off; empty where it was not.
    pub cancel_reason: String,
    /// Who booked it.
    pub created_by: Uuid,
    /// The series it belongs to.
    pub series_id: Option<Uuid>,
    /// The group session it belongs to.
    pub session_id: Option<Uuid>,
    /// Grows with every change.
    pub version: i32,
    /// When it was booked.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_machine_has_these_edges_and_no_others() {
        let mut edges = Vec::new();
        for from in Status::ALL {
            for step in Step::ALL {
                if let Some(to) = step.from(from) {
                    edges.push(format!("{} -> {}", from.as_str(), to.as_str()));
                }
            }
        }
        assert_eq!(
            edges,
            [
                "pending -> confirmed",
                "pending -> cancelled",
                "confirmed -> checked_in",
                "confirmed -> cancelled",
                "confirmed -> no_show",
                "checked_in -> in_progress",
                "checked_in -> cancelled",
                "in_progress -> completed",
            ]
        );
    }

    #[test]
    fn a_visit_that_waits_for_confirmation_takes_its_slot() {
        assert!(Status::Pending.takes_slot());
        assert!(!Status::Cancelled.takes_slot());
    }
}
