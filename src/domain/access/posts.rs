//! What a person is to a clinic and to another person, and what they may do for it. Deny by default.

use crate::domain::api_keys::RateTier;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::members::MemberRole;
use crate::domain::principals::Caller;
use crate::domain::roles::Role;

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

impl Tie {
    /// Whether they may give consent, or take it back: nobody does in another's name but who looks after them.
    #[must_use]
    pub fn may_consent(self) -> bool {
        match self {
            Self::Own | Self::Guardian => true,
            Self::Administrator => false,
        }
    }

    /// Whether they may take everything along: only the person themselves.
    #[must_use]
    pub fn may_export(self) -> bool {
        self == Self::Own
    }
}

/// What a caller is to a clinic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Post {
    /// They see patients there.
    Doctor,
    /// They work at its front desk.
    Staff,
    /// They run it.
    Manager,
    /// They run the hub.
    Administrator,
}

impl Post {
    /// Whether they may change who works at the clinic, and when it is closed.
    #[must_use]
    pub fn runs_clinic(self) -> bool {
        match self {
            Self::Doctor => false,
            Self::Staff | Self::Manager | Self::Administrator => true,
        }
    }

    /// Whether they may change the clinic itself, and who its managers are.
    #[must_use]
    pub fn manages_clinic(self) -> bool {
        match self {
            Self::Doctor | Self::Staff => false,
            Self::Manager | Self::Administrator => true,
        }
    }

    /// Whether they may give somebody this role at the clinic, or take it away.
    #[must_use]
    pub fn may_appoint(self, role: MemberRole) -> bool {
        if role == MemberRole::Manager { self.manages_clinic() } else { self.runs_clinic() }
    }

    /// Whether they may bring somebody in: a clinic does not reach for the people of another.
    #[must_use]
    pub fn may_bring_in(self, works_somewhere: bool) -> bool {
        self == Self::Administrator || (self.runs_clinic() && !works_somewhere)
    }
}

impl Caller {
    /// What the caller is to a clinic, at which they work as `member`, if at all; none for those who do not belong to it.
    #[must_use]
    pub fn post_at(&self, member: Option<MemberRole>) -> Option<Post> {
        match (self.role, member) {
            (Role::Admin, _) => Some(Post::Administrator),
            (Role::Doctor, Some(MemberRole::Doctor)) => Some(Post::Doctor),
            (Role::Staff, Some(MemberRole::Staff)) => Some(Post::Staff),
            (Role::Staff, Some(MemberRole::Manager)) => Some(Post::Manager),
            _ => None,
        }
    }

    /// Whether the caller may change what the directory says of a doctor who works at these clinics.
    #[must_use]
    pub fn keeps_profile_of(&self, doctor: UserId, doctor_clinics: &[ClinicId]) -> bool {
        match self.role {
            Role::Patient => false,
            Role::Doctor => self.user_id == doctor,
            Role::Staff => doctor_clinics.iter().any(|clinic| self.clinics.contains(clinic)),
            Role::Admin => true,
        }
    }

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

    /// Whether the caller may look after others: who books for themself may book for a child.
    #[must_use]
    pub fn may_have_dependants(&self) -> bool {
        self.role == Role::Patient
    }

    /// Whether the caller may look at a patient who is not theirs, giving an emergency as the reason.
    #[must_use]
    pub fn may_break_glass(&self) -> bool {
        match self.role {
            Role::Patient => false,
            // Who works nowhere any more has nobody to care for.
            Role::Doctor | Role::Staff => !self.clinics.is_empty(),
            Role::Admin => true,
        }
    }

    /// Whether the caller may let a key ask so much: a clinic does not raise its own limit.
    #[must_use]
    pub fn may_give(&self, tier: RateTier) -> bool {
        tier == RateTier::Standard || self.administers()
    }

    /// Whether the caller may see and change the accounts of all.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.role == Role::Admin
    }
}
