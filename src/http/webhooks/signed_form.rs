//! A form that Twilio posted: an extractor that takes nothing unsigned.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest};

use crate::delivery::links::Links;
use crate::delivery::sms::twilio_signature::TwilioSignatures;
use crate::http::foreign;
use crate::http::problem::Problem;

/// A webhook of Twilio's has a few hundred bytes; a text in it has 1,600 characters at most.
const FORM_LIMIT: usize = 64 * 1024;

/// What signatures are held against; application data.
#[derive(Clone)]
pub struct TwilioDoor {
    /// The accounts that are ours.
    pub signatures: TwilioSignatures,
    /// Twilio signs the address as it is seen from outside.
    pub links: Links,
}

/// The fields of a form whose signature holds.
pub struct TwilioForm(Vec<(String, String)>);

impl TwilioForm {
    /// A field; empty where there is none. Without NUL, which PostgreSQL does not keep, and no longer than any field that we
    /// look at is.
    #[must_use]
    pub fn field(&self, name: &str) -> String {
        let value = self.0.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value);
        value.chars().filter(|c| *c != '\0').take(1600).collect()
    }
}

impl FromRequest for TwilioForm {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let door = request.app_data::<Data<TwilioDoor>>().cloned();
        let signature = request.headers().get("x-twilio-signature");
        let signature = signature.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let target = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            let bytes = bytes.await.map_err(|error| foreign::of_error(&error))?;
            if bytes.len() > FORM_LIMIT {
                return Err(foreign::of_status(StatusCode::PAYLOAD_TOO_LARGE));
            }
            let form: Vec<(String, String)> = url::form_urlencoded::parse(&bytes).into_owned().collect();
            let holds = |door: Data<TwilioDoor>| {
                door.signatures.hold(&door.links.seen_from_outside(&target), &form, &signature)
            };
            if door.is_some_and(holds) { Ok(Self(form)) } else { Err(Problem::forbidden()) }
        })
    }
}
