//! What the sessions are told.

use std::net::IpAddr;

use actix::Message;
use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::actors::hub::messages::{SocketHandle, SocketId};
use crate::domain::ids::SessionId;
use crate::domain::principals::Caller;
use crate::realtime::frame_in::ClientFrame;
use crate::realtime::topic::Topic;

/// What opened a socket, and what it ends with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// Who, with the sign-in they came with.
    pub caller: Caller,
    /// When the socket is closed, unless the credential is refreshed.
    pub expires_at: DateTime<Utc>,
}

/// Why a socket was not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum AttachError {
    /// The node is stopping.
    #[error("this node is stopping")]
    Draining,
    /// As many anonymous sockets as one address may have.
    #[error("too many sockets from this address")]
    TooManyFromAddress,
    /// The sign-in of a ticket ended before the socket came.
    #[error("the sign-in has ended")]
    SignInEnded,
    /// The actor did not answer in time.
    #[error("the sessions are busy")]
    Busy,
}

/// A socket of a signed-in user. When it is answered, `hello` is in the socket's queue.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(super) struct Attach {
    pub(super) socket: SocketHandle,
    pub(super) credential: Credential,
}

/// An anonymous socket. When it is answered, `hello` is in the socket's queue.
#[derive(Debug, Clone, Message)]
#[rtype(result = "Result<(), AttachError>")]
pub(super) struct Visit {
    pub(super) socket: SocketHandle,
    pub(super) address: IpAddr,
}

/// A frame from a client. A socket hands in its next one only when this is answered: so its frames are dealt with in
/// order, no socket has more than one in a mailbox, and one that waits for the database delays no other.
#[derive(Debug, Message)]
#[rtype(result = "()")]
pub(super) struct FromClient {
    pub(super) socket: SocketId,
    pub(super) frame: ClientFrame,
}

/// A socket is gone. Losing one is harmless: its queue is closed, and the next look finds that.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(super) struct Detach(pub(super) SocketId);

/// A credential of this user's may have ended, or a socket closed without a word: look.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(super) struct Look;

/// What they may do is no longer what was remembered: ask again who these sign-ins are, and what their sockets may have.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(super) struct Renew(pub(super) std::sync::Arc<[SessionId]>);

/// Who may hear is no longer what it was: ask again for every socket that has this topic; for none in particular, of all
/// topics that not everybody may have.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(super) struct Reconsider(pub(super) Option<Topic>);

/// These sign-ins have ended: so do their sockets.
#[derive(Debug, Clone, Message)]
#[rtype(result = "()")]
pub(super) struct EndSignIns(pub(super) std::sync::Arc<[SessionId]>);

/// The node is stopping: every socket is told when to come back, and closed.
#[derive(Debug, Clone, Copy, Message)]
#[rtype(result = "()")]
pub(super) struct Drain;
