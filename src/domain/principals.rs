//! Who asks: a person who signed in, or a clinic's software by its key. What each may do is in `access.rs`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::api_keys::{KeyScope, KeyScopes};
use crate::domain::ids::{ApiKeyId, ClinicId, SessionId, UserId};
use crate::domain::roles::Role;

/// Somebody who proved who they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// A clinic's software that brought a good key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyHolder {
    /// The key.
    pub key_id: ApiKeyId,
    /// Whose software it is, as the array that questions about clinics are asked with.
    pub clinics: [ClinicId; 1],
    /// What the key is for.
    pub scopes: KeyScopes,
}

/// Whoever asks for something that is open to both. A use case that takes a [`Caller`] is closed to keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Principal {
    /// Somebody signed in.
    Person(Caller),
    /// A clinic's software.
    Key(KeyHolder),
}

/// Whoever did something, for the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Agent {
    /// A person.
    User(UserId),
    /// A clinic's software.
    Key(ApiKeyId),
}

impl Caller {
    /// Who did it, for the record.
    #[must_use]
    pub fn agent(&self) -> Agent {
        Agent::User(self.user_id)
    }
}

impl Principal {
    /// Who did it, for the record.
    #[must_use]
    pub fn agent(&self) -> Agent {
        match self {
            Self::Person(caller) => caller.agent(),
            Self::Key(holder) => Agent::Key(holder.key_id),
        }
    }

    /// The person, where it is one.
    #[must_use]
    pub fn person(&self) -> Option<&Caller> {
        match self {
            Self::Person(caller) => Some(caller),
            Self::Key(_) => None,
        }
    }

    /// As what it acts: a key is one more member of the clinic's staff.
    #[must_use]
    pub fn role(&self) -> Role {
        self.person().map_or(Role::Staff, |caller| caller.role)
    }

    /// Where it works; nowhere for patients.
    #[must_use]
    pub fn clinics(&self) -> &[ClinicId] {
        match self {
            Self::Person(caller) => &caller.clinics,
            Self::Key(holder) => &holder.clinics,
        }
    }

    /// Whether it is for this at all. A person is for whatever their role is for.
    #[must_use]
    pub fn has(&self, scope: KeyScope) -> bool {
        match self {
            Self::Person(_) => true,
            Self::Key(holder) => holder.scopes.contains(scope),
        }
    }
}

impl Agent {
    /// The id of the account or of the key; no two are the same.
    #[must_use]
    pub fn id(self) -> Uuid {
        match self {
            Self::User(user) => user.0,
            Self::Key(key) => key.0,
        }
    }

    /// The name that is stored and sent.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::User(_) => "user",
            Self::Key(_) => "api_key",
        }
    }
}

impl From<Caller> for Principal {
    fn from(caller: Caller) -> Self {
        Self::Person(caller)
    }
}
