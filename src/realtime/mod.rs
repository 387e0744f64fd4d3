//! The socket's wire protocol, pure: topics, frames, positions, history, queues, close codes, limits.

pub mod close;
pub mod encoded;
pub mod frame_in;
pub mod frame_out;
pub mod history;
pub mod limits;
pub mod opcode;
pub mod partition;
pub mod position;
pub mod presence;
pub mod queue;
pub mod topic;
pub mod topic_event;
