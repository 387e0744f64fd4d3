//! The ways out that the settings ask for: a relay and a provider, or files in the data directory.

use std::sync::Arc;

use crate::actors::notifications::gate::{Measure, Measured};
use crate::app::error::AppError;
use crate::config::secret_file;
use crate::config::settings::Settings;
use crate::config::sms::TwilioSettings;
use crate::delivery::channel::Channel;
use crate::delivery::email::folder::MailFolder;
use crate::delivery::email::smtp::SmtpMailer;
use crate::delivery::failover::Failover;
use crate::delivery::links::Links;
use crate::delivery::push::endpoint::Reach;
use crate::delivery::push::vapid::Vapid;
use crate::delivery::push::web_push::WebPush;
use crate::delivery::sms::text_file::TextFile;
use crate::delivery::sms::twilio::Twilio;
use crate::delivery::sms::twilio_signature::TwilioSignatures;
use crate::domain::clock::SharedClock;
use crate::http::webhooks::signed_form::TwilioDoor;
use crate::services::push_subscriptions::{PushSubscriptions, keeper};
use crate::services::unsubscribe;
use crate::storage::pool::Database;

/// Whose webhooks are believed: those of the accounts that texts go through, where there are any.
///
/// # Errors
/// A public URL without a host.
pub fn twilio_door(settings: &Settings) -> Result<TwilioDoor, AppError> {
    let signatures = TwilioSignatures::new(
        settings.sms.iter().chain(&settings.sms_fallback).map(|account| &account.auth_token),
    );
    Ok(TwilioDoor { signatures, links: Links::new(&settings.server.public_url)? })
}

/// Each of them but the app itself, and how much it may send.
///
/// # Errors
/// A setting that cannot work, or a place in the data directory that cannot be made.
pub fn all(
    settings: &Settings,
    secret: &[u8],
    database: &Database,
    clock: &SharedClock,
) -> Result<Vec<Measured>, AppError> {
    let pace = settings.pace;
    let measure = |per_second| Measure { per_second: Some(per_second), per_person: pace.per_person };
    Ok(vec![
        (email(settings, secret, clock)?, measure(pace.mail_per_second)),
        (sms(settings, clock)?, measure(pace.sms_per_second)),
        (push(settings, database, clock)?, measure(pace.push_per_second)),
    ])
}

/// E-mail: over SMTP, through a second relay where there is one and the first fails, or as `.eml` files in `mail/`.
fn email(settings: &Settings, secret: &[u8], clock: &SharedClock) -> Result<Arc<dyn Channel>, AppError> {
    let (from, public_url) = (&settings.mail.from, &settings.server.public_url);
    let tokens = || unsubscribe::tokens(secret);
    let Some(first) = &settings.mail.smtp_url else {
        return Ok(Arc::new(MailFolder::new(&settings.data_dir, from, public_url, tokens(), clock.clone())?));
    };
    let mailer = |relay| SmtpMailer::new(relay, from, public_url, tokens(), clock.clone());
    Ok(match &settings.mail.fallback_url {
        Some(second) => Arc::new(Failover::new(mailer(first)?, mailer(second)?, clock.clone())),
        None => Arc::new(mailer(first)?),
    })
}

/// Texts: through Twilio, and a second account where there is one and the first fails, or as lines in `sms.jsonl`.
fn sms(settings: &Settings, clock: &SharedClock) -> Result<Arc<dyn Channel>, AppError> {
    let public_url = &settings.server.public_url;
    let Some(first) = &settings.sms else {
        return Ok(Arc::new(TextFile::new(&settings.data_dir, public_url, clock.clone())?));
    };
    let twilio = |account: &TwilioSettings| Twilio::new(account.clone(), public_url, clock.clone());
    Ok(match &settings.sms_fallback {
        Some(second) => Arc::new(Failover::new(twilio(first)?, twilio(second)?, clock.clone())),
        None => Arc::new(twilio(first)?),
    })
}

/// The browsers that people are notified in.
///
/// # Errors
/// A key that cannot sign.
pub fn push_subscriptions(
    settings: &Settings,
    database: &Database,
    clock: &SharedClock,
) -> Result<PushSubscriptions, AppError> {
    let vapid = vapid(settings)?;
    Ok(PushSubscriptions::new(database.clone(), clock.clone(), reach(settings), vapid.public_key()))
}

/// Notices in browsers.
fn push(settings: &Settings, database: &Database, clock: &SharedClock) -> Result<Arc<dyn Channel>, AppError> {
    let (public_url, keeper) = (&settings.server.public_url, keeper(database.clone(), clock.clone()));
    let push = WebPush::new(vapid(settings)?, public_url, reach(settings), keeper, clock.clone())?;
    Ok(Arc::new(push))
}

/// Push services write to the sender of the mails, should they have to.
fn vapid(settings: &Settings) -> Result<Vapid, AppError> {
    let sender = settings.mail.from.rsplit('<').next().unwrap_or_default().trim_end_matches('>');
    Ok(Vapid::new(&secret_file::ensure_vapid(settings)?, format!("mailto:{sender}"))?)
}

fn reach(settings: &Settings) -> Reach {
    if settings.env.is_production() { Reach::Public } else { Reach::PublicAndLoopback }
}
