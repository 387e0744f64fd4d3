//! What the settings refuse, and what they never show.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::config::environment::Environment;
use crate::config::rate_limits::{Quota, RateLimitSettings};
use crate::config::secret_file;
use crate::config::settings::Settings;

const VAPID: &str = "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw";
const SECRET: &str = "8f0e1d2c3b4a59687786a5b4c3d2e1f0";
const SID: &str = "AC0123456789abcdef0123456789abcdef";

/// A directory that is gone when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let dir = std::env::temp_dir().join(format!("carebridge-config-{}", Uuid::new_v4()));
        fs::create_dir(&dir).unwrap();
        Self(dir)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn load(variables: &[(&str, &str)]) -> Settings {
    Settings::from_vars(variables.iter().copied()).unwrap()
}

fn refusal(variables: &[(&str, &str)]) -> String {
    let message = Settings::from_vars(variables.iter().copied()).unwrap_err().to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

fn quota(settings: &Settings, group: &str) -> Quota {
    match &settings.rate_limits {
        RateLimitSettings::On { groups } => groups[group],
        RateLimitSettings::Off => panic!("the limits are off"),
    }
}

#[test]
fn without_a_file_and_variables_the_defaults_hold() {
    let settings = load(&[]);
    assert_eq!(settings.env, Environment::Development);
    assert_eq!(settings.server.bind.to_string(), "127.0.0.1:8000");
    assert_eq!(settings.server.public_url.as_str(), "http://localhost:8000/");
    assert_eq!(settings.server.slow_ms, 1000);
    assert_eq!(settings.data_dir, PathBuf::from("data"));
    assert_eq!(settings.secrets.jwt_keys_dir, PathBuf::from("data/keys/jwt"));
    assert!(settings.database.url.is_none() && settings.redis_url.is_none() && settings.sms.is_none());
    assert!(settings.server.workers >= 1 && settings.database.pool >= 4);
    assert_eq!(quota(&settings, "anonymous"), Quota { limit: 120, per_seconds: 60 });
    assert_eq!(quota(&settings, "login"), Quota { limit: 5, per_seconds: 60 });
}

#[test]
fn a_file_overrides_the_defaults_and_a_variable_overrides_the_file() {
    let scratch = Scratch::new();
    let file = scratch.file("a.toml", "[server]\nbind = \"0.0.0.0:1\"\nslow_ms = 5\n");
    let settings = load(&[("CAREBRIDGE_CONFIG", &file), ("CAREBRIDGE_BIND", "[::1]:2")]);
    assert_eq!(settings.server.bind.to_string(), "[::1]:2");
    assert_eq!(settings.server.slow_ms, 5);
}

#[test]
fn an_empty_variable_counts_as_not_set() {
    let settings = load(&[("CAREBRIDGE_BIND", ""), ("SMTP_URL", " "), ("TWILIO_FROM", "")]);
    assert_eq!(settings.server.bind.port(), 8000);
    assert!(settings.mail.smtp_url.is_none() && settings.sms.is_none());
}

#[test]
fn the_public_address_follows_the_port_unless_it_is_set() {
    assert_eq!(
        load(&[("CAREBRIDGE_BIND", "127.0.0.1:8123")]).server.public_url.as_str(),
        "http://localhost:8123/"
    );
}

#[test]
fn a_bad_value_is_refused_in_one_line_that_names_the_variable() {
    assert_eq!(
        refusal(&[("CAREBRIDGE_BIND", "somewhere")]),
        "CAREBRIDGE_BIND is `somewhere`; expected an address and a port, like 127.0.0.1:8000"
    );
    for (variable, value) in [
        ("CAREBRIDGE_ENV", "staging"),
        ("CAREBRIDGE_PUBLIC_URL", "clinic.example"),
        ("CAREBRIDGE_PUBLIC_URL", "https://clinic.example/app"),
        ("CAREBRIDGE_WORKERS", "0"),
        ("CAREBRIDGE_TRUSTED_PROXIES", "10.0.0.0/8,gateway"),
        ("CAREBRIDGE_SLOW_MS", "1s"),
        ("CAREBRIDGE_DB_POOL", "-1"),
        ("MAIL_FROM", "CareBridge"),
        ("TWILIO_ACCOUNT_SID", "SK123"),
        ("CAREBRIDGE_RATE_LIMITS", "perhaps"),
        ("CAREBRIDGE_LOG", "xml"),
        ("RUST_LOG", "carebridge=loud"),
    ] {
        let message = refusal(&[(variable, value)]);
        assert!(message.starts_with(&format!("{variable} is `{value}`; expected ")), "{message}");
    }
}

#[test]
fn a_bad_value_in_a_file_is_refused_by_key_and_file() {
    let scratch = Scratch::new();
    let file = scratch.file("a.toml", "[log]\nformat = \"xml\"\n");
    assert_eq!(
        refusal(&[("CAREBRIDGE_CONFIG", &file)]),
        format!("`log.format` in {file} is `xml`; expected `text` or `json`")
    );
}

#[test]
fn an_unknown_key_a_missing_file_and_broken_toml_are_refused() {
    let scratch = Scratch::new();
    let unknown = scratch.file("unknown.toml", "[server]\nbnd = \"127.0.0.1:1\"\n");
    assert_eq!(
        refusal(&[("CAREBRIDGE_CONFIG", &unknown)]),
        format!("{unknown} has an unknown setting `server.bnd`: correct or remove it")
    );
    let broken = scratch.file("broken.toml", "[secrets]\nsecret = hunter2-hunter2\n");
    let message = refusal(&[("CAREBRIDGE_CONFIG", &broken)]);
    assert!(message.contains("line 2") && !message.contains("hunter2"), "{message}");
    let missing = refusal(&[("CAREBRIDGE_CONFIG", "/nowhere/a.toml")]);
    assert!(missing.starts_with("cannot read /nowhere/a.toml ("), "{missing}");
}

#[test]
fn a_section_that_is_not_a_table_is_refused() {
    let scratch = Scratch::new();
    let file = scratch.file("a.toml", "server = 1\n");
    let message = refusal(&[("CAREBRIDGE_CONFIG", &file)]);
    assert_eq!(message, format!("{file} has an unknown setting `server`: correct or remove it"));
}

#[test]
fn a_bad_secret_is_refused_without_being_shown() {
    for variable in ["DATABASE_URL", "REDIS_URL", "SMTP_URL", "CAREBRIDGE_SECRET"] {
        let message = refusal(&[(variable, "hunter2")]);
        assert!(message.starts_with(variable) && !message.contains("hunter2"), "{message}");
    }
}

#[test]
fn half_a_twilio_account_is_refused_by_naming_the_other_half() {
    assert!(refusal(&[("TWILIO_ACCOUNT_SID", SID)]).starts_with("TWILIO_AUTH_TOKEN and TWILIO_FROM missing"));
}

#[test]
fn half_a_certificate_is_refused_and_a_whole_one_is_shown_and_makes_the_address_https() {
    let (cert, key) = (("CAREBRIDGE_TLS_CERT", "/tls/cert.pem"), ("CAREBRIDGE_TLS_KEY", "/tls/key.pem"));
    let expected = "CAREBRIDGE_TLS_KEY missing: TLS needs CAREBRIDGE_TLS_CERT and CAREBRIDGE_TLS_KEY";
    assert_eq!(refusal(&[cert]), expected);
    assert!(refusal(&[key]).starts_with("CAREBRIDGE_TLS_CERT missing: "));
    let settings = load(&[cert, key]);
    assert_eq!(settings.server.public_url.as_str(), "https://localhost:8000/");
    let printed = settings.masked().unwrap();
    assert!(printed.contains("[tls]\ncert = \"/tls/cert.pem\"\nkey = \"/tls/key.pem\"\n"), "{printed}");
}

#[test]
fn limits_can_be_turned_off_or_overridden_by_a_file() {
    let scratch = Scratch::new();
    assert_eq!(load(&[("CAREBRIDGE_RATE_LIMITS", "off")]).rate_limits, RateLimitSettings::Off);
    let file = scratch.file("limits.toml", "login = { limit = 50 }\n");
    let settings = load(&[("CAREBRIDGE_RATE_LIMITS", &file)]);
    assert_eq!(quota(&settings, "login"), Quota { limit: 50, per_seconds: 60 });
    assert_eq!(quota(&settings, "booking"), Quota { limit: 10, per_seconds: 60 });
    let unknown = scratch.file("unknown.toml", "logins = { limit = 50 }\n");
    assert!(refusal(&[("CAREBRIDGE_RATE_LIMITS", &unknown)]).contains("`logins.limit`"));
    let zero = scratch.file("zero.toml", "login = { limit = 0 }\n");
    assert!(refusal(&[("CAREBRIDGE_RATE_LIMITS", &zero)]).contains(&zero));
}

#[test]
fn s23_production_wants_secrets_keys_and_https_and_takes_no_example_for_a_secret() {
    let scratch = Scratch::new();
    let keys = scratch.0.display().to_string();
    let complete = [
        ("CAREBRIDGE_ENV", "production"),
        ("CAREBRIDGE_SECRET", SECRET),
        ("JWT_KEYS_DIR", &keys),
        ("VAPID_PRIVATE_KEY", VAPID),
        ("CAREBRIDGE_PUBLIC_URL", "https://clinic.test"),
        ("SMTP_URL", "smtp://relay.test"),
        ("MAIL_FROM", "no-reply@clinic.test"),
    ];
    load(&complete);
    let with = |name: &str, value: &str| {
        let changed: Vec<_> =
            complete.iter().map(|(n, v)| if *n == name { (*n, value) } else { (*n, *v) }).collect();
        refusal(&changed)
    };
    assert!(with("CAREBRIDGE_SECRET", "").starts_with("CAREBRIDGE_SECRET is missing"));
    assert!(with("CAREBRIDGE_SECRET", "too-short").starts_with("CAREBRIDGE_SECRET is not usable"));
    assert!(with("CAREBRIDGE_SECRET", &"ab".repeat(20)).starts_with("CAREBRIDGE_SECRET is not usable"));
    let placeholder = "change-me-to-something-0123456789";
    assert!(with("CAREBRIDGE_SECRET", placeholder).starts_with("CAREBRIDGE_SECRET is not usable"));
    assert!(with("JWT_KEYS_DIR", "").starts_with("JWT_KEYS_DIR is missing"));
    assert!(with("JWT_KEYS_DIR", "/nowhere").starts_with("JWT_KEYS_DIR is `/nowhere`"));
    assert!(with("VAPID_PRIVATE_KEY", "").starts_with("VAPID_PRIVATE_KEY is missing"));
    assert!(with("VAPID_PRIVATE_KEY", "c2hvcnQ").starts_with("VAPID_PRIVATE_KEY is not usable"));
    assert!(with("CAREBRIDGE_PUBLIC_URL", "http://clinic.test").contains("https"));
    assert!(with("MAIL_FROM", "").contains("MAIL_FROM"));
}

#[test]
fn production_may_be_tried_out_over_plain_http_on_this_machine() {
    let scratch = Scratch::new();
    for url in ["http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"] {
        load(&[
            ("CAREBRIDGE_ENV", "production"),
            ("CAREBRIDGE_SECRET", SECRET),
            ("JWT_KEYS_DIR", &scratch.0.display().to_string()),
            ("VAPID_PRIVATE_KEY", VAPID),
            ("CAREBRIDGE_PUBLIC_URL", url),
        ]);
    }
}

#[test]
fn s23_neither_debug_nor_the_printed_settings_show_a_secret() {
    let settings = load(&[
        ("DATABASE_URL", "postgres://canary-user:canary-pw@db.test:5433/care?password=canary-query"),
        ("REDIS_URL", "redis://:canary-redis@cache.test"),
        ("SMTP_URL", "smtp://canary-smtp:canary-pw@relay.test:587?tls=required"),
        ("TWILIO_ACCOUNT_SID", SID),
        ("TWILIO_AUTH_TOKEN", "canary-token"),
        ("TWILIO_FROM", "+15005550006"),
        ("CAREBRIDGE_SECRET", "canary-0123456789-0123456789-0123456789"),
    ]);
    let printed = settings.masked().unwrap();
    assert!(!format!("{settings:?}").contains("canary") && !printed.contains("canary"), "{printed}");
    assert!(printed.contains("postgres://••••@db.test:5433/care"), "{printed}");
}

#[test]
fn the_printed_settings_can_be_read_back() {
    let scratch = Scratch::new();
    let printed = load(&[("CAREBRIDGE_TRUSTED_PROXIES", "10.0.0.0/8, 192.168.1.7")]).masked().unwrap();
    let file = scratch.file("printed.toml", &printed);
    assert_eq!(load(&[("CAREBRIDGE_CONFIG", &file)]).masked().unwrap(), printed);
}

#[test]
fn s23_development_makes_its_secret_once_and_only_its_owner_can_read_it() {
    let scratch = Scratch::new();
    let data = scratch.0.join("data").display().to_string();
    let settings = load(&[("CAREBRIDGE_DATA_DIR", &data)]);
    let made: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(|| secret_file::ensure(&settings).unwrap())).collect();
        threads.into_iter().map(|t| t.join().unwrap().expose_secret().to_owned()).collect()
    });
    assert!(made[0].len() == 64 && made.iter().all(|secret| *secret == made[0]));
    let mode = fs::metadata(settings.data_dir.join("keys/secret")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_given_secret_is_used_and_a_cut_off_one_is_refused() {
    let scratch = Scratch::new();
    let data = scratch.0.display().to_string();
    let given = load(&[("CAREBRIDGE_DATA_DIR", &data), ("CAREBRIDGE_SECRET", SECRET)]);
    assert_eq!(secret_file::ensure(&given).unwrap().expose_secret(), SECRET);
    assert!(!scratch.0.join("keys").exists());
    fs::create_dir(scratch.0.join("keys")).unwrap();
    fs::write(scratch.0.join("keys/secret"), "short").unwrap();
    let message = secret_file::ensure(&load(&[("CAREBRIDGE_DATA_DIR", &data)])).unwrap_err().to_string();
    assert!(message.contains("keys/secret"), "{message}");
}
