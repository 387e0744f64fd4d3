//! An audit trail without a server: rows of every kind, a chainer, and what verifies it.

use std::path::Path;
use std::sync::Arc;

use carebridge::domain::audit::{AuditEntry, AuditOutcome, Origin};
use carebridge::domain::clock::{Clock, SharedClock};
use carebridge::domain::ids::{ApiKeyId, UserId};
use carebridge::domain::principals::Agent;
use carebridge::services::audit::chainer::Chainer;
use carebridge::services::audit::checkpoints::Checkpoints;
use carebridge::services::audit::findings::Report;
use carebridge::services::audit::keys::AuditKeys;
use carebridge::services::audit::verify::verify;
use carebridge::storage::audit::insert;
use carebridge::storage::pool::Database;
use diesel_async::{AsyncConnection, AsyncPgConnection};
use rand::RngExt;
use rand::rngs::StdRng;
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::Handle;
use uuid::Uuid;

use super::clock::DrivenClock;
use super::postgres;

pub struct Trail {
    pub url: String,
    pub database: Database,
    pub clock: Arc<DrivenClock>,
    pub keys: AuditKeys,
    pub checkpoints: Checkpoints,
    pub dir: TempDir,
}

impl Trail {
    pub async fn new() -> Self {
        let url = tokio::task::spawn_blocking(postgres::new_database).await.unwrap();
        let database = Database::new(&url, 8, Handle::current()).unwrap();
        let dir = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::of(dir.path());
        let keys = AuditKeys::new(b"the secret of this installation");
        Self { url, database, clock: Arc::new(DrivenClock::new()), keys, checkpoints, dir }
    }

    pub fn chainer(&self) -> Chainer {
        let clock: SharedClock = self.clock.clone();
        Chainer::new(self.database.clone(), clock, self.keys.clone(), self.checkpoints.clone())
    }

    pub async fn connect(&self) -> AsyncPgConnection {
        AsyncPgConnection::establish(&self.url).await.unwrap()
    }

    pub async fn write(&self, connection: &AsyncPgConnection, entries: &[AuditEntry]) {
        insert(connection, entries, self.clock.now()).await.unwrap();
    }

    /// The keys and the files of a server that has stopped.
    pub fn of_data_dir(dir: &Path) -> (AuditKeys, Checkpoints) {
        let secret = std::fs::read_to_string(dir.join("keys/secret")).unwrap();
        (AuditKeys::new(secret.trim().as_bytes()), Checkpoints::of(dir))
    }

    /// What a verification says, on a connection that may see what others do not.
    pub async fn verify(&self, connection: &mut AsyncPgConnection) -> Report {
        verify(connection, &self.keys, &self.checkpoints, &|_, _| {}).await.unwrap()
    }
}

/// An entry that has, or lacks, each of what an entry may have.
pub fn entry(rng: &mut StdRng) -> AuditEntry {
    let id = Uuid::from_u128(rng.random());
    let actor = match rng.random_range(0..3) {
        0 => None,
        1 => Some(Agent::User(UserId(id))),
        _ => Some(Agent::Key(ApiKeyId(id))),
    };
    let refused = rng.random_bool(0.2);
    AuditEntry {
        actor,
        action: ["appointment.book", "account.sign_in", "profile.read", "x"][rng.random_range(0..4)],
        object_kind: ["appointment", "account", "profile"][rng.random_range(0..3)],
        object_id: rng.random_bool(0.7).then(|| Uuid::from_u128(rng.random())),
        patient: rng.random_bool(0.5).then(|| UserId(Uuid::from_u128(rng.random()))),
        origin: Origin {
            request_id: rng.random_bool(0.8).then(|| format!("r-{:x}", rng.random::<u64>())),
            ip: rng.random_bool(0.8).then(|| std::net::Ipv4Addr::from(rng.random::<u32>()).into()),
        },
        outcome: if refused { AuditOutcome::Refused } else { AuditOutcome::Ok },
        detail: json!({ "n": 1.5, "of": [rng.random::<u32>(), null, "é\"\\"], "in": { "b": true, "a": {} } }),
    }
}
