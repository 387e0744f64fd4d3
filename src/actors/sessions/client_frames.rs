//! What a signed-in client's frames lead to.

use actix::fut::{self, LocalBoxActorFuture};
use actix::{ActorFutureExt, WrapFuture};
use chrono::TimeDelta;
use secrecy::ExposeSecret;

use crate::actors::hub::messages::SocketId;
use crate::actors::relay::messages::Whisper;
use crate::actors::sessions::doors::Refusal;
use crate::actors::sessions::socket;
use crate::actors::sessions::subscriptions::{self, Standing, Wanted};
use crate::actors::sessions::user_session::{Opened, UserSession};
use crate::realtime::frame_in::{ClientFrame, Request, Typing};
use crate::realtime::frame_out::{Answer, Notice};
use crate::realtime::topic::Topic;

/// Between two times that others are told that somebody is writing.
const TYPING_EVERY: TimeDelta = TimeDelta::seconds(1);

impl UserSession {
    /// Deals with a frame: at once, or in what is answered.
    pub(super) fn take(
        &mut self,
        id: SocketId,
        frame: ClientFrame,
    ) -> Result<LocalBoxActorFuture<Self, ()>, Refusal> {
        let (user, house) = (self.user, self.house.clone());
        let typed_at = self.typed_at;
        let Some(Opened { socket, credential }) = self.socket_mut(id) else {
            return Ok(Box::pin(fut::ready(())));
        };
        let handle = socket.handle.clone();
        let re = frame.id;
        let name = |text: &str| Topic::parse(text, Some(user)).map_err(Refusal::Topic);
        match frame.request {
            Request::Ping => socket::answer(&handle, re, Answer::Pong { at: house.clock.now() }),
            Request::Refresh(refresh) => {
                let expiries = house.expiries.clone();
                let verified = (house.verify)(refresh.token.expose_secret().to_owned()).into_actor(self);
                return Ok(Box::pin(verified.map(move |renewed, session: &mut Self, _| {
                    let Some(opened) = session.socket_mut(id) else { return };
                    let renewed = renewed.filter(|renewed| renewed.caller.user_id == user);
                    let said = match renewed {
                        Some(renewed) => {
                            opened.credential = renewed;
                            expiries.note(user, opened.credential.expires_at);
                            Answer::Refreshed { expires_at: opened.credential.expires_at }
                        }
                        None => Refusal::InvalidToken.answer(),
                    };
                    socket::answer(&handle, re, said);
                })));
            }
            Request::Typing(Typing { conversation }) => {
                let topic = Topic::Conversation(conversation);
                if !socket.holds(topic) {
                    return Err(Refusal::NotOpen);
                }
                let at = house.clock.now();
                if typed_at.is_none_or(|typed_at| at - typed_at >= TYPING_EVERY) {
                    let typing = Notice::Typing { topic, conversation, user_id: user, at };
                    let frame = typing.encode().as_str().to_owned();
                    // Lost where too much is going on: the next one will tell.
                    let _ = house.whispers.try_send(Whisper { topic, frame, except: Some(handle.id) });
                    self.typed_at = Some(at);
                }
            }
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
                socket.reserve(topic)?;
                let caller = Some(credential.caller.clone());
                let wanted = Wanted { caller, socket: handle, topic, since: subscribe.since, re };
                let asked = subscriptions::subscribe(house, wanted).into_actor(self);
                return Ok(Box::pin(asked.map(move |standing, session: &mut Self, _| {
                    let Some(opened) = session.socket_mut(id) else { return };
                    match standing {
                        Some(Standing(here)) => opened.socket.settle(topic, here),
                        None => opened.socket.release(topic),
                    }
                })));
            }
        }
        Ok(Box::pin(fut::ready(())))
    }
}
