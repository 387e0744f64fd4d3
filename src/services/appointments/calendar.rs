//! A visit as a calendar file, for whoever may see it.

use lettre::message::Mailbox;
use url::Url;

use crate::delivery::calendar::{self, Entry, Party};
use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::templates::email::entry_title;
use crate::domain::audit::Origin;
use crate::domain::ids::AppointmentId;
use crate::domain::locale::Locale;
use crate::domain::messages::Visit;
use crate::domain::principals::Principal;
use crate::services::appointments::read::Visits;
use crate::services::error::ServiceError;
use crate::storage::{clinics, users};

/// Who calendar files are from. Cloning is cheap enough.
#[derive(Debug, Clone)]
pub struct CalendarFiles {
    from: Mailbox,
    links: Links,
}

impl CalendarFiles {
    /// `mail_from` is an address, or a name with the address in angle brackets.
    ///
    /// # Errors
    /// [`DeliveryError`] where one of the two cannot be read.
    pub fn new(mail_from: &str, public_url: &Url) -> Result<Self, DeliveryError> {
        let from = mail_from.parse().map_err(DeliveryError::MailFrom)?;
        Ok(Self { from, links: Links::new(public_url)? })
    }
}

impl Visits {
    /// The file of a visit as it stands. Taking it goes on record as looking at the visit does.
    ///
    /// # Errors
    /// Not found where there is no such visit, or none that concerns the principal; `MissingScope`, `Storage`.
    pub async fn calendar_file(
        &self,
        principal: &Principal,
        id: AppointmentId,
        files: &CalendarFiles,
        origin: &Origin,
    ) -> Result<String, ServiceError> {
        let (visit, _) = self.find(principal, id, origin).await?;
        let mut connection = self.database.connection().await?;
        let clinic = clinics::find_many(&mut connection, &[visit.clinic_id]).await?.pop();
        let reader = match principal.person() {
            Some(caller) => users::find_many(&mut connection, &[caller.user_id]).await?.pop(),
            None => None,
        };
        drop(connection);
        let locale = reader.map_or(Locale::default(), |reader| reader.locale);
        let said = Visit::of(&visit, clinic.as_ref(), visit.updated_at);
        let title = entry_title(&said.clinic_name, locale)?;
        let from = Party { name: files.from.name.as_deref(), email: files.from.email.as_ref() };
        let entry = Entry::standing(&said, visit.status);
        let (host, link) = (files.links.host(), files.links.appointments());
        Ok(calendar::write(&entry, &title, from, None, host, &link).map_err(DeliveryError::from)?)
    }
}
