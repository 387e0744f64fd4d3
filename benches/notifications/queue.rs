//! The table of messages, filled and looked at from outside.

use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Text};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};

/// A connection of its own to it.
pub struct Queue {
    connection: AsyncPgConnection,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct Version {
    #[diesel(sql_type = Text)]
    version: String,
}

impl Queue {
    pub async fn open(url: &str) -> Self {
        Self { connection: AsyncPgConnection::establish(url).await.unwrap() }
    }

    /// Patients who take as many mails a day as there are.
    pub async fn lift_caps(&mut self) {
        self.run(
            "INSERT INTO notification_preferences (user_id, channels, daily_cap, created_at, updated_at)
             SELECT id, '{}', '{\"email\": null}', now(), now() FROM users WHERE role = 'patient'",
        )
        .await;
    }

    /// Puts in so many messages that are due, spread over all patients.
    pub async fn fill(&mut self, count: usize, priority: i16) {
        self.run(&format!(
            "INSERT INTO deliveries (id, event_id, user_id, channel, template, vars, dedupe_key, priority, run_at,
                                     created_at, updated_at, category)
             SELECT gen_random_uuid(), gen_random_uuid(), people.id, 'email', 'test', 'null', gen_random_uuid()::text,
                    {priority}, now() - interval '1 hour' + n * interval '1 ms', now(), now(), 'reminder'
             FROM generate_series(1, {count}) n
             JOIN (SELECT id, row_number() OVER () AS place, count(*) OVER () AS all_of_them
                   FROM users WHERE role = 'patient') people ON people.place = 1 + n % people.all_of_them"
        ))
        .await;
        self.run("VACUUM ANALYZE deliveries").await;
        self.run("CHECKPOINT").await;
    }

    /// Leaves nothing to do.
    pub async fn clear(&mut self) {
        self.run(
            "TRUNCATE deliveries, delivery_attempts CASCADE; UPDATE events SET expanded_at = now() WHERE expanded_at IS NULL",
        )
        .await;
    }

    pub async fn until_empty(&mut self) {
        while self
            .count("SELECT count(*) FROM (SELECT FROM deliveries WHERE state = 'queued' LIMIT 1) AS waiting")
            .await
            > 0
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub async fn count(&mut self, sql: &str) -> usize {
        let counted: Count = diesel::sql_query(sql).get_result(&mut self.connection).await.unwrap();
        counted.count.try_into().unwrap()
    }

    pub async fn text(&mut self, sql: &str) -> String {
        diesel::sql_query(sql).get_result::<Version>(&mut self.connection).await.unwrap().version
    }

    pub async fn version(&mut self) -> String {
        self.text("SELECT 'PostgreSQL ' || current_setting('server_version') AS version").await
    }

    pub async fn run(&mut self, sql: &str) {
        self.connection.batch_execute(sql).await.unwrap();
    }
}
