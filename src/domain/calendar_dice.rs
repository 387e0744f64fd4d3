//! Dice, and the days and hours that they throw: more often than not about a day when the clocks change.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

use crate::domain::ids::{ClinicId, RuleId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::WeeklyRule;

/// Throws numbers that are the same for the same seed (SplitMix64).
pub struct Die(u64);

impl Die {
    /// The seed, to be told on failure, and the die.
    pub fn seeded() -> (u64, Self) {
        let seed = std::env::var("CALENDAR_SEED").ok().map_or(20_111_230, |seed| seed.parse().unwrap());
        (seed, Self(seed))
    }

    /// At least zero.
    pub fn below(&mut self, end: i64) -> i64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i64::try_from((z ^ (z >> 31)) % end.unsigned_abs()).unwrap()
    }

    /// Once in so many times.
    pub fn one_in(&mut self, times: i64) -> bool {
        self.below(times) == 0
    }

    /// One of them.
    pub fn pick<T: Copy>(&mut self, among: &[T]) -> T {
        among[usize::try_from(self.below(i64::try_from(among.len()).unwrap())).unwrap()]
    }

    /// Up to three days after `from`.
    pub fn moment(&mut self, from: DateTime<Utc>) -> DateTime<Utc> {
        from + TimeDelta::minutes(5 * self.below(3 * 24 * 12))
    }

    /// Starts at a moment after `from`.
    pub fn stretch(&mut self, from: DateTime<Utc>, longest_minutes: i64) -> Interval {
        let start = self.moment(from);
        Interval { start, end: start + TimeDelta::minutes(5 + self.below(longest_minutes)) }
    }
}

/// The days of UTC on which the zone's clock is set differently.
pub fn changes(zone: Tz) -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2010, 1, 2).unwrap();
    let offset = |day: NaiveDate| zone.offset_from_utc_datetime(&day.and_time(NaiveTime::MIN)).fix();
    let changes = |day: &NaiveDate| offset(*day) != offset(*day + Days::new(1));
    first.iter_days().take(21 * 365).filter(changes).collect()
}

/// A day about one of the changes, or any of 2010 to 2030.
pub fn some_day(die: &mut Die, changes: &[NaiveDate]) -> NaiveDate {
    if changes.is_empty() || die.one_in(4) {
        NaiveDate::from_ymd_opt(2010, 1, 2).unwrap() + TimeDelta::days(die.below(21 * 365))
    } else {
        die.pick(changes) + TimeDelta::days(die.below(3) - 1)
    }
}

/// Hours that open about a day.
pub fn some_rule(die: &mut Die, day: NaiveDate) -> WeeklyRule {
    // Clocks change at night.
    let start = if die.one_in(2) { die.below(4 * 60) } else { die.below(24 * 60) };
    let start = if die.one_in(8) { start } else { start / 15 * 15 };
    let length = if die.one_in(2) { 15 * (1 + die.below(16)) } else { 1 + die.below(24 * 60) };
    let time = |minute: i64| NaiveTime::MIN + TimeDelta::minutes(minute);
    let near = |die: &mut Die| die.one_in(5).then(|| day + TimeDelta::days(die.below(5) - 2));
    let weekday = (day + TimeDelta::days(die.below(4) - 2)).weekday();
    WeeklyRule {
        id: RuleId(Uuid::nil()),
        doctor_id: UserId(Uuid::nil()),
        clinic_id: some_clinic(die),
        weekday,
        start: time(start),
        end: time(start + length),
        valid_from: near(die),
        valid_until: near(die),
        version: 1,
    }
}

/// One of three.
pub fn some_clinic(die: &mut Die) -> ClinicId {
    ClinicId(Uuid::from_u128(u128::from(die.below(3).unsigned_abs())))
}

/// From three days before to one day after.
pub fn some_now(die: &mut Die, day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::seconds(30 * die.below(4 * 2880) - 3 * 86_400)
}
