//! How fast messages leave.

use serde::Serialize;

use crate::config::error::SettingsError;
use crate::config::lookup::Lookup;

/// How much each node sends.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PaceSettings {
    /// Mails a second.
    pub mail_per_second: u32,
    /// Texts a second.
    pub sms_per_second: u32,
    /// Pushes a second.
    pub push_per_second: u32,
    /// Mails, and texts, to one person in ten minutes that are not urgent; 0 for as many as there are.
    pub per_person: u32,
}

impl PaceSettings {
    pub(super) fn read(lookup: &Lookup) -> Result<Self, SettingsError> {
        let per_second = |key| {
            lookup
                .required(key, "a whole number from 1", |text| text.parse().ok().filter(|number| *number > 0))
        };
        Ok(Self {
            mail_per_second: per_second("pace.mail_per_second")?,
            sms_per_second: per_second("pace.sms_per_second")?,
            push_per_second: per_second("pace.push_per_second")?,
            per_person: lookup.required("pace.per_person", "a whole number", |text| text.parse().ok())?,
        })
    }
}
