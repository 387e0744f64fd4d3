//! Mails as `.eml` files in the data directory, for a house without a relay: any mail program opens them.

use std::io;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use chrono::SecondsFormat;
use tokio::fs::{self, OpenOptions};
use tokio::io::AsyncWriteExt;
use url::Url;

use crate::delivery::channel::Channel;
use crate::delivery::email::compose::Composer;
use crate::delivery::email::unsubscribe_tokens::UnsubscribeTokens;
use crate::delivery::error::DeliveryError;
use crate::domain::channels::{ChannelKind, Outcome, Outgoing, Via};
use crate::domain::clock::SharedClock;

/// Writes `mail/<time>-<delivery id>.eml`; the names sort by time (RFC 3339 in UTC, `-` for `:`).
pub struct MailFolder {
    folder: PathBuf,
    composer: Composer,
}

impl MailFolder {
    /// Takes the data directory and makes `mail` in it; the other settings are as for an SMTP mailer.
    ///
    /// # Errors
    /// [`DeliveryError`] where the folder cannot be made or a setting cannot work.
    pub fn new(
        data_dir: &Path,
        mail_from: &str,
        public_url: &Url,
        unsubscribe: UnsubscribeTokens,
        clock: SharedClock,
    ) -> Result<Self, DeliveryError> {
        let folder = data_dir.join("mail");
        std::fs::create_dir_all(&folder)
            .map_err(|source| DeliveryError::Folder { path: folder.clone(), source })?;
        Ok(Self { folder, composer: Composer::new(mail_from, public_url, unsubscribe, clock)? })
    }

    /// Readable by its owner alone, and under its name only when it is whole.
    async fn write(&self, name: &str, mail: &[u8]) -> io::Result<()> {
        let unfinished = self.folder.join(format!(".{name}.part"));
        let mut file =
            OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&unfinished).await?;
        file.write_all(mail).await?;
        file.sync_all().await?;
        fs::rename(&unfinished, self.folder.join(name)).await
    }
}

#[async_trait]
impl Channel for MailFolder {
    fn kind(&self) -> ChannelKind {
        ChannelKind::Email
    }

    async fn send(&self, outgoing: &Outgoing) -> Outcome {
        let Some(to) = &outgoing.recipient.email else {
            return Outcome::Suppressed { reason: "no e-mail address".to_owned() };
        };
        let mail = match self.composer.compose(outgoing, to) {
            Ok(mail) => mail.formatted(),
            Err(error) => return Outcome::Dead { reason: error.to_string() },
        };
        let at = self.composer.clock().now().to_rfc3339_opts(SecondsFormat::Millis, true).replace(':', "-");
        match self.write(&format!("{at}-{}.eml", outgoing.delivery_id), &mail).await {
            Ok(()) => Outcome::Sent {
                provider_id: Some(self.composer.message_id(outgoing.delivery_id)),
                via: Via::First,
            },
            Err(error) => {
                Outcome::Unavailable { wait: None, reason: format!("the mail folder: {}", error.kind()) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;
    use std::sync::Arc;

    use super::*;
    use crate::delivery::canned::{self, StandingClock};
    use crate::domain::ids::DeliveryId;
    use crate::domain::messages::Message;

    #[tokio::test]
    async fn a_mail_is_a_private_file_named_by_time_and_delivery() {
        let data_dir =
            std::env::temp_dir().join(format!("carebridge-mail-{}", DeliveryId::new(canned::now())));
        let from = "no-reply@clinic.example";
        let mailer = MailFolder::new(
            &data_dir,
            from,
            &canned::public_url(),
            UnsubscribeTokens::new(&[7; 32]),
            Arc::new(StandingClock),
        )
        .unwrap();
        let outgoing = canned::outgoing(Message::AppointmentBooked(canned::visit()));
        assert!(matches!(mailer.send(&outgoing).await, Outcome::Sent { .. }));

        let files: Vec<_> = std::fs::read_dir(data_dir.join("mail")).unwrap().map(Result::unwrap).collect();
        assert_eq!(files.len(), 1);
        let name = files[0].file_name().into_string().unwrap();
        assert_eq!(name, format!("2025-11-01T08-00-00.000Z-{}.eml", outgoing.delivery_id));
        assert_eq!(files[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let mail = std::fs::read_to_string(files[0].path()).unwrap();
        assert!(mail.contains("Subject: ") && mail.contains("BEGIN:VCALENDAR"), "{mail}");

        std::fs::remove_dir_all(&data_dir).unwrap();
        let outcome = mailer.send(&outgoing).await;
        assert!(matches!(outcome, Outcome::Unavailable { .. }), "{outcome:?}");
    }
}
