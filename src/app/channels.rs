//! The ways out that the settings ask for: a relay and a provider, or files in the data directory.

use std::sync::Arc;

use crate::actors::notifications::gate::{Measure, Measured};
use crate::app::error::AppError;
use crate::config::settings::Settings;
use crate::config::sms::TwilioSettings;
use crate::delivery::channel::Channel;
use crate::delivery::email::folder::MailFolder;
use crate::delivery::email::smtp::SmtpMailer;
use crate::delivery::failover::Failover;
use crate::delivery::sms::text_file::TextFile;
use crate::delivery::sms::twilio::Twilio;
use crate::domain::clock::SharedClock;

/// Each of them, and how much it may send.
///
/// # Errors
/// A setting that cannot work, or a place in the data directory that cannot be made.
pub fn all(settings: &Settings, clock: &SharedClock) -> Result<Vec<Measured>, AppError> {
    let pace = settings.pace;
    let measure = |per_second| Measure { per_second: Some(per_second), per_person: pace.per_person };
    Ok(vec![
        (email(settings, clock)?, measure(pace.mail_per_second)),
        (sms(settings, clock)?, measure(pace.sms_per_second)),
    ])
}

/// E-mail: over SMTP, through a second relay where there is one and the first fails, or as `.eml` files in `mail/`.
fn email(settings: &Settings, clock: &SharedClock) -> Result<Arc<dyn Channel>, AppError> {
    let (from, public_url) = (&settings.mail.from, &settings.server.public_url);
    let Some(first) = &settings.mail.smtp_url else {
        return Ok(Arc::new(MailFolder::new(&settings.data_dir, from, public_url, clock.clone())?));
    };
    let mailer = |relay| SmtpMailer::new(relay, from, public_url, clock.clone());
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
