//! One signed-in user with open sockets on this node: who of them may hear what, and for how long.
//!
//! Inputs: its mailbox, and a look once a second. It ends with its last socket; where it panics its sockets are closed,
//! so that their clients come back.

use std::time::Duration;

use actix::fut::{self, LocalBoxActorFuture};
use actix::{
    Actor, ActorContext, ActorFutureExt, AsyncContext, Context, Handler, ResponseActFuture, Running,
    WrapFuture,
};
use secrecy::ExposeSecret;
use tokio::time::timeout;

use crate::actors::hub::messages::{Ack, SocketHandle, SocketId, Subscribe};
use crate::actors::sessions::doors::{ASK_WITHIN, Refusal};
use crate::actors::sessions::house::House;
use crate::actors::sessions::messages::{Attach, Credential, Detach, Drain, EndSignIns, FromClient};
use crate::actors::sessions::socket::{self, Socket};
use crate::actors::sessions::subscriptions::{self, Wanted};
use crate::domain::ids::UserId;
use crate::realtime::close::CloseCode;
use crate::realtime::frame_in::{ClientFrame, Request};
use crate::realtime::frame_out::Answer;
use crate::realtime::limits::SOCKETS_PER_USER;
use crate::realtime::topic::Topic;
use crate::storage::notifications;
use crate::storage::pool::Database;

/// Messages that may wait: a frame of each socket and what is told by the way. Whoever sends to a full mailbox waits,
/// but for `Detach`, which may be lost.
const MAILBOX: usize = 64;
/// Between two looks at credentials and closed sockets.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// A user's sockets, the oldest first.
pub(super) struct UserSession {
    user: UserId,
    house: House,
    sockets: Vec<Opened>,
}

struct Opened {
    socket: Socket,
    credential: Credential,
}

impl UserSession {
    pub(super) fn new(user: UserId, house: House) -> Self {
        Self { user, house, sockets: Vec::new() }
    }

    fn socket_mut(&mut self, id: SocketId) -> Option<&mut Opened> {
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

    fn take(&mut self, id: SocketId, frame: ClientFrame) -> Result<LocalBoxActorFuture<Self, ()>, Refusal> {
        let (user, house) = (self.user, self.house.clone());
        let Some(Opened { socket, credential }) = self.socket_mut(id) else {
            return Ok(Box::pin(fut::ready(())));
        };
        let handle = socket.handle.clone();
        let re = frame.id;
        let name = |text: &str| Topic::parse(text, Some(user)).map_err(Refusal::Topic);
        match frame.request {
            Request::Ping => socket::answer(&handle, re, Answer::Pong { at: house.clock.now() }),
            Request::Refresh(refresh) => {
                let verified = (house.verify)(refresh.token.expose_secret().to_owned()).into_actor(self);
                return Ok(Box::pin(verified.map(move |renewed, session: &mut Self, _| {
                    let Some(opened) = session.socket_mut(id) else { return };
                    let renewed = renewed.filter(|renewed| renewed.caller.user_id == user);
                    let said = match renewed {
                        Some(renewed) => {
                            opened.credential = renewed;
                            Answer::Refreshed { expires_at: opened.credential.expires_at }
                        }
                        None => Refusal::InvalidToken.answer(),
                    };
                    socket::answer(&handle, re, said);
                })));
            }
            Request::Unsubscribe(unsubscribe) => {
                let topic = name(&unsubscribe.topic)?;
                socket.release(topic);
                return Ok(Box::pin(subscriptions::unsubscribe(house, handle, topic, re).into_actor(self)));
            }
            Request::Subscribe(subscribe) => {
                let topic = name(&subscribe.topic)?;
                socket.reserve(topic)?;
                let caller = Some(credential.caller.clone());
                let wanted = Wanted { caller, socket: handle, topic, since: subscribe.since, re };
                let asked = subscriptions::subscribe(house, wanted).into_actor(self);
                return Ok(Box::pin(asked.map(move |done, session: &mut Self, _| {
                    if let Some(opened) = session.socket_mut(id).filter(|_| !done) {
                        opened.socket.release(topic);
                    }
                })));
            }
        }
        Ok(Box::pin(fut::ready(())))
    }
}

impl Actor for UserSession {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        ctx.run_interval(LOOK_EVERY, |session, ctx| {
            let now = session.house.clock.now();
            session
                .close_where(ctx, CloseCode::CredentialExpired, |opened| opened.credential.expires_at <= now);
        });
    }

    /// A socket may have come with the very message after the last one's end.
    fn stopping(&mut self, _: &mut Self::Context) -> Running {
        if self.sockets.is_empty() { Running::Stop } else { Running::Continue }
    }
}

impl Drop for UserSession {
    fn drop(&mut self) {
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
        self.sockets.push(Opened { socket, credential });
        self.make_room();
        Box::pin(greet(self.house.clone(), self.user, handle).into_actor(self))
    }
}

impl Handler<FromClient> for UserSession {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, FromClient { socket, frame }: FromClient, _: &mut Self::Context) -> Self::Result {
        let re = frame.id;
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

    fn handle(&mut self, EndSignIns(ended): EndSignIns, ctx: &mut Self::Context) {
        self.close_where(ctx, CloseCode::CredentialExpired, |opened| {
            ended.contains(&opened.credential.caller.session_id)
        });
    }
}

impl Handler<Drain> for UserSession {
    type Result = ();

    fn handle(&mut self, _: Drain, ctx: &mut Self::Context) {
        self.sockets.iter().for_each(|opened| opened.socket.say_bye());
        self.close_where(ctx, CloseCode::Drain, |_| true);
    }
}

/// The hub writes `hello`, with the position from which the user's own events follow. Where the database is slow or away
/// the unread count is left out.
async fn greet(house: House, user: UserId, socket: SocketHandle) {
    let unread = timeout(ASK_WITHIN, unread(&house.database, user)).await.unwrap_or_default();
    let ack = Ack::Hello { node: house.node.to_string(), user, unread };
    let hello = Subscribe { topic: Topic::User(user), since: None, socket: socket.clone(), ack };
    if house.hub.subscribe(hello).await.is_err() {
        socket.queue.close(CloseCode::InsufficientState);
    }
}

async fn unread(database: &Database, user: UserId) -> Option<i64> {
    let mut connection = database.connection().await.ok()?;
    notifications::unread(&mut connection, user).await.ok()
}
