//! Why the settings were refused: always one line that names the setting, and never shows a secret.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Settings that the server does not start with.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// A value that cannot be what it has to be.
    #[error("{setting} is `{value}`; expected {expected}")]
    Invalid {
        /// The variable, or the key and its file.
        setting: String,
        /// As it was given.
        value: String,
        /// What would be accepted.
        expected: &'static str,
    },

    /// The same for a value that must not be shown.
    #[error("{setting} is not usable; expected {expected}")]
    InvalidSecret {
        /// The variable, or the key and its file.
        setting: String,
        /// What would be accepted.
        expected: &'static str,
    },

    /// A value that is needed and has no default.
    #[error("{setting} is missing; expected {expected}")]
    Missing {
        /// The variable that would set it.
        setting: String,
        /// What would be accepted.
        expected: &'static str,
    },

    /// A setting that others only work with.
    #[error("{} missing: {need}", .missing.join(" and "))]
    PartlySet {
        /// The variables that are not set.
        missing: Vec<&'static str>,
        /// What needs which of them.
        need: &'static str,
    },

    /// A key that means nothing here: most likely a slip of the pen.
    #[error("{} has an unknown setting `{key}`: correct or remove it", .file.display())]
    UnknownKey {
        /// The key as a dotted path.
        key: String,
        /// The file that it stands in.
        file: PathBuf,
    },

    /// A file that is not TOML.
    #[error("{} is not readable as TOML: {problem}", .file.display())]
    Syntax {
        /// The file.
        file: PathBuf,
        /// Where it stopped making sense; shows nothing of the content.
        problem: String,
    },

    /// A settings file that could not be read.
    #[error("cannot read {} ({source}): name a file that can be read", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// A file in the data directory that could not be read or written.
    #[error("cannot use {} ({source}): set CAREBRIDGE_DATA_DIR to a directory that can be written", .path.display())]
    DataDir {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },

    /// The effective settings could not be written as TOML.
    #[error("the settings cannot be written as TOML")]
    Unprintable(#[from] toml::ser::Error),
}
