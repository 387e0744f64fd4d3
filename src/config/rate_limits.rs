//! How many requests are too many.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::config::error::SettingsError;
use crate::config::lookup::Lookup;

const GROUPS: &str = "rate_limits.groups";

/// The groups of endpoints that have a limit of their own.
const NAMES: [&str; 8] =
    ["anonymous", "signed_in", "booking", "message", "trial", "login", "key_standard", "key_high"];

/// Whether requests are limited, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "mode", rename_all = "snake_case")]
pub enum RateLimitSettings {
    /// Nobody is limited: for load tests.
    Off,
    /// As each group says.
    On {
        /// `anonymous`, `signed_in`, `booking`, `message`, `trial`, `login`, `key_standard`, `key_high`: all are
        /// there.
        groups: BTreeMap<String, Quota>,
    },
}

/// A number of requests in a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Quota {
    /// Requests, at least 1.
    pub limit: u32,
    /// The stretch in seconds, at least 1.
    pub per_seconds: u32,
}

impl RateLimitSettings {
    pub(super) fn read(lookup: &mut Lookup) -> Result<Self, SettingsError> {
        let mode = lookup.text("rate_limits.mode").unwrap_or_default();
        match mode.as_str() {
            "off" => return Ok(Self::Off),
            "on" => {}
            file if Path::new(file).is_file() => lookup.overlay_file(Path::new(file), Some(GROUPS))?,
            _ => {
                let expected = "`on`, `off` or the path of a file that overrides limits";
                return Err(lookup.invalid("rate_limits.mode", expected));
            }
        }
        let mut groups = BTreeMap::new();
        for name in NAMES {
            let at = |what: &str| {
                lookup.required(&format!("{GROUPS}.{name}.{what}"), "a whole number from 1", |text| {
                    text.parse().ok().filter(|number| *number > 0)
                })
            };
            groups.insert(name.to_owned(), Quota { limit: at("limit")?, per_seconds: at("per_seconds")? });
        }
        Ok(Self::On { groups })
    }
}
