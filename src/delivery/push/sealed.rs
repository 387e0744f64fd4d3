//! A payload that only the browser can read (RFC 8291, by the `aes128gcm` of RFC 8188): the push service in between sees
//! its length.

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::agreement::{ECDH_P256, ParsedPublicKey, PrivateKey, UnparsedPublicKey, agree};
use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};

/// An uncompressed point of P-256.
const POINT: usize = 65;
/// The secret that browser and house share.
const AUTH: usize = 16;
/// One record holds it all; push services take no more (RFC 8030 §7.2).
const RECORD: u32 = 4096;
/// What header, tag and padding leave of the record.
const PAYLOAD_MAX: usize = RECORD as usize - 86 - 16 - 1;
/// The last record ends with this (RFC 8188 §2).
const LAST: u8 = 2;

/// Whether these can be the keys of a subscription.
#[must_use]
pub fn are_keys(p256dh: &[u8], auth: &[u8]) -> bool {
    let point = UnparsedPublicKey::new(&ECDH_P256, p256dh);
    p256dh.len() == POINT && ParsedPublicKey::try_from(&point).is_ok() && auth.len() == AUTH
}

/// Seals a payload for the browser with these keys, by a key that is used this once.
///
/// # Errors
/// Where the browser's key is none, or the payload too long.
pub fn seal(payload: &[u8], p256dh: &[u8], auth: &[u8]) -> Result<Vec<u8>, Unspecified> {
    seal_with(payload, p256dh, auth, &PrivateKey::generate(&ECDH_P256)?, rand::random())
}

fn seal_with(
    payload: &[u8],
    p256dh: &[u8],
    auth: &[u8],
    ours: &PrivateKey,
    salt: [u8; 16],
) -> Result<Vec<u8>, Unspecified> {
    if payload.len() > PAYLOAD_MAX {
        return Err(Unspecified);
    }
    let our_point = ours.compute_public_key()?;
    let theirs = UnparsedPublicKey::new(&ECDH_P256, p256dh);
    let material: [u8; 32] = agree(ours, theirs, Unspecified, |shared| {
        let info = [b"WebPush: info\0", p256dh, our_point.as_ref()].concat();
        derive(auth, shared, &info)
    })?;
    let key: [u8; 16] = derive(&salt, &material, b"Content-Encoding: aes128gcm\0")?;
    let nonce: [u8; 12] = derive(&salt, &material, b"Content-Encoding: nonce\0")?;
    let mut record = payload.to_vec();
    record.push(LAST);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &key)?);
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut record)?;
    let length = [u8::try_from(our_point.as_ref().len()).map_err(|_| Unspecified)?];
    Ok([&salt, &RECORD.to_be_bytes()[..], &length, our_point.as_ref(), &record].concat())
}

/// So many bytes of HKDF-SHA-256 (RFC 5869).
fn derive<const N: usize>(salt: &[u8], material: &[u8], info: &[u8]) -> Result<[u8; N], Unspecified> {
    struct Length(usize);
    impl KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut bytes = [0; N];
    Salt::new(HKDF_SHA256, salt).extract(material).expand(&[info], Length(N))?.fill(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    const BROWSER: &str =
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
    const SECRET: &str = "BTBZMqHH6r4Tts7J_aSIgg";

    fn bytes(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    #[test]
    fn the_example_of_rfc_8291_appendix_a() {
        let ours =
            PrivateKey::from_private_key(&ECDH_P256, &bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
        let salt = bytes("DGv6ra1nlYgDCS1FRnbzlw").try_into().unwrap();
        let payload = b"When I grow up, I want to be a watermelon";
        let sealed = seal_with(payload, &bytes(BROWSER), &bytes(SECRET), &ours.unwrap(), salt).unwrap();
        let expected = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInm\
                        YWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQ\
                        exSgSxsj_Qulcy4a-fN";
        assert_eq!(URL_SAFE_NO_PAD.encode(sealed), expected);
    }

    #[test]
    fn the_longest_payload_fills_a_record_and_a_longer_one_is_refused() {
        let (browser, secret) = (bytes(BROWSER), bytes(SECRET));
        assert_eq!(seal(&[b'x'; PAYLOAD_MAX], &browser, &secret).unwrap().len(), RECORD as usize);
        assert!(seal(&[b'x'; PAYLOAD_MAX + 1], &browser, &secret).is_err());
    }

    #[test]
    fn what_is_no_point_of_the_curve_is_no_key() {
        let (browser, secret) = (bytes(BROWSER), bytes(SECRET));
        assert!(are_keys(&browser, &secret));
        let mut beside = browser.clone();
        beside[64] ^= 1;
        for point in [&beside[..], &browser[..64], &[], &[0; 65]] {
            assert!(!are_keys(point, &secret));
        }
        assert!(!are_keys(&browser, &secret[..15]));
    }
}
