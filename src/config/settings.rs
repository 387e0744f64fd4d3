//! All settings together, as the server was started with.

use std::path::PathBuf;

use secrecy::SecretString;
use serde::Serialize;
use url::Url;

use crate::config::accounts::AccountSettings;
use crate::config::database::DatabaseSettings;
use crate::config::environment::Environment;
use crate::config::error::SettingsError;
use crate::config::log::LogSettings;
use crate::config::lookup::Lookup;
use crate::config::mail::MailSettings;
use crate::config::pace::PaceSettings;
use crate::config::rate_limits::RateLimitSettings;
use crate::config::secrets::SecretSettings;
use crate::config::server::ServerSettings;
use crate::config::sms::TwilioSettings;
use crate::config::tls::TlsSettings;
use crate::config::variables;

/// The settings. Serialised in the form of a settings file, with every secret masked.
#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    /// How strict the server is with itself.
    pub env: Environment,
    /// The built-in PostgreSQL, keys, and the mails and texts that are not sent. As given: it may be relative and may
    /// not exist yet.
    pub data_dir: PathBuf,
    /// A Redis that several nodes share; `None` keeps bus and cache in this process.
    #[serde(serialize_with = "crate::config::mask::url_if_set")]
    pub redis_url: Option<SecretString>,
    /// The HTTP server.
    pub server: ServerSettings,
    /// The server's own certificate; `None` speaks plain HTTP.
    pub tls: Option<TlsSettings>,
    /// PostgreSQL.
    pub database: DatabaseSettings,
    /// E-mail.
    pub mail: MailSettings,
    /// Texts; `None` writes them to `sms.jsonl` in the data directory.
    pub sms: Option<TwilioSettings>,
    /// Another account for where the first one is down or refuses.
    pub sms_fallback: Option<TwilioSettings>,
    /// How fast messages leave.
    pub pace: PaceSettings,
    /// What signs.
    pub secrets: SecretSettings,
    /// What is asked of people who sign in.
    pub accounts: AccountSettings,
    /// How many requests are too many.
    pub rate_limits: RateLimitSettings,
    /// What is logged.
    pub log: LogSettings,
}

impl Settings {
    /// Reads the settings with the variables of this process.
    ///
    /// # Errors
    /// The first setting that is refused.
    pub fn from_env() -> Result<Self, SettingsError> {
        Self::from_vars(variables::of_this_process()?)
    }

    /// Reads the settings with these variables; others than those of the table in `default.toml` are not looked at.
    ///
    /// # Errors
    /// The first setting that is refused.
    pub fn from_vars<K: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Result<Self, SettingsError> {
        let variables = variables.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        let mut lookup = Lookup::new(&variables)?;
        let env = lookup.required("env", "`development` or `production`", Environment::parse)?;
        let data_dir = lookup.required("data_dir", "a directory", |text| Some(PathBuf::from(text)))?;
        let redis_url = lookup.secret("redis_url", "an address like redis://host:6379", |text| {
            Url::parse(text).is_ok_and(|url| match url.scheme() {
                "redis" => url.has_host(),
                "redis+unix" => !url.path().is_empty(),
                _ => false,
            })
        })?;
        let tls = TlsSettings::read(&lookup)?;
        let sms = TwilioSettings::read(&lookup)?;
        Ok(Self {
            env,
            redis_url,
            server: ServerSettings::read(&lookup, env, tls.is_some())?,
            tls,
            database: DatabaseSettings::read(&lookup)?,
            mail: MailSettings::read(&lookup, env)?,
            sms_fallback: TwilioSettings::read_fallback(&lookup, sms.is_some())?,
            sms,
            pace: PaceSettings::read(&lookup)?,
            secrets: SecretSettings::read(&lookup, env, &data_dir)?,
            accounts: AccountSettings::read(&lookup, env)?,
            log: LogSettings::read(&lookup)?,
            rate_limits: RateLimitSettings::read(&mut lookup)?,
            data_dir,
        })
    }

    /// The effective settings in the form of a settings file, with every secret masked.
    ///
    /// # Errors
    /// `Unprintable` where a path is not UTF-8.
    pub fn masked(&self) -> Result<String, SettingsError> {
        Ok(toml::to_string_pretty(self)?)
    }
}
