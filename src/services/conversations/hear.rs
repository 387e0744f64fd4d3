//! Who hears what is said in a conversation as it is said.

use chrono::{DateTime, Utc};
use serde_json::json;

use crate::domain::audit::Origin;
use crate::domain::ids::{ConversationId, UserId};
use crate::services::conversations::told::record;
use crate::services::error::ServiceError;
use crate::storage::audit;
use crate::storage::conversations::seats;
use crate::storage::pool::Database;

/// Whether somebody may hear a conversation now: to be asked again whenever rights change.
///
/// # Errors
/// `Storage`.
pub async fn may_hear(
    database: &Database,
    conversation: ConversationId,
    user: UserId,
) -> Result<bool, ServiceError> {
    let mut connection = database.connection().await?;
    Ok(seats::find(&mut connection, conversation, user).await?.is_some())
}

/// One of the care team who hears a conversation goes on record before the first word; nobody on the patient's side.
///
/// # Errors
/// `Storage`.
pub async fn put_on_record(
    database: &Database,
    conversation: ConversationId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let mut connection = database.connection().await?;
    let seat = seats::find(&mut connection, conversation, user).await?;
    if let Some(seat) = seat.filter(|seat| seat.clinic_id.is_some()) {
        let origin = Origin::default();
        let heard = record("conversation.subscribe", conversation, seat.patient_id, user, &origin, json!({}));
        audit::insert(&connection, &[heard], now).await?;
    }
    Ok(())
}
