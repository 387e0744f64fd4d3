//! The order in which every request passes the middlewares: written here once, for the server and the tests.

use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::{Compress, Next, from_fn};
use actix_web::{App, Error};

use crate::http::client_address::TrustedProxies;
use crate::http::middleware::security_headers::SecurityHeaders;
use crate::http::middleware::{
    caching, identify, outbox, problems, request_id, security_headers, slashes, timing,
};
use crate::http::rate_limit::layer::{self, Identify};
use crate::http::rate_limit::limits::RateLimits;
use crate::http::{foreign, json};

/// What the edge needs to know; made once, cloned for each worker.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Browser policies.
    pub security: SecurityHeaders,
    /// From this on a request is logged as slow.
    pub slow: Duration,
    /// The limiters.
    pub limits: RateLimits,
    /// Whose quota a request spends: `signed_in::identify`.
    pub identify: Identify,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted: TrustedProxies,
}

/// Puts the edge around an application whose routes are complete. Outermost first: compression, the slash, the name,
/// the time, browser policies, caching, the form of refusals, who is asking, the general limit, the outbox.
///
/// A middleware inside must answer refusals (`Ok(request.error_response(problem))`) and not throw them: what is thrown
/// becomes a problem too, but passes by the headers.
pub fn wrap<T, B>(
    app: App<T>,
    edge: Edge,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = Error,
        InitError = (),
    >,
>
where
    T: ServiceFactory<
            ServiceRequest,
            Config = (),
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    let Edge { security, slow, limits, identify, trusted } = edge;
    app.app_data(trusted)
        .app_data(json::body_config())
        .app_data(foreign::path_config())
        .wrap(from_fn(boxed::<B>))
        .wrap(from_fn(outbox::tell))
        .wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
            layer::limit(limits.clone(), identify, request, next)
        }))
        .wrap(from_fn(identify::identify))
        .wrap(from_fn(problems::shape))
        .wrap(from_fn(caching::forbid))
        .wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
            security_headers::protect(security.clone(), request, next)
        }))
        .wrap(from_fn(move |request: ServiceRequest, next: Next<BoxBody>| {
            timing::measure(slow, request, next)
        }))
        .wrap(from_fn(request_id::name))
        .wrap(from_fn(slashes::settle))
        .wrap(Compress::default())
}

/// One type of body for all that follows; costs nothing where it is that already.
async fn boxed<B>(request: ServiceRequest, next: Next<B>) -> Result<ServiceResponse<BoxBody>, Error>
where
    B: MessageBody + 'static,
{
    next.call(request).await.map(ServiceResponse::map_into_boxed_body)
}
