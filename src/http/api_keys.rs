//! The keys of a clinic's software, for its staff and for administrators; for others there are none.

use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, delete, get, patch, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::api_keys::{ApiKey, KeyScopes, RateTier};
use crate::domain::ids::{ApiKeyId, ClinicId};
use crate::domain::text;
use crate::http::fields::Fields;
use crate::http::given::Given;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::paging::cursor::Cursors;
use crate::http::paging::limit::Limit;
use crate::http::paging::list::List;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::query::Query;
use crate::http::signed_in::SignedIn;
use crate::services::accounts::Accounts;
use crate::services::api_keys::ApiKeys;
use crate::services::api_keys::manage::{ApiKeyChange, NewApiKey};

/// Characters of a key's name.
const NAME_MAX: usize = 100;

/// A key of a clinic's software.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct ApiKeyBody {
    /// Its id.
    pub id: Uuid,
    /// Whose software it is for.
    pub clinic_id: Uuid,
    /// What people call it.
    #[schema(example = "Phone system")]
    pub name: String,
    /// The public part of the key, by which it is recognised.
    #[schema(example = "cbk_4Vh2mT0bQx9z")]
    pub prefix: String,
    /// What it is for.
    #[schema(value_type = Vec<String>, example = json!(["appointments:read", "appointments:write"]))]
    pub scopes: Vec<&'static str>,
    /// How much it may ask: `standard` or `high`.
    #[schema(value_type = String, example = "standard")]
    pub rate_tier: &'static str,
    /// When it ends by itself; null for never.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute; null for never.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was taken back; null while it is good.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

impl From<ApiKey> for ApiKeyBody {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id.0,
            clinic_id: key.clinic_id.0,
            name: key.name,
            prefix: key.prefix,
            scopes: key.scopes.names(),
            rate_tier: key.rate_tier.as_str(),
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
            created_at: key.created_at,
        }
    }
}

/// A key that was just made, with its secret: shown this once.
#[derive(Serialize, ToSchema)]
pub struct MadeApiKey {
    /// The key.
    #[serde(flatten)]
    pub api_key: ApiKeyBody,
    /// The secret part.
    pub secret: String,
    /// What goes behind `Authorization: ApiKey `: prefix, dot, secret.
    pub key: String,
}

/// A key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewApiKey)]
struct NewApiKeyBody {
    /// What people call it; 100 characters at most.
    #[schema(example = "Phone system")]
    name: String,
    /// What it is for; all unless told: `appointments:read`, `appointments:write`, `patients:read`, `patients:write`,
    /// `schedules:read`, `schedules:write`.
    #[schema(example = json!(["appointments:read", "appointments:write"]))]
    scopes: Option<Vec<String>>,
    /// `standard` unless told; `high` is given by administrators.
    #[schema(example = "standard")]
    rate_tier: Option<String>,
    /// When it ends by itself; never unless told.
    expires_at: Option<DateTime<Utc>>,
}

/// What is to be changed of a key; what is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ApiKeyChange)]
struct ApiKeyChangeBody {
    /// What people call it.
    name: Option<String>,
    /// What it is for.
    scopes: Option<Vec<String>>,
    /// `standard`, or `high` by administrators.
    rate_tier: Option<String>,
    /// When it ends by itself; null for never.
    #[serde(default)]
    #[schema(value_type = Option<DateTime<Utc>>, required = false)]
    expires_at: Given<DateTime<Utc>>,
}

/// Which page.
#[derive(Debug, Deserialize, Serialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ApiKeysQuery {
    /// Results a page.
    #[serde(default, skip_serializing)]
    #[param(inline)]
    limit: Limit,
    /// `next` or `previous` of another page.
    #[serde(skip_serializing)]
    cursor: Option<String>,
}

/// List a clinic's keys, the newest first; revoked ones too.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic."), ApiKeysQuery),
    responses((status = 200, description = "One page of keys.", body = Page<ApiKeyBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/clinics/{id}/api_keys/")]
async fn list_api_keys(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    keys: web::Data<ApiKeys>,
    cursors: web::Data<Cursors>,
    query: Query<ApiKeysQuery>,
) -> Result<Json<Page<ApiKeyBody>>, Problem> {
    let query = query.0;
    let list = List { cursors: &cursors, path: "clinics/api_keys/", filters: &(*id, &query) };
    let start = list.start(query.cursor.as_deref())?;
    let slice = keys.list(&caller, ClinicId(*id), start.as_ref(), query.limit.size()).await?;
    Ok(Json(list.page(slice.map(ApiKeyBody::from))?))
}

/// One key.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic."), ("key_id" = Uuid, Path, description = "The key.")),
    responses((status = 200, body = ApiKeyBody), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/clinics/{id}/api_keys/{key_id}/")]
async fn get_api_key(
    SignedIn { caller, .. }: SignedIn,
    path: web::Path<(Uuid, Uuid)>,
    keys: web::Data<ApiKeys>,
) -> Result<Json<ApiKeyBody>, Problem> {
    let (clinic, key) = path.into_inner();
    Ok(Json(keys.find(&caller, ClinicId(clinic), ApiKeyId(key)).await?.into()))
}

/// Make a key.
///
/// Its secret is in this answer and nowhere else. 403 `fresh_sign_in_required`; 409 `too_many_keys` past 50 good ones.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic.")),
    responses((status = 201, description = "Made.", body = MadeApiKey), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/clinics/{id}/api_keys/")]
async fn make_api_key(
    SignedIn { caller, standing, .. }: SignedIn,
    id: web::Path<Uuid>,
    accounts: web::Data<Accounts>,
    keys: web::Data<ApiKeys>,
    origin: RequestOrigin,
    body: Json<NewApiKeyBody>,
) -> Result<HttpResponse, Problem> {
    let wanted = read_new(body.0)?;
    accounts.require_fresh(&standing).await?;
    let (key, fresh) = keys.make(&caller, ClinicId(*id), wanted, &origin.0).await?;
    let location = format!("/api/v1/clinics/{id}/api_keys/{}/", key.id);
    let whole = format!("{}.{}", fresh.prefix, fresh.secret);
    let made = MadeApiKey { api_key: key.into(), secret: fresh.secret, key: whole };
    Ok(HttpResponse::Created().insert_header((LOCATION, location)).json(made))
}

/// Change a key's name, what it is for, how much it may ask or when it ends.
///
/// 403 `fresh_sign_in_required`; 409 `key_revoked`, `key_ended`.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic."), ("key_id" = Uuid, Path, description = "The key.")),
    responses((status = 200, body = ApiKeyBody), SignedInErrors, WriteErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[patch("/clinics/{id}/api_keys/{key_id}/")]
async fn change_api_key(
    SignedIn { caller, standing, .. }: SignedIn,
    path: web::Path<(Uuid, Uuid)>,
    accounts: web::Data<Accounts>,
    keys: web::Data<ApiKeys>,
    origin: RequestOrigin,
    body: Json<ApiKeyChangeBody>,
) -> Result<Json<ApiKeyBody>, Problem> {
    let change = read_change(body.0)?;
    accounts.require_fresh(&standing).await?;
    let (clinic, key) = path.into_inner();
    Ok(Json(keys.change(&caller, ClinicId(clinic), ApiKeyId(key), change, &origin.0).await?.into()))
}

/// Revoke a key: it opens nothing any more, on every node within seconds. It stays listed.
#[utoipa::path(
    tag = "clinics",
    params(("id" = Uuid, Path, description = "The clinic."), ("key_id" = Uuid, Path, description = "The key.")),
    responses((status = 204, description = "Revoked."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[delete("/clinics/{id}/api_keys/{key_id}/")]
async fn revoke_api_key(
    SignedIn { caller, .. }: SignedIn,
    path: web::Path<(Uuid, Uuid)>,
    keys: web::Data<ApiKeys>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let (clinic, key) = path.into_inner();
    keys.revoke(&caller, ClinicId(clinic), ApiKeyId(key), &origin.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

fn read_new(body: NewApiKeyBody) -> Result<NewApiKey, Problem> {
    let mut fields = Fields::default();
    let name = fields.read("name", text::line(&body.name, NAME_MAX));
    let scopes = match &body.scopes {
        Some(names) => fields.read("scopes", KeyScopes::parse(names.iter().map(String::as_str))),
        None => Some(KeyScopes::all()),
    };
    let tier = body.rate_tier.as_deref().map_or(Ok(RateTier::Standard), RateTier::parse);
    let tier = fields.read("rate_tier", tier);
    let made =
        || Some(NewApiKey { name: name?, scopes: scopes?, rate_tier: tier?, expires_at: body.expires_at });
    fields.settle(made())
}

fn read_change(body: ApiKeyChangeBody) -> Result<ApiKeyChange, Problem> {
    let mut fields = Fields::default();
    let change = ApiKeyChange {
        name: fields.read_if_given("name", body.name.as_deref(), |name| text::line(name, NAME_MAX)),
        scopes: body
            .scopes
            .and_then(|names| fields.read("scopes", KeyScopes::parse(names.iter().map(String::as_str)))),
        rate_tier: fields.read_if_given("rate_tier", body.rate_tier.as_deref(), RateTier::parse),
        expires_at: body.expires_at.read(&mut fields, "expires_at", Ok(None), |end| Ok(Some(end))),
    };
    fields.settle(Some(change))
}

/// Adds the routes.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_api_keys)
        .service(get_api_key)
        .service(make_api_key)
        .service(change_api_key)
        .service(revoke_api_key);
}
