//! The visits of the demo clinic keep the rules, on whichever day and at whichever hour it is seeded.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use rand::SeedableRng;
use rand::rngs::StdRng;
use uuid::Uuid;

use crate::domain::appointments::Status;
use crate::domain::busy::Busy;
use crate::domain::calendar::Calendar;
use crate::domain::ids::{ClinicId, UserId};
use crate::domain::intervals::Interval;
use crate::domain::stretches::Stretches;
use crate::services::seed::roster::{Doctor, Patient, Roster};
use crate::services::seed::story::{self, Story};
use crate::services::seed::visits::{self, Visit, When};
use crate::services::seed::{hours, practices};

const CLINIC: ClinicId = ClinicId(Uuid::from_u128(1));

fn roster() -> Roster {
    let person = |n: u128| UserId(Uuid::from_u128(n));
    let doctor = |n: u128| Doctor { id: person(100 + n), name: String::new(), clinic: CLINIC };
    let patient = |n: u128| Patient { id: person(1000 + n), clinic: CLINIC };
    Roster {
        desk: (person(2), CLINIC),
        doctors: (0..8).map(doctor).collect(),
        patients: (0..60).map(patient).collect(),
    }
}

fn calendars(roster: &Roster, now: DateTime<Utc>) -> HashMap<UserId, Calendar> {
    let calendar = |(n, doctor): (usize, &Doctor)| Calendar {
        doctor_id: doctor.id,
        time_zone: Tz::Europe__London,
        rules_version: 1,
        calendar_version: 1,
        min_notice: TimeDelta::zero(),
        max_advance: TimeDelta::days(90),
        max_per_day: None,
        grid: TimeDelta::minutes(30),
        auto_confirm: n != 0,
        accepts_new_patients: true,
        weekly: hours::rules(practices::nth(n).hours, doctor.id, CLINIC, now),
        overrides: BTreeMap::new(),
        time_off: Stretches::default(),
        closed: Vec::new(),
        types: practices::nth(n).types(),
        busy: Busy::default(),
    };
    roster.doctors.iter().enumerate().map(|it| (it.1.id, calendar(it))).collect()
}

/// Visits and what became of them, of the same die each time.
fn seeded(now: DateTime<Utc>, wanted: Option<usize>) -> Vec<(Visit, Story)> {
    let roster = roster();
    let mut rng = StdRng::seed_from_u64(1);
    let visits = visits::choose(&roster, calendars(&roster, now), wanted, now, &mut rng);
    visits
        .into_iter()
        .map(|visit| {
            let story = story::tell(&visit, visit.doctor != 0, now, &mut rng);
            (visit, story)
        })
        .collect()
}

/// Every weekday twice, at night, in the morning or in the evening; the clocks change in between (25 October 2026).
fn days() -> impl Iterator<Item = DateTime<Utc>> {
    let monday: DateTime<Utc> = "2026-10-19T00:10:00Z".parse().unwrap();
    (0..14).map(move |day| monday + TimeDelta::days(day) + TimeDelta::hours(day % 3 * 11))
}

fn overlaps(mut taken: Vec<Interval>) -> bool {
    taken.sort_by_key(|interval| interval.start);
    taken.windows(2).any(|pair| pair[0].overlaps(&pair[1]))
}

#[test]
fn two_seeds_at_the_same_time_of_day_give_the_same_visits() {
    let now = days().next().unwrap();
    let plain = |seeded: Vec<(Visit, Story)>| -> Vec<_> {
        seeded
            .into_iter()
            .map(|(visit, story)| (visit.doctor, visit.patient, visit.placement, story))
            .collect()
    };
    assert_eq!(plain(seeded(now, None)), plain(seeded(now, None)));
}

#[test]
fn neither_a_doctor_nor_a_patient_is_in_two_places() {
    for now in days().take(6) {
        let visits = seeded(now, Some(usize::MAX));
        for n in 0..8 {
            let own = visits.iter().filter(|(visit, _)| visit.doctor == n);
            assert!(!overlaps(own.map(|(visit, _)| visit.placement.blocks).collect()));
        }
        for patient in roster().patients {
            let own = visits.iter().filter(|(visit, _)| visit.patient == patient.id);
            assert!(!overlaps(own.map(|(visit, _)| visit.placement.during).collect()));
        }
    }
}

#[test]
fn the_first_doctor_has_several_visits_today_and_time_tomorrow() {
    for now in days() {
        let visits = seeded(now, None);
        let on = |days: i64| {
            let date = (now.with_timezone(&Tz::Europe__London) + TimeDelta::days(days)).date_naive();
            let starts = visits.iter().filter(|(visit, _)| visit.doctor == 0);
            starts
                .map(|(visit, _)| visit.placement.during.start.with_timezone(&Tz::Europe__London))
                .filter(|start| start.date_naive() == date)
                .count()
        };
        assert!(on(0) >= 3, "{now}: {}", on(0));
        assert!((1..4).any(|day| on(day) < 7), "{now}");
    }
}

#[test]
fn the_demo_patients_have_a_visit_or_two_ahead_and_nothing_else() {
    let [pat, sam] = [0, 1].map(|n| roster().patients[n].id);
    for now in days() {
        let visits = seeded(now, None);
        for (patient, count) in [(pat, 2), (sam, 1)] {
            let own: Vec<_> = visits.iter().filter(|(visit, _)| visit.patient == patient).collect();
            assert_eq!(own.len(), count, "{now}");
            for (visit, story) in own {
                assert!(visit.placement.during.start > now);
                assert!(matches!(story.status, Status::Pending | Status::Confirmed));
            }
        }
    }
}

#[test]
fn a_status_fits_the_time_and_every_step_was_allowed_and_is_over() {
    for now in days() {
        for (visit, story) in seeded(now, None) {
            let mut status = story.booked_as;
            let mut last = story.booked_at;
            for (step, at) in &story.steps {
                status = step.from(status).unwrap_or_else(|| panic!("{step:?} from {status:?}"));
                assert!(last <= *at && *at <= now, "{step:?} at {at}, seeded at {now}");
                last = *at;
            }
            assert_eq!(status, story.status);
            let expected: &[Status] = match When::of(&visit.placement.during, now) {
                When::Past => &[Status::Completed, Status::NoShow, Status::Cancelled],
                When::Present => &[Status::InProgress],
                When::Ahead => &[Status::Pending, Status::Confirmed, Status::Cancelled],
            };
            assert!(expected.contains(&status), "{status:?}");
        }
    }
}

#[test]
fn as_many_visits_are_made_as_are_asked_for() {
    let now = days().next().unwrap();
    for wanted in [0, 1, 2, 50] {
        assert_eq!(seeded(now, Some(wanted)).len(), wanted);
    }
}
