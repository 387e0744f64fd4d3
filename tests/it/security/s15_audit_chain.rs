//! The audit trail is evidence: whatever is done to it is found, and the first row it was done to is named.

mod tamperings;

use std::time::Duration;

use carebridge::domain::clock::Clock;
use carebridge::services::audit::findings::Wrong;
use carebridge::services::audit::verify::verify;
use carebridge::storage::audit::partitions;
use chrono::TimeDelta;
use diesel::QueryableByName;
use diesel::sql_types::{Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use rand::SeedableRng;
use rand::rngs::StdRng;
use uuid::Uuid;

use self::tamperings::{KINDS, Tamperer};
use crate::support::app::spawn_app;
use crate::support::audit::{Trail, entry};

/// Rows that are chained, and rows that wait.
const CHAINED: usize = 300;
const WAITING: usize = 5;
const TAMPERINGS: u64 = 1200;

#[derive(QueryableByName)]
struct Id {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

#[derive(QueryableByName)]
struct Name {
    #[diesel(sql_type = Text)]
    name: String,
}

async fn ids(connection: &mut AsyncPgConnection, sql: &str) -> Vec<Uuid> {
    let rows: Vec<Id> = diesel::sql_query(sql).load(connection).await.unwrap();
    rows.into_iter().map(|row| row.id).collect()
}

/// A trail over three days, one of which has no partition of its own, with two checkpoints.
async fn trail(seed: u64) -> Trail {
    let trail = Trail::new().await;
    let mut rng = StdRng::seed_from_u64(seed);
    let mut connection = trail.connect().await;
    assert!(partitions::make(&mut connection, trail.clock.now() + TimeDelta::days(1)).await.unwrap());
    assert!(partitions::make(&mut connection, trail.clock.now() + TimeDelta::days(2)).await.unwrap());
    trail.chainer().run(None).await.unwrap();
    let mut connection = trail.connect().await;
    connection
        .batch_execute("SET session_replication_role = replica; TRUNCATE audit_log, audit_chain")
        .await
        .unwrap();
    std::fs::remove_dir_all(trail.dir.path().join("audit")).unwrap_or_default();
    for n in 0..CHAINED {
        if n == CHAINED / 2 {
            trail.chainer().run(None).await.unwrap();
        }
        trail.clock.advance(TimeDelta::minutes(14));
        trail.write(&connection, &[entry(&mut rng)]).await;
    }
    assert_eq!(trail.chainer().run(None).await.unwrap(), CHAINED / 2);
    for _ in 0..WAITING {
        trail.write(&connection, &[entry(&mut rng)]).await;
    }
    trail
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_the_first_row_that_was_tampered_with_is_named_each_time() {
    let seed: u64 = rand::random();
    let trail = trail(seed).await;
    let mut connection = trail.connect().await;
    let chained = ids(&mut connection, "SELECT audit_id AS id FROM audit_chain ORDER BY position").await;
    let waiting = ids(&mut connection, "SELECT audit_id AS id FROM audit_unchained").await;
    assert_eq!((chained.len(), waiting.len()), (CHAINED, WAITING));
    let intact = trail.verify(&mut connection).await;
    assert_eq!(intact.problem, None);

    for n in 0..TAMPERINGS {
        let mut tamperer =
            Tamperer { chained: &chained, waiting: &waiting, rng: StdRng::seed_from_u64(seed ^ n) };
        let done = tamperer.of_kind(n % KINDS);
        let sql = format!("BEGIN; SET LOCAL session_replication_role = replica; {}", done.sql);
        connection.batch_execute(&sql).await.unwrap();
        let found = trail.verify(&mut connection).await.problem;
        connection.batch_execute("ROLLBACK").await.unwrap();
        let told = format!("seed {seed}, tampering {n}: {}\n{found:?}", done.sql);
        let found = found.expect(&told);
        assert_eq!(found.position, done.position, "{told}");
        assert!(done.id.is_none_or(|id| found.audit_id == Some(id)), "{told}");
        assert!(done.wrong.is_none_or(|wrong| found.wrong == wrong), "{told}");
    }
    assert_eq!(trail.verify(&mut connection).await, intact);
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_a_chain_that_was_cut_and_went_on_is_found_and_its_checkpoint_is_left_as_it_was() {
    let trail = trail(1).await;
    let mut connection = trail.connect().await;
    connection
        .batch_execute(
            "SET session_replication_role = replica;
             DELETE FROM audit_log WHERE id IN (SELECT audit_id FROM audit_chain WHERE position > 290);
             DELETE FROM audit_chain WHERE position > 290;",
        )
        .await
        .unwrap();
    let mut rng = StdRng::seed_from_u64(2);
    let more: Vec<_> = (0..20).map(|_| entry(&mut rng)).collect();
    trail.write(&connection, &more).await;
    assert_eq!(trail.chainer().run(None).await.unwrap(), WAITING + 20);
    let report = trail.verify(&mut connection).await;
    let problem = report.problem.unwrap();
    assert_eq!((problem.wrong, problem.position), (Wrong::Truncated, Some(300)));
    assert_eq!(report.checkpoint.unwrap().position, 300);
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_a_checkpoint_that_is_not_ours_is_found() {
    let trail = trail(1).await;
    let mut connection = trail.connect().await;
    for name in ["checkpoint.json", "checkpoints.jsonl"] {
        let path = trail.dir.path().join("audit").join(name);
        let kept = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, kept.replacen("\"position\":", "\"position\":1", 1)).unwrap();
        let problem = trail.verify(&mut connection).await.problem.unwrap();
        assert_eq!((problem.wrong, problem.position), (Wrong::ChainBroken, None));
        assert!(problem.message.contains(name), "{}", problem.message);
        std::fs::write(&path, kept).unwrap();
    }
    assert_eq!(trail.verify(&mut connection).await.problem, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_a_row_that_was_deleted_before_it_was_chained_is_missed() {
    let trail = trail(1).await;
    let mut connection = trail.connect().await;
    let waiting = ids(&mut connection, "SELECT audit_id AS id FROM audit_unchained ORDER BY 1").await;
    connection
        .batch_execute(&format!(
            "SET session_replication_role = replica; DELETE FROM audit_log WHERE id = '{}'",
            waiting[2]
        ))
        .await
        .unwrap();
    trail.chainer().run(None).await.unwrap();
    let problem = trail.verify(&mut connection).await.problem.unwrap();
    assert_eq!((problem.wrong, problem.audit_id), (Wrong::Deleted, Some(waiting[2])));
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_a_trail_of_many_writers_and_two_chainers_is_intact_and_late_commits_are_chained_late() {
    let trail = Trail::new().await;
    let late = trail.connect().await;
    (&mut &late).batch_execute("BEGIN").await.unwrap();
    trail.write(&late, &[entry(&mut StdRng::seed_from_u64(0))]).await;
    let writers = (1..=6_u64).map(|n| {
        let trail = &trail;
        async move {
            let mut rng = StdRng::seed_from_u64(n);
            let connection = trail.connect().await;
            for turn in 0..20 {
                let entries: Vec<_> = (0..=turn % 3).map(|_| entry(&mut rng)).collect();
                (&mut &connection).batch_execute("BEGIN").await.unwrap();
                trail.write(&connection, &entries).await;
                let end = if turn % 7 == 6 { "ROLLBACK" } else { "COMMIT" };
                (&mut &connection).batch_execute(end).await.unwrap();
            }
        }
    });
    let chaining = |chainer: carebridge::services::audit::chainer::Chainer| async move {
        let mut chained = 0;
        for _ in 0..15 {
            chained += chainer.run(None).await.unwrap();
        }
        chained
    };
    let (_, first, second) = tokio::join!(
        futures::future::join_all(writers),
        chaining(trail.chainer()),
        chaining(trail.chainer())
    );
    let rest = trail.chainer().run(None).await.unwrap();
    let mut connection = trail.connect().await;
    let before = trail.verify(&mut connection).await;
    assert_eq!((before.problem.clone(), before.pending), (None, 0));
    assert!(i64::try_from(first + second + rest).unwrap() <= before.chained);

    (&mut &late).batch_execute("COMMIT").await.unwrap();
    assert_eq!(trail.verify(&mut connection).await.pending, 1);
    assert_eq!(trail.chainer().run(None).await.unwrap(), 1);
    let after = trail.verify(&mut connection).await;
    assert_eq!((after.problem, after.chained, after.rows), (None, before.chained + 1, before.rows + 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_what_was_written_is_not_changed_in_any_partition_nor_in_the_chain() {
    let trail = trail(1).await;
    let mut connection = trail.connect().await;
    let tables: Vec<Name> = diesel::sql_query(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'audit_log'::regclass
         UNION SELECT 'audit_log' UNION SELECT 'audit_chain'",
    )
    .load(&mut connection)
    .await
    .unwrap();
    assert_eq!(tables.len(), 5);
    for Name { name } in tables {
        let column = if name == "audit_chain" { "hash = ''" } else { "action = ''" };
        for sql in
            [format!("UPDATE {name} SET {column}"), format!("DELETE FROM {name}"), format!("TRUNCATE {name}")]
        {
            let refused = connection.batch_execute(&sql).await.unwrap_err();
            assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_no_booking_waits_for_a_chainer() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, "2026-11-24").await.swap_remove(0);
    // All that a chainer ever locks, held for as long as the booking takes.
    let mut chainer = app.lock_table("audit_chain").await;
    chainer
        .batch_execute(
            "DELETE FROM audit_unchained WHERE audit_id IN (SELECT audit_id FROM audit_unchained FOR UPDATE)",
        )
        .await
        .unwrap();
    let booked = tokio::time::timeout(Duration::from_secs(2), pat.book(&doctor, &slot)).await;
    booked.expect("it does not wait").expect(201);
    chainer.batch_execute("ROLLBACK").await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_a_running_house_chains_what_it_writes() {
    let app = spawn_app().await;
    let _signed_in = (app.sign_in("pat").await, app.sign_in("sam").await);
    app.eventually("SELECT count(*) AS count FROM audit_unchained", 0).await;
    let chained = "SELECT count(*) AS count FROM audit_chain JOIN audit_log ON audit_log.id = audit_id";
    assert!(app.count(chained).await >= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn s15_who_stops_chains_what_is_there_and_leaves_a_checkpoint() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let doctor = pat.doctor_id("adams").await;
    let slot = pat.free_slots(&doctor, "2026-11-24").await.swap_remove(0);
    pat.book(&doctor, &slot).await.expect(201);
    let (url, data_dir) = (app.database_url.clone(), app.data_dir.clone());
    tokio::task::spawn_blocking(move || drop(app)).await.unwrap();
    let mut connection = AsyncPgConnection::establish(&url).await.unwrap();
    let (keys, checkpoints) = Trail::of_data_dir(data_dir.path());
    let report = verify(&mut connection, &keys, &checkpoints, &|_, _| {}).await.unwrap();
    assert_eq!((report.problem, report.pending), (None, 0));
    assert_eq!(report.checkpoint.unwrap().position, report.chained);
    assert!(report.chained >= 2);
}
