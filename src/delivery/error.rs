//! What can be wrong with a way out before anything is sent. What goes wrong while sending is an `Outcome`.

use std::path::PathBuf;

use thiserror::Error;

/// A setting that cannot work, or a message that cannot be made. Carries no address, secret or content.
#[derive(Debug, Error)]
pub enum DeliveryError {
    /// `SMTP_URL` does not name a relay.
    #[error("SMTP_URL {0}; write it like smtp://user:password@host:587?tls=required")]
    SmtpUrl(&'static str),
    /// TLS towards the relay cannot be set up.
    #[error("SMTP_URL: TLS cannot be set up for its host")]
    SmtpTls(#[source] lettre::transport::smtp::Error),
    /// `MAIL_FROM` is not an address.
    #[error("MAIL_FROM is not an address; write it like CareBridge <no-reply@clinic.example>")]
    MailFrom(#[source] lettre::address::AddressError),
    /// The public address has no host to name messages and visits by.
    #[error("CAREBRIDGE_PUBLIC_URL has no host")]
    PublicUrl,
    /// `VAPID_PRIVATE_KEY` is no key.
    #[error(
        "VAPID_PRIVATE_KEY is not the base64url of a P-256 key, as `openssl rand 32 | basenc --base64url` makes one"
    )]
    VapidKey,
    /// A notice that cannot be written.
    #[error("the notice cannot be written")]
    Payload,
    /// The HTTP client could not be built.
    #[error("no HTTP client to send with")]
    HttpClient(#[source] reqwest::Error),
    /// A place for mails or texts that cannot be written to.
    #[error("cannot write to {path}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the operating system says.
        source: std::io::Error,
    },
    /// A template failed.
    #[error("a template cannot be rendered")]
    Template(#[from] askama::Error),
    /// A recipient's address that the mail library refuses.
    #[error("the recipient's address cannot be written to")]
    Recipient(#[source] lettre::address::AddressError),
    /// A mail that cannot be put together.
    #[error("the mail cannot be composed")]
    Compose(#[from] lettre::error::Error),
    /// A MIME type that cannot be written.
    #[error("the mail has a part of an impossible type")]
    ContentType(#[from] lettre::message::header::ContentTypeErr),
    /// A calendar entry that cannot be written.
    #[error("the calendar entry cannot be written")]
    Calendar(#[from] std::fmt::Error),
}
