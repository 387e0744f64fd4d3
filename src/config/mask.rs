//! How secrets look where the settings are shown.

use secrecy::{ExposeSecret, SecretString};
use serde::Serializer;
use url::Url;

const MASK: &str = "••••";

/// Shows only that there is a secret.
pub(super) fn whole<S: Serializer>(_: &SecretString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(MASK)
}

/// The same for one that may be missing.
pub(super) fn whole_if_set<S: Serializer>(
    secret: &Option<SecretString>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match secret {
        Some(_) => serializer.serialize_some(MASK),
        None => serializer.serialize_none(),
    }
}

/// Shows of an address where it leads, but not who signs in there: user, password and query may be secret.
pub(super) fn url_if_set<S: Serializer>(
    secret: &Option<SecretString>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => serializer.serialize_some(&url(secret.expose_secret())),
        None => serializer.serialize_none(),
    }
}

fn url(text: &str) -> String {
    let Ok(url) = Url::parse(text) else { return MASK.to_owned() };
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let user = if url.username().is_empty() && url.password().is_none() { "" } else { "••••@" };
    format!("{}://{user}{host}{port}{}", url.scheme(), url.path())
}
