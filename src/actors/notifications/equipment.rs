//! What a channel's worker is made of besides its channel.

use actix::Recipient;

use crate::actors::notifications::messages::Finished;
use crate::domain::clock::SharedClock;
use crate::services::one_time::OneTimeSecrets;
use crate::storage::pool::Database;

/// The same for every worker of a node.
#[derive(Clone)]
pub struct Equipment {
    /// Where messages are read and recorded; its driver runs the sends.
    pub database: Database,
    /// By which outcomes are dated.
    pub clock: SharedClock,
    /// Makes the texts of links and codes.
    pub one_time: OneTimeSecrets,
    /// Whom a worker tells that it has room again.
    pub supervisor: Recipient<Finished>,
}
