//! Who may do what.

use super::posts::*;
use super::*;
use crate::domain::api_keys::KeyScopes;
use crate::domain::appointments::Status;
use crate::domain::ids::{ApiKeyId, AppointmentId, SessionId};
use crate::domain::intervals::Interval;
use crate::domain::members::MemberRole;
use crate::domain::principals::{Caller, KeyHolder};
use crate::domain::schedules::TypeCode;

fn caller(role: Role, id: u128) -> Caller {
    Caller {
        user_id: UserId(uuid::Uuid::from_u128(id)),
        role,
        session_id: SessionId(uuid::Uuid::nil()),
        clinics: Vec::new(),
    }
}

#[test]
fn a_person_is_open_to_themselves_their_guardian_and_administrators_alone() {
    let (pat, child) = (caller(Role::Patient, 1), caller(Role::Patient, 2).user_id);
    assert_eq!(pat.tie_to(pat.user_id, false), Some(Tie::Own));
    assert_eq!(pat.tie_to(child, true), Some(Tie::Guardian));
    assert_eq!(caller(Role::Admin, 3).tie_to(child, false), Some(Tie::Administrator));
    for role in [Role::Patient, Role::Doctor, Role::Staff] {
        assert_eq!(caller(role, 4).tie_to(child, false), None);
    }
}

#[test]
fn only_patients_look_after_others_and_only_administrators_after_accounts() {
    let roles = [Role::Patient, Role::Doctor, Role::Staff, Role::Admin];
    let who = |may: fn(&Caller) -> bool| roles.map(|role| may(&caller(role, 1)));
    assert_eq!(who(Caller::may_have_dependants), [true, false, false, false]);
    assert_eq!(who(Caller::administers), [false, false, false, true]);
}

#[test]
fn a_post_needs_a_membership_that_fits_the_account() {
    let post = |role, member| caller(role, 1).post_at(member);
    assert_eq!(post(Role::Doctor, Some(MemberRole::Doctor)), Some(Post::Doctor));
    assert_eq!(post(Role::Staff, Some(MemberRole::Staff)), Some(Post::Staff));
    assert_eq!(post(Role::Staff, Some(MemberRole::Manager)), Some(Post::Manager));
    assert_eq!(post(Role::Admin, None), Some(Post::Administrator));
    for role in [Role::Patient, Role::Doctor, Role::Staff] {
        assert_eq!(post(role, None), None);
    }
    for member in [MemberRole::Doctor, MemberRole::Staff, MemberRole::Manager] {
        assert_eq!(post(Role::Patient, Some(member)), None);
    }
    assert_eq!(post(Role::Doctor, Some(MemberRole::Manager)), None);
}

#[test]
fn managers_make_managers_and_only_administrators_reach_for_other_clinics_people() {
    let posts = [Post::Doctor, Post::Staff, Post::Manager, Post::Administrator];
    let who = |may: fn(Post) -> bool| posts.map(may);
    assert_eq!(who(Post::runs_clinic), [false, true, true, true]);
    assert_eq!(who(Post::manages_clinic), [false, false, true, true]);
    assert_eq!(who(|post| post.may_appoint(MemberRole::Manager)), [false, false, true, true]);
    assert_eq!(who(|post| post.may_appoint(MemberRole::Staff)), [false, true, true, true]);
    assert_eq!(who(|post| post.may_bring_in(false)), [false, true, true, true]);
    assert_eq!(who(|post| post.may_bring_in(true)), [false, false, false, true]);
}

#[test]
fn a_doctors_profile_is_kept_by_the_doctor_their_clinics_and_administrators() {
    let (here, elsewhere) = (ClinicId(uuid::Uuid::from_u128(7)), ClinicId(uuid::Uuid::from_u128(8)));
    let doctor = caller(Role::Doctor, 1);
    let at = |clinic| Caller { clinics: vec![clinic], ..caller(Role::Staff, 2) };
    assert!(doctor.keeps_profile_of(doctor.user_id, &[here]));
    assert!(at(here).keeps_profile_of(doctor.user_id, &[elsewhere, here]));
    assert!(caller(Role::Admin, 3).keeps_profile_of(doctor.user_id, &[]));
    assert!(!at(elsewhere).keeps_profile_of(doctor.user_id, &[here]));
    let colleague = Caller { clinics: vec![here], ..caller(Role::Doctor, 4) };
    assert!(!colleague.keeps_profile_of(doctor.user_id, &[here]));
    assert!(!caller(Role::Patient, 5).keeps_profile_of(doctor.user_id, &[here]));
}

fn visit(clinic: ClinicId, doctor: UserId, patient: UserId) -> Appointment {
    let now = chrono::DateTime::UNIX_EPOCH;
    Appointment {
        id: AppointmentId::new(now),
        doctor_id: doctor,
        doctor_name: String::new(),
        patient_id: patient,
        patient_name: String::new(),
        clinic_id: clinic,
        appointment_type: TypeCode::Consultation,
        status: Status::Pending,
        during: Interval { start: now, end: now },
        time_zone: chrono_tz::Tz::UTC,
        mode: String::new(),
        patient_notes: String::new(),
        doctor_notes: String::new(),
        cancel_reason: String::new(),
        created_by: patient.0,
        series_id: None,
        session_id: None,
        version: 1,
        created_at: now,
        updated_at: now,
    }
}

#[test]
fn a_key_is_staff_of_its_one_clinic_within_its_scopes() {
    let (here, elsewhere) = (ClinicId(uuid::Uuid::from_u128(7)), ClinicId(uuid::Uuid::from_u128(8)));
    let (doctor, patient) = (caller(Role::Doctor, 1).user_id, caller(Role::Patient, 2).user_id);
    let key = Principal::Key(KeyHolder {
        key_id: ApiKeyId(uuid::Uuid::from_u128(3)),
        clinics: [here],
        scopes: KeyScopes::parse(["appointments:read"]).unwrap(),
    });
    assert_eq!(key.side_of(&visit(here, doctor, patient), None), Some(Side::Doctor));
    assert_eq!(key.side_of(&visit(elsewhere, doctor, patient), None), None);
    assert!(key.runs_schedule_of(doctor, &[elsewhere, here]) && !key.runs_schedule_of(doctor, &[elsewhere]));
    assert_eq!(key.require(KeyScope::AppointmentsRead), Ok(()));
    assert_eq!(key.require(KeyScope::AppointmentsWrite), Err(MissingScope(KeyScope::AppointmentsWrite)));
    let person = Principal::from(caller(Role::Patient, 2));
    assert!(KeyScope::ALL.into_iter().all(|scope| person.require(scope).is_ok()));
}

#[test]
fn in_an_emergency_one_looks_and_touches_nothing() {
    let clinic = ClinicId(uuid::Uuid::from_u128(7));
    let patient = caller(Role::Patient, 2).user_id;
    let stranger = Principal::from(caller(Role::Doctor, 4));
    let theirs = visit(clinic, caller(Role::Doctor, 1).user_id, patient);
    assert_eq!(stranger.side_of(&theirs, None), None);
    let side = stranger.side_of(&theirs, Some(Bond::Emergency)).unwrap();
    assert_eq!(side, Side::Emergency);
    assert!(side.sees_doctors_notes());
    for step in [Step::Confirm, Step::CheckIn, Step::Start, Step::Complete, Step::NoShow, Step::Cancel] {
        assert!(!side.may(step));
    }
    // Whose visit it is anyway acts as ever.
    let treating = Principal::from(caller(Role::Doctor, 1));
    assert_eq!(treating.side_of(&theirs, Some(Bond::Emergency)), Some(Side::Doctor));
    let roles = [Role::Patient, Role::Doctor, Role::Staff, Role::Admin];
    assert_eq!(roles.map(|role| caller(role, 1).may_break_glass()), [false, false, false, true]);
    let at_work = |role| Caller { clinics: vec![clinic], ..caller(role, 1) };
    assert_eq!(roles.map(|role| at_work(role).may_break_glass()), [false, true, true, true]);
}

#[test]
fn what_a_doctor_does_at_another_clinic_is_not_the_staffs() {
    let (here, elsewhere) = (ClinicId(uuid::Uuid::from_u128(7)), ClinicId(uuid::Uuid::from_u128(8)));
    let doctor = caller(Role::Doctor, 1).user_id;
    let staff = Principal::from(Caller { clinics: vec![here], ..caller(Role::Staff, 2) });
    assert!(staff.acts_at(here) && !staff.acts_at(elsewhere));
    assert!(staff.runs_schedule_of(doctor, &[here, elsewhere]));
    assert!(staff.hears_schedule_of(doctor, &[here]) && !staff.hears_schedule_of(doctor, &[here, elsewhere]));
    let own = Principal::from(Caller { clinics: vec![here, elsewhere], ..caller(Role::Doctor, 1) });
    assert!(own.hears_schedule_of(doctor, &[here, elsewhere]));
}
