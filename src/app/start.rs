//! Starts a node and stops it again. `serve` and the tests go through here.

use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use rustls::ServerConfig;
use secrecy::ExposeSecret;
use tokio::runtime::Handle;

use crate::actors::sessions::house::VerifyToken;
use crate::actors::sessions::messages::Credential;
use crate::app::crew::{Crew, Outfit};
use crate::app::database::DatabaseHost;
use crate::app::error::AppError;
use crate::app::features::Foundation;
use crate::app::{channels, features, http_server, tls};
use crate::bus::contract::Bus;
use crate::bus::in_process::InProcessBus;
use crate::bus::redis::RedisBus;
use crate::bus::topic_log::{Depth, TopicLog};
use crate::cache::contract::Cache;
use crate::cache::in_process::InProcessCache;
use crate::cache::redis::RedisCache;
use crate::config::rate_limits::RateLimitSettings;
use crate::config::secret_file;
use crate::config::settings::Settings;
use crate::delivery::links::Links;
use crate::domain::clock::SharedClock;
use crate::http::client_address::TrustedProxies;
use crate::http::edge::Edge;
use crate::http::metrics::MetricsDoor;
use crate::http::middleware::security_headers::SecurityHeaders;
use crate::http::paging::cursor::Cursors;
use crate::http::rate_limit::groups::{Quota, Quotas};
use crate::http::rate_limit::limits::RateLimits;
use crate::http::rate_limit::ticks::Ticks;
use crate::http::realtime::census::Census;
use crate::http::signed_in::identify;
use crate::realtime::limits::{HISTORY_AGE, HISTORY_EVENTS};
use crate::services::accounts::{Accounts, Parts, Policy};
use crate::services::appointments::calendar::CalendarFiles;
use crate::services::audit::chainer::Chainer;
use crate::services::audit::checkpoints::Checkpoints;
use crate::services::audit::keys::AuditKeys;
use crate::services::calendar_feeds::CalendarFeeds;
use crate::services::one_time::OneTimeSecrets;
use crate::services::passwords::Passwords;
use crate::services::secrets::SessionSecrets;
use crate::services::seed::demo;
use crate::services::sign_ins::{Authenticated, SignIns};
use crate::services::signing_keys::SigningKeys;
use crate::services::tokens::Tokens;
use crate::services::unsubscribe::Unsubscribe;
use crate::storage::audit::partitions;
use crate::storage::error::StorageError;
use crate::storage::migrations;
use crate::storage::pool::Database;

/// Anonymous sockets that one address may have; a clinic's waiting room shares one.
const VISITORS_PER_ADDRESS: usize = 100;

/// Sockets that were told to go are given so long to be written their farewell.
const SOCKETS_LEAVE_WITHIN: Duration = Duration::from_secs(3);

/// A running node.
pub struct Running {
    address: SocketAddr,
    database: Database,
    host: DatabaseHost,
    crew: Crew,
    server: ServerHandle,
    census: Census,
    open: Arc<AtomicBool>,
}

/// Starts a node: takes its address, opens and migrates the database, wakes the actors, serves. The doors are opened by
/// [`Running::welcome`].
///
/// # Errors
/// [`AppError`], one line that says what to do. What had been started is stopped again.
pub async fn start(settings: Settings, clock: SharedClock) -> Result<Running, AppError> {
    let secret = secret_file::ensure(&settings)?;
    let tls = settings.tls.as_ref().map(tls::configuration).transpose()?;
    // First of all, so that an occupied address is known before anything is started.
    let listener = bind(settings.server.bind)?;
    let address = listener.local_addr().map_err(AppError::Server)?;
    let host = DatabaseHost::open(&settings).await?;
    match open(&settings, clock, secret.expose_secret().as_bytes(), &host, (listener, tls)).await {
        Ok((database, crew, server, census, open)) => {
            Ok(Running { address, database, host, crew, server, census, open })
        }
        Err(error) => {
            host.close().await?;
            Err(error)
        }
    }
}

impl Running {
    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Opens the doors: from now on `/health/ready` says so.
    pub fn welcome(&self) {
        self.open.store(true, Ordering::Relaxed);
    }

    /// Its database.
    #[must_use]
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Stops the node in good order: no new requests, sockets told when to come back, bookings in flight finished,
    /// messages recorded, the private PostgreSQL stopped.
    ///
    /// # Errors
    /// Where PostgreSQL does not stop.
    pub async fn stop(self) -> Result<(), AppError> {
        self.open.store(false, Ordering::Relaxed);
        self.crew.sessions().drain().await;
        if tokio::time::timeout(SOCKETS_LEAVE_WITHIN, self.census.emptied()).await.is_err() {
            tracing::warn!("some sockets did not leave in time");
        }
        self.server.stop(true).await;
        self.crew.stop().await;
        drop(self.database);
        self.host.close().await
    }
}

type Opened = (Database, Crew, ServerHandle, Census, Arc<AtomicBool>);

async fn open(
    settings: &Settings,
    clock: SharedClock,
    secret: &[u8],
    host: &DatabaseHost,
    (listener, tls): (TcpListener, Option<ServerConfig>),
) -> Result<Opened, AppError> {
    let applied = migrations::up(host.url()).await.map_err(|error| match error {
        StorageError::Unavailable(reason) if settings.database.url.is_some() => AppError::Database(reason),
        error => AppError::Storage(error),
    })?;
    tracing::info!(applied, "the database is at the schema of this build");
    let pool = usize::try_from(settings.database.pool).unwrap_or(usize::MAX);
    let database = Database::new(host.url(), pool, Handle::current())?;
    if settings.env.is_production() && demo::is_open(&database).await? {
        return Err(AppError::DemoAccounts);
    }
    make_partitions(&database, &clock).await?;
    let Redis { bus, log, cache } = open_redis(settings, &clock).await?;
    let (accounts, sign_ins) = accounts(settings, &database, &clock, &cache, secret)?;
    let (audit_keys, checkpoints) = (AuditKeys::new(secret), Checkpoints::of(&settings.data_dir));
    let limited = matches!(settings.rate_limits, RateLimitSettings::On { .. });
    let public_url = &settings.server.public_url;
    let calendar_files = CalendarFiles::new(&settings.mail.from, public_url)?;
    let calendar_feeds = CalendarFeeds::new(database.clone(), clock.clone(), public_url)?;
    let crew = Crew::start(Outfit {
        database: database.clone(),
        clock: clock.clone(),
        bus,
        log,
        channels: channels::all(settings, secret, &database, &clock)?,
        one_time: OneTimeSecrets::new(secret),
        verify: verify(&sign_ins),
        sign_ins: sign_ins.clone(),
        chainer: Chainer::new(database.clone(), clock.clone(), audit_keys.clone(), checkpoints.clone()),
        visitors_per_address: limited.then_some(VISITORS_PER_ADDRESS),
        threads: settings.server.workers,
    });
    let open = Arc::new(AtomicBool::new(false));
    let (edge, census) = (edge(settings)?, Census::of_this_process());
    let stands_on = Foundation {
        unsubscribe: Unsubscribe::new(database.clone(), clock.clone(), secret, public_url)?,
        push_subscriptions: channels::push_subscriptions(settings, &database, &clock)?,
        database: database.clone(),
        calendar_files,
        calendar_feeds,
        clock,
        cache,
        accounts,
        sign_ins,
        audit_keys,
        checkpoints,
        limits: edge.limits.clone(),
        metrics: MetricsDoor { token: settings.server.metrics_token.clone() },
        census: census.clone(),
        open: open.clone(),
        public_url: public_url.clone(),
        twilio_door: channels::twilio_door(settings)?,
        links: Links::new(public_url)?,
        workers: settings.server.workers,
        cursors: Cursors::new(secret),
    };
    let data = features::of(stands_on, &crew);
    let server = http_server::start(listener, settings.server.workers, tls, &edge, data)?;
    let handle = server.handle();
    actix_rt::spawn(server);
    Ok((database, crew, handle, census, open))
}

/// A day whose partition cannot be made just now has its rows in the default one.
async fn make_partitions(database: &Database, clock: &SharedClock) -> Result<(), StorageError> {
    let mut connection = database.connection().await?;
    match partitions::make_ahead(&mut connection, clock.now()).await {
        Err(StorageError::Busy) => {
            tracing::warn!("the audit trail lacks a partition for the coming days; it is tried again");
            Ok(())
        }
        made => made,
    }
}

fn bind(address: SocketAddr) -> Result<TcpListener, AppError> {
    TcpListener::bind(address).map_err(|source| AppError::Bind { address, source })
}

/// What a node shares with the others, or has for itself.
struct Redis {
    bus: Arc<dyn Bus>,
    log: Option<TopicLog>,
    cache: Arc<dyn Cache>,
}

async fn open_redis(settings: &Settings, clock: &SharedClock) -> Result<Redis, AppError> {
    Ok(match &settings.redis_url {
        Some(url) => {
            let url = url.expose_secret();
            let bus = RedisBus::open(url).await?;
            let log = bus.topic_log(Depth { events: HISTORY_EVENTS, age: HISTORY_AGE });
            Redis { bus: Arc::new(bus), log: Some(log), cache: Arc::new(RedisCache::open(url)?) }
        }
        None => Redis {
            bus: Arc::new(InProcessBus::default()),
            log: None,
            cache: Arc::new(InProcessCache::new(clock.clone())),
        },
    })
}

fn accounts(
    settings: &Settings,
    database: &Database,
    clock: &SharedClock,
    cache: &Arc<dyn Cache>,
    secret: &[u8],
) -> Result<(Accounts, SignIns), AppError> {
    let make = !settings.env.is_production();
    let keys = SigningKeys::open(&settings.secrets.jwt_keys_dir, make)?;
    let tokens = Tokens::new(keys, &settings.server.public_url);
    let passwords = Passwords::new(settings.server.workers)?;
    let (database, clock) = (database.clone(), clock.clone());
    let secrets = SessionSecrets::new(secret);
    let sign_ins = SignIns::new(database.clone(), clock.clone(), tokens.clone(), secrets, cache.clone());
    let policy = Policy {
        password_min: settings.accounts.password_min,
        staff_mfa: settings.accounts.staff_mfa,
        networks_wait: matches!(settings.rate_limits, RateLimitSettings::On { .. }),
    };
    let parts = Parts { database, clock, passwords, tokens, sign_ins: sign_ins.clone(), policy };
    Ok((Accounts::new(parts, secret)?, sign_ins))
}

fn verify(sign_ins: &SignIns) -> VerifyToken {
    let sign_ins = sign_ins.clone();
    Arc::new(move |token| {
        let sign_ins = sign_ins.clone();
        Box::pin(async move {
            let Authenticated { standing, expires_at } = sign_ins.of_bearer(&token).await.ok()?;
            Some(Credential { caller: standing.caller.clone(), expires_at })
        })
    })
}

fn edge(settings: &Settings) -> Result<Edge, AppError> {
    Ok(Edge {
        security: SecurityHeaders::new(&settings.server.public_url, settings.env.is_production()),
        slow: Duration::from_millis(settings.server.slow_ms),
        limits: RateLimits::new(&quotas(&settings.rate_limits)?, &Ticks::monotonic()),
        identify,
        trusted: TrustedProxies(settings.server.trusted_proxies.clone()),
    })
}

fn quotas(settings: &RateLimitSettings) -> Result<Quotas, AppError> {
    let RateLimitSettings::On { groups } = settings else { return Ok(Quotas::off()) };
    let at_least_one = |number: u32| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
    let named = groups.iter().map(|(name, quota)| {
        let quota = Quota { limit: at_least_one(quota.limit), per_seconds: at_least_one(quota.per_seconds) };
        (name.clone(), quota)
    });
    Quotas::by_name(named).map_err(|group| AppError::Server(std::io::Error::other(group)))
}
