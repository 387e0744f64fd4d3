//! The secrets that development makes for itself, kept in the data directory.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::SecretString;

use crate::config::error::SettingsError;
use crate::config::secrets::{SECRET_MIN, is_vapid_key};
use crate::config::settings::Settings;

/// The secret to sign with: the given one, or else the one in `keys/secret` of the data directory.
///
/// # Errors
/// `DataDir` where the data directory cannot be written, `InvalidSecret` where the file holds too little.
pub fn ensure(settings: &Settings) -> Result<SecretString, SettingsError> {
    if let Some(secret) = &settings.secrets.secret {
        return Ok(secret.clone());
    }
    let hexadecimal = |bytes: [u8; 32]| bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let expected = "at least 32 random characters; remove the file and a new one is made";
    kept(&settings.data_dir, "secret", hexadecimal, (|text| text.len() >= SECRET_MIN, expected))
}

/// The key that pushes to browsers are signed with: the given one, or else the one in `keys/vapid`.
///
/// # Errors
/// As [`ensure`].
pub fn ensure_vapid(settings: &Settings) -> Result<SecretString, SettingsError> {
    if let Some(key) = &settings.secrets.vapid_private_key {
        return Ok(key.clone());
    }
    let expected = "a P-256 key in base64url; remove the file and a new one is made";
    kept(&settings.data_dir, "vapid", |bytes| URL_SAFE_NO_PAD.encode(bytes), (is_vapid_key, expected))
}

/// What the file of this name holds; it is made of random bytes at the first start. Two processes that start at once end
/// with the same one.
fn kept(
    data_dir: &Path,
    name: &str,
    write: impl FnOnce([u8; 32]) -> String,
    (is_good, expected): (fn(&str) -> bool, &'static str),
) -> Result<SecretString, SettingsError> {
    let dir = data_dir.join("keys");
    let path = dir.join(name);
    let failed = |source| SettingsError::DataDir { path: path.clone(), source };
    if !path.exists() {
        make(&dir, &path, &write(rand::random())).map_err(failed)?;
    }
    let text = fs::read_to_string(&path).map_err(failed)?;
    let text = text.trim();
    if !is_good(text) {
        return Err(SettingsError::InvalidSecret { setting: path.display().to_string(), expected });
    }
    Ok(SecretString::from(text))
}

fn make(dir: &Path, path: &Path, text: &str) -> io::Result<()> {
    // The data directory above it stays open: PostgreSQL, which may run as another user, has to pass through.
    if let Some(data_dir) = dir.parent() {
        fs::create_dir_all(data_dir)?;
    }
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    // Written aside and linked into place, so that nobody reads half a secret and the first to finish wins.
    let aside: PathBuf = dir.join(format!(".secret-{:016x}", rand::random::<u64>()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&aside, path);
    fs::remove_file(&aside)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}
