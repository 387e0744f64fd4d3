//! The calendar against a slow, obvious model of it, on days when the clocks of the world change and on others.
//! `CALENDAR_SEED` throws other dice than the usual.

use chrono::NaiveTime;
use chrono_tz::{Africa, America, Asia, Australia, Europe, Pacific};

use super::dice::{Die, changes, some_day, some_now};
use super::model::{Model, WallClock};
use super::scenes::{CODES, Scene, some_scene};
use super::*;

const ZONES: [Tz; 15] = [
    Tz::UTC,
    Europe::London,
    Europe::Paris,
    America::New_York,
    America::St_Johns,
    America::Sao_Paulo,
    America::Santiago,
    Asia::Kolkata,
    Asia::Kathmandu,
    Australia::Lord_Howe,
    Australia::Sydney,
    Pacific::Apia,
    Pacific::Chatham,
    Pacific::Honolulu,
    Africa::Casablanca,
];

/// As little as it takes to write the case down as a test of its own.
fn compact(scene: &Scene, day: NaiveDate, now: DateTime<Utc>) -> String {
    let stretch = |stretch: &Interval| format!("{:?}..{:?}", stretch.start, stretch.end);
    let all = |stretches: &[Interval]| stretches.iter().map(stretch).collect::<Vec<_>>().join(" ");
    let clinic = |clinic: &ClinicId| clinic.0.as_u128();
    let calendar = &scene.calendar;
    let mut text = format!(
        "{} {day}, now {now:?}, every {}, notice {}, ahead {}, a day {:?}",
        calendar.time_zone,
        calendar.grid.num_minutes(),
        calendar.min_notice.num_minutes(),
        calendar.max_advance.num_minutes(),
        calendar.max_per_day,
    );
    for visit in &calendar.types {
        text += &format!("\n  {visit:?}");
    }
    for rule in &calendar.weekly {
        let (from, until) = (rule.valid_from, rule.valid_until);
        let place = clinic(&rule.clinic_id);
        text += &format!("\n  {} {}-{} at {place}, {from:?}..={until:?}", rule.weekday, rule.start, rule.end);
    }
    for (date, hours) in &calendar.overrides {
        text += &format!("\n  {date} instead {hours:?}");
    }
    for (id, closed) in &calendar.closed {
        text += &format!("\n  {} closed {}", clinic(id), stretch(closed));
    }
    for again in &scene.again {
        text += &format!("\n  away {} for {} by {}", again.first, again.length, again.rule());
    }
    for taken in &scene.taken {
        text += &format!("\n  taken {taken:?}");
    }
    text + &format!("\n  away {}", all(&scene.once))
}

#[test]
fn slots_and_refusals_are_those_of_the_model() {
    let (seed, mut die) = Die::seeded();
    let mut met = Vec::new();
    for zone in ZONES {
        let changes = changes(zone);
        for _ in 0..75 {
            let day = some_day(&mut die, &changes);
            let clock = WallClock::of(zone, day, day + Days::new(1));
            for _ in 0..10 {
                let now = some_now(&mut die, day);
                let scene = some_scene(&mut die, zone, day, now);
                let calendar = &scene.calendar;
                let model = Model::new(&scene, &clock);
                let case = || format!("seed {seed}: {}", compact(&scene, day, now));
                let code = die.pick(&CODES);

                let days = day..=day + TimeDelta::days(die.below(2));
                let expected = model.free_slots(code, &days, now);
                let found = calendar.free_slots(code, &days, now);
                let only_model: Vec<_> = expected.iter().filter(|slot| !found.contains(slot)).collect();
                let only_calendar: Vec<_> = found.iter().filter(|slot| !expected.contains(slot)).collect();
                assert!(
                    found == expected,
                    "{days:?} of {}\nonly the model: {only_model:?}\nonly the calendar: {only_calendar:?}",
                    case()
                );

                for _ in 0..6 {
                    let code = if die.one_in(40) { TypeCode::Imaging } else { code };
                    let seconds = if die.one_in(8) { die.below(60) } else { 0 };
                    let at = if expected.is_empty() || die.one_in(2) {
                        die.moment(day.and_time(NaiveTime::MIN).and_utc() - TimeDelta::hours(14))
                    } else {
                        die.pick(&expected).visit.start
                    };
                    let at = at + TimeDelta::seconds(seconds);
                    let verdict = model.verdict(code, at, now);
                    assert_eq!(calendar.place(code, at, now), verdict, "{code} at {at:?} of {}", case());
                    let verdict = verdict.err();
                    if !met.contains(&verdict) {
                        met.push(verdict);
                    }
                }
            }
        }
    }
    assert_eq!(met.len(), 8, "the dice met no more than {met:?}");
}

#[test]
fn alternatives_are_the_nearest_slots_of_the_model() {
    let (seed, mut die) = Die::seeded();
    for zone in ZONES {
        let changes = changes(zone);
        for _ in 0..10 {
            let day = some_day(&mut die, &changes);
            // The wanted instant may bear the day before or after in the zone.
            let clock = WallClock::of(zone, day - Days::new(8), day + Days::new(9));
            for _ in 0..4 {
                let now = some_now(&mut die, day);
                let scene = some_scene(&mut die, zone, day, now);
                let wanted = day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(5 * die.below(288));
                let code = die.pick(&CODES);
                let expected = Model::new(&scene, &clock).alternatives(code, wanted, now);
                let case = || format!("seed {seed}: {wanted:?} of {}", compact(&scene, day, now));
                assert_eq!(scene.calendar.alternatives(code, wanted, now), expected, "{}", case());
            }
        }
    }
}
