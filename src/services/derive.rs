//! A key of its own for each purpose, derived from the installation's secret: the same on every node.

use hmac::{Hmac, KeyInit};
use sha2::{Digest, Sha256};

/// HMAC-SHA-256 under the key of a purpose. No two purposes may bear the same name.
#[must_use]
pub(super) fn hmac(purpose: &str, secret: &[u8]) -> Hmac<Sha256> {
    // One hash block; RFC 2104 §2 pads shorter keys with zeros just so.
    let mut block = [0; 64];
    block[..32].copy_from_slice(&key(purpose, secret));
    Hmac::new(&block.into())
}

/// 256 bits for a purpose.
#[must_use]
pub(super) fn key(purpose: &str, secret: &[u8]) -> [u8; 32] {
    Sha256::new_with_prefix(purpose).chain_update(secret).finalize().into()
}
