//! Addresses of the house, as seen from outside; made from the public URL only, never from a request.

use url::Url;

use crate::delivery::error::DeliveryError;
use crate::domain::ids::DeliveryId;

/// The public URL, known to have a host.
#[derive(Debug, Clone)]
pub struct Links {
    /// Without a slash at its end.
    base: String,
    host: String,
}

impl Links {
    /// Takes the public URL; a path in it is kept as a prefix.
    ///
    /// # Errors
    /// [`DeliveryError::PublicUrl`] where it has no host.
    pub fn new(public_url: &Url) -> Result<Self, DeliveryError> {
        let host = public_url.host_str().ok_or(DeliveryError::PublicUrl)?.to_owned();
        let base = public_url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { base, host })
    }

    /// The host, without a port: the right side of a Message-ID and of a calendar entry's UID.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// A person's appointments; asks for a sign-in first.
    #[must_use]
    pub fn appointments(&self) -> String {
        format!("{}/appointments", self.base)
    }

    /// A person's conversations; asks for a sign-in first.
    #[must_use]
    pub fn messages(&self) -> String {
        format!("{}/messages", self.base)
    }

    /// Where a person's calendar is fetched from by whoever knows the secret.
    #[must_use]
    pub fn calendar_feed(&self, secret: &str) -> String {
        format!("{}/calendar/{secret}.ics", self.base)
    }

    /// Where an address is proven. The token is in the fragment, which browsers send to nobody.
    #[must_use]
    pub fn verify_email(&self, token: &str) -> String {
        format!("{}/verify-email#token={token}", self.base)
    }

    /// Where a password is chosen.
    #[must_use]
    pub fn reset_password(&self, token: &str) -> String {
        format!("{}/reset-password#token={token}", self.base)
    }

    /// What somebody wants to be told of.
    #[must_use]
    pub fn notification_preferences(&self) -> String {
        format!("{}/account/notifications", self.base)
    }

    /// Where mails of one kind end, by a token that is signed.
    #[must_use]
    pub fn unsubscribe(&self, token: &str) -> String {
        format!("{}/unsubscribe/{token}", self.base)
    }

    /// The audit trail, for administrators.
    #[must_use]
    pub fn audit(&self) -> String {
        format!("{}/admin/audit", self.base)
    }

    /// Where somebody takes over the account that a clinic made for them.
    #[must_use]
    pub fn claim(&self) -> String {
        format!("{}/claim", self.base)
    }

    /// A person's account.
    #[must_use]
    pub fn account(&self) -> String {
        format!("{}/account", self.base)
    }

    /// How a person's account is protected.
    #[must_use]
    pub fn security(&self) -> String {
        format!("{}/account/security", self.base)
    }

    /// An address of ours as it is seen from outside; `target` is its path and its query.
    #[must_use]
    pub fn seen_from_outside(&self, target: &str) -> String {
        format!("{}{target}", self.base)
    }

    /// Where Twilio reports what became of a text.
    #[must_use]
    pub fn sms_status(&self, delivery: DeliveryId) -> String {
        format!("{}/webhooks/twilio/status/{delivery}", self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_is_kept_and_no_slash_is_doubled() {
        let links = Links::new(&Url::parse("https://clinic.example:8443/care/").unwrap()).unwrap();
        assert_eq!(links.appointments(), "https://clinic.example:8443/care/appointments");
        assert_eq!(links.host(), "clinic.example");
    }

    #[test]
    fn a_url_without_a_host_is_refused() {
        assert!(matches!(
            Links::new(&Url::parse("mailto:x@y.example").unwrap()),
            Err(DeliveryError::PublicUrl)
        ));
    }
}
