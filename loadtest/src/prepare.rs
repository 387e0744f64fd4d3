//! Finds out what there is to book, before anything is timed.

use std::collections::HashMap;

use chrono::{Days, NaiveDate, Utc};
use futures::stream::{self, StreamExt, TryStreamExt};
use uuid::Uuid;

use crate::client::Api;
use crate::error::Error;
use crate::report::progress;
use crate::wire::Slot;

/// The longest range that one request for free slots may ask for.
const DAYS_A_REQUEST: u32 = 31;
const AT_ONCE: usize = 4;

/// The free slots of all doctors, or of one, on the next `days` days.
pub async fn slots(
    api: &Api,
    doctor: Option<Uuid>,
    days: u32,
    appointment_type: &str,
) -> Result<Vec<Slot>, Error> {
    let doctors = match doctor {
        Some(doctor) => vec![doctor],
        None => api.doctors().await?,
    };
    let ranges = ranges(today(), days);
    let asks: Vec<_> = doctors
        .iter()
        .flat_map(|doctor| ranges.iter().map(move |(from, to)| (*doctor, *from, *to)))
        .collect();
    let bar = progress(asks.len(), "slot lists read");
    let lists: Vec<Vec<Slot>> = stream::iter(asks)
        .map(|(doctor, from, to)| api.slots(doctor, from, to, appointment_type))
        .buffered(AT_ONCE)
        .inspect(|_| bar.inc(1))
        .try_collect()
        .await?;
    bar.finish_and_clear();
    let slots = lists.concat();
    if slots.is_empty() { Err(Error::NoSlots) } else { Ok(slots) }
}

/// The slots of the doctor who has the most.
pub fn busiest(slots: Vec<Slot>) -> Vec<Slot> {
    let mut by_doctor: HashMap<Uuid, Vec<Slot>> = HashMap::new();
    for slot in slots {
        by_doctor.entry(slot.doctor_id).or_default().push(slot);
    }
    // By id where several have as many, so that a repeated run takes the same.
    by_doctor
        .into_iter()
        .max_by_key(|(id, slots)| (slots.len(), *id))
        .map(|(_, slots)| slots)
        .unwrap_or_default()
}

/// The warning that belongs into a report if the server limits rates.
pub fn limits_warning(api: &Api) -> Option<String> {
    api.limits_seen()
        .then(|| "rate limits are on: start the server with CAREBRIDGE_RATE_LIMITS=off".to_owned())
}

/// The day, in UTC.
#[expect(
    clippy::disallowed_methods,
    reason = "the server's clock is the system's; there is nothing to drive here"
)]
pub fn today() -> NaiveDate {
    Utc::now().date_naive()
}

fn ranges(first: NaiveDate, days: u32) -> Vec<(NaiveDate, NaiveDate)> {
    let day = |n: u32| first + Days::new(u64::from(n));
    (0..days)
        .step_by(DAYS_A_REQUEST as usize)
        .map(|begin| (day(begin), day((begin + DAYS_A_REQUEST).min(days) - 1)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_stretch_is_asked_for_in_parts_that_meet() {
        let first = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let parts = ranges(first, 63);
        let days: Vec<i64> = parts.iter().map(|(from, to)| (*to - *from).num_days() + 1).collect();
        assert_eq!(days, [31, 31, 1]);
        assert_eq!(parts[0].0, first);
        assert!(parts.windows(2).all(|pair| pair[1].0 == pair[0].1.succ_opt().unwrap()));
    }
}
