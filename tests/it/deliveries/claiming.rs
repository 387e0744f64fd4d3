//! What is claimed, in which order, and at which cost.

use carebridge::domain::channels::ChannelKind;
use carebridge::storage::deliveries::claim::{Room, claim};
use chrono::TimeDelta;
use diesel::QueryableByName;
use diesel::sql_types::Text;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

use super::queue;
use crate::support::app::{TestApp, spawn_app};

const CLAIM: &str = include_str!("../../../src/storage/deliveries/claim.sql");
const LEASE: TimeDelta = TimeDelta::seconds(60);

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    #[diesel(column_name = "QUERY PLAN")]
    line: String,
}

/// Nobody sends there: the server's workers leave these alone.
async fn priorities(app: &TestApp, room: Room) -> Vec<i16> {
    let mut connection = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    let now = carebridge::domain::clock::Clock::now(&*app.clock) + TimeDelta::hours(1);
    let claimed = claim(&mut connection, ChannelKind::Push, room, LEASE, now).await.unwrap();
    claimed.iter().map(|claimed| claimed.priority).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_in_bulk_leaves_room_for_a_confirmation() {
    let app = spawn_app().await;
    queue(&app, "push", 9, 20, 10).await;
    assert_eq!(priorities(&app, Room { all: 8, bulk: 6 }).await, [9; 6]);
    queue(&app, "push", 5, 1, 20).await;
    queue(&app, "push", 1, 1, 30).await;
    assert_eq!(priorities(&app, Room { all: 2, bulk: 0 }).await, [1, 5]);
    queue(&app, "push", 1, 3, 30).await;
    assert_eq!(priorities(&app, Room { all: 4, bulk: 4 }).await, [1, 1, 1, 9]);
    assert_eq!(priorities(&app, Room { all: 0, bulk: 0 }).await, [0_i16; 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn reminders_of_days_to_come_cost_a_claim_nothing() {
    let app = spawn_app().await;
    for priority in [1, 5, 9] {
        queue(&app, "push", priority, 20_000, 60 * 24).await;
        queue(&app, "push", priority, 20, 0).await;
    }
    let mut connection = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    connection.batch_execute("ANALYZE deliveries").await.unwrap();
    let now = carebridge::domain::clock::Clock::now(&*app.clock) + TimeDelta::minutes(1);
    let asked = CLAIM
        .replace("$1", "'push'")
        .replace("$2", &format!("timestamptz '{}'", now.to_rfc3339()))
        .replace("$3", "60")
        .replace("$4", "100::bigint")
        .replace("$5", "75::bigint");
    let explain = format!("EXPLAIN (ANALYZE, TIMING off, SUMMARY off) {asked}");
    let lines: Vec<Line> = diesel::sql_query(explain).load(&mut connection).await.unwrap();
    let plan = lines.iter().map(|line| line.line.as_str()).collect::<Vec<_>>().join("\n");
    assert!(plan.contains("deliveries_ready"), "{plan}");
    for costly in ["Seq Scan", "Sort", "Rows Removed by Filter"] {
        assert!(!plan.contains(costly), "{costly}\n{plan}");
    }
}
