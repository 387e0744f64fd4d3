//! Chooses the visits: who sees whom when, by the rules that a booking is decided by. Pure but for the die.

use std::collections::HashMap;

use chrono::{DateTime, Days, TimeDelta, Utc};
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};

use crate::domain::calendar::{Calendar, Placement};
use crate::domain::ids::{AppointmentId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::schedules::TypeCode;
use crate::services::seed::roster::{Doctor, Patient, Roster};

/// Share of the slots of the two weeks that is taken where no number is asked for.
const FULL_PERCENT: usize = 40;
/// Visits of the first demo doctor on the day of the seed.
const TODAY: usize = 6;
/// Patients that are asked before a slot stays free.
const ASKED: usize = 8;

/// A visit that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Visit {
    pub(super) id: AppointmentId,
    /// Which doctor of the roster.
    pub(super) doctor: usize,
    pub(super) patient: UserId,
    pub(super) code: TypeCode,
    pub(super) placement: Placement,
    /// The visit of a demo patient: ahead, and not called off.
    pub(super) shown: bool,
}

/// Before the first day of the two weeks, so that the rules see all of it ahead of them. A booking is not asked for
/// earlier than this.
pub(super) fn beginning(now: DateTime<Utc>) -> DateTime<Utc> {
    now - TimeDelta::days(9)
}

/// Chooses `wanted` visits, or as many as there is room for, from seven days ago to six days ahead. `calendars` are
/// those of the doctors of the roster, without any visit yet.
pub(super) fn choose(
    roster: &Roster,
    calendars: HashMap<UserId, Calendar>,
    wanted: Option<usize>,
    now: DateTime<Utc>,
    rng: &mut StdRng,
) -> Vec<Visit> {
    let mut choice =
        Choice { roster, calendars, patients: HashMap::new(), visits: Vec::new(), now, wanted: 0, rng };
    let mut slots = choice.all_slots();
    choice.wanted = wanted.unwrap_or(slots.len() * FULL_PERCENT / 100);
    choice.demo_patients();
    choice.busy_today();
    slots.shuffle(choice.rng);
    for (doctor, start) in slots {
        if choice.visits.len() >= choice.wanted {
            break;
        }
        choice.somebody(doctor, start);
    }
    choice.visits
}

struct Choice<'a> {
    roster: &'a Roster,
    calendars: HashMap<UserId, Calendar>,
    patients: HashMap<UserId, Vec<Interval>>,
    visits: Vec<Visit>,
    now: DateTime<Utc>,
    wanted: usize,
    rng: &'a mut StdRng,
}

impl Choice<'_> {
    /// Every start of a consultation, by doctor and time.
    fn all_slots(&self) -> Vec<(usize, DateTime<Utc>)> {
        let doctors = self.roster.doctors.iter().enumerate();
        doctors.flat_map(|(n, doctor)| self.slots(n, doctor, -7, 6)).collect()
    }

    /// Free consultations of a doctor, from one day to another, counted from the doctor's today.
    fn slots(&self, n: usize, doctor: &Doctor, from: i64, to: i64) -> Vec<(usize, DateTime<Utc>)> {
        let Some(calendar) = self.calendars.get(&doctor.id) else { return Vec::new() };
        let today = calendar.local_date(self.now);
        let day = |offset: i64| {
            let days = Days::new(offset.unsigned_abs());
            if offset < 0 { today.checked_sub_days(days) } else { today.checked_add_days(days) }
                .unwrap_or(today)
        };
        calendar
            .free_slots(TypeCode::Consultation, &(day(from)..=day(to)), beginning(self.now))
            .into_iter()
            .map(|slot| (n, slot.visit.start))
            .collect()
    }

    /// The first demo patient sees both demo doctors in the coming days, the second one of them.
    fn demo_patients(&mut self) {
        let [pat, sam] = [0, 1].map(|n| self.roster.patients[n].id);
        for (patient, doctor, from, to) in [(pat, 0, 1, 3), (sam, 1, 1, 4), (pat, 1, 3, 6)] {
            let slots = self.slots(doctor, &self.roster.doctors[doctor], from, to);
            if let Some((_, start)) = slots.choose(self.rng).copied() {
                self.book(doctor, patient, TypeCode::Consultation, start, true);
            }
        }
    }

    /// The first demo doctor has something to do on the day of the seed, and something left of it.
    fn busy_today(&mut self) {
        let slots = self.slots(0, &self.roster.doctors[0], 0, 0);
        let chosen: Vec<_> = slots.sample(self.rng, TODAY).copied().collect();
        for (doctor, start) in chosen {
            self.somebody(doctor, start);
        }
    }

    /// Gives a slot to somebody of the doctor's clinic who has the time.
    fn somebody(&mut self, doctor: usize, start: DateTime<Utc>) {
        let clinic = self.roster.doctors[doctor].clinic;
        let pool: Vec<&Patient> =
            self.roster.patients.iter().skip(2).filter(|patient| patient.clinic == clinic).collect();
        let code = match self.rng.random_range(0..100) {
            0..60 => TypeCode::Consultation,
            60..85 => TypeCode::FollowUp,
            _ => TypeCode::Checkup,
        };
        for _ in 0..ASKED {
            let Some(patient) = pool.choose(self.rng).map(|patient| patient.id) else { return };
            if [code, TypeCode::Consultation]
                .into_iter()
                .any(|code| self.book(doctor, patient, code, start, false))
            {
                return;
            }
        }
    }

    /// Books where rules, doctor and patient allow it.
    fn book(&mut self, n: usize, patient: UserId, code: TypeCode, start: DateTime<Utc>, shown: bool) -> bool {
        let calendar = self.calendars.get_mut(&self.roster.doctors[n].id);
        let Some(calendar) = calendar.filter(|_| self.visits.len() < self.wanted) else { return false };
        let Ok(placement) = calendar.place(code, start, beginning(self.now)) else { return false };
        let patient_busy = self.patients.entry(patient).or_default();
        if patient_busy.iter().any(|other| other.overlaps(&placement.during)) {
            return false;
        }
        let id = AppointmentId::new(self.now);
        calendar.busy.take(placement.taken(id, None));
        patient_busy.push(placement.during);
        self.visits.push(Visit { id, doctor: n, patient, code, placement, shown });
        true
    }
}

/// Whether a visit is over, going on or ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    Past,
    Present,
    Ahead,
}

impl When {
    pub(super) fn of(during: &Interval, now: DateTime<Utc>) -> Self {
        if during.end <= now {
            Self::Past
        } else if during.start <= now {
            Self::Present
        } else {
            Self::Ahead
        }
    }
}
