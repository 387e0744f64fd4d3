//! The three sources laid over each other, and reading one value out of them with a refusal that names its source.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Value};
use figment::{Figment, Profile, Provider, Source};
use secrecy::SecretString;

use crate::config::error::SettingsError;
use crate::config::variables::{CONFIG_FILE, SETTINGS, Variable, setting};

const DEFAULTS: &str = include_str!("default.toml");

/// Defaults, then the file, then the environment.
pub(super) struct Lookup {
    figment: Figment,
}

impl Lookup {
    /// Lays the sources over each other. An empty variable counts as not set.
    ///
    /// # Errors
    /// A settings file that cannot be read, is not TOML or has a key that means nothing.
    pub(super) fn new(variables: &BTreeMap<String, String>) -> Result<Self, SettingsError> {
        let given = |name: &str| variables.get(name).filter(|value| !value.trim().is_empty());
        let mut lookup = Self { figment: Figment::from(Toml::string(DEFAULTS)) };
        if let Some(file) = given(CONFIG_FILE) {
            lookup.overlay_file(Path::new(file), None)?;
        }
        for setting in &SETTINGS {
            if let Some(value) = given(setting.variable) {
                lookup.figment = lookup.figment.merge(Variable { setting, value: value.clone() });
            }
        }
        Ok(lookup)
    }

    /// Lays a TOML file over what is there, at the key `at` where one is given.
    ///
    /// # Errors
    /// A file that cannot be read, is not TOML or has a key that means nothing.
    pub(super) fn overlay_file(&mut self, file: &Path, at: Option<&str>) -> Result<(), SettingsError> {
        let text = fs::read_to_string(file)
            .map_err(|source| SettingsError::Unreadable { file: file.to_owned(), source })?;
        let syntax = |error: &figment::Error| SettingsError::Syntax {
            file: file.to_owned(),
            // The rest of a TOML error quotes the line, which may hold a secret.
            problem: error.to_string().lines().next().unwrap_or_default().to_owned(),
        };
        let mut profiles = Toml::string(&text).data().map_err(|error| syntax(&error))?;
        let dict = profiles.remove(&Profile::Default).unwrap_or_default();
        let root = at.map(|at| format!("{at}.")).unwrap_or_default();
        for key in leaves(&root, &dict) {
            let has_default = self.figment.find_value(&key).is_ok_and(|value| value.as_dict().is_none());
            if setting(&key).is_none() && !has_default {
                let key = key.strip_prefix(&root).unwrap_or(&key).to_owned();
                return Err(SettingsError::UnknownKey { key, file: file.to_owned() });
            }
        }
        let layer = TomlFile { path: file.to_owned(), dict, at: at.map(str::to_owned) };
        self.figment = self.figment.clone().merge(layer);
        Ok(())
    }

    /// The value at `key` as text; a list is joined by commas. `None` where it is not set.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.figment.find_value(key).ok().and_then(|value| as_text(&value))
    }

    /// The value at `key` as a path.
    pub(super) fn path(&self, key: &str) -> Option<PathBuf> {
        self.text(key).map(PathBuf::from)
    }

    /// The value at `key`, read by `parse`.
    ///
    /// # Errors
    /// `Invalid` where `parse` makes nothing of it.
    pub(super) fn parsed<T>(
        &self,
        key: &str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<Option<T>, SettingsError> {
        let Some(text) = self.text(key) else { return Ok(None) };
        parse(&text).map(Some).ok_or_else(|| self.invalid(key, expected))
    }

    /// The same for a value that the defaults have.
    ///
    /// # Errors
    /// `Invalid` where `parse` makes nothing of it, `Missing` where it is not a plain value.
    pub(super) fn required<T>(
        &self,
        key: &str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, SettingsError> {
        self.parsed(key, expected, parse)?.ok_or_else(|| self.missing(key, expected))
    }

    /// The value at `key` as a secret, if `accept` takes it.
    ///
    /// # Errors
    /// `InvalidSecret` where it does not.
    pub(super) fn secret(
        &self,
        key: &str,
        expected: &'static str,
        accept: impl FnOnce(&str) -> bool,
    ) -> Result<Option<SecretString>, SettingsError> {
        self.parsed(key, expected, |text| accept(text).then(|| SecretString::from(text)))
    }

    /// The refusal of the value at `key`.
    pub(super) fn invalid(&self, key: &str, expected: &'static str) -> SettingsError {
        let setting_name = self.name(key);
        match self.text(key) {
            Some(value) if setting(key).is_none_or(|setting| !setting.secret) => {
                SettingsError::Invalid { setting: setting_name, value, expected }
            }
            _ => SettingsError::InvalidSecret { setting: setting_name, expected },
        }
    }

    /// The refusal of there being no value at `key`.
    pub(super) fn missing(&self, key: &str, expected: &'static str) -> SettingsError {
        SettingsError::Missing { setting: self.name(key), expected }
    }

    /// What to change: the variable, or the key and its file.
    fn name(&self, key: &str) -> String {
        let variable = setting(key).map_or(key, |setting| setting.variable);
        match self.figment.find_metadata(key).and_then(|metadata| metadata.source.as_ref()) {
            Some(Source::File(path)) => format!("`{key}` in {}", path.display()),
            _ => variable.to_owned(),
        }
    }
}

/// A file that was read and checked.
struct TomlFile {
    path: PathBuf,
    dict: Dict,
    at: Option<String>,
}

impl Provider for TomlFile {
    fn metadata(&self) -> figment::Metadata {
        figment::Metadata::from("settings file", Source::File(self.path.clone()))
    }

    fn data(&self) -> Result<figment::value::Map<Profile, Dict>, figment::Error> {
        let dict = match &self.at {
            Some(at) => {
                figment::util::nest(at, Value::from(self.dict.clone())).into_dict().unwrap_or_default()
            }
            None => self.dict.clone(),
        };
        Ok(figment::value::Map::from([(Profile::Default, dict)]))
    }
}

/// A plain value or a list of such as text; nothing for a table.
fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(_, text) => Some(text.trim().to_owned()),
        Value::Array(_, items) => Some(items.iter().filter_map(as_text).collect::<Vec<_>>().join(",")),
        Value::Bool(_, flag) => Some(flag.to_string()),
        Value::Num(_, number) => number
            .to_i128()
            .map(|n| n.to_string())
            .or_else(|| number.to_u128().map(|n| n.to_string()))
            .or_else(|| number.to_f64().map(|n| n.to_string())),
        _ => None,
    }
}

/// The dotted paths of all values that are not tables.
fn leaves(prefix: &str, dict: &Dict) -> Vec<String> {
    dict.iter()
        .flat_map(|(key, value)| match value {
            Value::Dict(_, inner) => leaves(&format!("{prefix}{key}."), inner),
            _ => vec![format!("{prefix}{key}")],
        })
        .collect()
}
