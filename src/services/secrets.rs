//! The random secrets that keep somebody signed in (refresh tokens, cookies), and the token against request forgery.

use std::fmt::{self, Debug};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::domain::ids::{SessionId, UserId};
use crate::services::derive;
use crate::storage::sessions::open::SecretHash;

/// 256 bits, as `api.md` and OWASP's session cheat sheet ask at the least 128.
const SECRET_BYTES: usize = 32;
/// A device's name need not be secret, only hard to meet by chance.
const DEVICE_BYTES: usize = 16;

/// A secret just made: the text for the client, and what is kept of it.
pub struct Fresh {
    /// Base64url, given out once.
    pub text: String,
    /// SHA-256, stored.
    pub hash: SecretHash,
}

/// Makes and reads the secrets of sessions. Cloning is cheap.
#[derive(Clone)]
pub struct SessionSecrets {
    cookies: Hmac<Sha256>,
    csrf: Hmac<Sha256>,
    successors: Hmac<Sha256>,
    devices: Hmac<Sha256>,
    attempts: Hmac<Sha256>,
}

impl SessionSecrets {
    /// With keys of their own, derived from the installation's secret (the same on every node).
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self {
            cookies: derive::hmac("carebridge session cookie v1", secret),
            csrf: derive::hmac("carebridge csrf token v1", secret),
            successors: derive::hmac("carebridge refresh token v1", secret),
            devices: derive::hmac("carebridge device cookie v1", secret),
            attempts: derive::hmac("carebridge login attempts v1", secret),
        }
    }

    /// A refresh token.
    #[must_use]
    pub fn refresh_token(&self) -> Fresh {
        let bytes: [u8; SECRET_BYTES] = rand::random();
        Fresh { text: URL_SAFE_NO_PAD.encode(bytes), hash: Sha256::digest(bytes).into() }
    }

    /// What is kept of a refresh token that was presented; none for what cannot be one.
    #[must_use]
    pub fn read_refresh_token(&self, text: &str) -> Option<SecretHash> {
        let bytes: [u8; SECRET_BYTES] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        Some(Sha256::digest(bytes).into())
    }

    /// The token that this one buys. Always the same one, so that a client which lost the answer gets it again, and
    /// nothing but hashes is kept; without the installation's secret nobody can tell it.
    #[must_use]
    pub fn successor(&self, text: &str) -> Option<Fresh> {
        let bytes: [u8; SECRET_BYTES] = URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?;
        let next: [u8; SECRET_BYTES] =
            self.successors.clone().chain_update(bytes).finalize().into_bytes().into();
        Some(Fresh { text: URL_SAFE_NO_PAD.encode(next), hash: Sha256::digest(next).into() })
    }

    /// What a device is known by once its owner signed in on it: it is theirs alone, signs nobody in, and is worth nothing
    /// any more when what it is bound to changes.
    #[must_use]
    pub fn device(&self, owner: UserId, bond: &str) -> String {
        let name: [u8; DEVICE_BYTES] = rand::random();
        let known = self.devices.clone().chain_update(owner.0.as_bytes()).chain_update(name);
        let tag = known.chain_update(bond).finalize();
        URL_SAFE_NO_PAD.encode([name.as_slice(), &tag.into_bytes()].concat())
    }

    /// The device that was presented, as it is counted; none where it is not this owner's.
    #[must_use]
    pub fn read_device(&self, owner: UserId, bond: &str, text: &str) -> Option<SecretHash> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (name, tag) = bytes.split_at_checked(DEVICE_BYTES)?;
        let known = self.devices.clone().chain_update(owner.0.as_bytes()).chain_update(name);
        known.chain_update(bond).verify_slice(tag).ok()?;
        Some(Sha256::digest(name).into())
    }

    /// An address or a network as tries at passwords are counted by it: the count must not tell who was tried.
    #[must_use]
    pub fn counted_as(&self, what: &str) -> SecretHash {
        self.attempts.clone().chain_update(what.to_lowercase()).finalize().into_bytes().into()
    }

    /// The value of a session cookie: the secret and our signature over it.
    #[must_use]
    pub fn cookie(&self) -> Fresh {
        let bytes: [u8; SECRET_BYTES] = rand::random();
        let tag = self.cookies.clone().chain_update(bytes).finalize().into_bytes();
        let text = URL_SAFE_NO_PAD.encode([bytes.as_slice(), &tag].concat());
        Fresh { text, hash: Sha256::digest(bytes).into() }
    }

    /// What is kept of a cookie that was presented; none for one that we did not make. The signature spares the
    /// database the made-up ones: cookies are read before the limits apply.
    #[must_use]
    pub fn read_cookie(&self, text: &str) -> Option<SecretHash> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (secret, tag) = bytes.split_at_checked(SECRET_BYTES)?;
        self.cookies.clone().chain_update(secret).verify_slice(tag).ok()?;
        Some(Sha256::digest(secret).into())
    }

    /// The token that a page of this session sends back with its writes.
    #[must_use]
    pub fn csrf_token(&self, session: SessionId) -> String {
        let tag = self.csrf.clone().chain_update(session.0.as_bytes()).finalize();
        URL_SAFE_NO_PAD.encode(tag.into_bytes())
    }

    /// Whether this is the session's token; takes the same time wherever it differs.
    #[must_use]
    pub fn is_csrf_token(&self, session: SessionId, presented: &str) -> bool {
        URL_SAFE_NO_PAD
            .decode(presented)
            .is_ok_and(|tag| self.csrf.clone().chain_update(session.0.as_bytes()).verify_slice(&tag).is_ok())
    }
}

impl Debug for SessionSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionSecrets")
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn secrets() -> SessionSecrets {
        SessionSecrets::new(b"a secret of this installation")
    }

    #[test]
    fn a_secret_is_recognised_by_its_hash_and_never_repeated() {
        let token = secrets().refresh_token();
        assert_eq!(secrets().read_refresh_token(&token.text), Some(token.hash));
        assert_ne!(secrets().refresh_token().text, token.text);
        let cookie = secrets().cookie();
        assert_eq!(secrets().read_cookie(&cookie.text), Some(cookie.hash));
    }

    #[test]
    fn a_cookie_that_another_installation_made_is_not_looked_up() {
        let cookie = SessionSecrets::new(b"another secret").cookie();
        assert_eq!(secrets().read_cookie(&cookie.text), None);
        for text in ["", "x", "é", &secrets().refresh_token().text, &"A".repeat(5_000)] {
            assert_eq!(secrets().read_cookie(text), None, "{text}");
        }
    }

    #[test]
    fn a_token_buys_the_same_successor_each_time_and_another_installations_differs() {
        let token = secrets().refresh_token().text;
        let next = secrets().successor(&token).unwrap();
        assert_eq!(secrets().successor(&token).unwrap().hash, next.hash);
        assert_eq!(secrets().read_refresh_token(&next.text), Some(next.hash));
        assert_ne!(SessionSecrets::new(b"another secret").successor(&token).unwrap().hash, next.hash);
        assert!(secrets().successor("no token").is_none());
    }

    #[test]
    fn a_device_is_known_to_its_owner_alone() {
        let (mine, theirs) = (UserId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)));
        let device = secrets().device(mine, "hash");
        assert_eq!(
            secrets().read_device(mine, "hash", &device),
            secrets().read_device(mine, "hash", &device)
        );
        assert!(secrets().read_device(mine, "hash", &device).is_some());
        assert!(secrets().read_device(theirs, "hash", &device).is_none());
        assert!(secrets().read_device(mine, "another hash", &device).is_none());
        assert!(secrets().read_device(mine, "hash", &device[1..]).is_none());
    }

    #[test]
    fn the_token_against_forgery_is_the_sessions_own() {
        let (mine, theirs) = (SessionId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)));
        let token = secrets().csrf_token(mine);
        assert!(secrets().is_csrf_token(mine, &token));
        assert!(!secrets().is_csrf_token(theirs, &token));
        assert!(!secrets().is_csrf_token(mine, &token[1..]));
        assert!(!secrets().is_csrf_token(mine, ""));
    }
}
