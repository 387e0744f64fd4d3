//! Weekly hours that doctors keep.

use chrono::Weekday::{self, Fri, Mon, Sat, Sun, Thu, Tue, Wed};
use chrono::{DateTime, NaiveTime, Utc};

use crate::domain::ids::{ClinicId, RuleId, UserId};
use crate::domain::schedules::WeeklyRule;

/// The same hours on several days.
#[derive(Debug)]
pub(super) struct Shift {
    days: &'static [Weekday],
    start: NaiveTime,
    end: NaiveTime,
}

const WEEKDAYS: &[Weekday] = &[Mon, Tue, Wed, Thu, Fri];

/// The usual week.
pub(super) const OFFICE: &[Shift] = &[shift(WEEKDAYS, (9, 0), (12, 0)), shift(WEEKDAYS, (13, 30), (17, 0))];
/// The usual week and weekend mornings: there is something to see on whichever day the demo is tried.
pub(super) const EVERY_DAY: &[Shift] = &[
    shift(WEEKDAYS, (9, 0), (12, 0)),
    shift(WEEKDAYS, (13, 30), (17, 0)),
    shift(&[Sat, Sun], (9, 0), (13, 0)),
];
/// Begins and ends early, Fridays off.
pub(super) const EARLY: &[Shift] =
    &[shift(&[Mon, Tue, Wed, Thu], (8, 0), (12, 0)), shift(&[Mon, Tue, Wed, Thu], (13, 0), (16, 30))];
/// Two days are split into morning and evening, for people who work.
pub(super) const EVENINGS: &[Shift] = &[
    shift(&[Mon, Wed, Fri], (9, 0), (12, 0)),
    shift(&[Mon, Wed, Fri], (13, 30), (17, 0)),
    shift(&[Tue, Thu], (9, 0), (11, 30)),
    shift(&[Tue, Thu], (17, 0), (20, 30)),
];
/// Saturday instead of Monday.
pub(super) const SATURDAYS: &[Shift] = &[
    shift(&[Tue, Wed, Thu, Fri], (9, 0), (12, 0)),
    shift(&[Tue, Wed, Thu, Fri], (13, 30), (17, 0)),
    shift(&[Sat], (9, 0), (13, 0)),
];

/// These hours as the rules of one doctor at one clinic.
pub(super) fn rules(
    shifts: &[Shift],
    doctor_id: UserId,
    clinic_id: ClinicId,
    now: DateTime<Utc>,
) -> Vec<WeeklyRule> {
    let rule = |shift: &Shift, weekday: Weekday| WeeklyRule {
        id: RuleId::new(now),
        doctor_id,
        clinic_id,
        weekday,
        start: shift.start,
        end: shift.end,
        valid_from: None,
        valid_until: None,
        version: 1,
    };
    shifts.iter().flat_map(|shift| shift.days.iter().map(move |day| rule(shift, *day))).collect()
}

const fn shift(days: &'static [Weekday], start: (u32, u32), end: (u32, u32)) -> Shift {
    Shift { days, start: at(start), end: at(end) }
}

/// Evaluated while compiling: a time that does not exist does not build.
const fn at((hour, minute): (u32, u32)) -> NaiveTime {
    match NaiveTime::from_hms_opt(hour, minute, 0) {
        Some(time) => time,
        None => panic!("no such time of day"),
    }
}
