//! Where the application meets the network: HTTP/1.1 over TCP, or HTTP/1.1 and HTTP/2 over TLS, and sockets that leave both.

use std::io;
use std::net::TcpListener;
use std::rc::Rc;
use std::time::Duration;

use actix_codec::{AsyncRead, AsyncWrite, Framed};
use actix_http::body::MessageBody;
use actix_http::h1::Codec;
use actix_http::{HttpServiceBuilder, Request};
use actix_server::GracefulShutdownSignal;
use actix_service::{IntoServiceFactory, Service, map_config};
use actix_web::Error;
use actix_web::dev::{AppConfig, Server, ServiceFactory, ServiceResponse, fn_factory, fn_service};
use rustls::ServerConfig;

use crate::http::realtime::wire::stream::Stream;
use crate::http::realtime::wire::upgrade;

/// How long requests in flight may take once the server is told to stop.
const FINISH_WITHIN_S: u64 = 10;
/// A client that takes longer to send its headers is let go.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);
/// An idle connection is kept for so long.
const KEEP_ALIVE: Duration = Duration::from_secs(75);

/// A client that does not hang up once it was told to is let go.
const HANGS_UP_WITHIN: Duration = Duration::from_secs(1);

/// Serves an application on a socket that is bound already, over TLS where there is a configuration of it. Each worker
/// asks for the application twice: for requests, and for those that ask for an upgrade. What the two share is made
/// outside of `app`.
///
/// # Errors
/// Where the system refuses the listener.
pub fn listen<I, S, B>(
    listener: TcpListener,
    workers: usize,
    tls: Option<ServerConfig>,
    app: impl Fn() -> I + Clone + Send + 'static,
) -> io::Result<Server>
where
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<
            Request,
            Config = AppConfig,
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
            Service: Service<Request, Future: 'static>,
        > + 'static,
    B: MessageBody + 'static,
{
    let builder = Server::build().workers(workers).disable_signals().shutdown_timeout(FINISH_WITHIN_S);
    let stopping = builder.graceful_shutdown_signal();
    let builder = match tls {
        None => builder.listen("http", listener, move || {
            let requests = map_config(app(), |()| AppConfig::default());
            terms(&stopping).upgrade(upgrades(app())).finish(requests).tcp()
        }),
        Some(tls) => builder.listen("https", listener, move || {
            let requests = map_config(app(), |()| AppConfig::default());
            terms(&stopping).upgrade(upgrades(app())).finish(requests).rustls_0_23(tls.clone())
        }),
    };
    Ok(builder?.run())
}

/// How long a client may take for what.
fn terms<T, S>(stopping: &GracefulShutdownSignal) -> HttpServiceBuilder<T, S>
where
    S: ServiceFactory<
            Request,
            Config = (),
            Error = Error,
            InitError = (),
            Service: Service<Request, Future: 'static>,
        >,
{
    let stopping = stopping.clone();
    HttpServiceBuilder::default()
        .graceful_shutdown_signal(move || {
            let stopping = stopping.clone();
            async move { stopping.notified().await }
        })
        .client_request_timeout(HEADERS_WITHIN)
        .client_disconnect_timeout(HANGS_UP_WITHIN)
        .keep_alive(KEEP_ALIVE)
}

/// Answers requests for an upgrade by an application of their own.
fn upgrades<T, I, S, B>(
    app: I,
) -> impl ServiceFactory<
    (Request, Framed<T, Codec>),
    Config = (),
    Response = (),
    Error = Error,
    InitError = (),
    Future: 'static,
>
where
    T: AsyncRead + AsyncWrite + Unpin + Into<Stream> + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<
            Request,
            Config = AppConfig,
            Response = ServiceResponse<B>,
            Error = Error,
            InitError = (),
        > + 'static,
    B: MessageBody + 'static,
{
    let app = app.into_factory();
    fn_factory(move || {
        let app = app.new_service(AppConfig::default());
        async move {
            let app = Rc::new(app.await?);
            Ok(fn_service(move |(request, framed)| upgrade::answer(app.clone(), request, framed)))
        }
    })
}
