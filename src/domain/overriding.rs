//! Where a visit goes that is booked against the rules.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::calendar::{Calendar, Placement, Refusal, wanted};
use crate::domain::ids::ClinicId;
use crate::domain::schedules::TypeCode;

/// Who walked in is entered afterwards, but not for longer.
const ENTERED_WITHIN: TimeDelta = TimeDelta::hours(24);

impl Calendar {
    /// Decides on a start for which hours, notice, horizon, grid, day limit, absences and buffers do not count. Two visits
    /// never overlap, whoever wants it. `clinic` is where it takes place if no hours say so.
    ///
    /// # Errors
    /// `TypeNotOffered`, `Taken`, and `TooSoon` for what is past for more than a day.
    pub fn place_overriding(
        &self,
        code: TypeCode,
        starts_at: DateTime<Utc>,
        clinic: ClinicId,
        now: DateTime<Utc>,
    ) -> Result<Placement, Refusal> {
        let visit = self.visit_type(code).ok_or(Refusal::TypeNotOffered)?;
        if starts_at < now - ENTERED_WITHIN {
            return Err(Refusal::TooSoon);
        }
        let wanted = wanted(visit, starts_at);
        let seats_left = self.busy.seats_left_without_buffers(&wanted, now);
        if seats_left == 0 {
            return Err(Refusal::Taken);
        }
        Ok(Placement {
            code,
            during: wanted.visit,
            blocks: wanted.visit,
            clinic_id: clinic,
            mode: visit.mode.clone(),
            capacity: wanted.capacity,
            seats_left,
            day: None,
        })
    }
}
