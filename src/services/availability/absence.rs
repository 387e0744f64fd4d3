//! What an absence may be: how long, how far ahead, and how it comes again.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use crate::domain::ids::{TimeOffId, UserId};
use crate::domain::recurrence::Recurrence;
use crate::domain::schedules::TimeOff;
use crate::domain::text;
use crate::domain::wall_clock::shown;
use crate::services::availability::schedule::{all_accepted, refused};
use crate::services::error::{FieldProblem, ServiceError};

/// How long an absence may be, and how far ahead it may begin: two years.
const LONGEST: TimeDelta = TimeDelta::days(731);
/// Characters of the reason.
const REASON_MAX: usize = 500;

/// An absence to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAbsence {
    /// First instant away, the first time.
    pub starts_at: DateTime<Utc>,
    /// First instant back, the first time.
    pub ends_at: DateTime<Utc>,
    /// How it comes again.
    pub recurrence: Option<Recurrence>,
    /// For colleagues; may be empty.
    pub reason: String,
}

/// What is to be changed of an absence; what is none stays.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AbsenceChange {
    /// First instant away, the first time.
    pub starts_at: Option<DateTime<Utc>>,
    /// First instant back, the first time.
    pub ends_at: Option<DateTime<Utc>>,
    /// How it comes again; inside, none for once.
    pub recurrence: Option<Option<Recurrence>>,
    /// For colleagues.
    pub reason: Option<String>,
}

impl AbsenceChange {
    /// What becomes of an absence by it.
    #[must_use]
    pub fn apply(self, to: &TimeOff) -> NewAbsence {
        NewAbsence {
            starts_at: self.starts_at.unwrap_or(to.starts_at),
            ends_at: self.ends_at.unwrap_or(to.ends_at),
            recurrence: self.recurrence.unwrap_or_else(|| to.recurrence.clone()),
            reason: self.reason.unwrap_or_else(|| to.reason.clone()),
        }
    }
}

/// The absence that is wanted, as far as it may be.
///
/// # Errors
/// [`ServiceError::Invalid`] with all that is wrong with it.
pub fn checked(
    id: TimeOffId,
    doctor_id: UserId,
    wanted: NewAbsence,
    zone: Tz,
    now: DateTime<Utc>,
) -> Result<TimeOff, ServiceError> {
    let NewAbsence { starts_at, ends_at, recurrence, reason } = wanted;
    let absence = TimeOff { id, doctor_id, starts_at, ends_at, recurrence, reason, version: 1 };
    let mut problems = Vec::new();
    let length = ends_at.signed_duration_since(starts_at);
    let far = [starts_at, ends_at].iter().any(|at| at.signed_duration_since(now).abs() > LONGEST * 10);
    if length <= TimeDelta::zero() {
        problems.push(refused("ends_at", "before_start", "An absence ends after it begins."));
    } else if length > LONGEST {
        problems.push(refused("ends_at", "too_long", "An absence lasts two years at most."));
    } else if far || starts_at.signed_duration_since(now) > LONGEST {
        problems.push(refused("starts_at", "too_far", "An absence begins within two years."));
    } else if let Some(problem) = again(&absence, zone) {
        problems.push(problem);
    } else if absence.over_at(zone).is_some_and(|over| over <= now) {
        problems.push(refused("ends_at", "in_the_past", "This absence is over already."));
    }
    let reason = text::paragraph(&absence.reason, REASON_MAX).unwrap_or_else(|invalid| {
        problems.push(FieldProblem { field: "reason".to_owned(), invalid });
        String::new()
    });
    all_accepted(problems)?;
    Ok(TimeOff { reason, ..absence })
}

/// What is wrong with how an absence comes again.
fn again(absence: &TimeOff, zone: Tz) -> Option<FieldProblem> {
    let recurrence = absence.recurrence.as_ref()?;
    let whole = |at: DateTime<Utc>| at.second() == 0 && at.nanosecond() == 0;
    if !whole(absence.starts_at) || !whole(absence.ends_at) {
        let message = "An absence that comes again begins and ends on a full minute.";
        return Some(refused("starts_at", "not_whole_minutes", message));
    }
    if shown(zone, absence.ends_at) <= shown(zone, absence.starts_at) {
        let message = "The doctor's clock is set back meanwhile: begin with another time.";
        return Some(refused("ends_at", "before_start", message));
    }
    let invalid = recurrence.starts_with(&absence.first(), zone).err()?;
    Some(FieldProblem { field: "recurrence".to_owned(), invalid })
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn refusals(starts_at: &str, ends_at: &str, reason: &str) -> Vec<&'static str> {
        let wanted = NewAbsence {
            starts_at: utc(starts_at),
            ends_at: utc(ends_at),
            recurrence: None,
            reason: reason.to_owned(),
        };
        let (id, doctor) = (TimeOffId(Uuid::nil()), UserId(Uuid::nil()));
        match checked(id, doctor, wanted, Tz::UTC, utc("2026-11-22T10:00:00Z")) {
            Err(ServiceError::Invalid(problems)) => {
                problems.iter().map(|problem| problem.invalid.code).collect()
            }
            other => other.map(|_| Vec::new()).unwrap(),
        }
    }

    #[test]
    fn an_absence_may_have_begun_but_not_be_over() {
        assert!(refusals("2026-11-20T00:00:00Z", "2026-11-22T10:00:01Z", "").is_empty());
        assert_eq!(refusals("2026-11-20T00:00:00Z", "2026-11-22T10:00:00Z", ""), ["in_the_past"]);
        assert_eq!(refusals("2026-12-02T00:00:00Z", "2026-12-01T00:00:00Z", ""), ["before_start"]);
    }

    #[test]
    fn an_absence_is_bounded_on_every_side() {
        assert_eq!(refusals("2026-12-01T00:00:00Z", "2029-01-01T00:00:00Z", ""), ["too_long"]);
        assert_eq!(refusals("2030-01-01T00:00:00Z", "2030-01-02T00:00:00Z", ""), ["too_far"]);
        assert_eq!(refusals("2026-12-01T00:00:00Z", "2026-12-02T00:00:00Z", "a\0b"), ["control_character"]);
    }
}
