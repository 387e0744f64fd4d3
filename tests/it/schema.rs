//! The migrations, and what diesel believes of them.

use std::collections::BTreeSet;

use carebridge::storage::migrations;
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};

use crate::support::postgres::new_database;

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
}

async fn columns(url: &str) -> BTreeSet<String> {
    let mut connection = AsyncPgConnection::establish(url).await.unwrap();
    let rows: Vec<Column> = diesel::sql_query(
        "SELECT table_name || '.' || column_name AS name FROM information_schema.columns
         WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'",
    )
    .load(&mut connection)
    .await
    .unwrap();
    rows.into_iter().map(|row| row.name).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_migration_can_be_taken_back_and_applied_again() {
    let url = tokio::task::spawn_blocking(new_database).await.unwrap();
    let before = columns(&url).await;
    let taken_back = migrations::down(&url, usize::MAX).await.unwrap();
    assert!(taken_back >= 6);
    assert_eq!(columns(&url).await, BTreeSet::new());
    assert_eq!(migrations::up(&url).await.unwrap(), taken_back);
    assert_eq!(columns(&url).await, before);
    assert_eq!(migrations::up(&url).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_column_that_diesel_knows_is_there() {
    let url = tokio::task::spawn_blocking(new_database).await.unwrap();
    let there = columns(&url).await;
    let source = std::fs::read_to_string("src/storage/schema.rs").unwrap();
    let mut table = String::new();
    let mut sql_name = None;
    for line in source.lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            table = name.to_owned();
        } else if let Some(name) = line.strip_prefix("#[sql_name = \"") {
            sql_name = name.strip_suffix("\"]");
        } else if let Some((column, _)) = line.split_once(" -> ").filter(|_| line.ends_with(',')) {
            let column = sql_name.take().unwrap_or(column);
            assert!(there.contains(&format!("{table}.{column}")), "{table}.{column}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_trail_cannot_be_changed() {
    let url = tokio::task::spawn_blocking(new_database).await.unwrap();
    let mut connection = AsyncPgConnection::establish(&url).await.unwrap();
    diesel::sql_query(
        "INSERT INTO audit_log (id, at, action, object_kind, outcome) VALUES (gen_random_uuid(), now(), 'a', 'b', 'ok')",
    )
    .execute(&mut connection)
    .await
    .unwrap();
    for sql in ["UPDATE audit_log SET action = 'c'", "DELETE FROM audit_log", "TRUNCATE audit_log"] {
        let refused = diesel::sql_query(sql).execute(&mut connection).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
    }
}
