//! One signed-in user with open sockets on this node: who of them may hear what, and for how long.
//!
//! Inputs: its mailbox; whoever keeps the sessions has it look now and then. It ends with its last socket; where it panics its sockets are closed,
//! so that their clients come back.

use actix::fut;
use actix::{Actor, ActorContext, Context, Handler, ResponseActFuture, Running, WrapFuture};
use chrono::{DateTime, Utc};

use crate::actors::hub::messages::SocketId;
use crate::actors::sessions::greeting::greet;
use crate::actors::sessions::house::House;
use crate::actors::sessions::messages::{Attach, Credential, Detach, Drain, EndSignIns, FromClient, Look};
use crate::actors::sessions::socket::{self, Socket};
use crate::domain::ids::{ConversationId, UserId};
use crate::realtime::close::CloseCode;
use crate::realtime::limits::SOCKETS_PER_USER;
use crate::realtime::topic::Topic;
use crate::telemetry::metric::Metric;

/// Messages that may wait: a frame of each socket and what is told by the way. Whoever sends to a full mailbox waits,
/// but for `Detach`, which may be lost.
const MAILBOX: usize = 64;

/// A user's sockets, the oldest first.
pub(super) struct UserSession {
    pub(super) user: UserId,
    pub(super) house: House,
    pub(super) sockets: Vec<Opened>,
    /// Where and when they last told others that they are writing.
    pub(super) typed: Option<(ConversationId, DateTime<Utc>)>,
}

pub(super) struct Opened {
    pub(super) socket: Socket,
    pub(super) credential: Credential,
}

impl UserSession {
    pub(super) fn new(user: UserId, house: House) -> Self {
        Metric::Users.rise();
        Self { user, house, sockets: Vec::new(), typed: None }
    }

    pub(super) fn socket_mut(&mut self, id: SocketId) -> Option<&mut Opened> {
        self.sockets.iter_mut().find(|opened| opened.socket.handle.id == id)
    }

    /// Closes those sockets with a code, and forgets them with all that were closed by others. The actor ends with the
    /// last one.
    fn close_where(&mut self, ctx: &mut Context<Self>, code: CloseCode, ends: impl Fn(&Opened) -> bool) {
        let hub = &self.house.hub;
        self.sockets.retain(|opened| {
            let handle = &opened.socket.handle;
            if ends(opened) {
                handle.queue.close(code);
            }
            if handle.queue.is_closed() {
                hub.leave(handle.id);
            }
            !handle.queue.is_closed()
        });
        if self.sockets.is_empty() {
            ctx.stop();
        }
    }

    /// The oldest sockets yield to one more than there may be.
    fn make_room(&mut self) {
        while self.sockets.len() > SOCKETS_PER_USER {
            let oldest = self.sockets.remove(0).socket.handle;
            oldest.queue.close(CloseCode::Replaced);
            self.house.hub.leave(oldest.id);
        }
    }
}

impl Actor for UserSession {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
    }

    /// A socket may have come with the very message after the last one's end.
    fn stopping(&mut self, _: &mut Self::Context) -> Running {
        if self.sockets.is_empty() { Running::Stop } else { Running::Continue }
    }
}

impl Drop for UserSession {
    fn drop(&mut self) {
        Metric::Users.fall();
        for opened in &self.sockets {
            opened.socket.handle.queue.close(CloseCode::InsufficientState);
        }
    }
}

impl Handler<Attach> for UserSession {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, attach: Attach, _: &mut Self::Context) -> Self::Result {
        let Attach { socket: handle, credential } = attach;
        let mut socket = Socket::new(handle.clone());
        // The first topic of a socket always fits.
        let _ = socket.reserve(Topic::User(self.user));
        self.house.expiries.note(self.user, credential.expires_at);
        self.sockets.push(Opened { socket, credential });
        self.make_room();
        Box::pin(greet(self.house.clone(), self.user, handle).into_actor(self))
    }
}

impl Handler<Look> for UserSession {
    type Result = ();

    fn handle(&mut self, _: Look, ctx: &mut Self::Context) {
        let now = self.house.clock.now();
        self.close_where(ctx, CloseCode::CredentialExpired, |opened| opened.credential.expires_at <= now);
    }
}

impl Handler<FromClient> for UserSession {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, FromClient { socket, frame }: FromClient, _: &mut Self::Context) -> Self::Result {
        let re = frame.id;
        Metric::FramesIn.rise();
        self.take(socket, frame).unwrap_or_else(|refusal| {
            if let Some(opened) = self.socket_mut(socket) {
                socket::answer(&opened.socket.handle, re, refusal.answer());
            }
            Box::pin(fut::ready(()))
        })
    }
}

impl Handler<Detach> for UserSession {
    type Result = ();

    fn handle(&mut self, Detach(socket): Detach, ctx: &mut Self::Context) {
        self.close_where(ctx, CloseCode::InsufficientState, |opened| opened.socket.handle.id == socket);
    }
}

impl Handler<EndSignIns> for UserSession {
    type Result = ();

    fn handle(&mut self, EndSignIns { ended, code }: EndSignIns, ctx: &mut Self::Context) {
        self.close_where(ctx, code, |opened| ended.contains(&opened.credential.caller.session_id));
    }
}

impl Handler<Drain> for UserSession {
    type Result = ();

    fn handle(&mut self, _: Drain, ctx: &mut Self::Context) {
        self.sockets.iter().for_each(|opened| opened.socket.say_bye());
        self.close_where(ctx, CloseCode::Drain, |_| true);
    }
}
