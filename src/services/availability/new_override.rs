//! What a date shall have instead of its weekly hours, read and checked.

use chrono::{DateTime, NaiveDate, TimeDelta, Timelike, Utc};

use crate::domain::doctors::Doctor;
use crate::domain::ids::{ClinicId, OverrideId};
use crate::domain::principals::Principal;
use crate::domain::schedules::{DateOverride, DayHours, DayWindow};
use crate::domain::text;
use crate::services::availability::schedule::{all_accepted, refused};
use crate::services::error::{FieldProblem, ServiceError};

/// How many windows a date may have.
const WINDOWS_MAX: usize = 12;
/// How far ahead a date may be: two years.
const AHEAD_MAX: TimeDelta = TimeDelta::days(731);
/// Characters of the reason.
const REASON_MAX: usize = 500;

/// What a date shall have instead of the weekly hours that begin on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOverride {
    /// The date, the doctor's.
    pub date: NaiveDate,
    /// The doctor is not there.
    pub closed: bool,
    /// The hours, where not.
    pub windows: Vec<DayWindow>,
    /// At which clinics the weekly hours give way; none for all that the principal acts for.
    pub clinics: Option<Vec<ClinicId>>,
    /// For colleagues; may be empty.
    pub reason: String,
}

/// What is to be changed of it; what is none stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OverrideChange {
    /// Another date.
    pub date: Option<NaiveDate>,
    /// The doctor is not there, which takes the windows away.
    pub closed: Option<bool>,
    /// The hours.
    pub windows: Option<Vec<DayWindow>>,
    /// At which clinics the weekly hours give way; inside, none for all that the principal acts for.
    pub clinics: Option<Option<Vec<ClinicId>>>,
    /// For colleagues.
    pub reason: Option<String>,
}

impl OverrideChange {
    /// The whole of it, over what was there.
    pub(super) fn apply(self, to: &DateOverride) -> NewOverride {
        let closed = self.closed.unwrap_or(to.hours.windows.is_empty() && self.windows.is_none());
        let kept = || if closed { Vec::new() } else { to.hours.windows.clone() };
        NewOverride {
            date: self.date.unwrap_or(to.date),
            closed,
            windows: self.windows.unwrap_or_else(kept),
            clinics: self.clinics.unwrap_or_else(|| to.hours.clinics.clone()),
            reason: self.reason.unwrap_or_else(|| to.reason.clone()),
        }
    }
}

/// The doctor's day.
pub(super) fn today(doctor: &Doctor, now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&doctor.time_zone).date_naive()
}

/// What is wanted, as far as it is by itself right.
///
/// # Errors
/// [`ServiceError::Invalid`].
pub(super) fn checked(
    id: OverrideId,
    version: i32,
    wanted: NewOverride,
    doctor: &Doctor,
    principal: &Principal,
    now: DateTime<Utc>,
) -> Result<DateOverride, ServiceError> {
    let NewOverride { date, closed, mut windows, clinics, reason } = wanted;
    let mut problems = Vec::new();
    let mut refuse = |field: &str, code, message| problems.push(refused(field, code, message));
    let today = today(doctor, now);
    if date < today {
        refuse("date", "in_the_past", "This date is over already.");
    } else if date.signed_duration_since(today) > AHEAD_MAX {
        refuse("date", "too_far", "Choose a date within two years.");
    }
    if closed && !windows.is_empty() {
        refuse("windows", "not_when_closed", "A date is closed or has hours, not both.");
    } else if !closed && windows.is_empty() {
        refuse("windows", "required", "Give hours, or say that the date is closed.");
    } else if windows.len() > WINDOWS_MAX {
        refuse("windows", "too_many", "A date has twelve windows at most.");
    }
    let own = |clinic: &ClinicId| {
        doctor.clinics.iter().any(|place| place.id == *clinic) && principal.acts_at(*clinic)
    };
    let clinics = clinics.or_else(|| all_or_own(doctor, principal));
    if clinics.as_ref().is_some_and(|clinics| clinics.is_empty() || !clinics.iter().all(own)) {
        refuse("clinics", "unknown_clinic", "The doctor does not work at these clinics.");
    }
    for (n, window) in windows.iter().enumerate() {
        let here = clinics.as_ref().is_none_or(|clinics| clinics.contains(&window.clinic_id));
        if !own(&window.clinic_id) || !here {
            let field = format!("windows[{n}].clinic_id");
            refuse(&field, "unknown_clinic", "The doctor does not work at this clinic.");
        }
        for (name, time) in [("start_time", window.start), ("end_time", window.end)] {
            if time.second() != 0 || time.nanosecond() != 0 {
                let field = format!("windows[{n}].{name}");
                refuse(&field, "not_whole_minutes", "Hours begin and end on a full minute.");
            }
        }
        if window.start == window.end {
            let field = format!("windows[{n}].end_time");
            refuse(&field, "empty_window", "Hours cannot end when they begin.");
        }
    }
    windows.sort_by_key(|window| window.start);
    if windows.windows(2).any(|pair| pair[0].start == pair[1].start) {
        refuse("windows", "overlapping_hours", "Two windows begin at the same time.");
    }
    let reason = text::paragraph(&reason, REASON_MAX).unwrap_or_else(|invalid| {
        problems.push(FieldProblem { field: "reason".to_owned(), invalid });
        String::new()
    });
    all_accepted(problems)?;
    let hours = DayHours { clinics, windows };
    Ok(DateOverride { id, doctor_id: doctor.id, date, hours, reason, version })
}

/// Whoever acts for all of the doctor's clinics speaks for all, also of those to come; others for their own.
fn all_or_own(doctor: &Doctor, principal: &Principal) -> Option<Vec<ClinicId>> {
    let mut own: Vec<ClinicId> = doctor.clinics.iter().map(|clinic| clinic.id).collect();
    let all = own.len();
    own.retain(|clinic| principal.acts_at(*clinic));
    (own.len() < all).then_some(own)
}
