//! Whom the caller looks after.

use actix_web::http::header::TryIntoHeaderPair;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::actors::sessions::sessions::Sessions;
use crate::domain::ids::UserId;
use crate::domain::profiles::date_of_birth;
use crate::domain::text;
use crate::domain::users::parse_time_zone;
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
use crate::http::profiles::fields::NAME_MAX;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::http::versions::etag;
use crate::realtime::topic::Topic;
use crate::services::idempotency::Turns;
use crate::services::profiles::Profiles;
use crate::services::profiles::dependants::NewDependant;
use crate::services::profiles::view::ProfileView;

/// Which page.
#[derive(Debug, Serialize, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct DependantsQuery {
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// Somebody to look after.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewDependant)]
pub struct DependantBody {
    /// Given name.
    #[schema(example = "Kim", min_length = 1, max_length = 100)]
    first_name: String,
    /// Family name.
    #[schema(example = "Morgan", min_length = 1, max_length = 100)]
    last_name: String,
    /// From 1900 on and not in the future.
    #[schema(example = "2019-06-30")]
    date_of_birth: Option<NaiveDate>,
    /// An IANA name; the guardian's unless given.
    #[schema(example = "Europe/Paris")]
    time_zone: Option<String>,
}

impl DependantBody {
    fn read(&self, now: DateTime<Utc>) -> Result<NewDependant, Problem> {
        let mut fields = Fields::default();
        let first_name = fields.read("first_name", text::line(&self.first_name, NAME_MAX));
        let last_name = fields.read("last_name", text::line(&self.last_name, NAME_MAX));
        let born = self.date_of_birth.and_then(|day| fields.read("date_of_birth", date_of_birth(day, now)));
        let time_zone = fields.read_if_given("time_zone", self.time_zone.as_deref(), parse_time_zone);
        fields.settle(first_name.zip(last_name).map(|(first_name, last_name)| NewDependant {
            first_name,
            last_name,
            date_of_birth: born,
            time_zone,
        }))
    }
}

/// List whom the caller looks after, the newest first.
#[utoipa::path(
    tag = "profiles",
    params(DependantsQuery),
    responses((status = 200, description = "One page.", body = Page<ProfileView>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/profiles/dependants/")]
pub async fn list_dependants(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    query: Query<DependantsQuery>,
    cursors: web::Data<Cursors>,
    profiles: web::Data<Profiles>,
    origin: RequestOrigin,
) -> Result<Json<Page<ProfileView>>, Problem> {
    let list = List { cursors: &cursors, path: request.path(), filters: &(caller.user_id, &query.0) };
    let start = list.start(query.0.cursor.as_deref())?;
    let slice = profiles.list_dependants(&caller, start.as_ref(), query.0.limit.size(), &origin.0).await?;
    Ok(Json(list.page(slice)?.map(ProfileView::from)))
}

/// Add somebody to look after (patients).
///
/// A patient without a sign-in: the guardian books for them with `patient_id`, sees and cancels their visits, and keeps
/// their profile. 409 `too_many_dependants` past 20.
#[utoipa::path(
    tag = "profiles",
    params(IdempotencyKey),
    responses(
        (status = 201, description = "Added.", body = ProfileView,
         headers(("ETag" = String, description = "The version."), ("Location" = String, description = "The profile."))),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/profiles/dependants/")]
pub async fn add_dependant(
    SignedIn { caller, .. }: SignedIn,
    key: IdempotencyKey,
    turns: web::Data<Turns>,
    profiles: web::Data<Profiles>,
    origin: RequestOrigin,
    body: Json<DependantBody>,
) -> Result<HttpResponse, Problem> {
    let key = key.of(caller.agent(), "dependants", &body.0)?;
    let wanted = body.0.read(profiles.now())?;
    let mut answer = once(&turns, key, Some("/api/v1/profiles/"), async {
        let profile = profiles.add_dependant(&caller, &wanted, &origin.0).await?;
        Ok(ProfileView::from(profile))
    })
    .await?;
    let (name, value) = etag(1).try_into_pair().map_err(Problem::internal)?;
    answer.headers_mut().insert(name, value);
    Ok(answer)
}

/// Look after somebody no longer.
///
/// Who has no sign-in of their own goes with it. 409 `has_visits` where there are visits other than cancelled ones.
#[utoipa::path(
    tag = "profiles",
    params(("id" = Uuid, Path, description = "The dependant's user id.")),
    responses((status = 204, description = "Removed."), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[delete("/profiles/dependants/{id}/")]
pub async fn remove_dependant(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    profiles: web::Data<Profiles>,
    sessions: web::Data<Sessions>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    for conversation in profiles.remove_dependant(&caller, UserId(*id), &origin.0).await? {
        sessions.reconsider(Topic::Conversation(conversation)).await;
    }
    Ok(HttpResponse::NoContent().finish())
}
