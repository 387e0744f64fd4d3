//! Who comes, and what there is.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{Days, NaiveDate};
use serde_json::json;

use crate::support::api::Person;
use crate::support::app::TestApp;
use crate::support::clinics::{RIVERSIDE, TILLEULS};

pub const NOBODY: &str = "019b0000-0000-7000-8000-000000000000";
/// A clinic that was deleted; the first clinic's people worked there.
const CLOSED: &str = "Closed Clinic";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Actor {
    Anonymous,
    PatientA,
    PatientB,
    TreatingDoctor,
    OtherDoctor,
    Staff,
    Key,
    OtherKey,
    Administrator,
    Disabled,
}

/// An object of patient A, their doctor and clinic; of somebody else; of the first that was deleted; of nobody; or one of
/// somebody else's under the path of the first, or nobody's there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Which {
    None,
    Own,
    Other,
    Crossed,
    Deleted,
    Missing,
    Nonexistent,
}

/// What a route's path names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    None,
    Visit(&'static str),
    /// A time that is kept for a patient.
    Hold,
    Entry,
    Offer,
    Doctor,
    Rule,
    Override,
    Absence,
    Type,
    Clinic,
    FreshClinic,
    Key,
    Member,
    Closure,
    Patient,
    Profile,
    Avatar,
    Dependant,
    Notification,
    /// A message that was given up.
    Delivery,
    Template,
    Feed,
    Session,
    Account,
    Invitation,
    Conversation,
    Message,
    Attachment,
    Browser,
    /// What is named by a signature that nobody here has.
    Signed,
}

pub struct World {
    people: HashMap<Actor, Person>,
    pub doctor: String,
    pub other_doctor: String,
    pub deleted_doctor: String,
    pub clinic: String,
    pub other_clinic: String,
    pub deleted_clinic: String,
    pub patient: String,
    pub other_patient: String,
    pub deleted_patient: String,
    /// Registered by the other clinic, without an account.
    pub unbookable_patient: String,
    /// Works at the other clinic.
    pub other_staff: String,
    /// What nobody but the other clinic's people may be told.
    pub secrets: [&'static str; 4],
    count: AtomicU32,
}

impl World {
    pub async fn make(app: &TestApp) -> Self {
        let (pat, desk) = (app.sign_in("pat").await, app.sign_in("desk").await);
        app.execute(&stage()).await;
        let elsewhere = app.staff_of(TILLEULS, "desk2").await;
        let (clinic, other_clinic) = (app.clinic(RIVERSIDE).await, app.clinic(TILLEULS).await);
        let key = desk.make_key(&clinic, &[]).await;
        let other_key = elsewhere.make_key(&other_clinic, &[]).await;
        let key_of = |made: &serde_json::Value| app.software(made["key"].as_str().unwrap());
        let unbookable = json!({ "first_name": "Robin", "last_name": "Zzyzx" });
        let unbookable = elsewhere.post("patients/", &unbookable).await.expect(201);
        let disabled = app.sign_in("gone").await;
        let admin = app.sign_in("admin").await;
        let path = format!("admin/users/{}/disable/", disabled.id);
        admin.post(&path, &json!({ "reason": "Left." })).await.expect(204);
        let people = HashMap::from([
            (Actor::Anonymous, app.visitor()),
            (Actor::PatientA, pat.clone()),
            (Actor::PatientB, app.sign_in("sam").await),
            (Actor::TreatingDoctor, app.sign_in("dr.adams").await),
            (Actor::OtherDoctor, app.sign_in("dr.baker").await),
            // Anew, to work at the closed clinic too.
            (Actor::Staff, app.sign_in("desk").await),
            (Actor::Key, key_of(&key)),
            (Actor::OtherKey, key_of(&other_key)),
            (Actor::Administrator, admin),
            (Actor::Disabled, disabled),
        ]);
        let named = async |email: &str| {
            app.text(&format!(
                "SELECT id::text AS text FROM users WHERE email = '{email}@carebridge.example'"
            ))
            .await
        };
        let world = Self {
            doctor: people[&Actor::TreatingDoctor].id.clone(),
            other_doctor: named("dr.other").await,
            deleted_doctor: named("dr.gone").await,
            clinic,
            other_clinic,
            deleted_clinic: app.clinic(CLOSED).await,
            patient: pat.id,
            other_patient: named("zzyzx").await,
            deleted_patient: named("deleted").await,
            unbookable_patient: unbookable["id"].as_str().unwrap().to_owned(),
            other_staff: elsewhere.id.clone(),
            secrets: ["Zzyzx", "zzyzx@carebridge.example", "+447700900999", "A secret of the other"],
            people,
            count: AtomicU32::new(0),
        };
        // What lists must and must not show.
        for which in [Which::Own, Which::Other, Which::Deleted] {
            world.object(app, Kind::Visit("pending"), which).await;
        }
        world
    }

    pub fn person(&self, actor: Actor) -> Person {
        self.people[&actor].clone()
    }

    /// The same actor by a sign-in of its own.
    pub async fn again(&self, app: &TestApp, actor: Actor) -> Person {
        let name = match actor {
            Actor::PatientA => "pat",
            Actor::PatientB => "sam",
            Actor::TreatingDoctor => "dr.adams",
            Actor::OtherDoctor => "dr.baker",
            Actor::Staff => "desk",
            Actor::Administrator => "admin",
            Actor::Anonymous | Actor::Key | Actor::OtherKey | Actor::Disabled => return self.person(actor),
        };
        app.sign_in(name).await
    }

    /// A number that nobody had yet.
    pub fn next(&self) -> u32 {
        self.count.fetch_add(1, Ordering::Relaxed)
    }

    /// A day within the next two years.
    pub fn next_day(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 1, 4).unwrap() + Days::new(u64::from(self.next() % 500))
    }

    /// A Monday that nobody had yet.
    pub fn next_monday(&self) -> NaiveDate {
        NaiveDate::from_ymd_opt(2028, 1, 3).unwrap() + Days::new(7 * u64::from(self.next()))
    }

    /// The ids of an object, in the order in which a path names them; what a request may change is made anew.
    pub async fn object(&self, app: &TestApp, kind: Kind, which: Which) -> Vec<String> {
        let ours = which != Which::Other;
        let clinic = if ours { &self.clinic } else { &self.other_clinic };
        let doctor = if ours { &self.doctor } else { &self.other_doctor };
        match (kind, which) {
            (Kind::None, _) => Vec::new(),
            (Kind::Signed, _) => vec![NOBODY.to_owned()],
            (Kind::Rule | Kind::Absence | Kind::Override, Which::Missing) => {
                vec![doctor.clone(), NOBODY.to_owned()]
            }
            (Kind::Type, Which::Missing) => vec![doctor.clone(), "imaging".to_owned()],
            (Kind::Type, Which::Nonexistent) => vec![NOBODY.to_owned(), "imaging".to_owned()],
            (Kind::Key | Kind::Member | Kind::Closure, Which::Missing) => {
                vec![clinic.clone(), NOBODY.to_owned()]
            }
            (
                Kind::Rule | Kind::Absence | Kind::Override | Kind::Key | Kind::Member | Kind::Closure,
                Which::Nonexistent,
            ) => vec![NOBODY.to_owned(), NOBODY.to_owned()],
            (Kind::Message, Which::Nonexistent) => vec![NOBODY.to_owned(), NOBODY.to_owned()],
            (_, Which::Nonexistent) => vec![NOBODY.to_owned()],
            (Kind::Doctor, Which::Deleted) => vec![self.deleted_doctor.clone()],
            (Kind::Doctor, _) => vec![doctor.clone()],
            (Kind::Clinic, Which::Deleted) => vec![self.deleted_clinic.clone()],
            (Kind::Clinic, _) => vec![clinic.clone()],
            (Kind::Patient | Kind::Profile, Which::Deleted) => vec![self.deleted_patient.clone()],
            (Kind::Patient | Kind::Profile, Which::Other) => vec![self.other_patient.clone()],
            (Kind::Patient | Kind::Profile, _) => vec![self.patient.clone()],
            (Kind::Template, Which::Deleted) => vec!["appointment_of_before".to_owned()],
            (Kind::Template, _) => vec!["appointment_confirmed".to_owned()],
            (Kind::Entry | Kind::Offer, _) => vec![self.place(app, kind, which).await],
            (Kind::Feed, _) => vec![self.feed(app, which).await],
            (Kind::Browser, _) => vec![self.browser(app, which).await],
            (Kind::Avatar, _) => self.avatar(app, which).await,
            (Kind::Invitation, _) => self.invitation(app, which).await,
            (Kind::Conversation | Kind::Message | Kind::Attachment, _) => self.letter(app, kind, which).await,
            _ => self.fresh(app, kind, which).await,
        }
    }

    async fn fresh(&self, app: &TestApp, kind: Kind, which: Which) -> Vec<String> {
        let (theirs, deleted) = (matches!(which, Which::Other | Which::Crossed), which == Which::Deleted);
        let n = self.next();
        let (clinic, doctor, patient) = if theirs {
            (&self.other_clinic, &self.other_doctor, &self.other_patient)
        } else {
            (&self.clinic, &self.doctor, &self.patient)
        };
        let gone = if deleted { "now()" } else { "NULL" };
        // Under the path of the first, whosever it is.
        let (clinic_path, doctor_path) = if which == Which::Other {
            (&self.other_clinic, &self.other_doctor)
        } else {
            (&self.clinic, &self.doctor)
        };
        let (sql, parent) = match kind {
            Kind::Visit(status) => (visit(n, doctor, patient, clinic, status, gone), None),
            Kind::Hold => (hold(n, doctor, patient, clinic, gone), None),
            Kind::Rule => (
                format!(
                    "INSERT INTO availability_rules (id, doctor_id, clinic_id, weekday, start_time, end_time, valid_from, valid_until, created_at, updated_at)
                     VALUES (gen_random_uuid(), '{doctor}', '{clinic}', 7, '08:00', '09:00', date '2028-01-02' + {n} * 7, date '2028-01-02' + {n} * 7, now(), now())"
                ),
                Some(doctor_path),
            ),
            Kind::Absence => (
                format!(
                    "INSERT INTO time_off (id, doctor_id, starts_at, ends_at, over_at, created_at, updated_at)
                     VALUES (gen_random_uuid(), '{doctor}', '2027-03-01', '2027-03-02', '2027-03-02', now(), now())"
                ),
                Some(doctor_path),
            ),
            Kind::Override => (
                format!(
                    "INSERT INTO availability_overrides (id, doctor_id, date, created_at, updated_at)
                     VALUES (gen_random_uuid(), '{doctor}', date '2027-01-04' + {n} % 500, now(), now())
                     ON CONFLICT (doctor_id, date) DO UPDATE SET version = 1"
                ),
                Some(doctor_path),
            ),
            Kind::Type => (
                format!(
                    "WITH gone AS (DELETE FROM appointment_types WHERE code = 'imaging' AND doctor_id <> '{doctor}')
                     INSERT INTO appointment_types (doctor_id, code, duration_minutes, created_at, updated_at)
                     VALUES ('{doctor}', 'imaging', 20, now(), now()) ON CONFLICT (doctor_id, code) DO UPDATE SET version = 1"
                ),
                Some(doctor_path),
            ),
            Kind::FreshClinic => (
                format!(
                    "INSERT INTO clinics (id, name, time_zone, created_at, updated_at, deleted_at)
                     VALUES (gen_random_uuid(), 'Pop-up {n}', 'UTC', now(), now(), {gone})"
                ),
                None,
            ),
            Kind::Key => (
                format!(
                    "INSERT INTO api_keys (id, clinic_id, name, prefix, secret_hash, scopes, created_by, created_at)
                     VALUES (gen_random_uuid(), '{clinic}', 'Fresh', 'cbk_fresh{n}', '\\x00', '{{appointments:read}}', '{doctor}', now())"
                ),
                Some(clinic_path),
            ),
            Kind::Member => (
                format!(
                    "WITH new AS (
                         INSERT INTO users (id, email, role, first_name, last_name, created_at, updated_at)
                         VALUES (gen_random_uuid(), 'member{n}@carebridge.example', 'staff', 'Mel', 'Fresh', now(), now()) RETURNING id)
                     INSERT INTO clinic_members (clinic_id, user_id, role, created_at) SELECT '{clinic}', id, 'staff', now() FROM new"
                ),
                Some(clinic_path),
            ),
            Kind::Closure => (
                format!(
                    "INSERT INTO clinic_closures (id, clinic_id, starts_on, ends_on, reason, created_at, updated_at)
                     VALUES (gen_random_uuid(), '{clinic}', date '2027-01-04' + {n} % 500, date '2027-01-04' + {n} % 500, '', now(), now())"
                ),
                Some(clinic_path),
            ),
            Kind::Dependant => (
                format!(
                    "WITH new AS (
                         INSERT INTO users (id, role, first_name, last_name, created_at, updated_at, deleted_at)
                         VALUES (gen_random_uuid(), 'patient', 'Kim', 'Fresh', now(), now(), {gone}) RETURNING id),
                     profile AS (
                         INSERT INTO patient_profiles (user_id, created_at, updated_at) SELECT id, now(), now() FROM new)
                     INSERT INTO dependants (guardian_id, dependant_id, created_at)
                     SELECT '{patient}', id, now() FROM new"
                ),
                None,
            ),
            Kind::Notification => (
                format!(
                    "INSERT INTO notifications (id, user_id, event_id, type, category, title, body, created_at)
                     VALUES (gen_random_uuid(), '{patient}', gen_random_uuid(), 'appointment.booked', 'booking', 'Fresh', 'Fresh', now())"
                ),
                None,
            ),
            Kind::Delivery => (
                format!(
                    "INSERT INTO deliveries (id, event_id, user_id, channel, category, template, vars, dedupe_key, run_at, state, created_at, updated_at)
                     VALUES (gen_random_uuid(), gen_random_uuid(), '{patient}', 'email', 'account', 'test', 'null', 'fresh-{n}', '2026-11-23T06:00:00Z', 'dead', now(), now())"
                ),
                None,
            ),
            Kind::Session => (
                format!(
                    "INSERT INTO auth_sessions (id, user_id, created_at, expires_at, last_used_at, authenticated_at, revoked_at)
                     VALUES (gen_random_uuid(), '{patient}', '2026-11-23T06:00:00Z', '2026-11-24T06:00:00Z', '2026-11-23T06:00:00Z', '2026-11-23T06:00:00Z', {gone})"
                ),
                None,
            ),
            Kind::Account => (
                format!(
                    "INSERT INTO users (id, email, role, first_name, last_name, email_verified_at, created_at, updated_at, deleted_at)
                     VALUES (gen_random_uuid(), 'fresh{n}@carebridge.example', 'patient', 'Ari', 'Fresh', now(), now(), now(), {gone})"
                ),
                None,
            ),
            kind => panic!("{kind:?} is not made anew"),
        };
        let key = match kind {
            Kind::Member => "user_id",
            Kind::Dependant => "dependant_id",
            Kind::Type => "code",
            _ => "id",
        };
        let row = format!("{sql} RETURNING {key}::text AS text");
        let id = app.text(&row).await;
        if deleted && parent.is_some() {
            let (table, column) = match kind {
                Kind::Rule => ("availability_rules", "id"),
                Kind::Absence => ("time_off", "id"),
                Kind::Override => ("availability_overrides", "id"),
                Kind::Type => ("appointment_types", "code"),
                Kind::Member => ("clinic_members", "user_id"),
                Kind::Closure => ("clinic_closures", "id"),
                _ => ("api_keys", "id"),
            };
            app.execute(&format!("DELETE FROM {table} WHERE {column} = '{id}'")).await;
        }
        if deleted && matches!(kind, Kind::Notification | Kind::Delivery) {
            let table = if kind == Kind::Delivery { "deliveries" } else { "notifications" };
            app.execute(&format!("DELETE FROM {table} WHERE id = '{id}'")).await;
        }
        parent.into_iter().cloned().chain([id]).collect()
    }

    /// Somebody's place in the waitlist, or what is kept for them.
    async fn place(&self, app: &TestApp, kind: Kind, which: Which) -> String {
        let (clinic, doctor, patient) = match which {
            Which::Other => (&self.other_clinic, &self.other_doctor, &self.other_patient),
            Which::Deleted => (&self.clinic, &self.doctor, &self.deleted_patient),
            _ => (&self.clinic, &self.doctor, &self.patient),
        };
        let (n, offered) = (self.next(), kind == Kind::Offer);
        // At night and in years of their own: who may accept is told that the doctor is not there.
        let n = if offered { 24 * (n + 1_000) + 2 } else { n };
        let from = format!("timestamptz '2028-01-01T00:00:00Z' + {n} * interval '1 hour'");
        let status = if offered { "offered" } else { "waiting" };
        let entry = app
            .text(&format!(
                "INSERT INTO waitlist_entries (id, patient_id, doctor_id, appointment_type, reach, status, created_by, created_at, updated_at)
                 VALUES (gen_random_uuid(), '{patient}', '{doctor}', 'consultation', tstzrange({from}, {from} + interval '1 hour'), '{status}', '{patient}', now(), now())
                 RETURNING id::text AS text"
            ))
            .await;
        if !offered {
            return entry;
        }
        app.execute(&format!("UPDATE waitlist_offers SET state = 'declined' WHERE patient_id = '{patient}'"))
            .await;
        let hold = app
            .text(&format!("{} RETURNING id::text AS text", hold(n, doctor, patient, clinic, "NULL")))
            .await;
        app.text(&format!(
            "INSERT INTO waitlist_offers (id, entry_id, patient_id, doctor_id, clinic_id, appointment_type, starts_at, ends_at, time_zone, hold_id, expires_at, created_at)
             VALUES (gen_random_uuid(), '{entry}', '{patient}', '{doctor}', '{clinic}', 'consultation', {from}, {from} + interval '30 minutes', 'UTC', '{hold}', {from}, now())
             RETURNING id::text AS text"
        ))
        .await
    }

    /// The secret of somebody's calendar.
    async fn feed(&self, app: &TestApp, which: Which) -> String {
        let owner = match which {
            Which::Other => &self.other_patient,
            Which::Deleted => &self.deleted_patient,
            _ => &self.patient,
        };
        let secret = format!("sha256('{}')", self.next());
        app.text(&format!(
            "INSERT INTO calendar_feeds (user_id, secret_hash, created_at) VALUES ('{owner}', sha256({secret}), now())
             ON CONFLICT (user_id) DO UPDATE SET secret_hash = excluded.secret_hash
             RETURNING rtrim(translate(encode({secret}, 'base64'), '+/', '-_'), '=') AS text"
        ))
        .await
    }

    /// Somebody who has a picture.
    async fn avatar(&self, app: &TestApp, which: Which) -> Vec<String> {
        let person = match which {
            Which::Other => &self.other_patient,
            Which::Deleted => &self.deleted_patient,
            _ => &self.patient,
        };
        app.execute(&format!(
            "INSERT INTO avatars (user_id, image, media_type, sha256, updated_at)
             VALUES ('{person}', '\\x00', 'image/webp', '\\x00', now()) ON CONFLICT DO NOTHING"
        ))
        .await;
        vec![person.clone()]
    }

    async fn invitation(&self, app: &TestApp, which: Which) -> Vec<String> {
        let admin = self.person(Actor::Administrator);
        let body = self.invited(which);
        let made = admin.post("admin/invitations/", &body).await.expect(201);
        let id = made["id"].as_str().unwrap().to_owned();
        if which == Which::Deleted {
            admin.delete(&format!("admin/invitations/{id}/")).await.expect(204);
        }
        let _ = app;
        vec![id]
    }

    /// An invitation that nobody got yet.
    pub fn invited(&self, which: Which) -> serde_json::Value {
        let clinic = if which == Which::Other { &self.other_clinic } else { &self.clinic };
        json!({
            "email": format!("invited{}@carebridge.example", self.next()), "role": "staff", "first_name": "Ida",
            "last_name": "Fresh", "clinic_id": clinic,
        })
    }
}

fn visit(n: u32, doctor: &str, patient: &str, clinic: &str, status: &str, deleted_at: &str) -> String {
    let from = format!("timestamptz '2028-01-01T00:00:00Z' + {n} * interval '1 hour'");
    let during = format!("tstzrange({from}, {from} + interval '30 minutes')");
    format!(
        "INSERT INTO appointments (id, doctor_id, patient_id, clinic_id, during, blocks, session_key, time_zone, appointment_type, mode, status, patient_notes, created_by, created_at, updated_at, deleted_at)
         SELECT id, '{doctor}', '{patient}', '{clinic}', {during}, {during}, id, 'UTC', 'consultation', 'in_person', '{status}',
                CASE WHEN '{doctor}' = (SELECT id::text FROM users WHERE email = 'dr.other@carebridge.example') THEN 'A secret of the other' ELSE '' END,
                '{patient}', now(), now(), {deleted_at}
         FROM (SELECT gen_random_uuid() AS id) new"
    )
}

fn hold(n: u32, doctor: &str, patient: &str, clinic: &str, deleted_at: &str) -> String {
    let from = format!("timestamptz '2028-01-01T00:00:00Z' + {n} * interval '1 hour'");
    let during = format!("tstzrange({from}, {from} + interval '30 minutes')");
    format!(
        "INSERT INTO appointments (id, doctor_id, patient_id, clinic_id, during, blocks, session_key, time_zone, appointment_type, mode, status, held_until, created_by, created_at, updated_at, deleted_at)
         SELECT id, '{doctor}', '{patient}', '{clinic}', {during}, {during}, id, 'UTC', 'consultation', 'in_person', 'held',
                '2028-01-01', '{patient}', now(), now(), {deleted_at}
         FROM (SELECT gen_random_uuid() AS id) new"
    )
}

/// People and places that the demo does not have.
fn stage() -> String {
    let person = |email: &str, role: &str, last_name: &str, phone: &str, deleted_at: &str| {
        format!(
            "INSERT INTO users (id, email, password_hash, role, first_name, last_name, phone, email_verified_at, created_at, updated_at, deleted_at)
             SELECT gen_random_uuid(), '{email}@carebridge.example', password_hash, '{role}', 'Robin', '{last_name}', {phone}, now(), now(), now(), {deleted_at}
             FROM users WHERE email = 'desk@carebridge.example';"
        )
    };
    let doctor = |email: &str, clinic: &str, license: &str| {
        format!(
            "INSERT INTO doctor_profiles (user_id, license_number, specialty, first_name, last_name, created_at, updated_at)
             SELECT id, '{license}', 'Neurology', first_name, last_name, now(), now() FROM users WHERE email = '{email}@carebridge.example';
             INSERT INTO schedules (doctor_id, time_zone, created_at, updated_at)
             SELECT id, 'UTC', now(), now() FROM users WHERE email = '{email}@carebridge.example';
             INSERT INTO appointment_types (doctor_id, code, duration_minutes, created_at, updated_at)
             SELECT id, 'consultation', 30, now(), now() FROM users WHERE email = '{email}@carebridge.example';
             INSERT INTO clinic_members (clinic_id, user_id, role, created_at)
             SELECT clinics.id, users.id, 'doctor', now() FROM clinics, users
             WHERE clinics.name = '{clinic}' AND users.email = '{email}@carebridge.example';"
        )
    };
    [
        format!(
            "DO $do$ BEGIN
             INSERT INTO clinics (id, name, time_zone, created_at, updated_at, deleted_at)
             VALUES (gen_random_uuid(), '{CLOSED}', 'UTC', now(), now(), now());
             INSERT INTO clinic_members (clinic_id, user_id, role, created_at)
             SELECT clinics.id, users.id, CASE users.role WHEN 'doctor' THEN 'doctor' ELSE 'staff' END, now() FROM clinics, users
             WHERE clinics.name = '{CLOSED}' AND users.role IN ('doctor', 'staff');"
        ),
        person("dr.other", "doctor", "Public", "NULL", "NULL"),
        person("dr.gone", "doctor", "Public", "NULL", "now()"),
        person("zzyzx", "patient", "Zzyzx", "'+447700900999'", "NULL"),
        person("deleted", "patient", "Leaver", "NULL", "now()"),
        person("gone", "patient", "Disabled", "NULL", "NULL"),
        doctor("dr.other", TILLEULS, "OTH-000001"),
        doctor("dr.gone", RIVERSIDE, "GON-000001"),
        "INSERT INTO patient_profiles (user_id, created_at, updated_at)
         SELECT id, now(), now() FROM users WHERE role = 'patient' ON CONFLICT DO NOTHING;
         END $do$"
            .to_owned(),
    ]
    .concat()
}

impl Actor {
    pub const ALL: [Self; 10] = [
        Self::Anonymous,
        Self::PatientA,
        Self::PatientB,
        Self::TreatingDoctor,
        Self::OtherDoctor,
        Self::Staff,
        Self::Key,
        Self::OtherKey,
        Self::Administrator,
        Self::Disabled,
    ];
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Anonymous => "anonymous",
            Self::PatientA => "patient_a",
            Self::PatientB => "patient_b",
            Self::TreatingDoctor => "treating",
            Self::OtherDoctor => "doctor",
            Self::Staff => "staff",
            Self::Key => "key",
            Self::OtherKey => "other_key",
            Self::Administrator => "admin",
            Self::Disabled => "disabled",
        })
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "-",
            Self::Own => "own",
            Self::Other => "other",
            Self::Crossed => "crossed",
            Self::Deleted => "deleted",
            Self::Missing => "missing",
            Self::Nonexistent => "nonexistent",
        })
    }
}
