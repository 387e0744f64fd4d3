//! How an absence comes again: a recurrence rule (RFC 5545 §3.3.10) on the doctor's wall clock. What a rule may say is
//! bounded, so that its occurrences are found in a few steps.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use rrule::{RRule, Unvalidated};

use crate::domain::intervals::Interval;
use crate::domain::invalid::Invalid;
use crate::domain::wall_clock::{shown, stretch};

/// Characters of a rule.
const LENGTH_MAX: usize = 200;
/// How often something may come again: daily, for almost eleven years.
const OCCURRENCES_MAX: usize = 4_000;
/// The greatest `INTERVAL`.
const INTERVAL_MAX: u32 = 99;
/// The greatest `BYSETPOS`: every month has four of each weekday.
const POSITION_MAX: i32 = 4;

/// A rule such as `FREQ=WEEKLY;BYDAY=FR`.
#[derive(Debug, Clone, PartialEq)]
pub struct Recurrence {
    text: String,
    rule: RRule<Unvalidated>,
    until: Option<Until>,
}

/// The last start that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    Instant(DateTime<Utc>),
    Day(NaiveDate),
}

impl Recurrence {
    /// Reads a rule. It may say `FREQ` (daily to yearly), `INTERVAL`, `COUNT`, `UNTIL`, `WKST`, and which days: `BYDAY`;
    /// a month's also `BYMONTHDAY` and `BYSETPOS`, a year's also `BYMONTH` and `BYMONTHDAY`.
    ///
    /// # Errors
    /// `invalid_recurrence`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim().to_ascii_uppercase();
        if text.len() > LENGTH_MAX {
            return Err(invalid("Use at most 200 characters."));
        }
        let mut parts: Vec<(&str, &str)> = Vec::new();
        for part in text.split(';') {
            let (name, value) =
                part.split_once('=').ok_or_else(|| invalid("Write NAME=VALUE;NAME=VALUE."))?;
            if parts.iter().any(|(other, _)| *other == name) {
                return Err(invalid("Say each part once."));
            }
            parts.push((name, value));
        }
        check(&parts)?;
        let said = |wanted: &str| parts.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
        let until = said("UNTIL").map(until).transpose()?;
        let others = parts.iter().filter(|(name, _)| *name != "UNTIL");
        let others: Vec<String> = others.map(|(name, value)| format!("{name}={value}")).collect();
        let rule: RRule<Unvalidated> =
            others.join(";").parse().map_err(|_| invalid("This is not a recurrence rule."))?;
        Ok(Self { text, rule, until })
    }

    /// The rule as it is stored and sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Checks that the first occurrence is one of the rule's own.
    ///
    /// # Errors
    /// `not_an_occurrence`.
    pub fn starts_with(&self, first: &Interval, zone: Tz) -> Result<(), Invalid> {
        let start = shown(zone, first.start);
        // Every first period counts, so that the interval does not matter.
        let every = RRule::interval(self.rule.clone(), 1);
        let met = starts(every, start).next() == Some(start) && self.counts(start, first.start);
        if met {
            Ok(())
        } else {
            Err(Invalid::new("not_an_occurrence", "The rule leaves out its first time."))
        }
    }

    /// The first occurrence and those after it, each as long on the clock as the first: 4,000 at most.
    pub fn occurrences(&self, first: Interval, zone: Tz) -> impl Iterator<Item = Interval> + '_ {
        let start = shown(zone, first.start);
        let length = shown(zone, first.end) - start;
        starts(self.rule.clone(), start)
            .map(move |start| (start, stretch(zone, start, start + length)))
            .take_while(|(start, stretch)| self.counts(*start, stretch.start))
            .map(|(_, stretch)| stretch)
            .take(OCCURRENCES_MAX)
    }

    /// Those of them that share an instant with a stretch of time.
    #[must_use]
    pub fn within(&self, first: Interval, zone: Tz, wanted: &Interval) -> Vec<Interval> {
        self.occurrences(first, zone)
            .skip_while(|occurrence| occurrence.end <= wanted.start)
            .take_while(|occurrence| occurrence.start < wanted.end)
            .collect()
    }

    /// When the last occurrence ends; none for a rule without an end.
    #[must_use]
    pub fn over_at(&self, first: Interval, zone: Tz) -> Option<DateTime<Utc>> {
        if self.rule.get_count().is_none() && self.until.is_none() {
            return None;
        }
        self.occurrences(first, zone).last().map(|last| last.end)
    }

    fn counts(&self, start: NaiveDateTime, at: DateTime<Utc>) -> bool {
        match self.until {
            None => true,
            Some(Until::Instant(until)) => at <= until,
            Some(Until::Day(until)) => start.date() <= until,
        }
    }
}

/// Clocks are set for their zone afterwards: to the rule every day has 24 hours.
fn starts(rule: RRule<Unvalidated>, first: NaiveDateTime) -> impl Iterator<Item = NaiveDateTime> {
    let set = rule.build(rrule::Tz::UTC.from_utc_datetime(&first)).ok();
    let set = set.map(|set| set.limit().into_iter()).into_iter().flatten();
    set.map(|start: DateTime<rrule::Tz>| start.naive_utc())
}

fn invalid(message: &str) -> Invalid {
    Invalid::new("invalid_recurrence", message)
}

/// What each frequency may be told: whatever else the standard knows may leave years between two occurrences, and
/// take long to be found empty.
fn check(parts: &[(&str, &str)]) -> Result<(), Invalid> {
    let said = |wanted: &str| parts.iter().find(|(name, _)| *name == wanted).map(|(_, value)| *value);
    let days: &[&str] = match said("FREQ") {
        Some("DAILY" | "WEEKLY") => &["BYDAY"],
        Some("MONTHLY") => &["BYDAY", "BYMONTHDAY", "BYSETPOS"],
        Some("YEARLY") => &["BYDAY", "BYMONTH", "BYMONTHDAY"],
        _ => return Err(invalid("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.")),
    };
    for (name, _) in parts {
        if !["FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"].contains(name) && !days.contains(name) {
            return Err(invalid(&format!("{name} cannot be said here.")));
        }
    }
    let within = |name, max: u32| {
        let value: Option<Option<u32>> = said(name).map(|value| value.parse().ok());
        value.is_none_or(|value| value.is_some_and(|value| (1..=max).contains(&value)))
    };
    if !within("INTERVAL", INTERVAL_MAX) {
        return Err(invalid("INTERVAL is 1 to 99."));
    }
    if !within("COUNT", u32::try_from(OCCURRENCES_MAX).unwrap_or(u32::MAX)) {
        return Err(invalid("COUNT is 1 to 4000."));
    }
    if said("COUNT").is_some() && said("UNTIL").is_some() {
        return Err(invalid("Say COUNT or UNTIL, not both."));
    }
    if let Some(positions) = said("BYSETPOS") {
        let near =
            |position: &str| position.parse::<i32>().is_ok_and(|it| it != 0 && it.abs() <= POSITION_MAX);
        let plain = said("BYDAY").is_some_and(|days| days.split(',').all(|day| day.len() == 2));
        if !plain || said("BYMONTHDAY").is_some() || !positions.split(',').all(near) {
            return Err(invalid("BYSETPOS is -4 to 4 and picks among weekdays."));
        }
    }
    Ok(())
}

/// An instant, or a day that is included.
fn until(text: &str) -> Result<Until, Invalid> {
    let instant =
        NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").map(|at| Until::Instant(at.and_utc()));
    let day = || NaiveDate::parse_from_str(text, "%Y%m%d").map(Until::Day);
    instant.or_else(|_| day()).map_err(|_| invalid("UNTIL is like 20270101T000000Z or 20270101."))
}

#[cfg(test)]
#[path = "recurrence_tests.rs"]
mod tests;
