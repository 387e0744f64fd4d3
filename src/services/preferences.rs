//! What a person wants to be told of: read, changed, set back, and tried out.

mod consent;
mod trial;

use chrono::{DateTime, Utc};
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::json;

use crate::domain::audit::{AuditEntry, AuditOutcome, Origin};
use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::clock::SharedClock;
use crate::domain::events::{Event, EventKind};
use crate::domain::ids::{EventId, UserId};
use crate::domain::locale::Locale;
use crate::domain::preferences::{Preferences, is_locked};
use crate::domain::principals::Caller;
use crate::domain::quiet_hours::QuietHours;
use crate::domain::versions::Expected;
use crate::services::error::ServiceError;
use crate::storage::pool::Database;
use crate::storage::{audit, events, preferences, users};

/// A person's choices, and the language they are written to in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The choices.
    pub preferences: Preferences,
    /// The language.
    pub locale: Locale,
}

/// What is to be other than it is; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// On or off.
    pub switched: Vec<(Category, ChannelKind, bool)>,
    /// How long before a visit.
    pub reminder_minutes: Option<Vec<i32>>,
    /// When there is to be peace; `Some(None)` is never.
    pub quiet_hours: Option<Option<QuietHours>>,
    /// At most so many a day; `None` is no limit.
    pub daily_cap: Vec<(ChannelKind, Option<u32>)>,
    /// The language.
    pub locale: Option<Locale>,
}

/// The use cases. Cloning is cheap.
#[derive(Clone)]
pub struct NotificationChoices {
    database: Database,
    clock: SharedClock,
}

impl NotificationChoices {
    /// Over this database, by this clock.
    #[must_use]
    pub fn new(database: Database, clock: SharedClock) -> Self {
        Self { database, clock }
    }

    /// What somebody chose.
    ///
    /// # Errors
    /// `NotFound` where the account is gone; `Storage`.
    pub async fn read(&self, person: UserId) -> Result<Chosen, ServiceError> {
        let mut connection = self.database.connection().await?;
        let locale = locale(&mut connection, person).await?;
        Ok(Chosen { preferences: preferences::find(&mut connection, person).await?, locale })
    }

    /// Changes what the caller chose. Reminders of visits that are booked already follow.
    ///
    /// # Errors
    /// `Stale` where it is not what they have seen; `Invalid` for what cannot be switched off; `Storage`.
    pub async fn change(
        &self,
        caller: &Caller,
        change: Change,
        expected: &Expected,
        origin: &Origin,
    ) -> Result<Chosen, ServiceError> {
        refuse_locked(&change)?;
        self.write(
            caller,
            expected,
            origin,
            "notification_preferences.change",
            |mine| apply(mine, &change),
            change.locale,
        )
        .await
    }

    /// Sets everything back to what the house has for whoever chose nothing, but for the language.
    ///
    /// # Errors
    /// `Stale`, `Storage`.
    pub async fn reset(
        &self,
        caller: &Caller,
        expected: &Expected,
        origin: &Origin,
    ) -> Result<Chosen, ServiceError> {
        self.write(
            caller,
            expected,
            origin,
            "notification_preferences.reset",
            |mine| Preferences { reader: mine.reader, ..Preferences::default() },
            None,
        )
        .await
    }

    async fn write(
        &self,
        caller: &Caller,
        expected: &Expected,
        origin: &Origin,
        action: &'static str,
        change: impl FnOnce(&Preferences) -> Preferences + Send,
        locale: Option<Locale>,
    ) -> Result<Chosen, ServiceError> {
        let (person, now) = (caller.user_id, self.clock.now());
        let mut connection = self.database.connection().await?;
        AsyncPgConnection::transaction(&mut connection, async |connection| {
            let before = preferences::lock(connection, person).await?;
            if !expected.allows(before.version) {
                return Err(ServiceError::Stale);
            }
            let spoken = self::locale(connection, person).await?;
            let wanted = locale.unwrap_or(spoken);
            let after = Preferences { version: before.version, ..change(&before) };
            if after == before && wanted == spoken {
                return Ok(Chosen { preferences: before, locale: spoken });
            }
            if wanted != spoken {
                users::set_locale(connection, person, wanted, now).await?;
            }
            let entry = AuditEntry {
                actor: Some(caller.agent()),
                action,
                object_kind: "user",
                object_id: Some(person.0),
                patient: None,
                origin: origin.clone(),
                outcome: AuditOutcome::Ok,
                detail: json!({ "locale": wanted.as_str() }),
            };
            let preferences = keep(connection, person, &before, after, "settings", now).await?;
            audit::insert(connection, &[entry], now).await?;
            Ok(Chosen { preferences, locale: wanted })
        })
        .await
    }
}

/// Switches one category of one channel for somebody, within the caller's transaction: by a link of a mail, say. Answers
/// whether it was otherwise.
///
/// # Errors
/// `Storage`.
pub async fn switch(
    connection: &mut AsyncPgConnection,
    person: UserId,
    (category, channel): (Category, ChannelKind),
    on: bool,
    source: &'static str,
    now: DateTime<Utc>,
) -> Result<bool, ServiceError> {
    let before = preferences::lock(connection, person).await?;
    if before.allow(category, channel) == on || is_locked(category, channel) {
        return Ok(false);
    }
    let after = apply(&before, &Change { switched: vec![(category, channel, on)], ..Change::default() });
    keep(connection, person, &before, after, source, now).await?;
    Ok(true)
}

/// Writes the choices, the lines of the ledger that follow from them, and that reminders are to be looked at again.
async fn keep(
    connection: &mut AsyncPgConnection,
    person: UserId,
    before: &Preferences,
    after: Preferences,
    source: &'static str,
    now: DateTime<Utc>,
) -> Result<Preferences, ServiceError> {
    let after = Preferences { version: before.version + 1, ..after };
    preferences::save(connection, person, &after, now).await?;
    consent::record(connection, person, before, &after, source, now).await?;
    events::insert(connection, &[reminders_asked(person, now)]).await?;
    Ok(after)
}

/// That the reminders of somebody's visits may have to be others.
#[must_use]
pub fn reminders_asked(person: UserId, now: DateTime<Utc>) -> Event {
    Event {
        id: EventId::new(now),
        kind: EventKind::RemindersAsked,
        appointment_id: None,
        user_id: Some(person),
        actor: None,
        data: json!({}),
        at: now,
    }
}

async fn locale(connection: &mut AsyncPgConnection, person: UserId) -> Result<Locale, ServiceError> {
    Ok(users::find(connection, person).await?.ok_or(ServiceError::NotFound)?.locale)
}

fn refuse_locked(change: &Change) -> Result<(), ServiceError> {
    let locked = change.switched.iter().find(|(category, channel, on)| !on && is_locked(*category, *channel));
    let Some((category, channel, _)) = locked else { return Ok(()) };
    let field = format!("channels.{}.{}", category.as_str(), channel.as_str());
    let message = "What concerns the safety of your account is always told.";
    Err(ServiceError::field(&field, "cannot_be_switched_off", message))
}

/// Only what differs counts as chosen: who sends back what they were shown has chosen nothing.
fn apply(before: &Preferences, change: &Change) -> Preferences {
    let mut after = before.clone();
    for (category, channel, on) in &change.switched {
        if before.allow(*category, *channel) != *on {
            after.switched.insert((*category, *channel), *on);
        }
    }
    if let Some(minutes) =
        change.reminder_minutes.as_ref().filter(|wanted| *wanted != before.reminder_minutes())
    {
        after.reminder_minutes = Some(minutes.clone());
    }
    if let Some(wanted) = change.quiet_hours.filter(|wanted| *wanted != before.quiet_hours()) {
        after.quiet_hours = Some(wanted);
    }
    for (channel, cap) in &change.daily_cap {
        if before.cap(*channel) != *cap {
            after.daily_cap.insert(*channel, *cap);
        }
    }
    after
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sends_back_what_they_were_shown_has_chosen_nothing() {
        let house = Preferences::default();
        let shown = Change {
            switched: Category::ALL
                .into_iter()
                .flat_map(|category| {
                    ChannelKind::ALL.map(|channel| (category, channel, house.allow(category, channel)))
                })
                .collect(),
            reminder_minutes: Some(house.reminder_minutes().to_vec()),
            quiet_hours: Some(house.quiet_hours()),
            daily_cap: ChannelKind::ALL.map(|channel| (channel, house.cap(channel))).to_vec(),
            locale: None,
        };
        assert_eq!(apply(&house, &shown), house);
    }

    #[test]
    fn a_choice_can_be_taken_back() {
        let change =
            |on| Change { switched: vec![(Category::Booking, ChannelKind::Sms, on)], ..Change::default() };
        let off = apply(&Preferences::default(), &change(false));
        assert!(!off.allow(Category::Booking, ChannelKind::Sms));
        assert!(apply(&off, &change(true)).allow(Category::Booking, ChannelKind::Sms));
    }
}
