//! Waiting for a time to become free: who waits for what, and which slots fit them.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::ids::{AppointmentId, ClinicId, UserId, WaitlistEntryId, WaitlistOfferId};
use crate::domain::intervals::Interval;
use crate::domain::invalid::Invalid;
use crate::domain::schedules::TypeCode;

/// How many places one patient may have at once.
pub const ENTRIES_MAX: i64 = 10;
/// How long an offer stands, unless the slot starts before.
const OFFER_STANDS: TimeDelta = TimeDelta::minutes(30);
/// The longest stretch that one may wait for.
const DAYS_MAX: i64 = 366;
/// No zone is further from UTC than this to the west, or to the east (IANA: -12:00 to +14:00).
const ZONES_REACH: TimeDelta = TimeDelta::hours(14);

/// With whom somebody wants a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// With this doctor.
    Doctor(UserId),
    /// With any doctor of this field.
    Specialty(String),
}

/// Within what a visit must start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stretch {
    /// These days of the doctor's, both included.
    Days(NaiveDate, NaiveDate),
    /// From one instant until before the other.
    Instants(DateTime<Utc>, DateTime<Utc>),
}

/// The time of day at which a visit may start, on the doctor's clock: from one until before the other, over midnight where
/// the second is the earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay {
    /// From this on.
    pub from: NaiveTime,
    /// Until before this.
    pub to: NaiveTime,
}

/// When somebody could come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// Within what.
    pub stretch: Stretch,
    /// At what time of day; any where none is said.
    pub time_of_day: Option<TimeOfDay>,
}

/// Where somebody's place stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EntryStatus {
    /// They wait.
    Waiting,
    /// They were offered a slot, and have not answered.
    Offered,
    /// They booked what they were offered.
    Booked,
    /// They wait no longer.
    Left,
    /// The time that they waited for is over.
    Lapsed,
}

/// What became of an offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfferState {
    /// It stands.
    Open,
    /// It was booked.
    Accepted,
    /// They did not want it.
    Declined,
    /// They did not answer in time.
    Expired,
}

/// Somebody's place in the waitlist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id; who joined first has the lesser.
    pub id: WaitlistEntryId,
    /// Who would come.
    pub patient_id: UserId,
    /// Their name.
    pub patient_name: String,
    /// To whom.
    pub target: Target,
    /// The doctor's name, where they wait for one.
    pub doctor_name: Option<String>,
    /// For what kind of visit.
    pub appointment_type: TypeCode,
    /// When.
    pub times: Times,
    /// Where it stands.
    pub status: EntryStatus,
    /// Who entered it: a person or a key.
    pub created_by: Uuid,
    /// When they joined.
    pub created_at: DateTime<Utc>,
    /// Grows with every change.
    pub version: i32,
}

/// A slot that is kept for somebody who waited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Its id.
    pub id: WaitlistOfferId,
    /// To which place in the waitlist.
    pub entry_id: WaitlistEntryId,
    /// Who would come.
    pub patient_id: UserId,
    /// To whom.
    pub doctor_id: UserId,
    /// The doctor's name.
    pub doctor_name: String,
    /// Where.
    pub clinic_id: ClinicId,
    /// What kind of visit.
    pub appointment_type: TypeCode,
    /// When.
    pub during: Interval,
    /// The zone of the doctor's calendar.
    pub time_zone: Tz,
    /// Until when it stands.
    pub expires_at: DateTime<Utc>,
    /// What became of it.
    pub state: OfferState,
    /// The hold that keeps the slot, and becomes the visit.
    pub hold_id: AppointmentId,
}

impl Stretch {
    /// The stretch between two ends.
    ///
    /// # Errors
    /// `before_from`, `too_long`, `past`.
    pub fn check(self, now: DateTime<Utc>) -> Result<Self, Invalid> {
        let (backwards, days) = match self {
            Self::Days(from, to) => (to < from, (to - from).num_days()),
            Self::Instants(from, to) => (to <= from, (to - from).num_days()),
        };
        if backwards {
            Err(Invalid::new("before_from", "The end cannot be before the beginning."))
        } else if days > DAYS_MAX {
            Err(Invalid::new("too_long", "Wait for a year at most."))
        } else if self.reach().end <= now {
            Err(Invalid::new("past", "That time is over."))
        } else {
            Ok(self)
        }
    }

    /// What holds all starts of it, whatever the doctor's zone.
    #[must_use]
    pub fn reach(&self) -> Interval {
        match *self {
            Self::Instants(start, end) => Interval { start, end },
            Self::Days(from, to) => {
                let after = to.checked_add_days(Days::new(1)).unwrap_or(to);
                let midnight = |day: NaiveDate| day.and_time(NaiveTime::MIN).and_utc();
                Interval {
                    start: midnight(from).checked_sub_signed(ZONES_REACH).unwrap_or(DateTime::<Utc>::MIN_UTC),
                    end: midnight(after).checked_add_signed(ZONES_REACH).unwrap_or(DateTime::<Utc>::MAX_UTC),
                }
            }
        }
    }

    fn holds(&self, start: DateTime<Utc>, zone: Tz) -> bool {
        match *self {
            Self::Days(from, to) => (from..=to).contains(&start.with_timezone(&zone).date_naive()),
            Self::Instants(from, to) => from <= start && start < to,
        }
    }
}

impl TimeOfDay {
    /// The time between two hours.
    ///
    /// # Errors
    /// `empty`.
    pub fn between(from: NaiveTime, to: NaiveTime) -> Result<Self, Invalid> {
        if from == to {
            return Err(Invalid::new("empty", "Give two different times of day."));
        }
        Ok(Self { from, to })
    }

    fn holds(&self, time: NaiveTime) -> bool {
        if self.from < self.to {
            self.from <= time && time < self.to
        } else {
            self.from <= time || time < self.to
        }
    }
}

impl Times {
    /// Whether a visit may start then, with a doctor whose clock is in this zone.
    #[must_use]
    pub fn fit(&self, start: DateTime<Utc>, zone: Tz) -> bool {
        self.stretch.holds(start, zone)
            && self.time_of_day.is_none_or(|time| time.holds(start.with_timezone(&zone).time()))
    }
}

impl EntryStatus {
    /// Every status.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Offered, Self::Booked, Self::Left, Self::Lapsed];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Offered => "offered",
            Self::Booked => "booked",
            Self::Left => "left",
            Self::Lapsed => "lapsed",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }

    /// Whether they still wait, offered something or not.
    #[must_use]
    pub fn is_active(self) -> bool {
        matches!(self, Self::Waiting | Self::Offered)
    }
}

impl OfferState {
    /// Every state.
    pub const ALL: [Self; 4] = [Self::Open, Self::Accepted, Self::Declined, Self::Expired];

    /// The name that is stored and sent.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Expired => "expired",
        }
    }

    /// Reads a stored name.
    #[must_use]
    pub fn from_stored(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Until when an offer made now stands: never past the slot's start.
#[must_use]
pub fn stands_until(now: DateTime<Utc>, starts_at: DateTime<Utc>) -> DateTime<Utc> {
    (now + OFFER_STANDS).min(starts_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn time(text: &str) -> NaiveTime {
        text.parse().unwrap()
    }

    #[test]
    fn days_and_hours_are_the_doctors() {
        let times = Times {
            stretch: Stretch::Days(day("2026-11-24"), day("2026-11-25")),
            time_of_day: Some(TimeOfDay::between(time("09:00:00"), time("12:00:00")).unwrap()),
        };
        let fits = |start, zone| times.fit(at(start), zone);
        assert!(fits("2026-11-24T09:00:00Z", Tz::UTC) && !fits("2026-11-24T12:00:00Z", Tz::UTC));
        assert!(fits("2026-11-24T08:00:00Z", Tz::Europe__Paris), "nine in Paris");
        assert!(!fits("2026-11-24T08:00:00Z", Tz::UTC));
        // Still, or already, the first of the days, at the far ends of the world.
        assert!(fits("2026-11-23T20:00:00Z", Tz::Pacific__Auckland));
        assert!(fits("2026-11-25T19:00:00Z", Tz::Pacific__Honolulu));
        assert!(!fits("2026-11-26T09:00:00Z", Tz::UTC));
    }

    #[test]
    fn an_evening_may_go_on_past_midnight() {
        let evening = TimeOfDay::between(time("22:00:00"), time("02:00:00")).unwrap();
        for (hour, fits) in [("21:59:00", false), ("22:00:00", true), ("01:59:00", true), ("02:00:00", false)]
        {
            assert_eq!(evening.holds(time(hour)), fits, "{hour}");
        }
        assert_eq!(TimeOfDay::between(time("09:00:00"), time("09:00:00")).unwrap_err().code, "empty");
    }

    #[test]
    fn instants_are_the_same_everywhere() {
        let times = Times {
            stretch: Stretch::Instants(at("2026-11-24T09:00:00Z"), at("2026-11-24T10:00:00Z")),
            time_of_day: None,
        };
        for zone in [Tz::UTC, Tz::Asia__Kathmandu] {
            assert!(times.fit(at("2026-11-24T09:00:00Z"), zone));
            assert!(!times.fit(at("2026-11-24T10:00:00Z"), zone));
        }
    }

    #[test]
    fn whatever_fits_lies_within_reach() {
        let days = Stretch::Days(day("2026-11-24"), day("2026-11-24"));
        for zone in [Tz::Pacific__Kiritimati, Tz::Etc__GMTPlus12, Tz::Europe__London] {
            for hour in 0..72 {
                let start = at("2026-11-23T00:00:00Z") + TimeDelta::hours(hour);
                let reach = days.reach();
                assert!(
                    !days.holds(start, zone) || (reach.start <= start && start < reach.end),
                    "{start} {zone}"
                );
            }
        }
    }

    #[test]
    fn a_stretch_is_to_come_and_not_too_long() {
        let now = at("2026-11-23T06:00:00Z");
        let code = |stretch: Stretch| stretch.check(now).map_err(|invalid| invalid.code).err();
        assert_eq!(code(Stretch::Days(day("2026-11-23"), day("2026-11-23"))), None);
        assert_eq!(code(Stretch::Days(day("2026-11-24"), day("2026-11-23"))), Some("before_from"));
        assert_eq!(code(Stretch::Days(day("2026-11-24"), day("2027-11-26"))), Some("too_long"));
        assert_eq!(code(Stretch::Days(day("2026-11-20"), day("2026-11-21"))), Some("past"));
        assert_eq!(code(Stretch::Instants(now, now)), Some("before_from"));
        assert_eq!(code(Stretch::Days(NaiveDate::MIN, NaiveDate::MAX)), Some("too_long"));
        assert_eq!(code(Stretch::Days(NaiveDate::MIN, NaiveDate::MIN)), Some("past"));
        assert_eq!(code(Stretch::Days(NaiveDate::MAX, NaiveDate::MAX)), None);
    }

    #[test]
    fn an_offer_never_stands_past_the_start() {
        let now = at("2026-11-23T06:00:00Z");
        let stands = |minutes| stands_until(now, now + TimeDelta::minutes(minutes)) - now;
        assert_eq!((stands(10), stands(90)), (TimeDelta::minutes(10), TimeDelta::minutes(30)));
    }
}
