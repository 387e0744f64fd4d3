//! Places in a list, opaque to clients: signed, so that they cannot be made up, and bound to the query they came from.

use std::fmt::{self, Debug};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use crate::http::problem::Problem;
use crate::http::problem_body::FieldError;

/// Bytes of the signature; half of SHA-256's is what RFC 2104 §5 allows at the least.
const TAG_BYTES: usize = 16;

/// Signs and reads cursors; application data (`web::Data<Cursors>`).
#[derive(Clone)]
pub struct Cursors(Hmac<Sha256>);

impl Debug for Cursors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cursors")
    }
}

impl Cursors {
    /// Signs with a key of its own, derived from the installation's secret (the same on every node).
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        let derived = Sha256::new_with_prefix("carebridge list cursor v1").chain_update(secret).finalize();
        // A key of one hash block; RFC 2104 §2 pads shorter ones with zeros just so.
        let mut block = [0; 64];
        block[..derived.len()].copy_from_slice(&derived);
        Self(Hmac::new(&block.into()))
    }

    /// A cursor for this list: its path, its filters (whatever changes which rows there are, or their order; not
    /// `limit` and not `cursor`), and the place in it.
    ///
    /// # Errors
    /// 500 for filters or a place that cannot be written as JSON.
    pub fn encode(
        &self,
        path: &str,
        filters: &impl Serialize,
        place: &impl Serialize,
    ) -> Result<String, Problem> {
        let mut bytes = serde_json::to_vec(place).map_err(Problem::internal)?;
        let tag = self.over(path, filters, &bytes)?.finalize().into_bytes();
        bytes.extend_from_slice(&tag[..TAG_BYTES]);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// The place that a cursor of the same list names.
    ///
    /// # Errors
    /// 422 `bad_cursor` for any other: made up, cut short, of another list or other filters, or of another version.
    pub fn decode<P: DeserializeOwned>(
        &self,
        path: &str,
        filters: &impl Serialize,
        cursor: &str,
    ) -> Result<P, Problem> {
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| refused())?;
        let end = bytes.len().checked_sub(TAG_BYTES).ok_or_else(refused)?;
        let (place, tag) = bytes.split_at(end);
        self.over(path, filters, place)?.verify_truncated_left(tag).map_err(|_| refused())?;
        serde_json::from_slice(place).map_err(|_| refused())
    }

    /// Each part goes in behind its length, so that no two lists read the same.
    fn over(&self, path: &str, filters: &impl Serialize, place: &[u8]) -> Result<Hmac<Sha256>, Problem> {
        let filters = serde_json::to_vec(filters).map_err(Problem::internal)?;
        let mut mac = self.0.clone();
        for part in [path.as_bytes(), &filters, place] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        Ok(mac)
    }
}

fn refused() -> Problem {
    Problem::field(FieldError::new("cursor", "bad_cursor", "This cursor does not belong to this list."))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCTORS: &str = "/api/v1/doctors/";

    fn cursors() -> Cursors {
        Cursors::new(b"a secret of this installation")
    }

    fn refusal(path: &str, filters: &str, cursor: &str) -> &'static str {
        cursors().decode::<(String, u32)>(path, &filters, cursor).unwrap_err().code()
    }

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let cursor = cursors().encode(DOCTORS, &"cardiology", &("Adams", 7)).unwrap();
        let place: (String, u32) = cursors().decode(DOCTORS, &"cardiology", &cursor).unwrap();
        assert_eq!(place, ("Adams".to_owned(), 7));
        assert!(cursor.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    }

    #[test]
    fn a_cursor_of_another_list_or_other_filters_is_refused() {
        let cursor = cursors().encode(DOCTORS, &"cardiology", &("Adams", 7)).unwrap();
        assert_eq!(refusal("/api/v1/clinics/", "cardiology", &cursor), "bad_cursor");
        assert_eq!(refusal(DOCTORS, "dermatology", &cursor), "bad_cursor");
    }

    #[test]
    fn a_cursor_that_was_altered_or_made_up_is_refused() {
        let cursor = cursors().encode(DOCTORS, &"", &("Adams", 7)).unwrap();
        for at in 0..cursor.len() {
            let mut bytes = cursor.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            assert_eq!(refusal(DOCTORS, "", &String::from_utf8(bytes).unwrap()), "bad_cursor");
        }
        for made_up in ["", "AA", "not a cursor", &cursor[1..], "\0"] {
            assert_eq!(refusal(DOCTORS, "", made_up), "bad_cursor");
        }
    }

    #[test]
    fn a_cursor_of_another_installation_is_refused() {
        let cursor = Cursors::new(b"another secret").encode(DOCTORS, &"", &("Adams", 7)).unwrap();
        assert_eq!(refusal(DOCTORS, "", &cursor), "bad_cursor");
    }
}
