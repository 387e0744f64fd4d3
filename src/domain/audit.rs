//! What goes on record: who did what to which object, without clinical text.

use std::net::IpAddr;

use serde_json::Value;
use uuid::Uuid;

use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::principals::Agent;

/// Where a request came from, for the record.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The request's id, as in its answer and its log lines.
    pub request_id: Option<String>,
    /// The client's address.
    pub ip: Option<IpAddr>,
}

/// One line of the audit trail.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditEntry {
    /// Who; nobody for the house itself, and for a visitor who proved nothing.
    pub actor: Option<Agent>,
    /// What was done, e.g. `appointment.book`.
    pub action: &'static str,
    /// The kind of object it was done to.
    pub object_kind: &'static str,
    /// The object.
    pub object_id: Option<Uuid>,
    /// The patient it concerns.
    pub patient: Option<UserId>,
    /// Where the request came from.
    pub origin: Origin,
    /// Whether it was done or refused.
    pub outcome: AuditOutcome,
    /// Ids, times and statuses; no clinical text.
    pub detail: Value,
}

impl AuditEntry {
    /// Whose the actor's id is, as it is stored and sent: where nobody proved who they are it is a visitor, and where
    /// nobody asked it is the house itself.
    #[must_use]
    pub fn actor_kind(&self) -> &'static str {
        match (self.actor, &self.origin.request_id) {
            (Some(agent), _) => agent.kind(),
            (None, Some(_)) => "visitor",
            (None, None) => "house",
        }
    }
}

/// Whether an action was carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditOutcome {
    /// It was done.
    Ok,
    /// It was tried and refused.
    Refused,
}

/// Which actions somebody looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actions {
    /// This one, e.g. `appointment.book`.
    Exactly(String),
    /// All whose first part is this one, e.g. `appointment` for `appointment.*`.
    Family(String),
}

impl Actions {
    /// Reads `appointment.book`, or `appointment.*` for all of a family.
    ///
    /// # Errors
    /// `invalid_action` for what is no name of an action.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let is_name = |name: &str| {
            (1..=100).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || b"_.".contains(&byte))
        };
        let named = match text.strip_suffix(".*") {
            Some(family) => {
                (!family.contains('.') && is_name(family)).then(|| Self::Family(family.to_owned()))
            }
            None => is_name(text).then(|| Self::Exactly(text.to_owned())),
        };
        named.ok_or_else(|| {
            Invalid::new("invalid_action", "Give an action, or a family of them like appointment.*")
        })
    }

    /// The first part of the name.
    #[must_use]
    pub fn family(&self) -> &str {
        let (Self::Exactly(name) | Self::Family(name)) = self;
        name.split_once('.').map_or(name, |(family, _)| family)
    }
}

impl AuditOutcome {
    /// Reads a stored name.
    ///
    /// # Errors
    /// `unknown_outcome`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match text {
            "ok" => Ok(Self::Ok),
            "refused" => Ok(Self::Refused),
            _ => Err(Invalid::new("unknown_outcome", "Choose ok or refused.")),
        }
    }

    /// The name that is stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Refused => "refused",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_action_is_named_alone_or_with_its_family() {
        let exactly = Actions::parse("appointment.book").unwrap();
        assert_eq!(
            (exactly.family(), &exactly),
            ("appointment", &Actions::Exactly("appointment.book".into()))
        );
        let family = Actions::parse("appointment.*").unwrap();
        assert_eq!((family.family(), &family), ("appointment", &Actions::Family("appointment".into())));
        for no_name in ["", ".*", "*", "a.b.*", "appointment.%", "Appointment", "a b", "a\0"] {
            assert_eq!(Actions::parse(no_name).unwrap_err().code, "invalid_action", "{no_name}");
        }
    }
}
