//! The audit trail as administrators see it.

mod chaining;
mod partitions;
mod plans;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::api::Person;
use crate::support::app::spawn_app;

#[tokio::test(flavor = "multi_thread")]
async fn nobody_but_an_administrator_reaches_the_trail() {
    let app = spawn_app().await;
    for name in ["pat", "desk", "dr.adams"] {
        let stranger = app.sign_in(name).await;
        for path in ["admin/audit/", "admin/audit/verify/", "admin/audit/export.csv"] {
            stranger.get(path).await.refused(403, "forbidden");
        }
        stranger.post("admin/audit/verify/", &json!({})).await.refused(403, "forbidden");
    }
    app.visitor().get("admin/audit/").await.refused(401, "unauthenticated");
    let looked = "SELECT count(*) AS count FROM audit_log WHERE action LIKE 'audit.%'";
    assert_eq!(app.count(looked).await, 0);
}

/// The actions on every page of a search, the newest first.
async fn actions(admin: &Person, query: &str) -> Vec<String> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = admin.get(&format!("admin/audit/?limit=2&{query}{cursor}")).await.expect(200);
        let lines = page["results"].as_array().unwrap().iter();
        found.extend(lines.map(|line| line["action"].as_str().unwrap().to_owned()));
        let Some(next) = page["next"].as_str() else { return found };
        cursor = format!("&cursor={next}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_are_found_by_each_of_their_words() {
    let app = spawn_app().await;
    let (pat, admin) = (app.sign_in("pat").await, app.sign_in("admin").await);
    app.clock.advance(TimeDelta::minutes(5));
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, "2026-11-24").await.swap_remove(0);
    let booked = pat.book(&doctor, &slot).await;
    let request = booked.header("x-request-id").to_owned();
    let visit = booked.expect(201);
    let visit = visit["id"].as_str().unwrap();
    let later = || app.clock.advance(TimeDelta::seconds(1));
    later();
    pat.post(&format!("appointments/{visit}/cancel/"), &json!({})).await.expect(200);
    later();
    let wrong = json!({ "email": "pat@carebridge.example", "password": "not the passphrase" });
    app.visitor().post("auth/login/", &wrong).await.refused(401, "invalid_credentials");

    later();
    let of_visit = ["appointment.cancel", "appointment.book"];
    assert_eq!(actions(&admin, &format!("object_id={visit}")).await, of_visit);
    assert_eq!(actions(&admin, "object_kind=appointment").await, of_visit);
    assert_eq!(actions(&admin, "action=appointment.*").await, of_visit);
    assert_eq!(actions(&admin, "action=appointment.book").await, ["appointment.book"]);
    assert_eq!(actions(&admin, &format!("request_id={request}")).await, ["appointment.book"]);
    assert_eq!(actions(&admin, &format!("patient={}&action=appointment.*", pat.id)).await, of_visit);
    let by_pat = ["appointment.cancel", "appointment.book", "account.sign_in"];
    assert_eq!(actions(&admin, &format!("actor={}", pat.id)).await, by_pat);
    assert_eq!(actions(&admin, "outcome=refused").await, ["account.sign_in"]);
    assert_eq!(actions(&admin, "outcome=refused&action=appointment.*").await, Vec::<String>::new());
    assert_eq!(actions(&admin, "to=2026-11-23T06:05:00Z").await, ["account.sign_in", "account.sign_in"],);
    assert_eq!(actions(&admin, "action=appointment.*&from=2026-11-23T06:05:00Z").await, of_visit);
    assert_eq!(actions(&admin, "from=2026-11-23T06:10:00Z").await, Vec::<String>::new());

    for (query, field) in
        [("action=a%25", "action"), ("outcome=maybe", "outcome"), ("request_id=a%00b", "request_id")]
    {
        let refused = admin.get(&format!("admin/audit/?{query}")).await.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["field"], field);
    }
    later();
    let first = admin.get("admin/audit/?limit=1").await.expect(200);
    let next = first["next"].as_str().unwrap();
    admin.get(&format!("admin/audit/?outcome=refused&cursor={next}")).await.refused(422, "bad_cursor");
    let second = admin.get(&format!("admin/audit/?limit=1&cursor={next}")).await.expect(200);
    let back = second["previous"].as_str().unwrap();
    let again = admin.get(&format!("admin/audit/?limit=1&cursor={back}")).await.expect(200);
    // What was looked up meanwhile is newer still, and stands before it.
    assert_eq!((&again["results"], again["previous"].is_string()), (&first["results"], true));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_trail_is_verified_by_either_method_and_says_what_is_wrong() {
    let app = spawn_app().await;
    let (_, admin) = (app.sign_in("pat").await, app.sign_in("admin").await);
    let report = admin.get("admin/audit/verify/").await.expect(200);
    assert_eq!((&report["ok"], &report["problem"]), (&json!(true), &Value::Null));
    let row = "SELECT id::text AS text FROM audit_log WHERE action = 'account.sign_in' ORDER BY id LIMIT 1";
    let row = app.text(row).await;
    let sql = format!(
        "DO $$ BEGIN SET LOCAL session_replication_role = replica;
         DELETE FROM audit_unchained WHERE audit_id = '{row}'; DELETE FROM audit_chain WHERE audit_id = '{row}'; END $$"
    );
    app.execute(&sql).await;
    let report = admin.post("admin/audit/verify/", &json!({})).await.expect(200);
    assert_eq!(report["ok"], false);
    let kind = report["problem"]["kind"].as_str().unwrap();
    assert!(["inserted", "chain_broken", "truncated"].contains(&kind), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_holds_what_a_search_finds_and_no_formula() {
    let app = spawn_app().await;
    let admin = app.sign_in("admin").await;
    // Several batches, and words that a spreadsheet would compute.
    app.execute(
        "INSERT INTO audit_log (id, at, action, object_kind, request_id, outcome, detail)
         SELECT gen_random_uuid(), '2026-11-22T00:00:00Z', 'test.row', '=1+1', '@' || n, 'ok', '{\"a\": \"b\\\"c\"}'
         FROM generate_series(1, 1203) n",
    )
    .await;
    let answer = admin.get("admin/audit/export.csv?action=test.*").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    assert_eq!(
        answer.header("content-disposition"),
        "attachment; filename=\"carebridge-audit-2026-11-23.csv\""
    );
    let body = answer.expect(200);
    let mut reader = csv::Reader::from_reader(body.as_str().unwrap().as_bytes());
    assert_eq!(&reader.headers().unwrap()[4], "action");
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1203);
    assert!(rows.iter().map(|row| &row[0]).is_sorted_by(|newer, older| newer > older));
    for row in &rows {
        assert_eq!(
            (&row[1], &row[5], &row[11]),
            ("2026-11-22T00:00:00.000000Z", "'=1+1", "{\"a\":\"b\\\"c\"}")
        );
        assert!(row[8].starts_with("'@"));
    }
    let empty = admin.get("admin/audit/export.csv?action=nothing.such").await.expect(200);
    assert_eq!(empty.as_str().unwrap().lines().count(), 1);
}
