//! No more texts, or texts again: the number is listed or taken off the list, and each account that has it says so in its
//! ledger of consents.

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::bars::Bar;
use crate::domain::channels::ChannelKind;
use crate::domain::consents::{Consent, ConsentKind};
use crate::domain::contact::Phone;
use crate::domain::ids::{ConsentId, UserId};
use crate::domain::suppressions::Suppression;
use crate::services::error::ServiceError;
use crate::storage::{audit, consents, suppressions};

/// Where the line of the ledger comes from.
const SOURCE: &str = "sms";

/// No more texts to this number.
///
/// # Errors
/// `Storage`.
pub(super) async fn stop(
    connection: &mut AsyncPgConnection,
    number: &Phone,
    owners: &[UserId],
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let (address, detail) = (number.as_str().to_owned(), "by text".to_owned());
    let stopped = Suppression { channel: ChannelKind::Sms, address, bar: Bar::Stopped, detail };
    connection
        .transaction(async |connection| {
            suppressions::insert(connection, &stopped, now).await?;
            put_down(connection, owners, false, origin, now).await
        })
        .await
}

/// Texts to this number again: whoever sends one can be reached.
///
/// # Errors
/// `Storage`.
pub(super) async fn start(
    connection: &mut AsyncPgConnection,
    number: &Phone,
    owners: &[UserId],
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    connection
        .transaction(async |connection| {
            if suppressions::delete(connection, ChannelKind::Sms, number.as_str()).await? {
                return put_down(connection, owners, true, origin, now).await;
            }
            // Who says YES to something else has consented to nothing new; who said STOP from a number that they have no
            // more takes it back from this one.
            let refused = consents::refused_by(connection, owners, ConsentKind::Sms, SOURCE).await?;
            let back: Vec<_> = owners.iter().copied().filter(|owner| refused.contains(owner)).collect();
            put_down(connection, &back, true, origin, now).await
        })
        .await
}

async fn put_down(
    connection: &mut AsyncPgConnection,
    owners: &[UserId],
    granted: bool,
    origin: &Origin,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    let wording = if granted { "START" } else { "STOP" };
    let mut entries = Vec::new();
    for &user_id in owners {
        let line = Consent {
            id: ConsentId::new(now),
            user_id,
            kind: ConsentKind::Sms,
            granted,
            wording: wording.to_owned(),
            source: SOURCE.to_owned(),
            created_at: now,
        };
        consents::insert(connection, &line).await?;
        entries.push(AuditEntry {
            actor: None,
            action: "consent.add",
            object_kind: "profile",
            object_id: Some(user_id.0),
            patient: Some(user_id),
            origin: origin.clone(),
            outcome: AuditOutcome::Ok,
            detail: json!({
                "consent_id": line.id, "kind": line.kind.as_str(), "granted": granted, "source": SOURCE,
            }),
        });
    }
    Ok(audit::insert(connection, &entries, now).await?)
}
