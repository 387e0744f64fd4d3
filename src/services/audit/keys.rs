//! The keys of the chain, which the database does not have: who can only write to it cannot forge a link.

use std::fmt::{self, Debug};

use hmac::{Hmac, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::services::derive;
use crate::storage::audit::chain::LoggedRow;

/// What a link holds.
pub type Hash = [u8; 32];

/// What the first link follows.
pub const NOTHING: Hash = [0; 32];

/// Hashes rows and signs checkpoints. Cloning is cheap.
#[derive(Clone)]
pub struct AuditKeys {
    chain: Hmac<Sha256>,
    checkpoint: Hmac<Sha256>,
}

impl Debug for AuditKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuditKeys")
    }
}

impl AuditKeys {
    /// Derived from the installation's secret: the same on every node.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self {
            chain: derive::hmac("carebridge audit chain v1", secret),
            checkpoint: derive::hmac("carebridge audit checkpoint v1", secret),
        }
    }

    /// The link of a row at a position, behind another one. Every column is bound, each behind its length, and one that is
    /// null is not like one that is empty.
    #[must_use]
    pub fn link(&self, before: &Hash, position: i64, row: &LoggedRow) -> Hash {
        let mut mac = self.begin(before, position);
        field(&mut mac, Some(row.id.as_bytes()));
        field(&mut mac, Some(&row.at));
        field(&mut mac, Some(row.actor_kind.as_bytes()));
        field(&mut mac, row.actor_id.as_ref().map(|id| id.as_bytes().as_slice()));
        field(&mut mac, Some(row.action.as_bytes()));
        field(&mut mac, Some(row.object_kind.as_bytes()));
        field(&mut mac, row.object_id.as_ref().map(|id| id.as_bytes().as_slice()));
        field(&mut mac, row.patient_id.as_ref().map(|id| id.as_bytes().as_slice()));
        field(&mut mac, row.request_id.as_deref().map(str::as_bytes));
        field(&mut mac, row.ip.as_deref().map(str::as_bytes));
        field(&mut mac, Some(row.outcome.as_bytes()));
        field(&mut mac, Some(row.detail.as_bytes()));
        mac.finalize().into_bytes().into()
    }

    /// The link of a row that was gone before it could be chained: that there was one is kept.
    #[must_use]
    pub fn link_of_missing(&self, before: &Hash, position: i64, id: Uuid) -> Hash {
        let mut mac = self.begin(before, position);
        field(&mut mac, Some(id.as_bytes()));
        mac.finalize().into_bytes().into()
    }

    /// Over what a checkpoint says.
    pub(super) fn over_checkpoint(&self, parts: [&[u8]; 3]) -> Hmac<Sha256> {
        let mut mac = self.checkpoint.clone();
        parts.iter().for_each(|part| field(&mut mac, Some(part)));
        mac
    }

    fn begin(&self, before: &Hash, position: i64) -> Hmac<Sha256> {
        let mut mac = self.chain.clone();
        mac.update(before);
        mac.update(&position.to_be_bytes());
        mac
    }
}

fn field(mac: &mut Hmac<Sha256>, bytes: Option<&[u8]>) {
    match bytes {
        None => mac.update(&[0]),
        Some(bytes) => {
            mac.update(&[1]);
            mac.update(&(bytes.len() as u64).to_be_bytes());
            mac.update(bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> LoggedRow {
        LoggedRow {
            id: Uuid::from_u128(7),
            at: vec![0; 8],
            actor_kind: "user".into(),
            actor_id: None,
            action: "a.b".into(),
            object_kind: "c".into(),
            object_id: None,
            patient_id: None,
            request_id: None,
            ip: None,
            outcome: "ok".into(),
            detail: "{}".into(),
        }
    }

    #[test]
    fn each_column_the_place_and_the_key_change_the_link() {
        let keys = AuditKeys::new(b"a secret");
        let id = Some(Uuid::from_u128(8));
        let text = || Some(String::new());
        let others = [
            LoggedRow { id: Uuid::from_u128(8), ..row() },
            LoggedRow { at: vec![1; 8], ..row() },
            LoggedRow { actor_kind: "house".into(), ..row() },
            LoggedRow { actor_id: id, ..row() },
            LoggedRow { action: "a.c".into(), ..row() },
            LoggedRow { object_kind: "d".into(), ..row() },
            LoggedRow { object_id: id, ..row() },
            LoggedRow { patient_id: id, ..row() },
            LoggedRow { request_id: text(), ..row() },
            LoggedRow { ip: text(), ..row() },
            LoggedRow { outcome: "refused".into(), ..row() },
            LoggedRow { detail: "{} ".into(), ..row() },
            // What stood at the end of a column stands at the beginning of the next.
            LoggedRow { action: "a.".into(), object_kind: "bc".into(), ..row() },
        ];
        let mut links: Vec<Hash> = others.iter().map(|row| keys.link(&NOTHING, 1, row)).collect();
        links.push(keys.link(&NOTHING, 1, &row()));
        links.push(keys.link(&NOTHING, 2, &row()));
        links.push(keys.link(&[1; 32], 1, &row()));
        links.push(keys.link_of_missing(&NOTHING, 1, row().id));
        links.push(AuditKeys::new(b"another").link(&NOTHING, 1, &row()));
        let count = links.len();
        links.sort_unstable();
        links.dedup();
        assert_eq!(links.len(), count);
    }
}
