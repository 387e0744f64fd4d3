//! What is logged, in which form, where to.

use std::path::PathBuf;

use serde::Serialize;
use tracing_subscriber::EnvFilter;

use crate::config::error::SettingsError;
use crate::config::lookup::Lookup;

/// Logging.
#[derive(Debug, Clone, Serialize)]
pub struct LogSettings {
    /// For people or for machines.
    pub format: LogFormat,
    /// The directives of `RUST_LOG`, like `info,carebridge=debug`; readable by `EnvFilter`.
    pub filter: String,
    /// Where `app.log` and `error.log` go; `None` logs to standard error only.
    pub dir: Option<PathBuf>,
}

/// The form of a line in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

impl LogSettings {
    pub(super) fn read(lookup: &Lookup) -> Result<Self, SettingsError> {
        let format = lookup.required("log.format", "`text` or `json`", |text| match text {
            "text" => Some(LogFormat::Text),
            "json" => Some(LogFormat::Json),
            _ => None,
        })?;
        let filter = lookup.required("log.filter", "directives like info,carebridge=debug", |text| {
            EnvFilter::try_new(text).ok().map(|_| text.to_owned())
        })?;
        Ok(Self { format, filter, dir: lookup.path("log.dir") })
    }
}
