//! The ways out that the settings ask for: a relay and a provider, or files in the data directory.

use std::sync::Arc;

use crate::app::error::AppError;
use crate::config::secret_file;
use crate::config::settings::Settings;
use crate::delivery::channel::Channel;
use crate::delivery::email::folder::MailFolder;
use crate::delivery::email::smtp::SmtpMailer;
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

/// Whose webhooks are believed: those of the account that texts go through, where there is one.
///
/// # Errors
/// A public URL without a host.
pub fn twilio_door(settings: &Settings) -> Result<TwilioDoor, AppError> {
    let signatures = TwilioSignatures::new(settings.sms.iter().map(|account| &account.auth_token));
    Ok(TwilioDoor { signatures, links: Links::new(&settings.server.public_url)? })
}

/// All ways out but the app itself.
///
/// # Errors
/// A setting that cannot work, or a directory that cannot be made.
pub fn all(
    settings: &Settings,
    secret: &[u8],
    database: &Database,
    clock: &SharedClock,
) -> Result<Vec<Arc<dyn Channel>>, AppError> {
    Ok(vec![email(settings, secret, clock)?, sms(settings, clock)?, push(settings, database, clock)?])
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

/// E-mail: over SMTP, or as `.eml` files in `mail/`.
fn email(settings: &Settings, secret: &[u8], clock: &SharedClock) -> Result<Arc<dyn Channel>, AppError> {
    let (from, public_url, clock) = (&settings.mail.from, &settings.server.public_url, clock.clone());
    let tokens = unsubscribe::tokens(secret);
    Ok(match &settings.mail.smtp_url {
        Some(relay) => Arc::new(SmtpMailer::new(relay, from, public_url, tokens, clock)?),
        None => Arc::new(MailFolder::new(&settings.data_dir, from, public_url, tokens, clock)?),
    })
}

/// Texts: through Twilio, or as lines in `sms.jsonl`.
fn sms(settings: &Settings, clock: &SharedClock) -> Result<Arc<dyn Channel>, AppError> {
    let (public_url, clock) = (&settings.server.public_url, clock.clone());
    Ok(match &settings.sms {
        Some(twilio) => Arc::new(Twilio::new(twilio.clone(), public_url, clock)?),
        None => Arc::new(TextFile::new(&settings.data_dir, public_url, clock)?),
    })
}
