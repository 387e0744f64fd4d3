//! The audit trail as evidence: chained, checkpointed, verified; and as administrators read it.

pub mod chainer;
pub mod checkpoints;
pub mod export;
pub mod findings;
pub mod keys;
pub mod trail;
pub mod verify;
