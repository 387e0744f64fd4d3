//! The windows of a day: those of the week, unless other hours were set for that very date.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::domain::ids::ClinicId;
use crate::domain::intervals::Interval;
use crate::domain::schedules::{DayHours, DayWindow, WeeklyRule};
use crate::domain::wall_clock::shown;

/// One stretch of hours on the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// When it opens.
    pub open: NaiveDateTime,
    /// When it closes; perhaps on the next day.
    pub close: NaiveDateTime,
    /// Where.
    pub clinic_id: ClinicId,
}

impl Window {
    fn on(day: NaiveDate, hours: DayWindow) -> Self {
        let (open, close) = (day.and_time(hours.start), day.and_time(hours.end));
        let close = if close <= open { close + TimeDelta::days(1) } else { close };
        Self { open, close, clinic_id: hours.clinic_id }
    }

    /// Whether the clock shows a time of the window all through a visit. Where the clock changes meanwhile, the ends do
    /// not tell: it may skip past the end of the window, or go back to before its start.
    #[must_use]
    pub fn holds(&self, visit: &Interval, zone: Tz) -> bool {
        let local = |at: DateTime<Utc>| shown(zone, at);
        let (start, end) = (local(visit.start), local(visit.end));
        if end - start == visit.end - visit.start {
            return self.open <= start && end <= self.close;
        }
        let minutes = (0..(visit.end - visit.start).num_minutes()).map(TimeDelta::minutes);
        let last = visit.end - TimeDelta::nanoseconds(1);
        minutes
            .map(|minute| visit.start + minute)
            .chain([last])
            .map(local)
            .all(|shown| self.open <= shown && shown < self.close)
    }
}

/// The windows that open on a day.
pub fn opening_on<'a>(
    weekly: &'a [WeeklyRule],
    overrides: &'a BTreeMap<NaiveDate, DayHours>,
    day: NaiveDate,
) -> impl Iterator<Item = Window> + 'a {
    let instead = overrides.get(&day);
    let holds =
        move |rule: &&WeeklyRule| rule.opens_on(day) && !instead.is_some_and(|it| it.replace(rule.clinic_id));
    let usual = weekly.iter().filter(holds).map(WeeklyRule::window);
    usual.chain(instead.into_iter().flat_map(|it| it.windows.clone())).map(move |it| Window::on(day, it))
}

/// The first date with other hours than usual at which the doctor would be in two places at once, with what opens on
/// it, the day before or the day after. The weekly hours do not overlap among themselves.
#[must_use]
pub fn clash(weekly: &[WeeklyRule], overrides: &BTreeMap<NaiveDate, DayHours>) -> Option<NaiveDate> {
    overrides.keys().copied().find(|date| {
        let before = date.checked_sub_days(Days::new(1)).unwrap_or(*date);
        let days = before.iter_days().take(3);
        let mut windows: Vec<Window> = days.flat_map(|day| opening_on(weekly, overrides, day)).collect();
        windows.sort_by_key(|window| window.open);
        windows.windows(2).any(|pair| pair[1].open < pair[0].close)
    })
}

#[cfg(test)]
#[path = "day_windows_tests.rs"]
mod tests;
