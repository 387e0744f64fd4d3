//! `POST realtime/ticket/`: a sign-in for one socket.

use actix_web::{post, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::actors::sessions::messages::Credential;
use crate::http::json::Json;
use crate::http::openapi::errors::SignedInErrors;
use crate::http::problem::Problem;
use crate::http::realtime::door::Door;
use crate::http::realtime::tickets::LIFETIME;
use crate::http::signed_in::SignedIn;

/// A ticket.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SocketTicket)]
pub struct TicketBody {
    /// Offered as the subprotocol `carebridge.ticket.<ticket>`, once.
    #[schema(example = "3q2-796tvu_erb7v3q2-796tvu_erb7v3q2-796tvu8")]
    pub ticket: String,
    /// Seconds until it is worth nothing.
    #[schema(example = 30)]
    pub expires_in: u64,
}

/// Gives out a ticket for one socket.
///
/// For clients that can set no header when they open one. The socket ends with the credential that the ticket was got by.
#[utoipa::path(
    tag = "realtime",
    responses((status = 200, description = "A ticket, good once and for 30 seconds.", body = TicketBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/realtime/ticket/")]
pub async fn issue_ticket(signed_in: SignedIn, door: web::Data<Door>) -> Result<Json<TicketBody>, Problem> {
    let SignedIn { caller, expires_at, .. } = signed_in;
    let ticket = door.tickets.issue(Credential { caller, expires_at }).await?;
    Ok(Json(TicketBody { ticket, expires_in: LIFETIME.as_secs() }))
}
