//! The sessions of this node, as handlers and the application know them.

use std::fmt::{self, Debug};
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix::{Addr, ArbiterHandle, Handler, MailboxError, Message};
use bytes::Bytes;
use futures::future::join_all;
use tokio::time::timeout;

use crate::actors::hub::messages::SocketHandle;
use crate::actors::registry::Registry;
use crate::actors::sessions::attached::Attached;
use crate::actors::sessions::endings;
use crate::actors::sessions::expiries::Expiries;
use crate::actors::sessions::house::House;
use crate::actors::sessions::messages::{
    Attach, AttachError, Credential, Drain, EndSignIns, Reconsider, Renew, Visit,
};
use crate::actors::sessions::user_session::UserSession;
use crate::actors::sessions::visitors::Visitors;
use crate::bus::contract::Bus;
use crate::domain::clock::SharedClock;
use crate::domain::ids::{SessionId, UserId};
use crate::realtime::close::CloseCode;
use crate::realtime::queue::SocketQueue;
use crate::realtime::topic::Topic;
use crate::services::sign_ins::SignIns;
use crate::storage::pool::Database;

/// A session takes a socket in within this, the unread count included.
const ATTACH_WITHIN: Duration = Duration::from_secs(5);
/// A session hears of something by the way within this.
const HEAR_WITHIN: Duration = Duration::from_secs(2);

/// All sockets of this node, by who opened them; clones are the same.
#[derive(Clone)]
pub struct Sessions {
    pub(super) users: Registry<UserId, UserSession>,
    /// One, under the only key there is; by a registry, so that it is started anew if it dies.
    visitors: Registry<(), Visitors>,
    pub(super) bus: Arc<dyn Bus>,
    pub(super) sign_ins: SignIns,
    pub(super) clock: SharedClock,
    pub(super) database: Database,
    pub(super) expiries: Arc<Expiries>,
    draining: Arc<AtomicBool>,
}

impl Sessions {
    /// No sockets yet. The actors are spread over these arbiters; `per_address` is how many anonymous sockets one
    /// address may have, none for no limit.
    #[must_use]
    pub(super) fn new(
        arbiters: &[ArbiterHandle],
        house: House,
        per_address: Option<usize>,
        bus: Arc<dyn Bus>,
    ) -> Self {
        let (of_user, expiries) = (house.clone(), house.expiries.clone());
        Self {
            expiries,
            sign_ins: house.sign_ins.clone(),
            clock: house.clock.clone(),
            database: house.database.clone(),
            users: Registry::new(arbiters.to_vec(), move |user| UserSession::new(user, of_user.clone())),
            visitors: Registry::new(arbiters.to_vec(), move |()| Visitors::new(house.clone(), per_address)),
            bus,
            draining: Arc::default(),
        }
    }

    /// Takes in a socket of a signed-in user; on return `hello` is in its queue.
    ///
    /// # Errors
    /// `Draining`, `SignInEnded` or `Busy`.
    pub async fn attach_user(
        &self,
        credential: Credential,
        queue: SocketQueue,
    ) -> Result<Attached, AttachError> {
        self.refuse_while_draining()?;
        let (user, session) = (credential.caller.user_id, credential.caller.session_id);
        if self.sign_ins.has_ended(session) {
            return Err(AttachError::SignInEnded);
        }
        let attach = Attach { socket: SocketHandle::new(queue), credential };
        // Twice: the session may end with its last socket just when this one comes.
        for _ in 0..2 {
            let actor = self.users.get(user);
            match timeout(ATTACH_WITHIN, actor.send(attach.clone())).await {
                Ok(Ok(())) => {
                    // Whoever ends a sign-in says so before it closes sockets: one that comes just then is found here, or
                    // there.
                    if self.sign_ins.has_ended(session) {
                        attach.socket.queue.close(CloseCode::CredentialExpired);
                    }
                    self.close_if_draining(&attach.socket.queue);
                    return Ok(attached(attach.socket, &actor));
                }
                Ok(Err(MailboxError::Closed)) => {}
                Ok(Err(MailboxError::Timeout)) | Err(_) => break,
            }
        }
        Err(AttachError::Busy)
    }

    /// Takes in an anonymous socket; on return `hello` is in its queue.
    ///
    /// # Errors
    /// `Draining`, `Busy` or `TooManyFromAddress`.
    pub async fn attach_visitor(&self, address: IpAddr, queue: SocketQueue) -> Result<Attached, AttachError> {
        self.refuse_while_draining()?;
        let visit = Visit { socket: SocketHandle::new(queue), address };
        let actor = self.visitors.get(());
        let answer = timeout(ATTACH_WITHIN, actor.send(visit.clone())).await;
        answer.map_err(|_| AttachError::Busy)?.map_err(|_| AttachError::Busy)??;
        let Visit { socket, .. } = visit;
        self.close_if_draining(&socket.queue);
        Ok(Attached::new(socket, actor.clone().recipient(), actor.recipient()))
    }

    /// Sign-ins have ended, and PostgreSQL knows: their tokens and cookies are worth nothing any more and their sockets
    /// are closed (3005), here and, as far as the bus carries it, on every node at once.
    pub async fn end_sign_ins(&self, ended: &[SessionId]) {
        self.end(ended, CloseCode::CredentialExpired).await;
    }

    /// The same where the account was disabled: their clients are told not to come back (3503).
    pub async fn disable(&self, ended: &[SessionId]) {
        self.end(ended, CloseCode::AccountDisabled).await;
    }

    async fn end(&self, ended: &[SessionId], code: CloseCode) {
        if ended.is_empty() {
            return;
        }
        self.sign_ins.end(ended).await;
        self.end_here(ended, code).await;
        let channel = if code == CloseCode::AccountDisabled { endings::DISABLED } else { endings::ENDED };
        endings::tell(&*self.bus, channel, ended).await;
    }

    /// What a sign-in may do, or what keeps it, has changed: no node goes on with what it remembers.
    pub async fn sign_in_changed(&self, session: SessionId) {
        self.change_here(&[session]).await;
        endings::tell(&*self.bus, endings::CHANGED, &[session]).await;
    }

    /// Believes no more in what is remembered of these, and asks again what their sockets may have.
    pub(super) async fn change_here(&self, changed: &[SessionId]) {
        self.sign_ins.forget(changed);
        self.tell_all(Renew(changed.into())).await;
    }

    /// Who may hear this topic is no longer what it was: its subscribers are asked again, on every node.
    pub async fn reconsider(&self, topic: Topic) {
        self.tell_all(Reconsider(Some(topic))).await;
        let key = Bytes::from(topic.key());
        if let Err(error) = self.bus.publish(endings::RECONSIDERED, key).await {
            tracing::debug!(%error, "the other nodes find out by themselves who may hear a topic");
        }
    }

    /// Tells every session of this node. One that is stuck is not waited for.
    pub(super) async fn tell_all<M>(&self, message: M)
    where
        M: Message<Result = ()> + Clone + Send + 'static,
        UserSession: Handler<M>,
    {
        let told = self.users.all().into_iter().map(|user| {
            let message = message.clone();
            async move {
                // Who ended meanwhile has no sockets.
                let _ = timeout(HEAR_WITHIN, user.send(message)).await;
            }
        });
        join_all(told).await;
    }

    /// Closes the sockets of sign-ins that have ended, on this node, and believes in them no more.
    pub(super) async fn end_here(&self, ended: &[SessionId], code: CloseCode) {
        self.sign_ins.hear_ended(ended);
        self.tell_all(EndSignIns { ended: ended.into(), code }).await;
    }

    /// Takes no more sockets, and closes those there are (3001) after telling each when to come back. On return each has
    /// its `bye` queued; writing it is up to the transport.
    pub async fn drain(&self) {
        self.draining.store(true, Ordering::Release);
        self.tell_all(Drain).await;
        if let Some(visitors) = self.visitors.awake(()) {
            let _ = timeout(HEAR_WITHIN, visitors.send(Drain)).await;
        }
    }

    /// Whoever came while the others were told to go was not told.
    fn close_if_draining(&self, queue: &SocketQueue) {
        if self.draining.load(Ordering::Acquire) {
            queue.close(CloseCode::Drain);
        }
    }

    fn refuse_while_draining(&self) -> Result<(), AttachError> {
        if self.draining.load(Ordering::Acquire) { Err(AttachError::Draining) } else { Ok(()) }
    }
}

fn attached(socket: SocketHandle, actor: &Addr<UserSession>) -> Attached {
    Attached::new(socket, actor.clone().recipient(), actor.clone().recipient())
}

impl Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").field("draining", &self.draining).finish_non_exhaustive()
    }
}
