//! What a person chose to be told of, over which channels, and when.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::categories::Category;
use crate::domain::channels::ChannelKind;
use crate::domain::quiet_hours::QuietHours;
use crate::domain::roles::Role;

/// Reminders until somebody chooses: a day and two hours before.
pub const REMINDER_MINUTES: [i32; 2] = [1440, 120];

/// Whom the house has what for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reader {
    /// They are reached wherever they are.
    #[default]
    Patient,
    /// Doctors, staff and administrators have the agenda before them all day: visits ring the bell.
    Team,
}

impl Reader {
    /// Who somebody of this role is.
    #[must_use]
    pub fn of(role: Role) -> Self {
        if role == Role::Patient { Self::Patient } else { Self::Team }
    }
}

/// The choices of one person; [`Preferences::default`] is what holds until they choose.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preferences {
    /// Who they are, for what they did not choose.
    pub reader: Reader,
    /// What they switched, and to what.
    pub switched: BTreeMap<(Category, ChannelKind), bool>,
    /// How long before a visit, where they chose.
    pub reminder_minutes: Option<Vec<i32>>,
    /// When they want their peace, where they chose; `Some(None)` is never.
    pub quiet_hours: Option<Option<QuietHours>>,
    /// At most so many messages a day, where they chose; `None` inside is no limit.
    pub daily_cap: BTreeMap<ChannelKind, Option<u32>>,
    /// Counts the changes; 0 is before the first.
    pub version: i32,
}

/// Whether a channel is on for a category until somebody chooses. Pushes need a browser that was asked for them.
#[must_use]
pub fn on_by_default(reader: Reader, category: Category, channel: ChannelKind) -> bool {
    use Category::{Account, Booking, Marketing, Reminder};
    match channel {
        ChannelKind::InApp => true,
        _ if reader == Reader::Team && matches!(category, Booking | Reminder) => false,
        ChannelKind::Email => category != Marketing,
        ChannelKind::Sms => matches!(category, Booking | Reminder | Account),
        ChannelKind::Push => false,
    }
}

/// Whether it cannot be switched off: who may sign in, and who did, is told whatever they chose.
#[must_use]
pub fn is_locked(category: Category, channel: ChannelKind) -> bool {
    category == Category::Account && channel != ChannelKind::Push
}

impl Preferences {
    /// Whether they want to be told of this category over this channel.
    #[must_use]
    pub fn allow(&self, category: Category, channel: ChannelKind) -> bool {
        let usual = on_by_default(self.reader, category, channel);
        is_locked(category, channel) || self.switched.get(&(category, channel)).copied().unwrap_or(usual)
    }

    /// How long before a visit they want to be reminded.
    #[must_use]
    pub fn reminder_minutes(&self) -> &[i32] {
        self.reminder_minutes.as_deref().unwrap_or(&REMINDER_MINUTES)
    }

    /// When they want their peace.
    #[must_use]
    pub fn quiet_hours(&self) -> Option<QuietHours> {
        self.quiet_hours.unwrap_or(Some(QuietHours::NIGHT))
    }

    /// How many messages they take a day; none for no limit.
    #[must_use]
    pub fn cap(&self, channel: ChannelKind) -> Option<u32> {
        self.daily_cap.get(&channel).copied().unwrap_or(match channel {
            ChannelKind::Sms => Some(10),
            ChannelKind::Email => Some(20),
            ChannelKind::InApp | ChannelKind::Push => None,
        })
    }

    /// Until when a message has to wait because they want their peace. Hours that they chose hold whatever is not urgent.
    /// The night that the house keeps for who chose nothing holds what rings, and that not where it answers (`at_once`)
    /// something they have just done. What is in the app is never held.
    #[must_use]
    pub fn peace_until(
        &self,
        channel: ChannelKind,
        at_once: bool,
        now: DateTime<Utc>,
        zone: Tz,
    ) -> Option<DateTime<Utc>> {
        let rings = matches!(channel, ChannelKind::Sms | ChannelKind::Push);
        if channel == ChannelKind::InApp || (self.quiet_hours.is_none() && (at_once || !rings)) {
            return None;
        }
        self.quiet_hours()?.until(now, zone)
    }

    /// When a reminder `minutes` before a visit goes out. One that would fall into hours of peace which last until the visit
    /// comes before they begin: afterwards it helps nobody.
    #[must_use]
    pub fn remind_at(&self, starts_at: DateTime<Utc>, minutes: i32, zone: Tz) -> DateTime<Utc> {
        let due = starts_at - TimeDelta::minutes(minutes.into());
        let Some(quiet) = self.quiet_hours() else { return due };
        match (quiet.since(due, zone), quiet.until(due, zone)) {
            (Some(since), Some(until)) if until >= starts_at => since - TimeDelta::minutes(1),
            _ => due,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn what_was_switched_holds_but_not_for_the_safety_of_the_account() {
        let mut mine = Preferences::default();
        assert!(mine.allow(Category::Booking, ChannelKind::Sms));
        mine.switched.insert((Category::Booking, ChannelKind::Sms), false);
        mine.switched.insert((Category::Account, ChannelKind::Email), false);
        assert!(!mine.allow(Category::Booking, ChannelKind::Sms));
        assert!(mine.allow(Category::Account, ChannelKind::Email));
        assert!(!mine.allow(Category::Marketing, ChannelKind::Email));
    }

    #[test]
    fn the_night_lets_answers_through_and_chosen_hours_do_not() {
        let (night, utc) = (at("2026-11-24T23:00:00Z"), Tz::UTC);
        let mut mine = Preferences::default();
        let (sms, email, morning) = (ChannelKind::Sms, ChannelKind::Email, Some(at("2026-11-25T07:00:00Z")));
        assert_eq!(mine.peace_until(sms, true, night, utc), None);
        assert_eq!(mine.peace_until(sms, false, night, utc), morning);
        assert_eq!(mine.peace_until(email, false, night, utc), None);
        mine.quiet_hours = Some(Some(QuietHours::NIGHT));
        assert_eq!(mine.peace_until(sms, true, night, utc), morning);
        assert_eq!(mine.peace_until(email, true, night, utc), morning);
        assert_eq!(mine.peace_until(ChannelKind::InApp, true, night, utc), None);
        mine.quiet_hours = Some(None);
        assert_eq!(mine.peace_until(sms, false, night, utc), None);
    }

    #[test]
    fn a_reminder_that_the_night_would_swallow_comes_the_evening_before() {
        let mine = Preferences::default();
        let early = at("2026-11-24T06:30:00Z");
        assert_eq!(mine.remind_at(early, 120, Tz::UTC), at("2026-11-23T21:59:00Z"));
        let later = at("2026-11-24T08:00:00Z");
        assert_eq!(mine.remind_at(later, 120, Tz::UTC), at("2026-11-24T06:00:00Z"), "held until 07:00");
        assert_eq!(
            mine.remind_at(early, 1440, Tz::UTC),
            at("2026-11-22T21:59:00Z").max(at("2026-11-23T06:30:00Z"))
        );
    }
}
