//! Everyone who is not signed in: public topics only, and so many sockets from one address.
//!
//! Inputs: its mailbox, and a look now and then. It does not end by itself; where it panics its sockets are closed, so
//! that their clients come back.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

use actix::fut::{self, LocalBoxActorFuture};
use actix::{Actor, ActorFutureExt, AsyncContext, Context, Handler, ResponseActFuture, WrapFuture};

use crate::actors::hub::messages::SocketId;
use crate::actors::sessions::doors::Refusal;
use crate::actors::sessions::house::House;
use crate::actors::sessions::messages::{AttachError, Detach, Drain, FromClient, Visit};
use crate::actors::sessions::socket::{self, Socket};
use crate::actors::sessions::subscriptions::{self, Wanted};
use crate::realtime::close::CloseCode;
use crate::realtime::frame_in::{ClientFrame, Request};
use crate::realtime::frame_out::{Answer, Notice};
use crate::realtime::limits::PING_EVERY;
use crate::realtime::topic::{Topic, TopicError};

/// Messages that may wait. Whoever sends to a full mailbox waits, but for `Detach`, which may be lost.
const MAILBOX: usize = 1024;
/// Between two looks for sockets that were closed without a word.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// The anonymous sockets of this node.
pub(super) struct Visitors {
    house: House,
    /// Sockets that one address may have; none for no limit.
    per_address: Option<usize>,
    sockets: HashMap<SocketId, Opened>,
    of_address: HashMap<IpAddr, usize>,
}

struct Opened {
    socket: Socket,
    address: IpAddr,
}

impl Visitors {
    pub(super) fn new(house: House, per_address: Option<usize>) -> Self {
        Self { house, per_address, sockets: HashMap::new(), of_address: HashMap::new() }
    }

    fn leave(&mut self, id: SocketId) {
        let Some(Opened { socket, address }) = self.sockets.remove(&id) else { return };
        socket.handle.queue.close(CloseCode::InsufficientState);
        self.house.hub.leave(id);
        if let Some(count) = self.of_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.of_address.remove(&address);
            }
        }
    }

    fn look(&mut self) {
        let closed = self.sockets.iter().filter(|(_, opened)| opened.socket.handle.queue.is_closed());
        let closed: Vec<_> = closed.map(|(id, _)| *id).collect();
        closed.into_iter().for_each(|id| self.leave(id));
    }

    fn take(&mut self, id: SocketId, frame: ClientFrame) -> Result<LocalBoxActorFuture<Self, ()>, Refusal> {
        let house = self.house.clone();
        let Some(Opened { socket, .. }) = self.sockets.get_mut(&id) else {
            return Ok(Box::pin(fut::ready(())));
        };
        let handle = socket.handle.clone();
        let re = frame.id;
        let name = |text: &str| Topic::parse(text, None).map_err(Refusal::Topic);
        match frame.request {
            Request::Ping => socket::answer(&handle, re, Answer::Pong { at: house.clock.now() }),
            Request::Refresh(_) => return Err(Refusal::InvalidToken),
            Request::Typing(_) => return Err(Refusal::NotOpen),
            Request::Ack(seen) => {
                let topic = name(&seen.topic)?;
                if !socket.holds(topic) {
                    return Err(Refusal::NotOpen);
                }
                if re.is_some() {
                    socket::answer(&handle, re, Answer::Acked { topic, offset: seen.offset });
                }
            }
            Request::Unsubscribe(unsubscribe) => {
                let topic = name(&unsubscribe.topic)?;
                socket.release(topic);
                return Ok(Box::pin(subscriptions::unsubscribe(house, handle, topic, re).into_actor(self)));
            }
            Request::Subscribe(subscribe) => {
                let topic = name(&subscribe.topic)?;
                let Topic::DoctorSlots(_) = topic else {
                    return Err(Refusal::Topic(TopicError::NotSignedIn));
                };
                socket.reserve(topic)?;
                let wanted = Wanted { caller: None, socket: handle, topic, since: subscribe.since, re };
                let asked = subscriptions::subscribe(house, wanted).into_actor(self);
                return Ok(Box::pin(asked.map(move |standing, visitors: &mut Self, _| {
                    if let Some(opened) = visitors.sockets.get_mut(&id).filter(|_| standing.is_none()) {
                        opened.socket.release(topic);
                    }
                })));
            }
        }
        Ok(Box::pin(fut::ready(())))
    }
}

impl Actor for Visitors {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        ctx.run_interval(LOOK_EVERY, |visitors, _| visitors.look());
    }
}

impl Drop for Visitors {
    fn drop(&mut self) {
        for opened in self.sockets.values() {
            opened.socket.handle.queue.close(CloseCode::InsufficientState);
        }
    }
}

impl Handler<Visit> for Visitors {
    type Result = Result<(), AttachError>;

    fn handle(&mut self, Visit { socket, address }: Visit, _: &mut Self::Context) -> Self::Result {
        let address = household(address);
        let count = self.of_address.entry(address).or_default();
        if self.per_address.is_some_and(|most| *count >= most) {
            return Err(AttachError::TooManyFromAddress);
        }
        *count += 1;
        let hello = Notice::Hello {
            node: self.house.node.to_string(),
            user: None,
            heartbeat_s: PING_EVERY.as_secs(),
            topics: Vec::new(),
            unread: None,
        };
        // The queue is new: its first frame fits.
        let _ = socket.queue.push(hello.encode());
        self.sockets.insert(socket.id, Opened { socket: Socket::new(socket), address });
        Ok(())
    }
}

impl Handler<FromClient> for Visitors {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, FromClient { socket, frame }: FromClient, _: &mut Self::Context) -> Self::Result {
        let re = frame.id;
        self.take(socket, frame).unwrap_or_else(|refusal| {
            if let Some(opened) = self.sockets.get(&socket) {
                socket::answer(&opened.socket.handle, re, refusal.answer());
            }
            Box::pin(fut::ready(()))
        })
    }
}

impl Handler<Detach> for Visitors {
    type Result = ();

    fn handle(&mut self, Detach(socket): Detach, _: &mut Self::Context) {
        self.leave(socket);
    }
}

impl Handler<Drain> for Visitors {
    type Result = ();

    fn handle(&mut self, _: Drain, _: &mut Self::Context) {
        self.sockets.values().for_each(|opened| opened.socket.say_bye());
        self.look();
    }
}

/// Whose limit it is: an IPv4 address, or the /64 of IPv6 that one network has to itself.
fn household(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (!0 << 64)).into(),
    }
}
