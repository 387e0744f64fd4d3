//! Who may do what. Deny by default: what is not said here, or beside it, is not allowed.

pub mod conversations;
pub mod posts;

use thiserror::Error;

use crate::domain::api_keys::KeyScope;
use crate::domain::appointments::{Appointment, Step};
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::principals::{Agent, Principal};
use crate::domain::roles::Role;

/// A key was made for other things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the key lacks the scope {}", .0.as_str())]
pub struct MissingScope(pub KeyScope);

/// The relation of a caller to one appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The patient, or who looks after them.
    Patient,
    /// The doctor, their clinic's front desk, or an administrator.
    Doctor,
    /// Somebody whom it does not concern, who looks in an emergency: sees what the doctor's side sees, and does nothing.
    Emergency,
}

/// What ties somebody to a patient beside their role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bond {
    /// They look after them.
    Guardian,
    /// They broke the glass.
    Emergency,
}

/// Whose visits a list may hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VisitScope {
    /// Those of one patient.
    Patient(UserId),
    /// Those of these patients.
    Patients(Vec<UserId>),
    /// Those of one doctor, and those where the doctor is the patient.
    Doctor {
        /// The doctor.
        doctor: UserId,
        /// Whom they look at in an emergency.
        opened: Vec<UserId>,
    },
    /// Those of these clinics.
    Clinics {
        /// The clinics.
        clinics: Vec<ClinicId>,
        /// Whom the member of staff looks at in an emergency.
        opened: Vec<UserId>,
    },
    /// Everybody's.
    All,
}

/// Whose places in the waitlist may be seen and changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WaitlistScope {
    /// Those of these patients.
    OfPatients(Vec<UserId>),
    /// Those of people who wait for a doctor of these clinics, where the clinics may book them.
    OfClinics {
        /// The clinics.
        clinics: Vec<ClinicId>,
        /// And those that this person or key entered.
        by: Agent,
    },
    /// Everybody's.
    All,
}

/// Whose patients may be seen at all. Each takes in whom a person looks at in an emergency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PatientScope {
    /// Whom this doctor sees or registered.
    OfDoctor(UserId),
    /// Whom these clinics see or registered.
    OfClinics {
        /// The clinics.
        clinics: Vec<ClinicId>,
        /// The member of staff who asks; none for a key, which breaks no glass.
        person: Option<UserId>,
    },
    /// Everybody's.
    All,
}

impl Principal {
    /// Lets pass what this principal is for at all.
    ///
    /// # Errors
    /// [`MissingScope`] for a key that was made for other things.
    pub fn require(&self, scope: KeyScope) -> Result<(), MissingScope> {
        if self.has(scope) { Ok(()) } else { Err(MissingScope(scope)) }
    }

    /// Which side of a visit the principal is on; none for those whom it does not concern. `bond` is to its patient.
    #[must_use]
    pub fn side_of(&self, appointment: &Appointment, bond: Option<Bond>) -> Option<Side> {
        let is = |user: UserId| self.agent() == Agent::User(user);
        let theirs = match self.role() {
            Role::Patient => false,
            Role::Doctor => is(appointment.doctor_id),
            Role::Staff => self.clinics().contains(&appointment.clinic_id),
            Role::Admin => true,
        };
        if theirs {
            Some(Side::Doctor)
        } else if is(appointment.patient_id) || bond == Some(Bond::Guardian) {
            Some(Side::Patient)
        } else {
            (bond == Some(Bond::Emergency)).then_some(Side::Emergency)
        }
    }

    /// Whose visits the principal may list; `dependants` are whom they look after, `opened` whom they look at in an
    /// emergency.
    #[must_use]
    pub fn visits_in_view(&self, dependants: &[UserId], opened: Vec<UserId>) -> VisitScope {
        match self {
            Self::Key(holder) => VisitScope::Clinics { clinics: holder.clinics.to_vec(), opened: Vec::new() },
            Self::Person(caller) => match caller.role {
                Role::Patient if dependants.is_empty() => VisitScope::Patient(caller.user_id),
                Role::Patient => VisitScope::Patients([dependants, &[caller.user_id]].concat()),
                Role::Doctor => VisitScope::Doctor { doctor: caller.user_id, opened },
                Role::Staff => VisitScope::Clinics { clinics: caller.clinics.clone(), opened },
                Role::Admin => VisitScope::All,
            },
        }
    }

    /// Whose places in the waitlist the principal may see and change; `dependants` are whom they look after. Doctors do not
    /// book, so that they see their own only.
    #[must_use]
    pub fn waitlist_in_view(&self, dependants: &[UserId]) -> WaitlistScope {
        let of_clinics =
            |clinics: &[ClinicId]| WaitlistScope::OfClinics { clinics: clinics.to_vec(), by: self.agent() };
        match self {
            Self::Key(holder) => of_clinics(&holder.clinics),
            Self::Person(caller) => match caller.role {
                Role::Patient => WaitlistScope::OfPatients([dependants, &[caller.user_id]].concat()),
                Role::Doctor => WaitlistScope::OfPatients(vec![caller.user_id]),
                Role::Staff => of_clinics(&caller.clinics),
                Role::Admin => WaitlistScope::All,
            },
        }
    }

    /// Whose patients the principal may book; none for patients. An emergency is for looking alone.
    #[must_use]
    pub fn patients_to_book(&self) -> Option<PatientScope> {
        match self.patients_in_view() {
            Some(PatientScope::OfClinics { clinics, .. }) => {
                Some(PatientScope::OfClinics { clinics, person: None })
            }
            // Doctors do not book.
            Some(PatientScope::OfDoctor(_)) | None => None,
            Some(PatientScope::All) => Some(PatientScope::All),
        }
    }

    /// Whose patients the principal may see; none for patients, who care for nobody.
    #[must_use]
    pub fn patients_in_view(&self) -> Option<PatientScope> {
        match self {
            Self::Key(holder) => {
                Some(PatientScope::OfClinics { clinics: holder.clinics.to_vec(), person: None })
            }
            Self::Person(caller) => match caller.role {
                Role::Patient => None,
                Role::Doctor => Some(PatientScope::OfDoctor(caller.user_id)),
                Role::Staff => Some(PatientScope::OfClinics {
                    clinics: caller.clinics.clone(),
                    person: Some(caller.user_id),
                }),
                Role::Admin => Some(PatientScope::All),
            },
        }
    }

    /// Whether the principal may enter hours, and book visits, at a clinic: a doctor's other clinics are not the staff's.
    #[must_use]
    pub fn acts_at(&self, clinic: ClinicId) -> bool {
        match self.role() {
            // Their own visits, and their own hours.
            Role::Patient | Role::Doctor | Role::Admin => true,
            Role::Staff => self.clinics().contains(&clinic),
        }
    }

    /// Whether the principal books visits at all: doctors leave that to their front desk.
    #[must_use]
    pub fn may_book(&self) -> bool {
        match self.role() {
            Role::Doctor => false,
            Role::Patient | Role::Staff | Role::Admin => true,
        }
    }

    /// Whether the principal may hear all of a doctor's visits as they happen: staff where no other clinic has a part in
    /// them.
    #[must_use]
    pub fn hears_schedule_of(&self, doctor: UserId, doctor_clinics: &[ClinicId]) -> bool {
        self.runs_schedule_of(doctor, doctor_clinics)
            && doctor_clinics.iter().all(|clinic| self.acts_at(*clinic))
    }

    /// Whether the principal may change a doctor's hours and see their schedule.
    #[must_use]
    pub fn runs_schedule_of(&self, doctor: UserId, doctor_clinics: &[ClinicId]) -> bool {
        match self.role() {
            Role::Patient => false,
            Role::Doctor => self.agent() == Agent::User(doctor),
            Role::Staff => doctor_clinics.iter().any(|clinic| self.clinics().contains(clinic)),
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
            Self::Emergency => false,
        }
    }

    /// Whether this side sees who by name did something to the visit, and all that is on record of it. The patient's side
    /// sees itself by name, and of others that it was the doctor or the clinic.
    #[must_use]
    pub fn sees_who_did_what(self) -> bool {
        match self {
            Self::Doctor | Self::Emergency => true,
            Self::Patient => false,
        }
    }

    /// Whether this side may move a visit to another time.
    #[must_use]
    pub fn may_reschedule(self) -> bool {
        self.may_book()
    }

    /// Whether this side may keep time, book it, and give it back.
    #[must_use]
    pub fn may_book(self) -> bool {
        match self {
            Self::Doctor | Self::Patient => true,
            Self::Emergency => false,
        }
    }

    /// Whether this side may set the rules of a schedule aside, for a reason that goes on record.
    #[must_use]
    pub fn may_override(self) -> bool {
        match self {
            Self::Doctor => true,
            Self::Patient | Self::Emergency => false,
        }
    }

    /// Whether this side sees what the doctor noted.
    #[must_use]
    pub fn sees_doctors_notes(self) -> bool {
        match self {
            Self::Doctor | Self::Emergency => true,
            Self::Patient => false,
        }
    }
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
