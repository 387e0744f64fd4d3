//! Who hears what is said in a conversation as it is said.

use serde_json::json;

use chrono::{DateTime, Utc};

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

/// Lets somebody hear a conversation who may; one of the care team goes on record with it.
///
/// # Errors
/// `NotFound` for who may not; `Storage`.
pub async fn admit(
    database: &Database,
    conversation: ConversationId,
    user: UserId,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let mut connection = database.connection().await?;
    let seat = seats::find(&mut connection, conversation, user).await?.ok_or(ServiceError::NotFound)?;
    if seat.clinic_id.is_some() {
        let origin = Origin::default();
        let heard = record("conversation.subscribe", conversation, seat.patient_id, user, &origin, json!({}));
        audit::insert(&connection, &[heard], now).await?;
    }
    Ok(())
}
