//! Where the log lies: a partition a day, walked in stretches.

use carebridge::domain::audit::{Actions, AuditEntry};
use carebridge::domain::clock::Clock;
use carebridge::domain::ids::least_uuid;
use carebridge::domain::pages::Start;
use carebridge::services::audit::findings::Wrong;
use carebridge::storage::audit::partitions::{self, windows};
use carebridge::storage::audit::search::{AuditRow, Filter, search};
use carebridge::storage::migrations;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::Text;
use diesel_async::{AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::support::app::{Wishes, spawn_app};
use crate::support::audit::{Trail, entry};

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

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    text: String,
}

async fn text(connection: &mut AsyncPgConnection, sql: &str) -> String {
    diesel::sql_query(sql).get_result::<Line>(connection).await.unwrap().text
}
