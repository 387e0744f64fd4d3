//! The lines of the ledger of consents that follow from what somebody switched.

use chrono::{DateTime, Utc};
use diesel_async::AsyncPgConnection;

use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::consents::{Consent, ConsentKind};
use crate::domain::ids::{ConsentId, UserId};
use crate::domain::preferences::{Preferences, is_locked};
use crate::services::error::ServiceError;
use crate::storage::consents;

/// A channel is consented to while anything may come over it that need not; news are consented to by themselves.
const KINDS: [ConsentKind; 4] =
    [ConsentKind::Email, ConsentKind::Sms, ConsentKind::Push, ConsentKind::Marketing];

/// Adds a line for each consent that is otherwise now.
///
/// # Errors
/// `Storage`.
pub(super) async fn record(
    connection: &mut AsyncPgConnection,
    user_id: UserId,
    before: &Preferences,
    after: &Preferences,
    source: &'static str,
    now: DateTime<Utc>,
) -> Result<(), ServiceError> {
    for kind in KINDS {
        let granted = agrees(after, kind);
        // Who switches something on that they had taken back agrees to it again.
        let said = consents::last_of(connection, user_id, kind).await?.unwrap_or(agrees(before, kind));
        let turned_on =
            wanted(after, kind).iter().any(|(category, channel)| !before.allow(*category, *channel));
        if granted == said || (granted == agrees(before, kind) && !turned_on) {
            continue;
        }
        let wording = wording(after, kind);
        let line = Consent {
            id: ConsentId::new(now),
            user_id,
            kind,
            granted,
            wording,
            source: source.to_owned(),
            created_at: now,
        };
        consents::insert(connection, &line).await?;
    }
    Ok(())
}

fn agrees(chosen: &Preferences, kind: ConsentKind) -> bool {
    !wanted(chosen, kind).is_empty()
}

/// What may come, as category and channel.
fn wanted(chosen: &Preferences, kind: ConsentKind) -> Vec<(Category, ChannelKind)> {
    let channels: &[ChannelKind] = match kind {
        ConsentKind::Email => &[ChannelKind::Email],
        ConsentKind::Sms => &[ChannelKind::Sms],
        ConsentKind::Push => &[ChannelKind::Push],
        ConsentKind::Marketing => &[ChannelKind::Email, ChannelKind::Sms, ChannelKind::Push],
        ConsentKind::Terms | ConsentKind::Privacy => &[],
    };
    Category::ALL
        .into_iter()
        .filter(|category| kind != ConsentKind::Marketing || *category == Category::Marketing)
        .flat_map(|category| channels.iter().map(move |channel| (category, *channel)))
        .filter(|(category, channel)| !is_locked(*category, *channel) && chosen.allow(*category, *channel))
        .collect()
}

/// What was shown: the switches that are on.
fn wording(chosen: &Preferences, kind: ConsentKind) -> String {
    let on = wanted(chosen, kind);
    if on.is_empty() {
        return format!("Notifications: nothing over {}.", kind.as_str());
    }
    let named: Vec<_> = on
        .iter()
        .map(|(category, channel)| format!("{} by {}", category.as_str(), channel.as_str()))
        .collect();
    format!("Notifications: {}.", named.join(", "))
}
