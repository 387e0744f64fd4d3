//! What the database knows.

use std::collections::HashSet;
use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Text, Uuid as SqlUuid};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use tokio::time::{interval, timeout};
use uuid::Uuid;

use crate::crash::messages::Tally;
use crate::serve::house::House;

const POLL: Duration = Duration::from_millis(100);
/// PostgreSQL notices at its next read that a client is gone.
const SESSIONS_END_WITHIN: Duration = Duration::from_secs(30);

/// A connection of one's own, which outlives the server's.
pub struct Records {
    connection: AsyncPgConnection,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// A message, by how it goes out.
#[derive(QueryableByName)]
pub struct Delivery {
    #[diesel(sql_type = Text)]
    pub channel: String,
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
}

impl Records {
    pub async fn open(house: &House) -> Self {
        let output = house.command("database-url").output().await.unwrap();
        let url = String::from_utf8(output.stdout).unwrap();
        Self { connection: AsyncPgConnection::establish(url.trim()).await.unwrap() }
    }

    /// A storm of bookings is more than people take in a day, and it rages at any hour.
    pub async fn let_everything_through(&mut self) {
        let chosen =
            "INSERT INTO notification_preferences (user_id, quiet_hours, daily_cap, created_at, updated_at)
                      SELECT id, 'false', '{\"sms\": null, \"email\": null}', now(), now() FROM users
                      ON CONFLICT DO NOTHING";
        diesel::sql_query(chosen).execute(&mut self.connection).await.unwrap();
    }

    /// The number that a statement selects.
    pub async fn count(&mut self, sql: &str) -> i64 {
        diesel::sql_query(sql).get_result::<Count>(&mut self.connection).await.unwrap().count
    }

    /// How many of these visits are there and have it so.
    pub async fn visits_where(&mut self, visits: &HashSet<Uuid>, condition: &str) -> i64 {
        let visits: Vec<_> = visits.iter().copied().collect();
        diesel::sql_query(format!(
            "SELECT count(*) FROM appointments visit WHERE id = ANY($1) AND {condition}"
        ))
        .bind::<Array<SqlUuid>, _>(visits)
        .get_result::<Count>(&mut self.connection)
        .await
        .unwrap()
        .count
    }

    /// Pairs of active visits of one doctor at one time.
    pub async fn overlaps(&mut self) -> i64 {
        self.count(
            "WITH active AS (SELECT * FROM appointments WHERE status NOT IN ('cancelled', 'no_show', 'expired'))
             SELECT count(*) FROM active one JOIN active other
             ON one.doctor_id = other.doctor_id AND one.id < other.id AND one.blocks && other.blocks",
        )
        .await
    }

    /// Every message.
    pub async fn deliveries(&mut self) -> Vec<Delivery> {
        let all =
            diesel::sql_query("SELECT channel, id FROM deliveries WHERE template <> 'appointment_reminder'");
        all.load(&mut self.connection).await.unwrap()
    }

    /// Waits until a statement counts nothing.
    pub async fn until_none(&mut self, sql: &str, limit: Duration) {
        let mut poll = interval(POLL);
        let waited = timeout(limit, async {
            while self.count(sql).await > 0 {
                poll.tick().await;
            }
        });
        assert!(waited.await.is_ok(), "still there after {limit:?}: {sql}");
    }

    /// Lets the leases of a killed server run out, and answers what it was sending. Leases go by the database's clock,
    /// which nobody can drive: that they end now stands for the minute that they would last.
    pub async fn end_leases_of_the_dead(&mut self) -> Tally {
        let sessions = "SELECT count(*) FROM pg_stat_activity
                        WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
        self.until_none(sessions, SESSIONS_END_WITHIN).await;
        let held: Vec<Delivery> = diesel::sql_query(
            "UPDATE deliveries SET lease_until = clock_timestamp() WHERE lease_until > clock_timestamp()
             RETURNING channel, id",
        )
        .load(&mut self.connection)
        .await
        .unwrap();
        let mut tally = Tally::default();
        for delivery in held {
            tally.count(&delivery.channel, 1);
        }
        tally
    }
}
