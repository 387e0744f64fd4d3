//! Facts about the days that are asked for and the form of what is offered.

use serde_json::json;

use super::*;
use crate::domain::intervals::Interval;
use crate::http::decode;

fn asked(query: &str) -> Result<RangeInclusive<NaiveDate>, (String, &'static str)> {
    let refused = |problem: Problem| {
        let error = problem.body(None).errors.remove(0);
        (error.field, error.code)
    };
    let query: SlotsQuery = decode::query(query).map_err(|error| (error.field, error.code))?;
    query.zone().map_err(refused)?;
    query.days().map_err(refused)
}

fn refused(query: &str) -> (String, &'static str) {
    asked(query).unwrap_err()
}

#[test]
fn a_day_or_a_first_and_a_last_day_are_asked_for() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(asked("date=2026-11-24").unwrap(), day("2026-11-24")..=day("2026-11-24"));
    let query = "from=2026-11-24&to=2026-11-30&appointment_type=follow_up&time_zone=Asia/Kathmandu";
    assert_eq!(asked(query).unwrap(), day("2026-11-24")..=day("2026-11-30"));
}

#[test]
fn what_is_missing_or_wrong_is_named() {
    assert_eq!(refused(""), ("date".to_owned(), "required"));
    assert_eq!(refused("from=2026-11-24"), ("to".to_owned(), "required"));
    assert_eq!(refused("to=2026-11-24"), ("from".to_owned(), "required"));
    assert_eq!(refused("date=2026-11-24&to=2026-11-25"), ("date".to_owned(), "ambiguous_days"));
    assert_eq!(refused("date=2026-02-30"), ("date".to_owned(), "invalid_value"));
    assert_eq!(refused("date=tomorrow"), ("date".to_owned(), "invalid_value"));
    assert_eq!(
        refused("date=2026-11-24&appointment_type=tea"),
        ("appointment_type".to_owned(), "invalid_value")
    );
    assert_eq!(refused("date=2026-11-24&time_zone=Paris"), ("time_zone".to_owned(), "unknown_time_zone"));
    assert_eq!(refused("day=2026-11-24"), ("day".to_owned(), "unknown_field"));
}

#[test]
fn the_zone_that_was_asked_for_changes_only_the_local_start() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let offer = Offer {
        doctor_id: UserId(Uuid::nil()),
        time_zone: chrono_tz::Europe::Paris,
        appointment_type: TypeCode::Consultation,
        duration_minutes: 30,
        calendar_version: 17,
        slots: vec![Slot {
            visit: Interval { start: at("2026-11-24T08:00:00Z"), end: at("2026-11-24T08:30:00Z") },
            clinic_id: ClinicId(Uuid::nil()),
            seats_left: 1,
        }],
    };
    let mut expected = json!({
        "doctor_id": "00000000-0000-0000-0000-000000000000",
        "time_zone": "Europe/Paris",
        "appointment_type": "consultation",
        "duration_minutes": 30,
        "calendar_version": 17,
        "slots": [{
            "starts_at": "2026-11-24T08:00:00Z",
            "ends_at": "2026-11-24T08:30:00Z",
            "local_start": "2026-11-24T09:00:00",
            "clinic_id": "00000000-0000-0000-0000-000000000000",
            "seats_left": 1,
        }],
    });
    assert_eq!(serde_json::to_value(body(offer.clone(), None)).unwrap(), expected);
    expected["slots"][0]["local_start"] = json!("2026-11-24T13:45:00");
    let kathmandu = Some(chrono_tz::Asia::Kathmandu);
    assert_eq!(serde_json::to_value(body(offer, kathmandu)).unwrap(), expected);
}
