//! What each route is asked with. A route that is not here is asked without a body, at the object its path names.

use reqwest::Method;
use serde_json::{Value, json};

use super::world::{Actor, Kind, Which, World};

type Body = fn(&World, Which, Actor, &[String]) -> Option<Value>;

/// How a route is asked.
pub struct Recipe {
    /// What its path, or its body, names.
    pub kind: Kind,
    pub body: Body,
    pub query: Option<&'static str>,
    /// Asked by a sign-in of its own, which it ends.
    pub ends_sign_in: bool,
    /// Asked after all others: it changes what they are answered.
    pub last: bool,
    /// The object is named in the body.
    in_body: bool,
    /// Tells what of the body is varied, where it is asked several times.
    pub label: &'static str,
}

impl Recipe {
    /// The kinds of object that there are for this route.
    pub fn objects(&self) -> &'static [Which] {
        use Which::{Crossed, Deleted, Missing, Nonexistent, Other, Own};
        match self.kind {
            Kind::None | Kind::Signed if !self.in_body => &[Which::None],
            Kind::Rule
            | Kind::Override
            | Kind::Absence
            | Kind::Type
            | Kind::Key
            | Kind::Member
            | Kind::Closure => &[Own, Other, Crossed, Deleted, Missing, Nonexistent],
            _ => &[Own, Other, Deleted, Nonexistent],
        }
    }
}

/// How a route is asked; once for each thing that its body names.
pub fn recipes(method: &Method, path: &str) -> Vec<Recipe> {
    let plain = recipe(method, path);
    match (method.as_str(), path) {
        (
            "POST",
            "/api/v1/appointments/"
            | "/api/v1/appointment-booking/book/"
            | "/api/v1/appointment-booking/hold/"
            | "/api/v1/waitlist/",
        ) => {
            let body = if path.ends_with("/waitlist/") { wait_for } else { book_for };
            vec![plain, Recipe { label: " (patient)", body, ..recipe(method, path) }]
        }
        ("POST", "/api/v1/clinics/{id}/members/") => {
            vec![plain, Recipe { label: " (person)", body: bring_in, ..recipe(method, path) }]
        }
        _ => vec![plain],
    }
}

fn recipe(method: &Method, path: &str) -> Recipe {
    let body = body(method, path);
    Recipe {
        kind: kind(method, path),
        body,
        query: query(path),
        ends_sign_in: path.contains("/auth/logout"),
        last: path.contains("/auth/logout") || path.contains("/break-glass/"),
        in_body: [
            "POST /api/v1/appointments/",
            "POST /api/v1/appointment-booking/book/",
            "POST /api/v1/appointment-booking/hold/",
            "POST /api/v1/appointment-booking/book_series/",
            "POST /api/v1/appointment-booking/first_available/",
            "POST /api/v1/waitlist/",
            "POST /api/v1/break-glass/",
            "POST /api/v1/conversations/",
        ]
        .contains(&format!("{method} {path}").as_str()),
        label: "",
    }
}

fn query(path: &str) -> Option<&'static str> {
    if path.ends_with("/available_slots/") {
        return Some("?date=2026-11-24");
    }
    // A stream of nothing is refused; any other would go on for ever.
    path.ends_with("/realtime/events").then_some("?topic=nothing")
}

fn kind(method: &Method, path: &str) -> Kind {
    if path == "/calendar/{secret}.ics" {
        return Kind::Feed;
    }
    if path.starts_with("/unsubscribe/") || path.starts_with("/webhooks/twilio/status/") {
        return Kind::Signed;
    }
    let Some(rest) = path.strip_prefix("/api/v1/") else { return Kind::None };
    let parts: Vec<&str> = rest.trim_end_matches('/').split('/').collect();
    match parts.as_slice() {
        ["appointments", "{id}", "check_in" | "no_show" | "reschedule"] => Kind::Visit("confirmed"),
        ["appointments", "{id}", "start"] => Kind::Visit("checked_in"),
        ["appointments", "{id}", "complete"] => Kind::Visit("in_progress"),
        ["appointments", "{id}", ..] => Kind::Visit("pending"),
        ["appointment-booking", "hold", "{id}"] => Kind::Hold,
        ["waitlist", "{id}"] => Kind::Entry,
        ["waitlist", "offers", "{id}", _] => Kind::Offer,
        ["doctors", "{id}", "availability", _] => Kind::Rule,
        ["doctors", "{id}", "time_off", _] => Kind::Absence,
        ["doctors", "{id}", "overrides", _] => Kind::Override,
        ["doctors", "{id}", "appointment_types", _] => Kind::Type,
        ["doctors", "{id}", ..] => Kind::Doctor,
        ["clinics", "{id}"] if method == Method::DELETE => Kind::FreshClinic,
        ["clinics", "{id}", "api_keys", _] => Kind::Key,
        ["clinics", "{id}", "members", _] => Kind::Member,
        ["clinics", "{id}", "closures", _] => Kind::Closure,
        ["clinics", "{id}", ..] => Kind::Clinic,
        ["patients", "{id}", ..] => Kind::Patient,
        ["profiles", "dependants", "{id}"] => Kind::Dependant,
        ["profiles", "{id}", "avatar"] => Kind::Avatar,
        ["profiles", "{id}", ..] => Kind::Profile,
        ["notifications", "{id}", ..] => Kind::Notification,
        ["conversations", "{id}", "messages", "{message_id}"] => Kind::Message,
        ["conversations", "{id}", ..] => Kind::Conversation,
        ["attachments", "{id}"] => Kind::Attachment,
        ["push-subscriptions", "{id}"] => Kind::Browser,
        ["auth", "sessions", "{id}"] => Kind::Session,
        ["admin", "users", "{id}", ..] => Kind::Account,
        ["admin", "invitations", "{id}", ..] => Kind::Invitation,
        ["admin", "deliveries", "{id}", ..] => Kind::Delivery,
        ["admin", "notification-templates", "{template}", ..] => Kind::Template,
        _ => Kind::None,
    }
}

fn body(method: &Method, path: &str) -> Body {
    if method == Method::GET || method == Method::DELETE {
        return |_, _, _, _| None;
    }
    match (method.as_str(), path.strip_prefix("/api/v1/").unwrap_or(path)) {
        ("POST", "appointments/" | "appointment-booking/book/" | "appointment-booking/hold/") => book,
        ("POST", "appointment-booking/book_series/") => |world, which, actor, object| {
            let mut body = book(world, which, actor, object)?;
            body["starts_at"] = json!("2025-11-20T09:00:00Z");
            body["rule"] = json!({ "every": "week", "count": 2 });
            Some(body)
        },
        ("POST", "appointment-booking/first_available/") => |world, which, actor, object| {
            let mut body = book(world, which, actor, object)?;
            let doctor = body["doctor_id"].take();
            body = json!({
                "doctor_ids": [doctor], "from": "2026-11-20", "to": "2026-11-21", "patient_id": body["patient_id"],
            });
            Some(body)
        },
        ("POST", "appointments/{id}/reschedule/") => {
            |_, _, _, _| Some(json!({ "starts_at": "2026-11-20T09:00:00Z" }))
        }
        ("POST", "waitlist/") => wait,
        ("PATCH", "waitlist/{id}/") => |_, _, _, _| Some(json!({ "time_of_day": ["09:00", "12:00"] })),
        ("POST", "break-glass/") => |world, which, _, _| {
            let patient = match which {
                Which::Other => &world.other_patient,
                Which::Deleted => &world.deleted_patient,
                Which::Nonexistent => super::world::NOBODY,
                _ => &world.patient,
            };
            Some(json!({ "patient_id": patient, "reason": "Unconscious in the emergency room" }))
        },
        ("POST", "doctors/{id}/availability/") => |world, which, _, _| {
            let day = world.next_monday();
            let clinic = if which == Which::Other { &world.other_clinic } else { &world.clinic };
            Some(json!({
                "clinic_id": clinic, "weekday": 1, "start_time": "06:00", "end_time": "06:30", "valid_from": day,
                "valid_until": day,
            }))
        },
        ("POST", "doctors/{id}/time_off/") => |_, _, _, _| {
            Some(json!({ "starts_at": "2027-03-01T00:00:00Z", "ends_at": "2027-03-02T00:00:00Z" }))
        },
        ("POST", "doctors/{id}/overrides/") => {
            |world, _, _, _| Some(json!({ "date": world.next_day(), "closed": true }))
        }
        // Too short to be offered: what there is stays as it is.
        ("POST", "doctors/{id}/appointment_types/") => {
            |_, _, _, _| Some(json!({ "code": "lab_work", "duration_minutes": 1 }))
        }
        ("PUT", "doctors/{id}/schedule/") => |_, _, _, _| {
            Some(json!({
                "time_zone": "Europe/London", "min_notice_minutes": 0, "max_advance_days": 90, "max_per_day": null,
                "cancel_cutoff_minutes": 120, "slot_grid_minutes": 30, "auto_confirm": false,
            }))
        },
        ("PATCH", "doctors/{id}/") => |_, _, _, _| Some(json!({ "bio": "Listens first." })),
        ("POST", "clinics/") => |world, _, _, _| {
            Some(json!({ "name": format!("New {}", world.next()), "time_zone": "Europe/London" }))
        },
        ("PATCH", "clinics/{id}/") => |_, _, _, _| Some(json!({ "address": "1 Mill Wharf" })),
        ("POST", "clinics/{id}/api_keys/") => |_, _, _, _| Some(json!({ "name": "Fresh" })),
        ("PATCH", "clinics/{id}/api_keys/{key_id}/") => |_, _, _, _| Some(json!({ "name": "Renamed" })),
        ("POST", "clinics/{id}/members/") => {
            |_, _, _, _| Some(json!({ "user_id": super::world::NOBODY, "role": "staff" }))
        }
        ("PATCH", "clinics/{id}/members/{user_id}/") => |_, _, _, _| Some(json!({ "role": "staff" })),
        ("POST", "clinics/{id}/closures/") => |world, _, _, _| {
            let day = world.next_day();
            Some(json!({ "starts_on": day, "ends_on": day }))
        },
        ("PATCH", "clinics/{id}/closures/{closure_id}/") => {
            |_, _, _, _| Some(json!({ "reason": "Painters" }))
        }
        ("POST", "patients/") => |_, _, _, _| Some(json!({ "first_name": "Nora", "last_name": "Fresh" })),
        ("PUT", "profiles/{id}/") => |_, _, _, _| Some(json!({ "first_name": "Pat", "last_name": "Morgan" })),
        ("PATCH", "profiles/{id}/") => |_, _, _, _| Some(json!({ "first_name": "Pat" })),
        ("POST", "profiles/{id}/consents/") => |_, _, _, _| {
            Some(json!({ "kind": "marketing", "granted": false, "wording": "News of the clinic." }))
        },
        ("POST", "profiles/dependants/") => {
            |_, _, _, _| Some(json!({ "first_name": "Kim", "last_name": "Fresh" }))
        }
        ("POST", "conversations/") => write_to,
        ("POST", "conversations/{id}/messages/") => |_, _, _, _| Some(json!({ "body": "Good morning." })),
        ("PATCH", "conversations/{id}/messages/{message_id}/") => {
            |_, _, _, _| Some(json!({ "body": "Good evening." }))
        }
        ("PUT", "admin/users/{id}/role/") => |_, _, _, _| Some(json!({ "role": "staff" })),
        ("POST", "admin/invitations/") => |world, which, _, _| Some(world.invited(which)),
        // What concerns the caller's own account is refused for its form, so that the account stays as it is.
        ("POST", path) if path.starts_with("auth/") && !path.contains("logout") => {
            |_, _, _, _| Some(json!({ "unknown": true }))
        }
        _ => |_, _, _, _| Some(json!({})),
    }
}

/// A time that is past: who may book is told so, and the slots stay as they are.
fn book(world: &World, which: Which, actor: Actor, _: &[String]) -> Option<Value> {
    let doctor = match which {
        Which::Other => &world.other_doctor,
        Which::Deleted => &world.deleted_doctor,
        Which::Nonexistent => super::world::NOBODY,
        _ => &world.doctor,
    };
    let mut body = json!({ "doctor_id": doctor, "starts_at": "2026-11-20T09:00:00Z" });
    if !matches!(actor, Actor::PatientA | Actor::PatientB) {
        body["patient_id"] = json!(world.patient);
    }
    Some(body)
}

/// The doctor is the first clinic's; it is the patient who is theirs, somebody else's, gone or nobody.
fn book_for(world: &World, which: Which, _: Actor, _: &[String]) -> Option<Value> {
    let patient = match which {
        Which::Other => &world.unbookable_patient,
        Which::Deleted => &world.deleted_patient,
        Which::Nonexistent => super::world::NOBODY,
        _ => &world.patient,
    };
    Some(json!({ "doctor_id": world.doctor, "starts_at": "2026-11-20T09:00:00Z", "patient_id": patient }))
}

/// Patients write to a doctor, and who cares for patients to one of them.
fn write_to(world: &World, which: Which, actor: Actor, _: &[String]) -> Option<Value> {
    let (doctor, patient) = match which {
        Which::Other => (&world.other_doctor, &world.other_patient),
        Which::Deleted => (&world.deleted_doctor, &world.deleted_patient),
        _ => (&world.doctor, &world.patient),
    };
    let named = match (which, actor) {
        (Which::Nonexistent, _) => super::world::NOBODY,
        (_, Actor::PatientA | Actor::PatientB) => doctor,
        _ => patient,
    };
    Some(json!({ "subject": "After the visit", "participants": [named] }))
}

/// Somebody who works at the other clinic is brought in at the clinic of the path.
fn bring_in(world: &World, _: Which, _: Actor, _: &[String]) -> Option<Value> {
    Some(json!({ "user_id": world.other_staff, "role": "staff" }))
}

/// For days that are past: who may wait is told so, and nobody does.
fn wait(world: &World, which: Which, actor: Actor, object: &[String]) -> Option<Value> {
    book(world, which, actor, object).map(waiting)
}

fn wait_for(world: &World, which: Which, actor: Actor, object: &[String]) -> Option<Value> {
    book_for(world, which, actor, object).map(waiting)
}

fn waiting(mut body: Value) -> Value {
    body.as_object_mut().unwrap().remove("starts_at");
    (body["from"], body["to"]) = (json!("2026-11-01"), json!("2026-11-02"));
    body
}
