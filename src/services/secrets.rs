//! The random secrets that keep somebody signed in (refresh tokens, cookies), and the token against request forgery.

use std::fmt::{self, Debug};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::domain::ids::SessionId;
use crate::storage::sessions::SecretHash;

/// 256 bits, as `api.md` and OWASP's session cheat sheet ask at the least 128.
const SECRET_BYTES: usize = 32;

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
}

impl SessionSecrets {
    /// With keys of their own, derived from the installation's secret (the same on every node).
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self {
            cookies: derived("carebridge session cookie v1", secret),
            csrf: derived("carebridge csrf token v1", secret),
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

fn derived(purpose: &str, secret: &[u8]) -> Hmac<Sha256> {
    let key = Sha256::new_with_prefix(purpose).chain_update(secret).finalize();
    // A key of one hash block; RFC 2104 §2 pads shorter ones with zeros just so.
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(&key);
    Hmac::new(&block.into())
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
    fn the_token_against_forgery_is_the_sessions_own() {
        let (mine, theirs) = (SessionId(Uuid::from_u128(1)), SessionId(Uuid::from_u128(2)));
        let token = secrets().csrf_token(mine);
        assert!(secrets().is_csrf_token(mine, &token));
        assert!(!secrets().is_csrf_token(theirs, &token));
        assert!(!secrets().is_csrf_token(mine, &token[1..]));
        assert!(!secrets().is_csrf_token(mine, ""));
    }
}
