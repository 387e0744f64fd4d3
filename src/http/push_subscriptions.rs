//! The browsers that the caller is notified in.

use actix_web::http::StatusCode;
use actix_web::http::header::USER_AGENT;
use actix_web::{HttpRequest, HttpResponse, delete, get, post, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::ids::PushSubscriptionId;
use crate::http::auth::device;
use crate::http::json::Json;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::paging::page::Page;
use crate::http::problem::Problem;
use crate::http::signed_in::SignedIn;
use crate::services::push_subscriptions::{NewSubscription, PushSubscriptions};
use crate::storage::push_subscriptions::Subscription;

/// A browser that takes pushes.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PushSubscription)]
struct SubscriptionBody {
    /// Its id.
    id: Uuid,
    /// Whose push service it is; the whole address is a secret of the browser's.
    #[schema(example = "fcm.googleapis.com")]
    endpoint_host: String,
    /// Which browser, in words.
    #[schema(example = "Firefox on Linux")]
    label: String,
    /// When it was added.
    created_at: DateTime<Utc>,
    /// When it last took a push; null for never.
    last_used_at: Option<DateTime<Utc>>,
}

impl From<Subscription> for SubscriptionBody {
    fn from(subscription: Subscription) -> Self {
        let host = Url::parse(&subscription.endpoint).ok();
        Self {
            id: subscription.id.0,
            endpoint_host: host.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default(),
            label: subscription.label,
            created_at: subscription.created_at,
            last_used_at: subscription.last_used_at,
        }
    }
}

/// What `PushSubscription.toJSON()` gives in a browser.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[schema(as = NewPushSubscription)]
struct NewSubscriptionBody {
    /// Where its push service takes pushes.
    #[schema(example = "https://fcm.googleapis.com/fcm/send/dGhlIGFkZHJlc3M")]
    endpoint: String,
    /// What pushes are sealed for.
    keys: KeysBody,
    /// When it ends by itself, in milliseconds; not looked at: the push service says so.
    #[serde(rename = "expirationTime")]
    _expiration_time: Option<f64>,
}

/// The keys of a subscription (RFC 8291), in base64url.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PushSubscriptionKeys)]
struct KeysBody {
    /// The browser's public key.
    #[schema(
        example = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    )]
    p256dh: String,
    /// The secret that both share.
    #[schema(example = "BTBZMqHH6r4Tts7J_aSIgg")]
    auth: String,
}

/// What browsers subscribe with.
#[derive(Debug, Serialize, ToSchema)]
struct PushKey {
    /// The `applicationServerKey`: an uncompressed point of P-256 in base64url.
    #[schema(
        example = "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
    )]
    public_key: String,
}

/// The browsers that the caller is notified in, the newest first; all on one page.
#[utoipa::path(
    tag = "notifications",
    responses((status = 200, body = Page<SubscriptionBody>), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/push-subscriptions/")]
async fn list_push_subscriptions(
    SignedIn { caller, .. }: SignedIn,
    subscriptions: web::Data<PushSubscriptions>,
) -> Result<Json<Page<SubscriptionBody>>, Problem> {
    let results = subscriptions.list(&caller).await?.into_iter().map(SubscriptionBody::from).collect();
    Ok(Json(Page { results, next: None, previous: None }))
}

/// Add a browser that the caller is notified in.
///
/// The same endpoint again is the same subscription. Of more than twenty the one that has not been used for the longest
/// makes room.
#[utoipa::path(
    tag = "notifications",
    request_body = NewSubscriptionBody,
    responses(
        (status = 201, description = "It was added.", body = SubscriptionBody),
        (status = 200, description = "It was there already.", body = SubscriptionBody),
        SignedInErrors, WriteErrors,
    ),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[post("/push-subscriptions/")]
async fn add_push_subscription(
    request: HttpRequest,
    SignedIn { caller, .. }: SignedIn,
    Json(body): Json<NewSubscriptionBody>,
    subscriptions: web::Data<PushSubscriptions>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let browser = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    let new = NewSubscription {
        endpoint: body.endpoint,
        p256dh: body.keys.p256dh,
        auth: body.keys.auth,
        label: device::name(browser.unwrap_or_default()),
    };
    let (added, is_new) = subscriptions.add(&caller, new, &origin.0).await?;
    let status = if is_new { StatusCode::CREATED } else { StatusCode::OK };
    Ok(HttpResponse::build(status).json(SubscriptionBody::from(added)))
}

/// What browsers subscribe with (VAPID, RFC 8292).
#[utoipa::path(
    tag = "notifications",
    responses((status = 200, body = PushKey), SignedInErrors),
    security(("bearer" = []), ("cookie" = []))
)]
#[get("/push-subscriptions/key/")]
async fn get_push_key(
    _: SignedIn,
    subscriptions: web::Data<PushSubscriptions>,
) -> Result<Json<PushKey>, Problem> {
    Ok(Json(PushKey { public_key: subscriptions.public_key().to_owned() }))
}

/// End a subscription: the browser is notified no more.
#[utoipa::path(
    tag = "notifications",
    params(("id" = Uuid, Path, description = "The subscription.")),
    responses((status = 204, description = "It is no more."), SignedInErrors),
    security(("bearer" = []), ("cookie" = [], "csrf" = []))
)]
#[delete("/push-subscriptions/{id}/")]
async fn remove_push_subscription(
    SignedIn { caller, .. }: SignedIn,
    id: web::Path<Uuid>,
    subscriptions: web::Data<PushSubscriptions>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    subscriptions.remove(&caller, PushSubscriptionId(*id), &origin.0).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Adds the operations of this file.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(list_push_subscriptions)
        .service(add_push_subscription)
        .service(get_push_key)
        .service(remove_push_subscription);
}
