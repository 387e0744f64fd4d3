//! What the sessions of this node share.

use std::fmt::{self, Debug};
use std::sync::Arc;

use futures::future::BoxFuture;

use crate::actors::hub::shards::HubShards;
use crate::actors::sessions::messages::Credential;
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
    /// Is told of sign-ins that ended.
    pub sign_ins: SignIns,
}

impl Debug for House {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("House").field("node", &self.node).finish_non_exhaustive()
    }
}
