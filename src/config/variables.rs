//! The table of all settings: where each stands in a file, and which variable overrides it.

use std::env::{self, VarError};

use figment::value::{Dict, Map, Value};
use figment::{Error, Metadata, Profile, Provider};

use crate::config::error::SettingsError;

/// Names the settings file. It is the one variable that is not a setting.
pub(super) const CONFIG_FILE: &str = "CAREBRIDGE_CONFIG";

/// One setting.
pub(super) struct Setting {
    /// Its path in a settings file.
    pub(super) key: &'static str,
    /// The variable that overrides it.
    pub(super) variable: &'static str,
    /// Its value must not be shown.
    pub(super) secret: bool,
}

const fn open(key: &'static str, variable: &'static str) -> Setting {
    Setting { key, variable, secret: false }
}

const fn secret(key: &'static str, variable: &'static str) -> Setting {
    Setting { key, variable, secret: true }
}

/// Every setting that has a variable: all but the groups of the rate limits.
pub(super) const SETTINGS: [Setting; 38] = [
    open("env", "CAREBRIDGE_ENV"),
    open("data_dir", "CAREBRIDGE_DATA_DIR"),
    secret("redis_url", "REDIS_URL"),
    open("server.bind", "CAREBRIDGE_BIND"),
    open("server.public_url", "CAREBRIDGE_PUBLIC_URL"),
    open("server.workers", "CAREBRIDGE_WORKERS"),
    open("server.trusted_proxies", "CAREBRIDGE_TRUSTED_PROXIES"),
    open("server.slow_ms", "CAREBRIDGE_SLOW_MS"),
    secret("server.metrics_token", "CAREBRIDGE_METRICS_TOKEN"),
    open("tls.cert", "CAREBRIDGE_TLS_CERT"),
    open("tls.key", "CAREBRIDGE_TLS_KEY"),
    secret("database.url", "DATABASE_URL"),
    open("database.pg_bin", "CAREBRIDGE_PG_BIN"),
    open("database.pool", "CAREBRIDGE_DB_POOL"),
    secret("mail.smtp_url", "SMTP_URL"),
    secret("mail.fallback_url", "SMTP_FALLBACK_URL"),
    open("mail.from", "MAIL_FROM"),
    open("sms.account_sid", "TWILIO_ACCOUNT_SID"),
    secret("sms.auth_token", "TWILIO_AUTH_TOKEN"),
    open("sms.from", "TWILIO_FROM"),
    open("sms.api_base", "TWILIO_API_BASE"),
    open("sms_fallback.account_sid", "TWILIO_FALLBACK_ACCOUNT_SID"),
    secret("sms_fallback.auth_token", "TWILIO_FALLBACK_AUTH_TOKEN"),
    open("sms_fallback.from", "TWILIO_FALLBACK_FROM"),
    open("sms_fallback.api_base", "TWILIO_FALLBACK_API_BASE"),
    open("pace.mail_per_second", "CAREBRIDGE_MAIL_PER_SECOND"),
    open("pace.sms_per_second", "CAREBRIDGE_SMS_PER_SECOND"),
    open("pace.push_per_second", "CAREBRIDGE_PUSH_PER_SECOND"),
    open("pace.per_person", "CAREBRIDGE_MESSAGES_PER_PERSON"),
    secret("secrets.secret", "CAREBRIDGE_SECRET"),
    open("secrets.jwt_keys_dir", "JWT_KEYS_DIR"),
    secret("secrets.vapid_private_key", "VAPID_PRIVATE_KEY"),
    open("accounts.password_min", "CAREBRIDGE_PASSWORD_MIN"),
    open("accounts.staff_mfa", "CAREBRIDGE_STAFF_MFA"),
    open("rate_limits.mode", "CAREBRIDGE_RATE_LIMITS"),
    open("log.format", "CAREBRIDGE_LOG"),
    open("log.filter", "RUST_LOG"),
    open("log.dir", "CAREBRIDGE_LOG_DIR"),
];

/// The setting at a path in a settings file.
pub(super) fn setting(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// Those variables of this process that mean something here.
///
/// # Errors
/// `Invalid` for one that is not UTF-8.
pub(super) fn of_this_process() -> Result<Vec<(String, String)>, SettingsError> {
    let names = SETTINGS.iter().map(|setting| setting.variable).chain([CONFIG_FILE]);
    let mut found = Vec::new();
    for name in names {
        match env::var(name) {
            Ok(value) => found.push((name.to_owned(), value)),
            Err(VarError::NotPresent) => {}
            Err(VarError::NotUnicode(_)) => {
                return Err(SettingsError::InvalidSecret {
                    setting: name.to_owned(),
                    expected: "UTF-8 text",
                });
            }
        }
    }
    Ok(found)
}

/// One variable as a source of its own, so that a refusal can name it.
pub(super) struct Variable {
    /// What it sets.
    pub(super) setting: &'static Setting,
    /// Its value, not empty.
    pub(super) value: String,
}

impl Provider for Variable {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.setting.variable)
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        let nested = figment::util::nest(self.setting.key, Value::from(self.value.clone()));
        Ok(Map::from([(Profile::Default, nested.into_dict().unwrap_or_default())]))
    }
}
