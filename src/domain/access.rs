//! Who may do what. Deny by default: what is not said here is not allowed.

use crate::domain::appointments::{Appointment, Step};
use crate::domain::ids::{ClinicId, SessionId, UserId};
use crate::domain::roles::Role;

/// Somebody who proved who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Their account.
    pub user_id: UserId,
    /// What the account is for.
    pub role: Role,
    /// The sign-in they came with.
    pub session_id: SessionId,
    /// Where they work; empty for patients.
    pub clinics: Vec<ClinicId>,
}

/// The relation of a caller to one appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The patient.
    Patient,
    /// The doctor, their clinic's front desk, or an administrator.
    Doctor,
}

/// What a caller is to the person whose profile they ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// It is their own.
    Own,
    /// The person is their dependant.
    Guardian,
    /// They run the hub.
    Administrator,
}

impl Caller {
    /// What the caller is to a person; none for strangers. `is_guardian`: the person is their dependant.
    #[must_use]
    pub fn tie_to(&self, person: UserId, is_guardian: bool) -> Option<Tie> {
        if person == self.user_id {
            Some(Tie::Own)
        } else if self.administers() {
            Some(Tie::Administrator)
        } else if is_guardian {
            Some(Tie::Guardian)
        } else {
            None
        }
    }

    /// Whether the caller may see and change the accounts of all.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.role == Role::Admin
    }

    /// Which side of a visit the caller is on; none for those whom it does not concern.
    #[must_use]
    pub fn side_of(&self, appointment: &Appointment) -> Option<Side> {
        let theirs = match self.role {
            Role::Patient => false,
            Role::Doctor => appointment.doctor_id == self.user_id,
            Role::Staff => self.clinics.contains(&appointment.clinic_id),
            Role::Admin => true,
        };
        if theirs {
            Some(Side::Doctor)
        } else if appointment.patient_id == self.user_id {
            Some(Side::Patient)
        } else {
            None
        }
    }

    /// Whether the caller may change a doctor's hours and see their schedule.
    #[must_use]
    pub fn runs_schedule_of(&self, doctor: UserId, doctor_clinics: &[ClinicId]) -> bool {
        match self.role {
            Role::Patient => false,
            Role::Doctor => self.user_id == doctor,
            Role::Staff => doctor_clinics.iter().any(|clinic| self.clinics.contains(clinic)),
            Role::Admin => true,
        }
    }
}

impl Side {
    /// Whether this side may take a step at all, in whatever status.
    #[must_use]
    pub fn may(self, step: Step) -> bool {
        match self {
            Self::Doctor => true,
            Self::Patient => step == Step::Cancel,
        }
    }
}
