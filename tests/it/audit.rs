//! The audit trail as administrators see it, and where it lies.

use carebridge::domain::audit::{Actions, AuditEntry, AuditOutcome};
use carebridge::domain::clock::Clock;
use carebridge::domain::ids::{UserId, least_uuid};
use carebridge::domain::pages::Start;
use carebridge::services::audit::findings::Wrong;
use carebridge::storage::audit::partitions::{self, windows};
use carebridge::storage::audit::search::{AuditRow, Filter, page, search, within};
use carebridge::storage::migrations;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::Text;
use diesel::{QueryDsl, QueryResult, SelectableHelper};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::api::Person;
use crate::support::app::{TestApp, Wishes, spawn_app};
use crate::support::audit::{Trail, entry};

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
    pat.post(&format!("appointments/{visit}/cancel/"), &json!({})).await.expect(200);
    let wrong = json!({ "email": "pat@carebridge.example", "password": "not the passphrase" });
    app.visitor().post("auth/login/", &wrong).await.refused(401, "invalid_credentials");

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
    assert_eq!(actions(&admin, "from=2026-11-23T06:05:01Z").await, Vec::<String>::new());

    for (query, field) in
        [("action=a%25", "action"), ("outcome=maybe", "outcome"), ("request_id=a%00b", "request_id")]
    {
        let refused = admin.get(&format!("admin/audit/?{query}")).await.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["field"], field);
    }
    let first = admin.get("admin/audit/?limit=1").await.expect(200);
    let next = first["next"].as_str().unwrap();
    admin.get(&format!("admin/audit/?outcome=refused&cursor={next}")).await.refused(422, "bad_cursor");
    let second = admin.get(&format!("admin/audit/?limit=1&cursor={next}")).await.expect(200);
    let back = second["previous"].as_str().unwrap();
    let again = admin.get(&format!("admin/audit/?limit=1&cursor={back}")).await.expect(200);
    // What was looked up meanwhile is newer still, and stands between.
    assert_eq!(again["results"][0]["action"], "audit.search");
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
    TestApp::execute(&app, &sql).await;
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
    TestApp::execute(
        &app,
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

#[tokio::test(flavor = "multi_thread")]
async fn a_day_has_its_partition_before_it_comes_and_two_nodes_make_it_once() {
    let first = spawn_app().await;
    let second = Wishes::default().beside(&first).spawn().await;
    let made =
        |day: &str| format!("SELECT count(*) AS count FROM pg_class WHERE relname = 'audit_log_{day}'");
    for day in ["20261124", "20261125", "20261126"] {
        assert_eq!(first.count(&made(day)).await, 1, "{day}");
    }
    first.clock.advance(TimeDelta::days(1));
    second.sign_in("pat").await;
    let there = "SELECT count(*) AS count FROM audit_log_20261124 WHERE action = 'account.sign_in'";
    assert_eq!(first.count(there).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_that_has_rows_already_keeps_them_where_they_are() {
    let trail = Trail::new().await;
    let (mut one, mut other) = (trail.connect().await, trail.connect().await);
    trail.clock.advance(TimeDelta::days(5));
    trail.write(&one, &[entry(&mut StdRng::seed_from_u64(1))]).await;
    let today = trail.clock.now();
    assert!(!partitions::make(&mut one, today).await.unwrap());
    let tomorrow = today + TimeDelta::days(1);
    let (one, other) =
        tokio::join!(partitions::make(&mut one, tomorrow), partitions::make(&mut other, tomorrow));
    assert_eq!(usize::from(one.unwrap()) + usize::from(other.unwrap()), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_survives_the_way_into_partitions_and_back() {
    let trail = Trail::new().await;
    let mut connection = trail.connect().await;
    trail.clock.advance(TimeDelta::days(1));
    assert!(partitions::make(&mut connection, trail.clock.now()).await.unwrap());
    let mut rng = StdRng::seed_from_u64(1);
    for _ in 0..3 {
        let entries: Vec<_> = (0..20).map(|_| entry(&mut rng)).collect();
        trail.write(&connection, &entries).await;
        trail.clock.advance(TimeDelta::days(1));
    }
    trail.chainer().run(None).await.unwrap();
    let sum = "SELECT md5(string_agg(l::text, '' ORDER BY id)) AS text FROM audit_log l";
    let before = text(&mut connection, sum).await;
    let chained = "SELECT coalesce(to_regclass('audit_chain')::text, '') AS text";
    let mut taken_back = 0;
    while text(&mut connection, chained).await == "audit_chain" {
        taken_back += migrations::down(&trail.url, 1).await.unwrap();
    }
    assert_eq!(text(&mut connection, sum).await, before);
    let refused = connection.batch_execute("DELETE FROM audit_log").await.unwrap_err();
    assert!(refused.to_string().contains("append-only"));
    assert_eq!(migrations::up(&trail.url).await.unwrap(), taken_back);
    assert_eq!(text(&mut connection, sum).await, before);
    // The chain is made anew, and so are its checkpoints.
    std::fs::remove_dir_all(trail.dir.path().join("audit")).unwrap();
    assert!(trail.chainer().run(None).await.unwrap() >= 60);
    assert_eq!(trail.verify(&mut connection).await.problem, None);
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    text: String,
}

async fn text(connection: &mut AsyncPgConnection, sql: &str) -> String {
    diesel::sql_query(sql).get_result::<Line>(connection).await.unwrap().text
}

/// How a query would be carried out.
#[derive(QueryId)]
struct Explain<Q>(Q);

impl<Q> Query for Explain<Q> {
    type SqlType = Text;
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Explain<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.unsafe_to_cache_prepared();
        out.push_sql("EXPLAIN (ANALYZE, TIMING off, SUMMARY off) ");
        self.0.walk_ast(out)
    }
}

/// Rows of a log of 60,000 over four days, two of which have partitions of their own.
async fn large_trail() -> (TestApp, AsyncPgConnection) {
    let app = spawn_app().await;
    let mut connection = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    connection
        .batch_execute(
            "INSERT INTO audit_log (id, at, actor_id, action, object_kind, object_id, patient_id, request_id, outcome)
             SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid,
                    at, lpad(to_hex(n % 500), 32, '0')::uuid,
                    (ARRAY['appointment.book', 'account.sign_in', 'profile.read'])[1 + n % 3],
                    (ARRAY['appointment', 'account', 'profile'])[1 + n % 3],
                    lpad(to_hex(n % 10000), 32, '0')::uuid, lpad(to_hex(n % 1000), 32, '0')::uuid, 'r-' || n,
                    CASE WHEN n % 97 = 0 THEN 'refused' ELSE 'ok' END
             FROM (SELECT n, timestamptz '2026-11-21T00:00:00Z' + n * interval '5 seconds' AS at
                   FROM generate_series(1, 60000) n) rows;
             ANALYZE audit_log;",
        )
        .await
        .unwrap();
    (app, connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_walks_an_index_and_sorts_nothing_much() {
    let (_app, mut connection) = large_trail().await;
    let some = |n: u128| Some(Uuid::from_u128(n));
    let at = |text: &str| Some(text.parse().unwrap());
    let filters = [
        ("nothing", Filter::default()),
        ("actor", Filter { actor: some(7), ..Filter::default() }),
        ("patient", Filter { patient: some(7).map(UserId), ..Filter::default() }),
        ("object kind", Filter { object_kind: Some("account".into()), ..Filter::default() }),
        ("rare kind", Filter { object_kind: Some("clinic".into()), ..Filter::default() }),
        ("object", Filter { object_id: some(7), ..Filter::default() }),
        ("action", Filter { actions: Some(Actions::parse("account.sign_in").unwrap()), ..Filter::default() }),
        (
            "rare action",
            Filter { actions: Some(Actions::parse("account.claim").unwrap()), ..Filter::default() },
        ),
        ("family", Filter { actions: Some(Actions::parse("account.*").unwrap()), ..Filter::default() }),
        ("rare family", Filter { actions: Some(Actions::parse("clinic.*").unwrap()), ..Filter::default() }),
        ("outcome", Filter { outcome: Some(AuditOutcome::Refused), ..Filter::default() }),
        ("request", Filter { request_id: Some("r-777".into()), ..Filter::default() }),
        ("from", Filter { from: at("2026-11-23T00:00:00Z"), ..Filter::default() }),
        ("to", Filter { to: at("2026-11-22T00:00:00Z"), ..Filter::default() }),
    ];
    let window = windows(&mut connection).await.unwrap()[0];
    for (name, filter) in filters {
        let window = within(window, &filter, None).unwrap();
        for backwards in [false, true] {
            let query = page(&filter, window, backwards, 21).select(AuditRow::as_select());
            let lines: Vec<String> = Explain(query).load(&mut connection).await.unwrap();
            let plan = lines.join("\n");
            // A partition without a page is read as it is.
            let reads_all = |line: &str| line.contains("Seq Scan") && !line.contains("cost=0.00..0.00");
            assert!(!plan.lines().any(reads_all), "{name}\n{plan}");
            assert!(plan.contains("Index"), "{name}\n{plan}");
            // What has few rows may be gathered and sorted; never what has many.
            for sorted in plan.match_indices("Sort (").map(|(at, _)| &plan[at..]) {
                let rows = sorted.split("actual rows=").nth(1).unwrap().split(' ').next().unwrap();
                assert!(rows.parse::<f64>().unwrap() <= 200.0, "{name}\n{plan}");
            }
            let removed = plan
                .match_indices("Rows Removed by Filter: ")
                .map(|(at, found)| plan[at + found.len()..].lines().next().unwrap().parse::<f64>().unwrap());
            assert!(removed.sum::<f64>() <= 30_000.0, "{name}\n{plan}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trail_of_many_months_is_walked_in_stretches() {
    let trail = Trail::new().await;
    let mut connection = trail.connect().await;
    let begin = trail.clock.now();
    for day in 0..140 {
        partitions::make(&mut connection, begin + TimeDelta::days(day)).await.unwrap();
    }
    let mut rng = StdRng::seed_from_u64(1);
    // In every stretch, before the first of them and behind the last.
    trail.clock.advance(TimeDelta::days(-10));
    for _ in 0..40 {
        trail.write(&connection, &[AuditEntry { action: "test.row", ..entry(&mut rng) }]).await;
        trail.clock.advance(TimeDelta::days(4));
    }
    assert_eq!(windows(&mut connection).await.unwrap().len(), 3);
    let filter = Filter { actions: Some(Actions::parse("test.*").unwrap()), ..Filter::default() };
    let all = search(&mut connection, &filter, None, 100).await.unwrap();
    assert_eq!(all.len(), 40);
    assert!(all.is_sorted_by(|newer, older| newer.id > older.id));
    for (at, backwards) in [(0, false), (12, false), (39, false), (0, true), (25, true), (39, true)] {
        let found = search(&mut connection, &filter, Some(&Start { at: all[at].id, backwards }), 15).await;
        let expected: Vec<AuditRow> = if backwards {
            all[..at].iter().rev().take(15).cloned().collect()
        } else {
            all[at + 1..].iter().take(15).cloned().collect()
        };
        assert_eq!(found.unwrap(), expected, "{at} {backwards}");
    }
    trail.chainer().run(None).await.unwrap();
    assert_eq!(trail.verify(&mut connection).await.problem, None);
    for (day, place) in [("2026-11-01", "first"), ("2027-02-10", "second"), ("2028-01-01", "last")] {
        let at: DateTime<Utc> = format!("{day}T00:00:00Z").parse().unwrap();
        let id = least_uuid(at);
        let stray = format!(
            "BEGIN; INSERT INTO audit_log (id, at, action, object_kind, outcome)
             VALUES ('{id}', now(), 'a', 'b', 'ok')"
        );
        connection.batch_execute(&stray).await.unwrap();
        let problem = trail.verify(&mut connection).await.problem.unwrap();
        connection.batch_execute("ROLLBACK").await.unwrap();
        assert_eq!((problem.wrong, problem.audit_id), (Wrong::Inserted, Some(id)), "{place}");
    }
}
