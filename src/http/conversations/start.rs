//! Begins conversations.

use actix_web::{HttpRequest, HttpResponse, post, web};

use crate::http::conversations::body::StartBody;
use crate::http::conversations::talk::Talk;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::http::signed_in::SignedIn;
use crate::services::conversations::view::ConversationView;
use crate::services::idempotency::Turns;

/// Where conversations are found.
const PATH: &str = "/api/v1/conversations/";

/// Begin a conversation between a patient and those who care for them.
///
/// Patients write to doctors they have a visit with and to the staff of those clinics, for themselves or for whom they
/// look after; doctors and staff to a patient of theirs, with colleagues of the same clinic. A stranger is 404, as somebody
/// who does not exist.
#[utoipa::path(
    tag = "conversations",
    params(IdempotencyKey),
    responses((status = 201, description = "Begun.", body = ConversationView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/conversations/")]
pub async fn start_conversation(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    key: IdempotencyKey,
    (talk, turns, limits): (web::Data<Talk>, web::Data<Turns>, web::Data<RateLimits>),
    origin: RequestOrigin,
    body: Json<StartBody>,
) -> Result<HttpResponse, Problem> {
    limits.enforce(&request, Group::Message, &caller.user_id.to_string())?;
    let key = key.of(caller.agent(), "conversations", &body.0)?;
    let (subject, wanted, first) = body.0.read()?;
    once(&turns, key, Some(PATH), async {
        let (begun, event) =
            talk.conversations.start(&caller, &subject, &wanted, first.as_ref(), &origin.0).await?;
        if let Some(event) = &event {
            talk.tell(event).await;
        }
        Ok(ConversationView::from(begun))
    })
    .await
}
