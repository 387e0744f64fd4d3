//! The Ed25519 keys that sign access tokens: PKCS#8 PEM files in one directory.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, EncodingKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use thiserror::Error;

/// What development makes for itself.
const FIRST_KEY: &str = "1.pem";
/// Bytes of the public key's hash in a `kid`: enough to tell a handful of keys apart.
const KID_BYTES: usize = 8;

/// Why there are no keys to sign with.
#[derive(Debug, Error)]
pub enum KeysError {
    /// The directory or a file in it cannot be read or written.
    #[error("{}", .path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Production does not make its own.
    #[error("{} has no *.pem; make one with `openssl genpkey -algorithm ed25519`", .0.display())]
    Missing(PathBuf),
    /// A file that does not hold what it should.
    #[error("{} is not an Ed25519 key in PKCS#8 PEM", .0.display())]
    Unreadable(PathBuf),
}

/// The keys. The file whose name sorts last signs, all of them verify: a new key is put beside the old one under a
/// later name, and the old one removed when its last token has expired.
pub struct SigningKeys {
    signing: (String, EncodingKey),
    verifying: BTreeMap<String, DecodingKey>,
    /// As others read them (RFC 8037 §2).
    public: Vec<Value>,
}

impl SigningKeys {
    /// Reads the directory; `make` puts a first key there where there is none. Two processes that start at once end
    /// with the same one.
    ///
    /// # Errors
    /// [`KeysError`].
    pub fn open(dir: &Path, make: bool) -> Result<Self, KeysError> {
        if make && files(dir)?.is_empty() {
            let path = dir.join(FIRST_KEY);
            make_key(dir, &path).map_err(|source| KeysError::Io { path, source })?;
        }
        let mut verifying = BTreeMap::new();
        let mut public_keys = Vec::new();
        let mut signing = None;
        for path in files(dir)? {
            let pem = fs::read(&path).map_err(|source| KeysError::Io { path: path.clone(), source })?;
            let (kid, private, public) = read(&pem).ok_or(KeysError::Unreadable(path))?;
            public_keys.push(json!({
                "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA",
                "kid": kid, "x": URL_SAFE_NO_PAD.encode(&public),
            }));
            verifying.insert(kid.clone(), DecodingKey::from_ed_der(&public));
            signing = Some((kid, private));
        }
        let signing = signing.ok_or_else(|| KeysError::Missing(dir.to_owned()))?;
        Ok(Self { signing, verifying, public: public_keys })
    }

    /// The name and the key that new tokens are signed with.
    #[must_use]
    pub fn signing(&self) -> (&str, &EncodingKey) {
        (&self.signing.0, &self.signing.1)
    }

    /// Every key that verifies, as a JWK (RFC 7517).
    #[must_use]
    pub fn public(&self) -> &[Value] {
        &self.public
    }

    /// The key of this name, to verify with.
    #[must_use]
    pub fn verifying(&self, kid: &str) -> Option<&DecodingKey> {
        self.verifying.get(kid)
    }
}

impl Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeys").field("signing", &self.signing.0).finish_non_exhaustive()
    }
}

/// The key files in the order of their names; none where there is no directory.
fn files(dir: &Path) -> Result<Vec<PathBuf>, KeysError> {
    let failed = |source| KeysError::Io { path: dir.to_owned(), source };
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let paths: Result<Vec<_>, _> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.map_err(failed)?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "pem"));
    paths.sort_unstable();
    Ok(paths)
}

fn read(pem: &[u8]) -> Option<(String, EncodingKey, Vec<u8>)> {
    let private = EncodingKey::from_ed_pem(pem).ok()?;
    let pair = Ed25519KeyPair::from_pkcs8(private.as_bytes()).ok()?;
    let public = pair.public_key().as_ref();
    let kid = URL_SAFE_NO_PAD.encode(&Sha256::digest(public)[..KID_BYTES]);
    Some((kid, private, public.to_vec()))
}

fn make_key(dir: &Path, path: &Path) -> io::Result<()> {
    let unspecified = |_| io::Error::other("no Ed25519 key could be made");
    let pair = Ed25519KeyPair::generate().map_err(unspecified)?;
    // Version 1, without the public key, is what OpenSSL's tools read too.
    let der = pair.to_pkcs8v1().map_err(unspecified)?;
    let pem = format!(
        "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
        STANDARD.encode(der.as_ref())
    );
    DirBuilder::new().recursive(true).mode(0o700).create(dir)?;
    // Written aside and linked into place, so that nobody reads half a key and the first to finish wins.
    let aside = dir.join(format!(".key-{:016x}", rand::random::<u64>()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&aside)?;
    file.write_all(pem.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&aside, path);
    fs::remove_file(&aside)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn directory() -> PathBuf {
        std::env::temp_dir().join(format!("carebridge-keys-{:016x}", rand::random::<u64>()))
    }

    #[test]
    fn the_first_start_makes_a_key_that_only_its_owner_reads_and_the_second_finds_it() {
        let dir = directory();
        let made = SigningKeys::open(&dir, true).unwrap();
        let found = SigningKeys::open(&dir, true).unwrap();
        assert_eq!(made.signing().0, found.signing().0);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&dir), mode(&dir.join(FIRST_KEY))), (0o700, 0o600));
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 1, "nothing is left beside it");
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn the_last_name_signs_and_the_others_still_verify() {
        let dir = directory();
        let old = SigningKeys::open(&dir, true).unwrap();
        make_key(&dir, &dir.join("2.pem")).unwrap();
        let both = SigningKeys::open(&dir, true).unwrap();
        assert_ne!(both.signing().0, old.signing().0);
        assert!(both.verifying(old.signing().0).is_some());
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn without_a_key_or_with_an_unreadable_one_there_is_no_start() {
        let dir = directory();
        assert!(matches!(SigningKeys::open(&dir, false), Err(KeysError::Missing(_))));
        fs::create_dir(&dir).unwrap();
        fs::write(dir.join("1.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
            .unwrap();
        assert!(matches!(SigningKeys::open(&dir, true), Err(KeysError::Unreadable(_))));
        fs::remove_dir_all(dir).unwrap();
    }
}
