//! `SMTP_URL`, read: `smtp[s]://[user:password@]host[:port][?tls=required|opportunistic|none]`.

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::{SUBMISSION_PORT, SUBMISSIONS_PORT};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::delivery::error::DeliveryError;

/// The relay that mails are handed to.
///
/// `smtps` is TLS from the first byte (port 465 unless given). `smtp` is port 587 unless given, and its `tls` says
/// what is asked of STARTTLS: `required` refuses a relay without it, `opportunistic` uses it where it is offered,
/// `none` never does. Left out, it is `required` where the URL has a password, which must not cross a network in
/// the clear because somebody in between took STARTTLS out of the greeting, and `opportunistic` where it has none.
#[derive(Debug, Clone)]
pub struct Relay {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) tls: Tls,
    pub(super) credentials: Option<Credentials>,
}

impl Relay {
    /// Reads the setting; user and password are percent-decoded.
    ///
    /// # Errors
    /// [`DeliveryError::SmtpUrl`] where it names no relay, [`DeliveryError::SmtpTls`] where TLS cannot be set up.
    pub fn parse(smtp_url: &SecretString) -> Result<Self, DeliveryError> {
        let url = Url::parse(smtp_url.expose_secret()).map_err(|_| DeliveryError::SmtpUrl("is not a URL"))?;
        let host = url.host_str().filter(|host| !host.is_empty());
        let host = host.ok_or(DeliveryError::SmtpUrl("has no host"))?.to_owned();
        let credentials = match url.password() {
            Some(password) => Some(Credentials::new(decode(url.username())?, decode(password)?)),
            None => None,
        };
        let parameters = || TlsParameters::new(host.clone()).map_err(DeliveryError::SmtpTls);
        let wanted = url.query_pairs().find(|(key, _)| key == "tls").map(|(_, value)| value.into_owned());
        let tls = match (url.scheme(), wanted.as_deref()) {
            ("smtps", None | Some("required")) => Tls::Wrapper(parameters()?),
            ("smtp", Some("required")) => Tls::Required(parameters()?),
            ("smtp", None) if credentials.is_some() => Tls::Required(parameters()?),
            ("smtp", None | Some("opportunistic")) => Tls::Opportunistic(parameters()?),
            ("smtp", Some("none")) => Tls::None,
            ("smtp" | "smtps", _) => return Err(DeliveryError::SmtpUrl("has an unknown tls")),
            _ => return Err(DeliveryError::SmtpUrl("is neither smtp:// nor smtps://")),
        };
        let usual = if url.scheme() == "smtps" { SUBMISSIONS_PORT } else { SUBMISSION_PORT };
        Ok(Self { host, port: url.port().unwrap_or(usual), tls, credentials })
    }
}

fn decode(text: &str) -> Result<String, DeliveryError> {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| DeliveryError::SmtpUrl("has a user or password that is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn relay(url: &str) -> Result<Relay, DeliveryError> {
        Relay::parse(&SecretString::from(url))
    }

    #[test]
    fn the_scheme_the_password_and_tls_choose_how_it_is_encrypted() {
        let said = |url: &str| {
            let relay = relay(url).unwrap();
            format!("{:?} {}", relay.tls, relay.port)
        };
        assert_eq!(said("smtp://mail.example"), "Opportunistic 587");
        assert_eq!(said("smtp://u:p@mail.example"), "Required 587");
        assert_eq!(said("smtp://u:p@mail.example:2525?tls=none"), "None 2525");
        assert_eq!(said("smtp://u:p@mail.example?tls=opportunistic"), "Opportunistic 587");
        assert_eq!(said("smtp://mail.example:25?tls=required"), "Required 25");
        assert_eq!(said("smtps://u:p@mail.example"), "Wrapper 465");
    }

    #[test]
    fn what_names_no_relay_is_refused() {
        for url in
            ["", "mail.example", "http://mail.example", "smtp://x?tls=maybe", "smtps://x?tls=none", "smtp:x"]
        {
            assert!(matches!(relay(url), Err(DeliveryError::SmtpUrl(_))), "{url}");
        }
    }

    #[test]
    fn debug_shows_no_password() {
        let relay = relay("smtp://mary:hunter%202@mail.example").unwrap();
        assert_eq!(relay.credentials, Some(Credentials::new("mary".to_owned(), "hunter 2".to_owned())));
        assert!(!format!("{relay:?}").contains("hunter"));
    }
}
