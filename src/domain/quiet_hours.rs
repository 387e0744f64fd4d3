//! Hours at which nobody wants to be disturbed, by a person's own clock.

use chrono::{DateTime, Days, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// From `start` until `end`, over midnight where `end` is the earlier one; equal ends are a whole day, and are refused
/// where they are chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// When they begin.
    #[serde(with = "hour_and_minute")]
    pub start: NaiveTime,
    /// When they are over.
    #[serde(with = "hour_and_minute")]
    pub end: NaiveTime,
}

impl QuietHours {
    /// What holds until somebody chooses: the night.
    pub const NIGHT: Self = Self {
        start: NaiveTime::from_hms_opt(22, 0, 0).expect("an hour of the day"),
        end: NaiveTime::from_hms_opt(7, 0, 0).expect("an hour of the day"),
    };

    /// When the quiet hours that `now` falls into are over; none where it falls into none.
    #[must_use]
    pub fn until(self, now: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let local = now.with_timezone(&zone);
        let (time, today) = (local.time(), local.date_naive());
        let overnight = self.end <= self.start;
        let day = if overnight && time >= self.start {
            today.checked_add_days(Days::new(1))?
        } else if (overnight || time >= self.start) && time < self.end {
            today
        } else {
            return None;
        };
        // An end that the clock skips is there as soon as the clock goes on; one that comes twice counts the first time,
        // or the second where the first is over.
        let end = day.and_time(self.end);
        let ends = zone.from_local_datetime(&end);
        let end = ends.earliest().filter(|end| *end > local).or_else(|| ends.latest()).or_else(|| {
            let later = end + chrono::TimeDelta::hours(1);
            zone.from_local_datetime(&later).earliest()
        });
        end.map(|end| end.to_utc()).filter(|end| *end > now)
    }

    /// When the quiet hours that `at` falls into began; none where it falls into none.
    #[must_use]
    pub fn since(self, at: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        self.until(at, zone)?;
        let local = at.with_timezone(&zone);
        let today = local.date_naive();
        let day = if local.time() >= self.start { today } else { today.checked_sub_days(Days::new(1))? };
        zone.from_local_datetime(&day.and_time(self.start)).earliest().map(|start| start.to_utc())
    }
}

/// `22:00`.
mod hour_and_minute {
    use chrono::NaiveTime;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(time: &NaiveTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&time.format("%H:%M"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveTime, D::Error> {
        let text = String::deserialize(deserializer)?;
        NaiveTime::parse_from_str(&text, "%H:%M")
            .or_else(|_| NaiveTime::parse_from_str(&text, "%H:%M:%S"))
            .map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn until(now: &str, zone: Tz) -> Option<DateTime<Utc>> {
        QuietHours::NIGHT.until(at(now), zone)
    }

    #[test]
    fn the_night_is_quiet_on_the_persons_own_clock() {
        let paris = chrono_tz::Europe::Paris;
        assert_eq!(until("2026-11-24T20:59:59Z", paris), None);
        assert_eq!(until("2026-11-24T21:00:00Z", paris), Some(at("2026-11-25T06:00:00Z")));
        assert_eq!(until("2026-11-25T02:00:00Z", paris), Some(at("2026-11-25T06:00:00Z")));
        assert_eq!(until("2026-11-25T06:00:00Z", paris), None);
        assert_eq!(until("2026-11-25T02:00:00Z", chrono_tz::America::Los_Angeles), None);
    }

    #[test]
    fn hours_within_a_day_do_not_go_over_midnight() {
        let noon = QuietHours {
            start: NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
            end: NaiveTime::from_hms_opt(14, 0, 0).unwrap(),
        };
        assert_eq!(noon.until(at("2026-11-24T13:00:00Z"), Tz::UTC), Some(at("2026-11-24T14:00:00Z")));
        assert_eq!(noon.until(at("2026-11-24T14:00:00Z"), Tz::UTC), None);
        assert_eq!(noon.until(at("2026-11-24T03:00:00Z"), Tz::UTC), None);
        assert_eq!(noon.since(at("2026-11-24T13:00:00Z"), Tz::UTC), Some(at("2026-11-24T12:00:00Z")));
    }

    #[test]
    fn a_night_in_which_the_clocks_change_ends_at_its_hour() {
        // Paris goes from 02:00 to 03:00 on 29 March 2026, and from 03:00 back to 02:00 on 25 October.
        let paris = chrono_tz::Europe::Paris;
        assert_eq!(until("2026-03-28T23:00:00Z", paris), Some(at("2026-03-29T05:00:00Z")));
        assert_eq!(until("2026-10-24T23:00:00Z", paris), Some(at("2026-10-25T06:00:00Z")));
        let skipped = QuietHours {
            start: NaiveTime::from_hms_opt(22, 0, 0).unwrap(),
            end: NaiveTime::from_hms_opt(2, 30, 0).unwrap(),
        };
        assert_eq!(skipped.until(at("2026-03-28T23:00:00Z"), paris), Some(at("2026-03-29T01:30:00Z")));
    }

    #[test]
    fn it_is_known_since_when_it_is_quiet() {
        let paris = chrono_tz::Europe::Paris;
        let began = Some(at("2026-11-24T21:00:00Z"));
        assert_eq!(QuietHours::NIGHT.since(at("2026-11-25T05:00:00Z"), paris), began);
        assert_eq!(QuietHours::NIGHT.since(at("2026-11-24T22:00:00Z"), paris), began);
        assert_eq!(QuietHours::NIGHT.since(at("2026-11-25T06:00:00Z"), paris), None);
    }

    #[test]
    fn they_are_written_as_hours_and_minutes() {
        let json = serde_json::to_value(QuietHours::NIGHT).unwrap();
        assert_eq!(json, serde_json::json!({ "start": "22:00", "end": "07:00" }));
        assert!(
            serde_json::from_value::<QuietHours>(serde_json::json!({ "start": "25:00", "end": "7" }))
                .is_err()
        );
    }
}
