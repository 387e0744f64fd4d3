//! Shows places in the waitlist, each with what is kept for it. Whose places somebody else looked at goes on record.

use serde_json::json;

use crate::domain::api_keys::KeyScope;
use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::ids::WaitlistEntryId;
use crate::domain::pages::{Slice, Start};
use crate::domain::principals::{Agent, Principal};
use crate::domain::waitlist::{Entry, Offer};
use crate::services::error::ServiceError;
use crate::services::waitlist::{Waitlist, check_in_view, scope};
use crate::storage::waitlist::entries::{self, Filter};
use crate::storage::waitlist::offers;

impl Waitlist {
    /// One place, and what is kept for it.
    ///
    /// # Errors
    /// `NotFound` where there is none, or none that is the principal's to see; `MissingScope`, `Storage`.
    pub async fn find(
        &self,
        principal: &Principal,
        id: WaitlistEntryId,
        origin: &Origin,
    ) -> Result<(Entry, Option<Offer>), ServiceError> {
        principal.require(KeyScope::AppointmentsRead)?;
        let mut connection = self.database.connection().await?;
        let entry = entries::find(&mut connection, id).await?.ok_or(ServiceError::NotFound)?;
        check_in_view(&mut connection, principal, &entry, self.clock.now()).await?;
        let offer = offers::open_of(&mut connection, &[id]).await?.pop();
        drop(connection);
        self.reads.record(seen(principal, [&entry], origin)).await?;
        Ok((entry, offer))
    }

    /// One page of the places that the principal may see, who joined first first.
    ///
    /// # Errors
    /// `MissingScope`, `Storage`.
    pub async fn list(
        &self,
        principal: &Principal,
        filter: &Filter,
        start: Option<&Start<WaitlistEntryId>>,
        limit: usize,
        origin: &Origin,
    ) -> Result<Slice<(Entry, Option<Offer>), WaitlistEntryId>, ServiceError> {
        principal.require(KeyScope::AppointmentsRead)?;
        let mut connection = self.database.connection().await?;
        let scope = scope(&mut connection, principal).await?;
        let rows_max = i64::try_from(limit + 1).unwrap_or(i64::MAX);
        let rows = entries::list(&mut connection, &scope, filter, start, rows_max).await?;
        let page = Slice::cut(rows, start, limit, |entry: &Entry| entry.id);
        let ids: Vec<WaitlistEntryId> = page.items.iter().map(|entry| entry.id).collect();
        let open = offers::open_of(&mut connection, &ids).await?;
        drop(connection);
        self.reads.record(seen(principal, &page.items, origin)).await?;
        Ok(page.map(|entry| {
            let offer = open.iter().find(|offer| offer.entry_id == entry.id).cloned();
            (entry, offer)
        }))
    }
}

/// A line for each place of somebody else's.
fn seen<'a>(
    principal: &Principal,
    entries: impl IntoIterator<Item = &'a Entry>,
    origin: &Origin,
) -> Vec<AuditEntry> {
    let others = entries.into_iter().filter(|entry| principal.agent() != Agent::User(entry.patient_id));
    let line = |entry: &Entry| AuditEntry {
        actor: Some(principal.agent()),
        action: "waitlist.read",
        object_kind: "waitlist_entry",
        object_id: Some(entry.id.0),
        patient: Some(entry.patient_id),
        origin: origin.clone(),
        outcome: AuditOutcome::Ok,
        detail: json!({}),
    };
    others.map(line).collect()
}
