//! Who may open a socket, decided before the upgrade.

use actix_web::HttpRequest;
use actix_web::http::StatusCode;

use crate::actors::sessions::attached::Attached;
use crate::actors::sessions::messages::{AttachError, Credential};
use crate::actors::sessions::sessions::Sessions;
use crate::http::browser::Browser;
use crate::http::client_address::ClientAddress;
use crate::http::problem::Problem;
use crate::http::realtime::census::{Census, Place};
use crate::http::realtime::tickets::Tickets;
use crate::http::realtime::{origin, subprotocols};
use crate::http::signed_in::{Identity, SignedIn, not_for_keys};
use crate::realtime::queue::SocketQueue;
use crate::services::error::ServiceError;
use crate::telemetry::metric::Metric;

/// Seconds until a busy or stopping node is worth another try.
const RETRY_S: u64 = 2;

/// What opening a socket takes; application data (`web::Data<Door>`).
#[derive(Debug, Clone)]
pub struct Door {
    /// Where sockets belong.
    pub sessions: Sessions,
    /// Sign-ins for one socket.
    pub tickets: Tickets,
    /// How many there may be.
    pub census: Census,
    /// Whose pages may.
    pub browser: Browser,
}

impl Door {
    /// Decides on a request. A ticket goes before the credential that a browser sends by itself.
    ///
    /// # Errors
    /// 403 `forbidden_origin`; 401 for a bad credential or ticket; 429 `too_many_sockets` for an address that has its
    /// share of anonymous ones; 503 `too_many_connections`, `draining` or `busy`.
    pub(super) async fn admit(
        &self,
        request: &HttpRequest,
        identity: Identity,
        queue: SocketQueue,
    ) -> Result<(Attached, Place), Problem> {
        origin::check(request, &self.browser)?;
        let admitted = self.take_in(request, identity, queue, Metric::Sockets).await?;
        Metric::SocketsOpened.rise();
        Ok(admitted)
    }

    /// The same for an event stream: the same-origin policy keeps other sites' pages from reading it, so that a browser,
    /// which names no origin to its own, is believed.
    ///
    /// # Errors
    /// As [`Door::admit`].
    pub(super) async fn admit_stream(
        &self,
        request: &HttpRequest,
        identity: Identity,
        queue: SocketQueue,
    ) -> Result<(Attached, Place), Problem> {
        self.browser.refuse_foreign(request).map_err(|_| origin::forbidden())?;
        self.take_in(request, identity, queue, Metric::EventStreams).await
    }

    async fn take_in(
        &self,
        request: &HttpRequest,
        identity: Identity,
        queue: SocketQueue,
        gauge: Metric,
    ) -> Result<(Attached, Place), Problem> {
        let place = self.census.enter(gauge)?;
        let credential = match subprotocols::ticket(request.headers()) {
            Some(ticket) => Some(self.tickets.redeem(ticket).await?),
            None => credential(identity)?,
        };
        let attached = match credential {
            Some(credential) => self.sessions.attach_user(credential, queue).await,
            None => self.sessions.attach_visitor(ClientAddress::of(request).0, queue).await,
        };
        Ok((attached.map_err(refuse)?, place))
    }
}

fn credential(identity: Identity) -> Result<Option<Credential>, Problem> {
    match identity {
        Identity::Nobody => Ok(None),
        Identity::Known(SignedIn { caller, expires_at, .. }) => Ok(Some(Credential { caller, expires_at })),
        Identity::Key(_) => Err(not_for_keys()),
        Identity::Refused(problem) => Err(problem),
    }
}

fn refuse(error: AttachError) -> Problem {
    match error {
        AttachError::Draining => Problem::unavailable("draining", "This node is stopping.", RETRY_S),
        AttachError::SignInEnded => ServiceError::InvalidToken.into(),
        AttachError::Busy => Problem::unavailable("busy", "Too much is going on just now.", RETRY_S),
        AttachError::TooManyFromAddress => {
            let detail = "Too many sockets from your address; sign in, or close some.";
            Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_sockets", detail)
        }
    }
}
