//! How rows come into the chain.

use carebridge::services::audit::chainer::ChainError;
use carebridge::services::retention::Guard;
use diesel_async::SimpleAsyncConnection;
use rand::SeedableRng;
use rand::rngs::StdRng;

use crate::support::audit::{Trail, entry};

async fn trail_of(rows: usize) -> Trail {
    let trail = Trail::new().await;
    let connection = trail.connect().await;
    let mut rng = StdRng::seed_from_u64(1);
    let entries: Vec<_> = (0..rows).map(|_| entry(&mut rng)).collect();
    trail.write(&connection, &entries).await;
    trail
}

#[tokio::test(flavor = "multi_thread")]
async fn many_rows_are_chained_at_once_and_one_checkpoint_is_written() {
    let trail = trail_of(2300).await;
    assert_eq!(trail.chainer().run(None).await.unwrap(), 2300);
    let report = trail.verify(&mut trail.connect().await).await;
    assert_eq!((report.problem, report.chained, report.pending), (None, 2300, 0));
    assert_eq!(report.checkpoint.unwrap().position, 2300);
    assert_eq!(trail.chainer().run(None).await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_that_lost_its_lease_chains_nothing() {
    let trail = trail_of(3).await;
    let mut connection = trail.connect().await;
    connection
        .batch_execute("INSERT INTO leases VALUES ('beat', gen_random_uuid(), 2, 'infinity')")
        .await
        .unwrap();
    let with = |fence| Some(Guard { lease: "beat", fence });
    assert!(matches!(trail.chainer().run(with(1)).await, Err(ChainError::LeaseLost)));
    assert_eq!(trail.verify(&mut connection).await.pending, 3);
    assert_eq!(trail.chainer().run(with(2)).await.unwrap(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_somebody_notes_again_is_not_chained_again_and_keeps_nobody_waiting() {
    let trail = trail_of(5).await;
    trail.chainer().run(None).await.unwrap();
    let mut connection = trail.connect().await;
    connection
        .batch_execute("INSERT INTO audit_unchained SELECT audit_id FROM audit_chain LIMIT 2")
        .await
        .unwrap();
    let late = [entry(&mut StdRng::seed_from_u64(2))];
    trail.write(&connection, &late).await;
    trail.chainer().run(None).await.unwrap();
    let report = trail.verify(&mut connection).await;
    assert_eq!((report.problem, report.chained, report.pending), (None, 6, 0));
}
