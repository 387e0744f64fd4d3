//! Twilio reports what became of a text.

use actix_web::{HttpResponse, post, web};
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;

use crate::domain::contact::Phone;
use crate::domain::ids::DeliveryId;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::problem::Problem;
use crate::http::webhooks::signed_form::TwilioForm;
use crate::services::text_reports::{TextReport, TextReports};

/// A word of Twilio's has no more.
const STATUS_MAX_CHARS: usize = 40;

/// What became of a text.
///
/// Twilio posts it (<https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks>) under its
/// signature. A report that says nothing new is taken as well.
#[utoipa::path(
    tag = "webhooks",
    params(
        ("delivery_id" = Uuid, Path, description = "The message that the text was sent for."),
        ("X-Twilio-Signature" = String, Header, description = "By the token of the account."),
    ),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 204, description = "Taken."), SignedInErrors, WriteErrors),
    security(())
)]
#[post("/webhooks/twilio/status/{delivery_id}")]
async fn report_text_status(
    form: TwilioForm,
    delivery: web::Path<Uuid>,
    reports: web::Data<TextReports>,
) -> Result<HttpResponse, Problem> {
    let status: String = form.field("MessageStatus").to_lowercase().chars().take(STATUS_MAX_CHARS).collect();
    let provider_id = form.field("MessageSid");
    if !status.is_empty() && !provider_id.is_empty() {
        let (error_code, to) = (form.field("ErrorCode").parse().ok(), Phone::parse(&form.field("To")).ok());
        reports.take(DeliveryId(*delivery), &TextReport { provider_id, status, error_code, to }).await?;
    }
    Ok(HttpResponse::NoContent().finish())
}

/// Adds the operation.
pub fn routes(config: &mut ServiceConfig) {
    config.service(report_text_status);
}
