//! Conversations between a patient and their care team: begun, written in, read and heard.

pub mod edit;
pub mod hear;
pub mod parties;
pub mod read;
pub mod receipts;
pub mod send;
pub mod start;
pub mod told;
pub mod view;

use diesel_async::AsyncPgConnection;

use crate::domain::access::conversations::Circle;
use crate::domain::clock::SharedClock;
use crate::domain::conversations::Seat;
use crate::domain::ids::{ConversationId, UserId};
use crate::domain::principals::Caller;
use crate::services::error::ServiceError;
use crate::storage::audit::writer::AuditWriter;
use crate::storage::conversations::seats;
use crate::storage::dependants;
use crate::storage::pool::Database;

/// The use cases of conversations. Cloning is cheap.
#[derive(Clone)]
pub struct Conversations {
    database: Database,
    clock: SharedClock,
    reads: AuditWriter,
}

impl Conversations {
    /// Over this database, by this clock; reads go on record through `reads`.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock, reads: AuditWriter) -> Self {
        Self { database, clock, reads }
    }
}

/// The caller's seat.
///
/// # Errors
/// `NotFound` where they have none, or none that stands, as where there is no such conversation; `Storage`.
async fn seat(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    user: UserId,
) -> Result<Seat, ServiceError> {
    seats::find(connection, conversation, user).await?.ok_or(ServiceError::NotFound)
}

/// The caller's seat, and the conversation for them alone until the transaction ends.
///
/// # Errors
/// As [`seat`].
async fn locked_seat(
    connection: &mut AsyncPgConnection,
    conversation: ConversationId,
    user: UserId,
) -> Result<Seat, ServiceError> {
    seats::lock(connection, conversation, user).await?.ok_or(ServiceError::NotFound)
}

/// Among whom the caller finds those they may write to; none for who writes to nobody.
async fn circle(connection: &mut AsyncPgConnection, caller: &Caller) -> Result<Option<Circle>, ServiceError> {
    let dependants = if caller.may_have_dependants() {
        dependants::of(connection, caller.user_id).await?
    } else {
        Vec::new()
    };
    Ok(caller.circle(&dependants))
}
