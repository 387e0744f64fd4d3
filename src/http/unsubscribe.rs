//! The link at the foot of a mail that ends mails of its kind (RFC 8058).

use actix_web::http::header;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, get, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::http::client_address::ClientAddress;
use crate::http::openapi::errors::{PublicErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::rate_limit::groups::Group;
use crate::http::rate_limit::limits::RateLimits;
use crate::services::error::ServiceError;
use crate::services::unsubscribe::Unsubscribe;

/// The page that asks whether there are to be no more mails of this kind. It changes nothing.
#[utoipa::path(
    tag = "unsubscribe",
    params(("token" = String, Path, description = "As it stands in the mail.")),
    responses(
        (status = 200, description = "The page.", body = String, content_type = "text/html"),
        PublicErrors,
    ),
    security(())
)]
#[get("/unsubscribe/{token}")]
async fn ask_to_unsubscribe(
    request: HttpRequest,
    token: web::Path<String>,
    (unsubscribe, limits): (web::Data<Unsubscribe>, web::Data<RateLimits>),
) -> Result<HttpResponse, Problem> {
    page(unsubscribe.ask(&token).await, &request, &limits)
}

/// End mails of this kind, with one click: of the page, or of the reader's mail program.
///
/// `undo=1` has them sent again. Whatever else is in the form does not count.
#[utoipa::path(
    tag = "unsubscribe",
    params(("token" = String, Path, description = "As it stands in the mail.")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The page that says so.", body = String, content_type = "text/html"),
        PublicErrors, WriteErrors,
    ),
    security(())
)]
#[post("/unsubscribe/{token}")]
async fn unsubscribe_with_one_click(
    request: HttpRequest,
    token: web::Path<String>,
    form: Bytes,
    (unsubscribe, limits): (web::Data<Unsubscribe>, web::Data<RateLimits>),
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let undo = url::form_urlencoded::parse(&form).any(|(name, value)| name == "undo" && value == "1");
    page(unsubscribe.switch(&token, undo, &origin.0).await, &request, &limits)
}

/// A link that is none of ours is charged to whoever tries it; one that is good is never refused, however often it is used.
fn page(
    html: Result<String, ServiceError>,
    request: &HttpRequest,
    limits: &RateLimits,
) -> Result<HttpResponse, Problem> {
    if matches!(html, Err(ServiceError::NotFound)) {
        limits.enforce(request, Group::Anonymous, &ClientAddress::of(request).prefix())?;
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(html?))
}

/// Adds the operations.
pub fn routes(config: &mut ServiceConfig) {
    config.service(ask_to_unsubscribe).service(unsubscribe_with_one_click);
}
