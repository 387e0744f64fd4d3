//! The least that a queue in PostgreSQL does: pgbench claims rows past each other and marks them as sent, in a table of
//! the same shape. Nobody is looked up, nothing is logged.

use std::process::Stdio;
use std::time::Instant;

use tokio::process::Command;

use super::queue::Queue;

/// Rows a transaction.
pub const BATCH: usize = 500;

const SCRIPT: &str = "WITH due AS MATERIALIZED (
    SELECT id FROM bare WHERE state = 'queued' AND channel = 'email' AND priority = 5 AND run_at <= now()
    ORDER BY run_at LIMIT 500 FOR UPDATE SKIP LOCKED)
UPDATE bare SET state = 'sent', attempts = attempts + 1, sent_at = now(), updated_at = now()
WHERE id = ANY (ARRAY (SELECT id FROM due));";

/// Rows a second.
pub async fn drain(queue: &mut Queue, url: &str, rows: usize, clients: usize) -> f64 {
    queue.fill(rows, 5).await;
    queue.run("DROP TABLE IF EXISTS bare; CREATE TABLE bare (LIKE deliveries INCLUDING ALL)").await;
    queue.run("INSERT INTO bare SELECT * FROM deliveries; TRUNCATE deliveries CASCADE").await;
    queue.run("VACUUM ANALYZE bare").await;
    queue.run("CHECKPOINT").await;
    let script = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(script.path(), SCRIPT.replace('\n', " ")).unwrap();
    let times = rows.div_ceil(BATCH * clients).to_string();
    let mut pgbench = Command::new("pgbench");
    pgbench.args(["--no-vacuum", "--protocol", "prepared", "--jobs", "1", "--transactions", &times]);
    pgbench.args(["--client", &clients.to_string(), "--file"]).arg(script.path()).arg(url);
    let started = Instant::now();
    let ended =
        pgbench.stdout(Stdio::null()).stderr(Stdio::null()).status().await.expect("pgbench on the PATH");
    let took = started.elapsed();
    assert!(ended.success(), "pgbench failed");
    let sent = queue.count("SELECT count(*) FROM bare WHERE state = 'sent'").await;
    queue.run("DROP TABLE bare").await;
    sent as f64 / took.as_secs_f64()
}
