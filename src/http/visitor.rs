//! What a request tells of somebody who wants to sign in.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::USER_AGENT;
use actix_web::{FromRequest, HttpRequest, web};

use crate::http::browser::Browser;
use crate::http::client_address::ClientAddress;
use crate::http::origin::RequestOrigin;
use crate::http::problem::Problem;
use crate::services::accounts::visitor::Visitor;

/// Characters of a `User-Agent` that are kept: enough to tell a device by.
const USER_AGENT_CHARS: usize = 300;

/// The visitor of a request. An extractor.
#[derive(Debug, Clone)]
pub struct RequestVisitor(pub Visitor);

impl FromRequest for RequestVisitor {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let Ok(RequestOrigin(origin)) = RequestOrigin::from_request(request, payload).into_inner();
        let agent = request.headers().get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        let browser = request.app_data::<web::Data<Browser>>();
        ready(Ok(Self(Visitor {
            origin,
            network: ClientAddress::of(request).prefix(),
            user_agent: agent.unwrap_or_default().chars().take(USER_AGENT_CHARS).collect(),
            device: browser.and_then(|browser| browser.device_of(request)),
        })))
    }
}
