//! The `.env` file of the working directory, for whoever does not want to type variables.

use std::io::ErrorKind;
use std::path::Path;

use crate::cli::error::CliError;

/// Sets the variables of `.env` that are not set yet. Call it while the process has one thread. No file is no error.
///
/// # Errors
/// `DotEnv` for a file that cannot be read; its content, which may be secret, is not quoted.
pub(super) fn read() -> Result<(), CliError> {
    match dotenvy::from_path(Path::new(".env")) {
        Ok(()) => Ok(()),
        Err(dotenvy::Error::Io(error)) if error.kind() == ErrorKind::NotFound => Ok(()),
        Err(dotenvy::Error::Io(error)) => Err(CliError::DotEnv(error.to_string())),
        Err(_) => {
            Err(CliError::DotEnv("a line is not of the form NAME=value or NAME=\"a value\"".to_owned()))
        }
    }
}
