//! What is taken of one doctor's calendar: visits, holds that run, and seats of group sessions.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::TypeCode;

/// No visit with its buffers is longer: eight hours, and two on either side.
const LONGEST_BLOCK: TimeDelta = TimeDelta::hours(12);
/// No buffer is longer.
const LONGEST_BUFFER: TimeDelta = TimeDelta::hours(2);

/// Something that takes time of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The visit or hold.
    pub id: AppointmentId,
    /// The visit itself.
    pub visit: Interval,
    /// The visit with its buffers.
    pub blocks: Interval,
    /// What kind of visit.
    pub code: TypeCode,
    /// It is a seat of a group session: others of the same kind and time may sit beside it.
    pub shared: bool,
    /// Set while somebody is still deciding.
    pub hold: Option<Hold>,
}

/// Time that is kept for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    /// For whom.
    pub patient: UserId,
    /// It frees itself at this instant; none for an offer, which the house turns over to the next.
    pub until: Option<DateTime<Utc>>,
}

/// What somebody would like to take.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// The visit itself.
    pub visit: Interval,
    /// The visit with its buffers.
    pub blocks: Interval,
    /// What kind of visit.
    pub code: TypeCode,
    /// How many may come at once; above one it is a group session.
    pub capacity: u32,
}

/// Everything that is taken of one calendar. No two blocks overlap but for seats of one session, and holds that have
/// run out.
#[derive(Debug, Clone, Default)]
pub struct Busy {
    blocks: BTreeMap<(DateTime<Utc>, AppointmentId), Taken>,
    starts: HashMap<AppointmentId, DateTime<Utc>>,
    holds: BTreeSet<AppointmentId>,
}

impl Busy {
    /// How many can still take what is wanted: none where anything else is in the way.
    #[must_use]
    pub fn seats_left(&self, wanted: &Wanted, now: DateTime<Utc>) -> u32 {
        Self::seats(wanted, self.meeting(&wanted.blocks), now)
    }

    /// The same where buffers do not count: only visits themselves are in the way of a visit.
    #[must_use]
    pub fn seats_left_without_buffers(&self, wanted: &Wanted, now: DateTime<Utc>) -> u32 {
        let visits = self.meeting(&wanted.visit).filter(|taken| taken.visit.overlaps(&wanted.visit));
        Self::seats(wanted, visits, now)
    }

    fn seats<'a>(wanted: &Wanted, met: impl Iterator<Item = &'a Taken>, now: DateTime<Utc>) -> u32 {
        let mut seats = wanted.capacity;
        for taken in met.filter(|taken| taken.holds_at(now)) {
            if wanted.capacity <= 1 || !taken.is_beside(wanted) {
                return 0;
            }
            seats = seats.saturating_sub(1);
        }
        seats
    }

    /// What starts in a stretch of time, holds that run included.
    pub fn starting_within(&self, stretch: Interval, now: DateTime<Utc>) -> impl Iterator<Item = &Taken> {
        let earliest = (stretch.start - LONGEST_BUFFER, AppointmentId::MIN);
        self.blocks
            .range(earliest..(stretch.end, AppointmentId::MIN))
            .map(|(_, taken)| taken)
            .filter(move |taken| stretch.start <= taken.visit.start && taken.visit.start < stretch.end)
            .filter(move |taken| taken.holds_at(now))
    }

    /// Takes time; what it bore before is let go.
    pub fn take(&mut self, taken: Taken) {
        self.release(taken.id);
        if taken.hold.is_some() {
            self.holds.insert(taken.id);
        }
        self.starts.insert(taken.id, taken.blocks.start);
        self.blocks.insert((taken.blocks.start, taken.id), taken);
    }

    /// Takes time for a patient, whose own holds it takes over as far as it meets them.
    pub fn take_over(&mut self, taken: Taken, patient: UserId, now: DateTime<Utc>) {
        let met = self.holds_of(patient, now).filter(|hold| hold.blocks.overlaps(&taken.blocks));
        let met: Vec<AppointmentId> = met.map(|hold| hold.id).collect();
        for hold in met {
            self.release(hold);
        }
        self.take(taken);
    }

    /// Gives back what a visit or hold took; none where it took nothing.
    pub fn release(&mut self, id: AppointmentId) -> Option<Taken> {
        self.holds.remove(&id);
        let start = self.starts.remove(&id)?;
        self.blocks.remove(&(start, id))
    }

    /// The holds of a patient that they asked for themselves and that run.
    pub fn holds_of(&self, patient: UserId, now: DateTime<Utc>) -> impl Iterator<Item = &Taken> {
        let own = move |taken: &&Taken| {
            taken.holds_at(now)
                && taken.hold.is_some_and(|hold| hold.patient == patient && hold.until.is_some())
        };
        self.holds.iter().filter_map(|id| self.blocks.get(&(*self.starts.get(id)?, *id))).filter(own)
    }

    fn meeting(&self, stretch: &Interval) -> impl Iterator<Item = &Taken> {
        let earliest = (stretch.start - LONGEST_BLOCK, AppointmentId::MIN);
        self.blocks
            .range(earliest..(stretch.end, AppointmentId::MIN))
            .map(|(_, taken)| taken)
            .filter(|taken| taken.blocks.overlaps(stretch))
    }
}

impl Taken {
    /// Whether it takes its time at an instant: a hold that has run out does not.
    #[must_use]
    pub fn holds_at(&self, now: DateTime<Utc>) -> bool {
        self.hold.and_then(|hold| hold.until).is_none_or(|until| now < until)
    }

    /// Whether what is wanted is a seat of the same session.
    fn is_beside(&self, wanted: &Wanted) -> bool {
        self.shared && self.code == wanted.code && self.visit == wanted.visit
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    fn minutes(start: i64, end: i64) -> Interval {
        Interval { start: at(start), end: at(end) }
    }

    fn id(number: u128) -> AppointmentId {
        AppointmentId(Uuid::from_u128(number))
    }

    fn patient(number: u128) -> UserId {
        UserId(Uuid::from_u128(number))
    }

    fn visit(number: u128, start: i64, end: i64) -> Taken {
        let during = minutes(start, end);
        Taken {
            id: id(number),
            visit: during,
            blocks: during,
            code: TypeCode::Consultation,
            shared: false,
            hold: None,
        }
    }

    fn seat(number: u128, start: i64, end: i64) -> Taken {
        Taken { shared: true, ..visit(number, start, end) }
    }

    fn hold(number: u128, start: i64, end: i64, until: Option<i64>) -> Taken {
        let hold = Hold { patient: patient(1), until: until.map(at) };
        Taken { hold: Some(hold), ..visit(number, start, end) }
    }

    fn left(busy: &Busy, start: i64, end: i64, capacity: u32, now: i64) -> u32 {
        let visit = minutes(start, end);
        let wanted = Wanted { visit, blocks: visit, code: TypeCode::Consultation, capacity };
        busy.seats_left(&wanted, at(now))
    }

    #[test]
    fn a_stretch_that_only_touches_is_free() {
        let mut busy = Busy::default();
        busy.take(visit(1, 30, 60));
        assert_eq!(left(&busy, 0, 30, 1, 0), 1);
        assert_eq!(left(&busy, 60, 90, 1, 0), 1);
    }

    #[test]
    fn any_overlap_is_taken_until_it_is_released() {
        let mut busy = Busy::default();
        busy.take(visit(1, 30, 60));
        for (start, end) in [(30, 60), (0, 31), (59, 90), (40, 50), (0, 90)] {
            assert_eq!(left(&busy, start, end, 1, 0), 0, "{start}-{end}");
        }
        assert_eq!(busy.release(id(1)), Some(visit(1, 30, 60)));
        assert_eq!(left(&busy, 0, 90, 1, 0), 1);
        assert_eq!(busy.release(id(1)), None);
    }

    #[test]
    fn a_short_visit_does_not_hide_a_long_one_that_began_before_it() {
        let mut busy = Busy::default();
        busy.take(Taken { blocks: minutes(0, 300), ..visit(1, 60, 120) });
        busy.take(hold(2, 10, 20, Some(5)));
        assert_eq!(left(&busy, 200, 230, 1, 6), 0);
    }

    #[test]
    fn a_hold_frees_itself_and_an_offer_does_not() {
        let mut busy = Busy::default();
        busy.take(hold(1, 30, 60, Some(5)));
        busy.take(hold(2, 60, 90, None));
        assert_eq!(left(&busy, 30, 60, 1, 4), 0);
        assert_eq!(left(&busy, 30, 60, 1, 5), 1);
        assert_eq!(left(&busy, 60, 90, 1, 500), 0);
        assert_eq!(busy.holds_of(patient(1), at(4)).map(|taken| taken.id).collect::<Vec<_>>(), [id(1)]);
        assert_eq!(busy.holds_of(patient(1), at(5)).count(), 0);
        assert_eq!(busy.holds_of(patient(2), at(4)).count(), 0);
    }

    #[test]
    fn seats_of_one_session_are_counted_and_nobody_else_fits() {
        let mut busy = Busy::default();
        busy.take(seat(1, 30, 60));
        busy.take(seat(2, 30, 60));
        assert_eq!(left(&busy, 30, 60, 3, 0), 1);
        assert_eq!(left(&busy, 30, 60, 2, 0), 0);
        assert_eq!(left(&busy, 30, 60, 1, 0), 0, "the kind is for one at a time now");
        assert_eq!(left(&busy, 30, 45, 3, 0), 0, "another length is another session");
        busy.take(visit(3, 90, 120));
        assert_eq!(left(&busy, 90, 120, 3, 0), 0, "it was sold to one alone");
    }

    #[test]
    fn what_starts_in_a_stretch_is_found_though_its_buffer_begins_before() {
        let mut busy = Busy::default();
        busy.take(Taken { blocks: minutes(0, 90), ..visit(1, 60, 90) });
        busy.take(hold(2, 100, 110, Some(5)));
        assert_eq!(busy.starting_within(minutes(60, 120), at(4)).count(), 2);
        assert_eq!(busy.starting_within(minutes(60, 120), at(5)).count(), 1);
        assert_eq!(busy.starting_within(minutes(61, 100), at(4)).count(), 0);
    }

    #[test]
    fn buffers_may_be_overridden_and_visits_may_not() {
        let mut busy = Busy::default();
        busy.take(Taken { blocks: minutes(20, 80), ..visit(1, 30, 60) });
        let wanted = |start, end| Wanted {
            visit: minutes(start, end),
            blocks: minutes(start, end),
            code: TypeCode::Consultation,
            capacity: 1,
        };
        assert_eq!(busy.seats_left(&wanted(60, 90), at(0)), 0);
        assert_eq!(busy.seats_left_without_buffers(&wanted(60, 90), at(0)), 1);
        assert_eq!(busy.seats_left_without_buffers(&wanted(59, 90), at(0)), 0);
    }

    #[test]
    fn what_moves_takes_its_new_time_only() {
        let mut busy = Busy::default();
        busy.take(visit(1, 30, 60));
        busy.take(visit(1, 90, 120));
        assert_eq!(left(&busy, 30, 60, 1, 0), 1);
        assert_eq!(left(&busy, 90, 120, 1, 0), 0);
    }
}
