//! Twilio hands over a text that somebody sent to our number.

use actix_web::http::header;
use actix_web::{HttpResponse, post, web};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::actors::schedules::front_desk::FrontDesk;
use crate::delivery::sms::twiml;
use crate::domain::contact::Phone;
use crate::domain::text_keywords::Keyword;
use crate::http::openapi::errors::{SignedInErrors, WriteErrors};
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::http::webhooks::signed_form::TwilioForm;
use crate::services::error::ServiceError;
use crate::services::texts_in::{Heard, TextIn, TextsIn};

/// A text that somebody sent: `C` or `X` in answer to a reminder, `STOP`, `START`, `HELP`.
///
/// Twilio posts it (<https://www.twilio.com/docs/messaging/guides/webhook-request>) under its signature and texts the answer
/// back. The same `MessageSid` again is answered alike, and done once.
#[utoipa::path(
    tag = "webhooks",
    params(("X-Twilio-Signature" = String, Header, description = "By the token of the account.")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses(
        (status = 200, description = "The answer, in TwiML.", body = String, content_type = "text/xml"),
        SignedInErrors, WriteErrors,
    ),
    security(())
)]
#[post("/webhooks/twilio/inbound")]
async fn take_text(
    form: TwilioForm,
    texts: web::Data<TextsIn>,
    front_desk: web::Data<FrontDesk>,
    origin: RequestOrigin,
) -> Result<HttpResponse, Problem> {
    let Some(text) = read(&form) else { return Ok(answer(twiml::SILENCE.to_owned())) };
    let mut heard = texts.hear(&text, &origin.0).await?;
    let mut again = true;
    let (said, locale) = loop {
        match heard {
            Heard::Before(written) => return Ok(answer(written)),
            Heard::Answer(said, locale) => break (said, locale),
            Heard::Step(step, locale) => {
                let tried = front_desk.change(step.doctor, step.request.clone()).await;
                let passes = matches!(tried, Err(ServiceError::Stale | ServiceError::Busy));
                if !std::mem::take(&mut again) || !passes {
                    break (Some(texts.tried(&text.sid, &step, tried).await?), locale);
                }
                // Nobody sends the text a second time for us, so that it is heard again here.
                heard = texts.hear_again(&text, &origin.0).await?;
            }
        }
    };
    Ok(answer(texts.close(&text.sid, said.as_ref(), locale).await?))
}

/// None for a text of nobody whom we could answer, such as a short code.
fn read(form: &TwilioForm) -> Option<TextIn> {
    // Where Twilio has seen to it already it says as what it took the text, and we take it as the same.
    let seen_to = form.field("OptOutType");
    let said = if seen_to.is_empty() { form.field("Body") } else { seen_to.clone() };
    let sid = form.field("MessageSid");
    let from = Phone::parse(&form.field("From")).ok()?;
    let keyword = Keyword::read(&said);
    (!sid.is_empty()).then_some(TextIn { sid, from, keyword, answered: !seen_to.is_empty() })
}

fn answer(written: String) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/xml; charset=utf-8")).body(written)
}

/// Adds the operation.
pub fn routes(config: &mut ServiceConfig) {
    config.service(take_text);
}
