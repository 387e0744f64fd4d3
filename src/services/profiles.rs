//! Profiles: what is known of a person, for themselves, their guardian and administrators. One file an action.

pub mod avatar;
pub mod change;
pub mod consents;
pub mod dependants;
pub mod export;
pub mod pictures;
pub mod read;
pub mod view;

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;
use serde_json::Value;

use crate::domain::access::posts::Tie;
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::clock::SharedClock;
use crate::domain::ids::UserId;
use crate::domain::principals::Caller;
use crate::domain::profiles::Profile;
use crate::services::error::ServiceError;
use crate::services::profiles::pictures::Pictures;
use crate::storage::audit::writer::AuditWriter;
use crate::storage::dependants::is_guardian;
use crate::storage::pool::Database;

/// The use cases of profiles. Cloning is cheap.
#[derive(Clone)]
pub struct Profiles {
    database: Database,
    clock: SharedClock,
    pictures: Pictures,
    reads: AuditWriter,
}

impl Profiles {
    /// Over this database, by this clock; what is read goes on record through `reads`.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, pictures: Pictures, reads: AuditWriter) -> Self {
        Self { database, clock, pictures, reads }
    }

    /// The time that fields are judged by.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// What the caller is to a person; strangers find nobody. Costs a query only where it may be a dependant.
async fn tie(
    connection: &mut AsyncPgConnection,
    caller: &Caller,
    person: UserId,
) -> Result<Tie, ServiceError> {
    if let Some(tie) = caller.tie_to(person, false) {
        return Ok(tie);
    }
    let is_guardian = is_guardian(connection, caller.user_id, person).await?;
    caller.tie_to(person, is_guardian).ok_or(ServiceError::NotFound)
}

/// What goes on record about a profile.
fn record(
    action: &'static str,
    caller: &Caller,
    profile: &Profile,
    origin: &Origin,
    detail: Value,
) -> AuditEntry {
    AuditEntry {
        actor: Some(caller.agent()),
        action,
        object_kind: "profile",
        object_id: Some(profile.id.0),
        patient: profile.patient.is_some().then_some(profile.id),
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail,
    }
}
