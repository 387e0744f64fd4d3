//! The secret that development makes for itself, kept in the data directory.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::config::error::SettingsError;
use crate::config::secrets::SECRET_MIN;
use crate::config::settings::Settings;

/// The secret to sign with: the given one, or else the one in `keys/secret` of the data directory, made at the first
/// start. Two processes that start at once end with the same one.
///
/// # Errors
/// `DataDir` where the data directory cannot be written, `InvalidSecret` where the file holds too little.
pub fn ensure(settings: &Settings) -> Result<SecretString, SettingsError> {
    if let Some(secret) = &settings.secrets.secret {
        return Ok(secret.clone());
    }
    let dir = settings.data_dir.join("keys");
    let path = dir.join("secret");
    if !path.exists() {
        make(&dir, &path).map_err(|source| SettingsError::DataDir { path: path.clone(), source })?;
    }
    let text =
        fs::read_to_string(&path).map_err(|source| SettingsError::DataDir { path: path.clone(), source })?;
    let secret = SecretString::from(text.trim());
    if secret.expose_secret().len() < SECRET_MIN {
        return Err(SettingsError::InvalidSecret {
            setting: path.display().to_string(),
            expected: "at least 32 random characters; remove the file and a new one is made",
        });
    }
    Ok(secret)
}

fn make(dir: &Path, path: &Path) -> io::Result<()> {
    // The data directory above it stays open: PostgreSQL, which may run as another user, has to pass through.
    if let Some(data_dir) = dir.parent() {
        fs::create_dir_all(data_dir)?;
    }
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    let mut bytes = [0_u8; 32];
    rand::fill(&mut bytes);
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
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
