//! The ledger of a person's consents.

use actix_web::{HttpRequest, HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::consents::{ConsentKind, source};
use crate::domain::ids::UserId;
use crate::domain::invalid::Invalid;
use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::idempotency_key::IdempotencyKey;
use crate::http::json::Json;
use crate::http::once::once;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::services::idempotency::Turns;
use crate::services::profiles::Profiles;
use crate::services::profiles::consents::{ConsentView, NewConsent};

/// Characters of a wording.
const WORDING_MAX: usize = 2_000;
/// Where most consents are given.
const SETTINGS: &str = "settings";

/// Which page.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ConsentsQuery {
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// A consent that is given or taken back.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewConsent)]
pub struct ConsentBody {
    /// `terms`, `privacy`, `email`, `sms`, `push` or `marketing`.
    #[schema(example = "sms")]
    kind: String,
    /// Given, or taken back.
    granted: bool,
    /// As it was shown.
    #[schema(example = "Remind me of my visits by text message.", min_length = 1, max_length = 2000)]
    wording: String,
    /// Where it was shown, in `snake_case`; `settings` unless given.
    #[schema(example = "settings", max_length = 40)]
    source: Option<String>,
}

impl ConsentBody {
    fn read(&self) -> Result<NewConsent, Problem> {
        let mut fields = Fields::default();
        let kind = fields.read("kind", ConsentKind::parse(&self.kind));
        let wording = fields.read("wording", wording(&self.wording));
        let source = fields.read("source", source(self.source.as_deref().unwrap_or(SETTINGS)));
        let granted = self.granted;
        let made = || Some(NewConsent { kind: kind?, granted, wording: wording?, source: source? });
        fields.settle(made())
    }
}

fn wording(text: &str) -> Result<String, Invalid> {
    let text = text::paragraph(text, WORDING_MAX)?;
    if text.is_empty() { Err(Invalid::new("required", "This field cannot be empty.")) } else { Ok(text) }
}

/// List what a person agreed to, the newest first: the caller, a dependant, or anybody for administrators.
///
/// The last line of a kind holds.
#[utoipa::path(
    tag = "profiles",
    params(("id" = Uuid, Path, description = "The person's user id."), ConsentsQuery),
    responses((status = 200, description = "One page.", body = Page<ConsentView>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/profiles/{id}/consents/")]
pub async fn list_consents(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    query: Query<ConsentsQuery>,
    cursors: web::Data<Cursors>,
    profiles: web::Data<Profiles>,
    origin: RequestOrigin,
) -> Result<Json<Page<ConsentView>>, Problem> {
    let list = List { cursors: &cursors, path: request.path(), filters: &(caller.user_id, &query.0) };
    let start = list.start(query.0.cursor.as_deref())?;
    let limit = query.0.limit.size();
    let slice = profiles.list_consents(&caller, UserId(*id), start.as_ref(), limit, &origin.0).await?;
    Ok(Json(list.page(slice)?.map(ConsentView::from)))
}

/// Give a consent or take it back: the caller's own, or a dependant's.
///
/// Lines are added and never changed. Administrators cannot consent in another's name: 403.
#[utoipa::path(
    tag = "profiles",
    params(("id" = Uuid, Path, description = "The person's user id."), IdempotencyKey),
    responses((status = 201, description = "Added.", body = ConsentView), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/profiles/{id}/consents/")]
pub async fn add_consent(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    profiles: web::Data<Profiles>,
    origin: RequestOrigin,
    body: Json<ConsentBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(caller.agent(), "consents", &(*id, &body.0))?;
    let wanted = body.0.read()?;
    once(&turns, key, None, async {
        let line = profiles.add_consent(&caller, UserId(*id), wanted, &origin.0).await?;
        Ok(ConsentView::from(line))
    })
    .await
}
