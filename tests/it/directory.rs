//! The directory: what it remembers is never wrong about who is there and when they are free, and it is read by its indexes.

use carebridge::domain::doctors::DoctorSearch;
use carebridge::domain::ids::{ClinicId, UserId};
use carebridge::domain::pages::Start;
use carebridge::storage::directory::DirectoryPage;
use chrono::TimeDelta;
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::Json;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::api::Person;
use crate::support::app::{TestApp, spawn_app};

/// What the directory says of the doctor of this name; null where it does not know them.
async fn listed(who: &Person, name: &str) -> Value {
    who.get(&format!("doctors/?q={name}")).await.expect(200)["results"][0].clone()
}

async fn next_available(who: &Person, name: &str) -> String {
    listed(who, name).await["next_available"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_free_time_is_right_after_every_booking_cancellation_and_change_of_rules() {
    let app = spawn_app().await;
    let (pat, desk, doctor) =
        (app.sign_in("pat").await, app.sign_in("desk").await, app.sign_in("dr.adams").await);
    let free = pat.free_slots(&doctor.id, "2026-11-23").await;
    assert_eq!(next_available(&pat, "adams").await, free[0]);
    let visit = pat.book(&doctor.id, &free[0]).await.expect(201);
    assert_eq!(next_available(&pat, "adams").await, free[1]);
    let cancel = format!("appointments/{}/cancel/", visit["id"].as_str().unwrap());
    desk.post(&cancel, &json!({})).await.expect(200);
    assert_eq!(next_available(&pat, "adams").await, free[0]);
    // An absence, and its end.
    let path = format!("doctors/{}/time_off/", doctor.id);
    let away = json!({ "starts_at": free[0], "ends_at": free[2] });
    let away = doctor.post(&path, &away).await.expect(201);
    assert_eq!(next_available(&pat, "adams").await, free[2]);
    assert_eq!(doctor.delete(&format!("{path}{}/", away["id"].as_str().unwrap())).await.status, 204);
    assert_eq!(next_available(&pat, "adams").await, free[0]);
    // A closure, and its end.
    let clinic = app.text("SELECT id::text AS text FROM clinics WHERE name LIKE 'Riverside%'").await;
    let path = format!("clinics/{clinic}/closures/");
    let closed = json!({ "starts_on": "2026-11-23", "ends_on": "2026-11-23" });
    let closed = desk.post(&path, &closed).await.expect(201);
    assert!(next_available(&pat, "adams").await.as_str() >= "2026-11-24");
    assert_eq!(desk.delete(&format!("{path}{}/", closed["id"].as_str().unwrap())).await.status, 204);
    assert_eq!(next_available(&pat, "adams").await, free[0]);
    // Time itself takes the first slot away.
    app.clock.advance(TimeDelta::hours(4));
    let later = pat.free_slots(&doctor.id, "2026-11-23").await;
    assert_ne!(later[0], free[0]);
    assert_eq!(next_available(&pat, "adams").await, later[0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_remembered_asks_where_schedules_stand_and_loads_no_calendar() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    let before = listed(&visitor, "adams").await;
    visitor.get("doctors/").await.expect(200);
    // A lock that nobody who loads a calendar gets past.
    let lock = app.lock_table("availability_rules").await;
    for _ in 0..5 {
        assert_eq!(listed(&visitor, "adams").await, before);
        assert_eq!(visitor.get("doctors/").await.expect(200)["results"][0], before);
    }
    drop(lock);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_disabled_or_deleted_is_gone_also_from_what_is_remembered() {
    let app = spawn_app().await;
    let (visitor, admin) = (app.visitor(), app.sign_in("admin").await);
    let adams = listed(&visitor, "adams").await["id"].as_str().unwrap().to_owned();
    let account = format!("admin/users/{adams}/");
    for _ in 0..2 {
        admin.post(&format!("{account}disable/"), &json!({})).await.expect(204);
        assert_eq!(listed(&visitor, "adams").await, Value::Null);
        admin.post(&format!("{account}enable/"), &json!({})).await.expect(204);
        assert_eq!(listed(&visitor, "adams").await["id"], json!(adams));
    }
    // By another node, which tells nobody.
    listed(&visitor, "baker").await;
    app.execute(&format!("UPDATE users SET disabled_at = now() WHERE id = '{adams}'")).await;
    app.execute("UPDATE users SET deleted_at = now() WHERE last_name = 'Baker'").await;
    for name in ["adams", "baker"] {
        assert_eq!(listed(&visitor, name).await, Value::Null);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn doctors_are_found_by_parts_of_words_as_they_were_typed() {
    let app = spawn_app().await;
    let visitor = app.visitor();
    for q in ["ADA", "ad", "gra%20ada", "general", "s", "adams%20general%20grace"] {
        let found = visitor.get(&format!("doctors/?q={q}")).await.expect(200);
        let names: Vec<_> =
            found["results"].as_array().unwrap().iter().map(|one| &one["last_name"]).collect();
        assert!(names.contains(&&json!("Adams")), "{q}: {names:?}");
    }
    for q in ["ada%25ms", "_dams", "%25", "ada%5C", "adams%20cardiology", "%27%20OR%20true--"] {
        assert_eq!(visitor.get(&format!("doctors/?q={q}")).await.expect(200)["results"], json!([]), "{q}");
    }
    let clinic = app.text("SELECT id::text AS text FROM clinics WHERE name LIKE 'Riverside%'").await;
    let narrow =
        format!("doctors/?clinic={clinic}&language=EN&specialty=CARDIOLOGY&accepts_new_patients=true");
    assert_eq!(visitor.get(&narrow).await.expect(200)["results"][0]["last_name"], "Baker");
    assert_eq!(visitor.get("doctors/?specialty=Cardio").await.expect(200)["results"], json!([]));
}

/// Explains the very statement that is sent.
#[derive(Debug)]
struct Explained(DirectoryPage);

impl QueryFragment<Pg> for Explained {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("EXPLAIN (FORMAT JSON) ");
        self.0.walk_ast(out)
    }
}

impl QueryId for Explained {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Explained {
    type SqlType = Json;
}

/// As many doctors as a large hub has: 400 family names, 250 given names, twelve fields.
async fn add_ten_thousand_doctors(app: &TestApp) {
    let id = "('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid";
    app.execute(&format!(
        "INSERT INTO users (id, email, role, first_name, last_name, created_at, updated_at)
         SELECT {id}, 'doctor' || n || '@example.org', 'doctor', 'Given' || n % 250, 'Family' || n % 400, now(), now()
         FROM generate_series(1, 10000) n"
    ))
    .await;
    app.execute(
        "INSERT INTO doctor_profiles (user_id, license_number, specialty, languages, first_name, last_name, search,
                                      created_at, updated_at)
         SELECT id, 'ZZZ-' || right(id::text, 6), 'Field ' || number % 12, ARRAY['en'], first_name, last_name,
                lower(first_name || ' ' || last_name || ' field ' || number % 12), now(), now()
         FROM users, LATERAL (SELECT right(id::text, 6)::int AS number) numbered WHERE email LIKE 'doctor%@example.org'",
    )
    .await;
    app.execute(
        "INSERT INTO schedules (doctor_id, time_zone, created_at, updated_at)
         SELECT user_id, 'UTC', now(), now() FROM doctor_profiles WHERE license_number LIKE 'ZZZ-%'",
    )
    .await;
    app.execute(
        "INSERT INTO clinic_members (clinic_id, user_id, role, created_at)
         SELECT clinics.id, user_id, 'doctor', now() FROM doctor_profiles, clinics
         WHERE license_number LIKE 'ZZZ-%' AND name LIKE 'Riverside%'",
    )
    .await;
    for table in ["users", "doctor_profiles", "schedules", "clinic_members", "clinics"] {
        app.execute(&format!("ANALYZE {table}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_search_uses_its_index() {
    use diesel_async::RunQueryDsl;
    let app = spawn_app().await;
    add_ten_thousand_doctors(&app).await;
    let mut connection = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    let clinic: Uuid =
        app.text("SELECT id::text AS text FROM clinics WHERE name LIKE 'Riverside%'").await.parse().unwrap();
    let everybody = DoctorSearch::default;
    let by_word = |q: &str| DoctorSearch { q: Some(q.to_owned()), ..everybody() };
    let beside = |backwards| Start { at: ("Family250".to_owned(), String::new(), UserId(clinic)), backwards };
    for (search, start, index) in [
        (everybody(), None, "doctor_profiles_name"),
        (everybody(), Some(beside(false)), "doctor_profiles_name"),
        (everybody(), Some(beside(true)), "doctor_profiles_name"),
        (by_word("family399"), None, "doctor_profiles_search"),
        (by_word("given177 family3"), None, "doctor_profiles_search"),
        (
            DoctorSearch { specialty: Some("FIELD 3".to_owned()), ..everybody() },
            None,
            "doctor_profiles_specialty",
        ),
        (
            DoctorSearch {
                specialty: Some("Field 3".to_owned()),
                language: Some("en".to_owned()),
                accepts_new_patients: Some(true),
                ..everybody()
            },
            Some(beside(false)),
            "doctor_profiles_specialty",
        ),
        (DoctorSearch { clinic: Some(ClinicId(clinic)), ..everybody() }, None, "doctor_profiles_name"),
    ] {
        let page = Explained(DirectoryPage::new(&search, start.as_ref(), 21));
        let plan: Value = page.get_result(&mut connection).await.unwrap();
        let text = plan.to_string();
        assert!(text.contains(&format!("\"Index Name\":\"{index}\"")), "{search:?}: {plan:#}");
        assert!(scans(&plan).iter().all(|table| table == "clinics"), "{search:?}: {plan:#}");
    }

    // Forwards to the end and back again, everybody once.
    let visitor = app.visitor();
    let (mut there, mut path) = (Vec::new(), "doctors/?q=field%203&limit=100".to_owned());
    let mut page;
    loop {
        page = visitor.get(&path).await.expect(200);
        there.extend(page["results"].as_array().unwrap().iter().map(|one| one["id"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("doctors/?q=field%203&limit=100&cursor={next}");
    }
    let all =
        "SELECT count(*) AS count FROM doctor_profiles WHERE search LIKE '%field%' AND search LIKE '%3%'";
    assert_eq!(i64::try_from(there.len()).unwrap(), app.count(all).await);
    let mut back = Vec::new();
    while let Some(previous) = page["previous"].as_str() {
        page = visitor.get(&format!("doctors/?q=field%203&limit=100&cursor={previous}")).await.expect(200);
        back.splice(0..0, page["results"].as_array().unwrap().iter().map(|one| one["id"].clone()));
    }
    assert_eq!(back, there[..back.len()]);
    there.sort_unstable_by_key(Value::to_string);
    there.dedup();
    assert_eq!(i64::try_from(there.len()).unwrap(), app.count(all).await);
}

/// The tables that a plan reads from end to end.
fn scans(plan: &Value) -> Vec<String> {
    match plan {
        Value::Array(nodes) => nodes.iter().flat_map(scans).collect(),
        Value::Object(node) => {
            let own = (node.get("Node Type") == Some(&json!("Seq Scan")))
                .then(|| node["Relation Name"].as_str().unwrap_or_default().to_owned());
            own.into_iter().chain(node.values().flat_map(scans)).collect()
        }
        _ => Vec::new(),
    }
}
