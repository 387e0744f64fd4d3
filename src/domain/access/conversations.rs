//! Who may write to whom: one patient and those who care for them. Deny by default.
//!
//! A conversation is between the patient's side (the patient, or who looks after them) and the care team (doctors and
//! staff of clinics whose patient they are). Administrators run the hub and care for nobody; keys are not people; a broken
//! glass is for looking at a patient, not for reading their letters. Once begun, a seat stands for as long as what it was
//! given for: that the reader is the patient or looks after them, or works at the clinic with an account that is for that.

use crate::domain::ids::{ClinicId, UserId};
use crate::domain::principals::Caller;
use crate::domain::roles::Role;

/// Among whom somebody finds those they may write to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Circle {
    /// Those who care for these patients: the doctors they see, and the staff of those clinics.
    CareTeamOf(Vec<UserId>),
    /// A doctor's patients, and who works at the same clinics.
    OfDoctor {
        /// The doctor.
        doctor: UserId,
        /// Where they work.
        clinics: Vec<ClinicId>,
    },
    /// The patients of these clinics, and who works there.
    OfClinics(Vec<ClinicId>),
}

impl Caller {
    /// Among whom the caller finds those they may write to; none for who neither is a patient nor cares for any.
    /// `dependants` are whom they look after.
    #[must_use]
    pub fn circle(&self, dependants: &[UserId]) -> Option<Circle> {
        let clinics = || self.clinics.clone();
        match self.role {
            Role::Patient => Some(Circle::CareTeamOf([&[self.user_id], dependants].concat())),
            Role::Doctor => Some(Circle::OfDoctor { doctor: self.user_id, clinics: clinics() }),
            Role::Staff => Some(Circle::OfClinics(clinics())),
            Role::Admin => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::domain::ids::SessionId;

    #[test]
    fn patients_write_to_who_cares_for_them_and_administrators_to_nobody() {
        let now = DateTime::UNIX_EPOCH;
        let (me, child, clinic) = (UserId::new(now), UserId::new(now), ClinicId::new(now));
        let caller =
            |role| Caller { user_id: me, role, session_id: SessionId::new(now), clinics: vec![clinic] };
        let circle = |role| caller(role).circle(&[child]);
        assert_eq!(circle(Role::Patient), Some(Circle::CareTeamOf(vec![me, child])));
        assert_eq!(circle(Role::Doctor), Some(Circle::OfDoctor { doctor: me, clinics: vec![clinic] }));
        assert_eq!(circle(Role::Staff), Some(Circle::OfClinics(vec![clinic])));
        assert_eq!(circle(Role::Admin), None);
    }
}
