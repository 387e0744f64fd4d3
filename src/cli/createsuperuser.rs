//! `carebridge createsuperuser`: the first administrator, or another one.

use std::io::{self, IsTerminal, Write};

use chrono_tz::Tz;
use clap::Args;

use crate::cli::database;
use crate::cli::error::CliError;
use crate::config::settings::Settings;
use crate::domain::clock::SystemClock;
use crate::domain::contact::Email;
use crate::domain::invalid::Invalid;
use crate::domain::locale::Locale;
use crate::domain::roles::Role;
use crate::domain::text;
use crate::domain::users::{PASSWORD_MIN_CHARS, Password, Registration};
use crate::services::passwords::Passwords;
use crate::services::superusers;
use crate::storage::migrations;

/// As the longest name that a registration takes.
const NAME_MAX_CHARS: usize = 100;

/// Add an administrator.
///
/// The password is asked for, or read from standard input with --password-stdin. The address counts as verified.
#[derive(Debug, Args)]
pub struct CreateSuperuserArgs {
    /// Address to sign in with.
    #[arg(long)]
    email: String,
    /// Given name.
    #[arg(long)]
    first_name: String,
    /// Family name.
    #[arg(long)]
    last_name: String,
    /// Read the password from the first line of standard input.
    #[arg(long)]
    password_stdin: bool,
}

/// Adds the account and says so.
///
/// # Errors
/// `Refused` for an argument that no registration would take, `AddressTaken`, `Settings`, `Postgres`, `Storage`.
pub async fn run(args: &CreateSuperuserArgs) -> Result<(), CliError> {
    let settings = Settings::from_env()?;
    let password = password(args)?;
    let registration = Registration {
        email: Email::parse(&args.email).map_err(refused("--email"))?,
        first_name: text::line(&args.first_name, NAME_MAX_CHARS).map_err(refused("--first-name"))?,
        last_name: text::line(&args.last_name, NAME_MAX_CHARS).map_err(refused("--last-name"))?,
        phone: None,
        time_zone: Tz::UTC,
        locale: Locale::En,
        role: Role::Admin,
    };
    let created = database::with(&settings, async |url| {
        migrations::up(url).await?;
        let passwords = Passwords::new(1)?;
        Ok(superusers::create(&database::pool(url)?, &SystemClock, &passwords, &registration, &password)
            .await?)
    })
    .await?;
    let id = created.ok_or(CliError::AddressTaken)?;
    writeln!(io::stdout(), "administrator {id} added").map_err(CliError::Output)
}

/// Asked for before the database is opened, so that nothing waits for somebody who types.
fn password(args: &CreateSuperuserArgs) -> Result<Password, CliError> {
    let typed = if args.password_stdin {
        let mut line = String::new();
        io::stdin().read_line(&mut line).map_err(CliError::Input)?;
        line.trim_end_matches(['\r', '\n']).to_owned()
    } else if io::stdin().is_terminal() {
        let first = rpassword::prompt_password("Password: ").map_err(CliError::Input)?;
        if rpassword::prompt_password("Password again: ").map_err(CliError::Input)? != first {
            return Err(CliError::PasswordsDiffer);
        }
        first
    } else {
        return Err(CliError::NoTerminal);
    };
    Password::parse_new(&typed, PASSWORD_MIN_CHARS).map_err(refused("the password"))
}

fn refused(what: &'static str) -> impl Fn(Invalid) -> CliError {
    move |invalid| CliError::Refused { what, invalid }
}
