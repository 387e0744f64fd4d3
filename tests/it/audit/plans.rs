//! How a search is carried out, on a log of some size.

use carebridge::domain::audit::{Actions, AuditOutcome};
use carebridge::domain::ids::UserId;
use carebridge::storage::audit::partitions::windows;
use carebridge::storage::audit::search::{AuditRow, Filter, page, within};
use diesel::{QueryDsl, SelectableHelper};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use crate::support::app::{TestApp, spawn_app};
use crate::support::explain::Explain;

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
        (
            "history of a visit",
            Filter {
                object_kind: Some("appointment".into()),
                object_id: some(7),
                but: Some("appointment.read"),
                outcome: Some(AuditOutcome::Ok),
                from: at("2026-11-21T00:00:00Z"),
                ..Filter::default()
            },
        ),
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
