//! `carebridge notifications preview`: the templates, and how each looks.

use std::io::{self, Write};

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::notifications::named::named;
use crate::config::settings::Settings;
use crate::delivery::links::Links;
use crate::delivery::templates::catalogue::{self, LOCALES};
use crate::delivery::templates::preview::{Preview, channel_of, render};
use crate::domain::channels::ChannelKind;
use crate::domain::locale::Locale;

/// Show a message as its reader would see it, filled with an example.
///
/// Without a template the templates are listed: each with its category, its channels and what its words may name. Needs no
/// database.
#[derive(Debug, Args)]
pub struct PreviewArgs {
    /// Which one.
    template: Option<String>,
    /// Over this channel alone: in_app, email, sms or push.
    #[arg(long, requires = "template")]
    channel: Option<String>,
    /// In this language: en, fr or es.
    #[arg(long, default_value = "en", value_parser = Locale::parse, requires = "template")]
    locale: Locale,
}

/// Shows one, or lists all.
///
/// # Errors
/// `UnknownTemplate`; `Refused` for a channel that the template has no words for; `Settings`, `Output`.
pub fn run(args: &PreviewArgs) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    let Some(template) = &args.template else { return list(&mut out).map_err(CliError::Output) };
    let entry = named(template)?;
    let channels = match args.channel.as_deref() {
        None => entry.channels.to_vec(),
        Some(named) => vec![
            channel_of(&entry, Some(named))
                .map_err(|invalid| CliError::Refused { what: "--channel", invalid })?,
        ],
    };
    let links = Links::new(&Settings::from_env()?.server.public_url)?;
    for (number, channel) in channels.into_iter().enumerate() {
        let preview = render(&entry, channel, args.locale, &links)?;
        let gap = if number > 0 { "\n" } else { "" };
        write!(out, "{gap}{}, {}", channel.as_str(), args.locale.as_str())
            .and_then(|()| show(&mut out, channel, &preview))
            .map_err(CliError::Output)?;
    }
    Ok(())
}

fn list(out: &mut impl Write) -> io::Result<()> {
    for entry in catalogue::all() {
        let channels: Vec<_> = entry.channels.iter().map(|channel| channel.as_str()).collect();
        let (channels, variables) = (channels.join(", "), entry.variables.join(", "));
        writeln!(out, "{:<24} {:<10} {channels:<26} {variables}", entry.template, entry.category().as_str())?;
    }
    writeln!(out, "in {}", LOCALES.map(Locale::as_str).join(", "))
}

/// A mail as plain text: its HTML has the same words.
fn show(out: &mut impl Write, channel: ChannelKind, preview: &Preview) -> io::Result<()> {
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    match channel {
        ChannelKind::Email => {
            writeln!(out, "\nSubject: {}\n\n{}", part(&preview.subject), part(&preview.text))
        }
        ChannelKind::Sms => {
            if let Some(size) = preview.size {
                let segments = if size.segments == 1 { "segment" } else { "segments" };
                write!(
                    out,
                    ": {} characters of {}, {} {segments}",
                    size.characters, size.encoding, size.segments
                )?;
            }
            writeln!(out, "\n{}", part(&preview.text))
        }
        ChannelKind::InApp | ChannelKind::Push => {
            writeln!(out, "\n{}\n{}", part(&preview.title), part(&preview.body))
        }
    }
}
