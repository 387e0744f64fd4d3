//! What somebody may do has changed while their sockets are open.

use std::sync::Arc;

use actix::fut::{LocalBoxActorFuture, ready, wrap_future};
use actix::{ActorFutureExt, Context, Handler, ResponseActFuture, WrapFuture};
use futures::future::join_all;

use crate::actors::sessions::messages::{Reconsider, Renew};
use crate::actors::sessions::subscriptions;
use crate::actors::sessions::user_session::{Opened, UserSession};
use crate::domain::ids::SessionId;
use crate::realtime::topic::Topic;

impl Handler<Renew> for UserSession {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, Renew(changed): Renew, _: &mut Context<Self>) -> Self::Result {
        let renewed = renew(self, &changed);
        Box::pin(renewed.then(|(), session: &mut Self, _| reconsider(session, None)))
    }
}

impl Handler<Reconsider> for UserSession {
    type Result = ResponseActFuture<Self, ()>;

    fn handle(&mut self, Reconsider(topic): Reconsider, _: &mut Context<Self>) -> Self::Result {
        reconsider(self, topic)
    }
}

/// Asks who these sign-ins are by now, and remembers it for their sockets. One that cannot be asked just now stays as it
/// was: the end of a sign-in is told by other ways.
fn renew(session: &UserSession, changed: &Arc<[SessionId]>) -> LocalBoxActorFuture<UserSession, ()> {
    let theirs = session.sockets.iter().map(|opened| opened.credential.caller.session_id);
    let theirs: Vec<_> = theirs.filter(|session| changed.contains(session)).collect();
    let sign_ins = session.house.sign_ins.clone();
    let asked = async move {
        let asked = theirs.into_iter().map(|session| {
            let sign_ins = sign_ins.clone();
            async move { sign_ins.look_again(session).await.ok() }
        });
        join_all(asked).await
    };
    Box::pin(asked.into_actor(session).map(|standings, session: &mut UserSession, _| {
        for standing in standings.into_iter().flatten() {
            for Opened { credential, .. } in &mut session.sockets {
                if credential.caller.session_id == standing.caller.session_id {
                    credential.caller = standing.caller.clone();
                }
            }
        }
    }))
}

/// Asks again whether the sockets may have this topic, or whatever they have that not everybody may, and takes from them
/// what they may not.
fn reconsider(session: &UserSession, topic: Option<Topic>) -> LocalBoxActorFuture<UserSession, ()> {
    let asked = session.sockets.iter().filter_map(|Opened { socket, credential }| {
        let wanted = |held: &Topic| topic.is_none_or(|topic| topic == *held);
        let topics: Vec<_> = socket.guarded().filter(wanted).collect();
        let (house, caller, handle) =
            (session.house.clone(), credential.caller.clone(), socket.handle.clone());
        let id = handle.id;
        let asked = async move { (id, subscriptions::reconsider(house, caller, handle, topics).await) };
        socket.guarded().any(|held| wanted(&held)).then_some(asked)
    });
    let asked: Vec<_> = asked.collect();
    if asked.is_empty() {
        return Box::pin(ready(()));
    }
    Box::pin(wrap_future(join_all(asked)).map(|taken, session: &mut UserSession, _| {
        for (id, topics) in taken {
            if let Some(opened) = session.socket_mut(id) {
                topics.into_iter().for_each(|topic| opened.socket.release(topic));
            }
        }
    }))
}
