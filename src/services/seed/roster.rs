//! Who is at the demo clinic, as far as visits need to know.

use crate::domain::ids::{ClinicId, UserId};

/// Everybody who may appear in a visit.
#[derive(Debug)]
pub(super) struct Roster {
    /// The front desk and the clinic it books for.
    pub(super) desk: (UserId, ClinicId),
    /// In the order they were added; the demo doctors first.
    pub(super) doctors: Vec<Doctor>,
    /// In the order they were added; the demo patients first.
    pub(super) patients: Vec<Patient>,
}

/// A doctor.
#[derive(Debug, Clone)]
pub(super) struct Doctor {
    pub(super) id: UserId,
    pub(super) name: String,
    pub(super) clinic: ClinicId,
}

/// A patient and the clinic they go to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patient {
    pub(super) id: UserId,
    pub(super) clinic: ClinicId,
}
