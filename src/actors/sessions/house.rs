//! What the sessions of this node share.

use std::fmt::{self, Debug};
use std::sync::Arc;

use futures::future::BoxFuture;

use crate::actors::hub::shards::HubShards;
use crate::actors::relay::messages::Whisper;
use crate::actors::sessions::company::Company;
use crate::actors::sessions::expiries::Expiries;
use crate::actors::sessions::messages::Credential;
use crate::actors::way::Way;
use crate::domain::clock::SharedClock;
use crate::services::sign_ins::SignIns;
use crate::storage::pool::Database;

/// Reads an access token: whose it is and until when; none for a bad one.
pub type VerifyToken = Arc<dyn Fn(String) -> BoxFuture<'static, Option<Credential>> + Send + Sync>;

/// What a session needs beside its sockets; clones share it.
#[derive(Clone)]
pub struct House {
    /// For access rules and the unread count.
    pub database: Database,
    /// Where the events come from.
    pub hub: HubShards,
    /// When credentials end.
    pub clock: SharedClock,
    /// This node's name, as `hello` tells it.
    pub node: Arc<str>,
    /// For `refresh`.
    pub verify: VerifyToken,
    /// Who has which conversation open.
    pub company: Company,
    /// For what is worth hearing now or never.
    pub whispers: Way<Whisper>,
    /// When sockets have to be looked at.
    pub expiries: Arc<Expiries>,
    /// Is told of sign-ins that ended.
    pub sign_ins: SignIns,
}

impl Debug for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("House").field("node", &self.node).finish_non_exhaustive()
    }
}

#[cfg(test)]
impl House {
    /// What the sessions of a node have whose database is away; whispers go straight to its hub.
    pub(crate) fn detached(hub: HubShards, clock: SharedClock, verify: VerifyToken) -> Self {
        let whispered_in = hub.clone();
        let whispers = Way::by(move |Whisper { topic, frame, except }| {
            whispered_in.whisper(topic, crate::realtime::encoded::Encoded::text(&frame), except);
            Ok(())
        });
        let handle = tokio::runtime::Handle::current();
        Self {
            database: Database::new("postgres://nobody@127.0.0.1:1/none", 1, handle).unwrap(),
            company: Company::new(hub.clone(), clock.clone()).0,
            sign_ins: SignIns::detached(clock.clone()).0,
            hub,
            clock,
            node: "n1".into(),
            verify,
            whispers,
            expiries: Arc::default(),
        }
    }
}
