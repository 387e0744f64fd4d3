//! What one socket, one user and one topic may cost. Every queue on the way to a browser is bounded by these.

use std::time::Duration;

/// Frames that may wait for one socket.
pub const QUEUE_FRAMES: usize = 256;
/// Bytes of text that may wait for one socket.
pub const QUEUE_BYTES: usize = 256 * 1024;
/// Replayed frames that may wait for one socket beside these: more than one topic's whole history.
pub const REPLAY_FRAMES: usize = 1024;
/// Bytes of replayed text that may wait for one socket. The histories hold most of it anyway.
pub const REPLAY_BYTES: usize = 1024 * 1024;
/// Bytes of one frame from a client, and of one message after its continuations are joined.
pub const FRAME_BYTES: usize = 64 * 1024;
/// Topics that one socket may subscribe to.
pub const TOPICS_PER_SOCKET: usize = 128;
/// Sockets of one user; the oldest yields to an eleventh.
pub const SOCKETS_PER_USER: usize = 10;
/// Frames that a client may send in one second.
pub const CLIENT_FRAMES_PER_SECOND: u32 = 50;
/// Between two pings; the first is drawn from this span, so that sockets do not ping in step.
pub const PING_EVERY: Duration = Duration::from_secs(25);
/// A pong later than this after its ping means that the peer is gone.
pub const PONG_WITHIN: Duration = Duration::from_secs(10);
/// Events that a topic remembers.
pub const HISTORY_EVENTS: usize = 256;
/// For how long a topic remembers an event.
pub const HISTORY_AGE: Duration = Duration::from_secs(10 * 60);
