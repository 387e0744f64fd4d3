//! What signs: cursors, one-time links, access tokens.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;
use serde::Serialize;

use crate::config::environment::Environment;
use crate::config::error::SettingsError;
use crate::config::lookup::Lookup;

/// The shortest secret that is accepted, in characters.
pub(super) const SECRET_MIN: usize = 32;

const SECRET_EXPECTED: &str =
    "at least 32 random characters, as `openssl rand -hex 32` makes them, not an example";
const KEYS_EXPECTED: &str = "an existing directory with the keys that sign access tokens";

const VAPID_EXPECTED: &str =
    "a P-256 key in base64url, as `openssl rand 32 | basenc --base64url | tr -d =` makes one";

/// Words of examples that get copied into production.
const EXAMPLES: [&str; 5] = ["change-me", "changeme", "example", "passphrase", "placeholder"];

/// The secrets as they were given; see `secret_file` for those that are used.
#[derive(Debug, Clone, Serialize)]
pub struct SecretSettings {
    /// Given in production; in development `None` uses the one in the data directory.
    #[serde(serialize_with = "crate::config::mask::whole_if_set")]
    pub secret: Option<SecretString>,
    /// The directory of the keys that sign access tokens. It exists in production; in development whoever makes the
    /// first key makes the directory.
    pub jwt_keys_dir: PathBuf,
    /// Signs pushes to browsers. Given in production; in development `None` uses the one in the data directory.
    #[serde(serialize_with = "crate::config::mask::whole_if_set")]
    pub vapid_private_key: Option<SecretString>,
}

impl SecretSettings {
    pub(super) fn read(lookup: &Lookup, env: Environment, data_dir: &Path) -> Result<Self, SettingsError> {
        let secret = lookup.secret("secrets.secret", SECRET_EXPECTED, |text| {
            text.chars().count() >= SECRET_MIN && !(env.is_production() && is_example(text))
        })?;
        let keys_dir = lookup.path("secrets.jwt_keys_dir");
        let vapid_private_key = lookup.secret("secrets.vapid_private_key", VAPID_EXPECTED, is_vapid_key)?;
        if env.is_production() {
            if secret.is_none() {
                return Err(lookup.missing("secrets.secret", SECRET_EXPECTED));
            }
            match &keys_dir {
                None => return Err(lookup.missing("secrets.jwt_keys_dir", KEYS_EXPECTED)),
                Some(dir) if !dir.is_dir() => {
                    return Err(lookup.invalid("secrets.jwt_keys_dir", KEYS_EXPECTED));
                }
                Some(_) => {}
            }
            if vapid_private_key.is_none() {
                return Err(lookup.missing("secrets.vapid_private_key", VAPID_EXPECTED));
            }
        }
        let jwt_keys_dir = keys_dir.unwrap_or_else(|| data_dir.join("keys").join("jwt"));
        Ok(Self { secret, jwt_keys_dir, vapid_private_key })
    }
}

/// As long as a scalar of P-256; whether it is one is seen where it signs.
pub(super) fn is_vapid_key(text: &str) -> bool {
    URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32)
}

/// A word of an example, or a few characters repeated.
fn is_example(text: &str) -> bool {
    let lower = text.to_lowercase();
    let mut distinct: Vec<char> = lower.chars().collect();
    distinct.sort_unstable();
    distinct.dedup();
    distinct.len() < 8 || EXAMPLES.iter().any(|word| lower.contains(word))
}
