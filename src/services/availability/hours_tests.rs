//! Facts about hours that are refused.

use uuid::Uuid;

use super::*;
use crate::domain::doctors::Place;
use crate::domain::ids::SessionId;
use crate::domain::principals::Caller;
use crate::domain::roles::Role;

const CLINIC: ClinicId = ClinicId(Uuid::from_u128(1));

fn administrator() -> Principal {
    Principal::from(Caller {
        user_id: UserId(Uuid::nil()),
        role: Role::Admin,
        session_id: SessionId(Uuid::nil()),
        clinics: Vec::new(),
    })
}

fn doctor() -> Doctor {
    Doctor {
        id: UserId(Uuid::nil()),
        first_name: "Ada".into(),
        last_name: "Moreau".into(),
        specialty: "Cardiology".into(),
        subspecialty: String::new(),
        languages: Vec::new(),
        bio: String::new(),
        clinics: vec![Place { id: CLINIC, name: "Riverside".into() }],
        time_zone: chrono_tz::Europe::Paris,
        consultation_fee_minor: None,
        currency: "EUR".into(),
        rating_sum: 0,
        rating_count: 0,
        accepts_new_patients: true,
    }
}

fn hours(start: &str, end: &str) -> NewHours {
    NewHours {
        clinic_id: CLINIC,
        weekday: Weekday::Mon,
        start: start.parse().unwrap(),
        end: end.parse().unwrap(),
        valid_from: None,
        valid_until: None,
    }
}

fn refusals(hours: &NewHours) -> Vec<(String, &'static str)> {
    problems(hours, &doctor(), &administrator())
        .into_iter()
        .map(|problem| (problem.field, problem.invalid.code))
        .collect()
}

#[test]
fn hours_may_run_past_midnight_but_not_be_empty() {
    assert!(refusals(&hours("22:00", "06:00")).is_empty());
    assert_eq!(refusals(&hours("09:00", "09:00")), [("end_time".to_owned(), "empty_window")]);
    assert_eq!(refusals(&hours("09:00:30", "12:00")), [("start_time".to_owned(), "not_whole_minutes")]);
}

#[test]
fn hours_are_at_one_of_the_doctors_clinics() {
    let elsewhere = NewHours { clinic_id: ClinicId(Uuid::nil()), ..hours("09:00", "12:00") };
    assert_eq!(refusals(&elsewhere), [("clinic_id".to_owned(), "unknown_clinic")]);
}

#[test]
fn days_are_in_order_and_within_reason() {
    let day = |text: &str| Some(text.parse().unwrap());
    let swapped =
        NewHours { valid_from: day("2026-12-02"), valid_until: day("2026-12-01"), ..hours("09:00", "12:00") };
    assert_eq!(refusals(&swapped), [("valid_until".to_owned(), "before_valid_from")]);
    let far = NewHours { valid_until: day("+12026-12-01"), ..hours("09:00", "12:00") };
    assert_eq!(refusals(&far), [("valid_until".to_owned(), "out_of_range")]);
}

#[test]
fn hours_that_overlap_others_and_more_than_200_rules_are_a_conflict() {
    let at = |start, end| rule(RuleId(Uuid::nil()), UserId(Uuid::nil()), &hours(start, end));
    let code = |result| match result {
        Err(ServiceError::Conflict { code, .. }) => code,
        _ => "fits",
    };
    let morning = [at("09:00", "12:00")];
    assert_eq!(code(fit(&at("11:00", "13:00"), &morning)), "overlapping_hours");
    assert_eq!(code(fit(&at("12:00", "13:00"), &morning)), "fits");
    let many = vec![at("09:00", "12:00"); RULES_MAX];
    assert_eq!(code(fit(&at("12:00", "13:00"), &many)), "too_many_rules");
}
