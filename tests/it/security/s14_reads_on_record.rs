//! Reads are on record before they are answered, and cost no commit of their own.

use carebridge::domain::audit::AuditEntry;
use carebridge::domain::clock::SharedClock;
use carebridge::storage::audit::writer::AuditWriter;
use carebridge::storage::error::StorageError;
use chrono::TimeDelta;
use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::RunQueryDsl;
use futures::future::join_all;
use rand::SeedableRng;
use rand::rngs::StdRng;
use serde_json::json;

use crate::support::app::{TestApp, spawn_app};
use crate::support::audit::{Trail, entry};

const READS: &str = "SELECT count(*) AS count FROM audit_log WHERE action = 'profile.read'";

#[tokio::test(flavor = "multi_thread")]
async fn s14_a_read_that_cannot_be_put_on_record_is_refused() {
    let app = spawn_app().await;
    let (pat, admin) = (app.sign_in("pat").await, app.sign_in("admin").await);
    let of_pat = format!("profiles/{}/", pat.id);
    TestApp::execute(&app, "ALTER TABLE audit_unchained RENAME TO away").await;
    for path in [of_pat.as_str(), "profiles/", "admin/users/", &format!("admin/users/{}/", pat.id)] {
        admin.get(path).await.refused(503, "unavailable");
    }
    admin.get(&format!("{of_pat}consents/")).await.refused(503, "unavailable");
    admin.get("admin/audit/").await.refused(503, "unavailable");
    admin.get("admin/audit/export.csv").await.refused(503, "unavailable");
    TestApp::execute(&app, "ALTER TABLE away RENAME TO audit_unchained").await;
    assert_eq!(app.count(READS).await, 0);
    assert_eq!(admin.get(&of_pat).await.expect(200)["email"], "pat@carebridge.example");
    assert_eq!(app.count(READS).await, 1);
}

#[derive(QueryableByName)]
struct Commits {
    #[diesel(sql_type = BigInt)]
    commits: i64,
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_reads_that_come_together_are_committed_together() {
    let trail = Trail::new().await;
    let clock: SharedClock = trail.clock.clone();
    let writer = AuditWriter::start(&trail.database, clock);
    let mut rng = StdRng::seed_from_u64(1);
    let reads: Vec<_> = (0..100).map(|_| writer.record(vec![entry(&mut rng)])).collect();
    join_all(reads).await.into_iter().for_each(Result::unwrap);
    let mut connection = trail.connect().await;
    assert_eq!(trail.verify(&mut connection).await.pending, 100);
    let commits = "SELECT count(DISTINCT xmin::text) AS commits FROM audit_log";
    let commits: Commits = diesel::sql_query(commits).get_result(&mut connection).await.unwrap();
    assert!(commits.commits < 20, "{}", commits.commits);
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_a_read_that_cannot_be_written_fails_alone() {
    let trail = Trail::new().await;
    let clock: SharedClock = trail.clock.clone();
    let writer = AuditWriter::start(&trail.database, clock);
    let mut rng = StdRng::seed_from_u64(1);
    // No jsonb holds a NUL.
    let bad = AuditEntry { detail: json!("\0"), ..entry(&mut rng) };
    let mut reads: Vec<Vec<AuditEntry>> = (0..20).map(|_| vec![entry(&mut rng), entry(&mut rng)]).collect();
    reads.insert(7, vec![entry(&mut rng), bad]);
    let written = join_all(reads.into_iter().map(|read| writer.record(read))).await;
    let failed: Vec<usize> = (0..21).filter(|n| written[*n].is_err()).collect();
    assert_eq!(failed, [7]);
    assert!(matches!(written[7], Err(StorageError::Unavailable(_))));
    let mut connection = trail.connect().await;
    let report = trail.verify(&mut connection).await;
    assert_eq!((report.problem, report.pending), (None, 40));
}

#[tokio::test(flavor = "multi_thread")]
async fn s14_a_search_of_the_trail_is_in_the_trail() {
    let app = spawn_app().await;
    let (pat, admin) = (app.sign_in("pat").await, app.sign_in("admin").await);
    admin.get(&format!("profiles/{}/", pat.id)).await.expect(200);
    admin.get(&format!("admin/audit/?patient={}&action=profile.*", pat.id)).await.expect(200);
    app.clock.advance(TimeDelta::seconds(1));
    admin.get("admin/audit/export.csv?outcome=refused").await.expect(200);
    app.clock.advance(TimeDelta::seconds(1));
    admin.post("admin/audit/verify/", &json!({})).await.expect(200);
    let found = admin.get("admin/audit/?action=audit.*").await.expect(200);
    let lines = found["results"].as_array().unwrap();
    let told: Vec<_> = lines.iter().map(|line| (line["action"].as_str().unwrap(), &line["detail"])).collect();
    let problem =
        json!({ "chained": told[0].1["chained"], "problem": null, "position": null, "audit_id": null });
    assert_eq!(
        told,
        [
            ("audit.verify", &problem),
            ("audit.export", &json!({ "outcome": "refused" })),
            ("audit.search", &json!({ "action": "profile.*", "results": 1 })),
        ]
    );
    assert_eq!((&lines[2]["patient_id"], &lines[2]["actor_id"]), (&json!(pat.id), &json!(admin.id)));
}
