//! Whether two rules of a week are ever open at the same time, on the doctor's wall clock.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta};

use crate::domain::schedules::WeeklyRule;

/// Whether there is a date on which a window of one rule overlaps a window of the other, also past midnight.
#[must_use]
pub fn overlap(one: &WeeklyRule, other: &WeeklyRule) -> bool {
    // The other's window opens the day before, the same day or the day after.
    [(-1, one.weekday.pred()), (0, one.weekday), (1, one.weekday.succ())].into_iter().any(
        |(days, weekday)| {
            let shift = TimeDelta::days(days);
            let ((open, close), (other_open, other_close)) = (window(one), window(other));
            weekday == other.weekday
                && open < other_close + shift
                && other_open + shift < close
                && both_hold(one, other, days)
        },
    )
}

/// Start and end since midnight of the day that it opens on.
fn window(rule: &WeeklyRule) -> (TimeDelta, TimeDelta) {
    let (open, close) = (rule.start - NaiveTime::MIN, rule.end - NaiveTime::MIN);
    (open, if close <= open { close + TimeDelta::days(1) } else { close })
}

/// Whether `one` opens on some date while `other` opens `days` later.
fn both_hold(one: &WeeklyRule, other: &WeeklyRule, days: i64) -> bool {
    let back = |date: NaiveDate| date.checked_sub_signed(TimeDelta::days(days)).unwrap_or(date);
    let from = one.valid_from.max(other.valid_from.map(back));
    let until = match (one.valid_until, other.valid_until.map(back)) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let (Some(from), Some(until)) = (from, until) else { return true };
    let ahead = one.weekday.days_since(from.weekday());
    from.checked_add_days(Days::new(ahead.into())).is_some_and(|first| first <= until)
}

#[cfg(test)]
mod tests {
    use chrono::Weekday;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{ClinicId, RuleId, UserId};

    fn rule(weekday: Weekday, start: &str, end: &str) -> WeeklyRule {
        WeeklyRule {
            id: RuleId(Uuid::nil()),
            doctor_id: UserId(Uuid::nil()),
            clinic_id: ClinicId(Uuid::nil()),
            weekday,
            start: start.parse().unwrap(),
            end: end.parse().unwrap(),
            valid_from: None,
            valid_until: None,
            version: 1,
        }
    }

    fn valid(rule: &WeeklyRule, from: &str, until: &str) -> WeeklyRule {
        WeeklyRule { valid_from: from.parse().ok(), valid_until: until.parse().ok(), ..rule.clone() }
    }

    fn overlapping(one: &WeeklyRule, other: &WeeklyRule) -> bool {
        let found = overlap(one, other);
        assert_eq!(found, overlap(other, one), "it goes both ways");
        found
    }

    #[test]
    fn windows_of_one_day_overlap_or_only_touch() {
        let morning = rule(Weekday::Mon, "09:00", "12:00");
        assert!(overlapping(&morning, &rule(Weekday::Mon, "11:59", "13:00")));
        assert!(overlapping(&morning, &rule(Weekday::Mon, "10:00", "11:00")));
        assert!(!overlapping(&morning, &rule(Weekday::Mon, "12:00", "13:00")));
        assert!(!overlapping(&morning, &rule(Weekday::Tue, "09:00", "12:00")));
    }

    #[test]
    fn a_window_past_midnight_reaches_into_the_next_day_also_over_the_weekend() {
        let night = rule(Weekday::Sun, "22:00", "06:00");
        assert!(overlapping(&night, &rule(Weekday::Mon, "05:00", "08:00")));
        assert!(!overlapping(&night, &rule(Weekday::Mon, "06:00", "08:00")));
        assert!(!overlapping(&night, &rule(Weekday::Sun, "05:00", "08:00")));
        assert!(overlapping(&night, &rule(Weekday::Sat, "23:00", "22:30")));
    }

    #[test]
    fn rules_that_never_hold_together_do_not_overlap() {
        let hours = rule(Weekday::Mon, "09:00", "12:00");
        let spring = valid(&hours, "2026-03-01", "2026-05-31");
        assert!(!overlapping(&spring, &valid(&hours, "2026-06-01", "")));
        assert!(overlapping(&spring, &valid(&hours, "", "2026-03-02")));
        assert!(!overlapping(&spring, &valid(&hours, "", "2026-03-01")), "the 1st is a Sunday");
        assert!(overlapping(&spring, &hours));
    }

    #[test]
    fn the_night_after_the_last_day_still_counts() {
        let night = valid(&rule(Weekday::Sun, "22:00", "06:00"), "2026-03-01", "2026-03-01");
        let next = rule(Weekday::Mon, "05:00", "08:00");
        assert!(overlapping(&night, &valid(&next, "2026-03-02", "2026-03-02")));
        assert!(!overlapping(&night, &valid(&next, "2026-03-03", "2026-04-30")));
    }
}
