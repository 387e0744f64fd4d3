//! The commands that need a database, as somebody types them, on a built-in PostgreSQL that runs only for them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A working directory that PostgreSQL's user can reach.
fn house() -> TempDir {
    tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir().unwrap()
}

fn carebridge(house: &TempDir, arguments: &[&str], typed: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_carebridge"));
    for name in ["DATABASE_URL", "CAREBRIDGE_ENV", "CAREBRIDGE_DATA_DIR", "CAREBRIDGE_CONFIG"] {
        command.env_remove(name);
    }
    command.args(arguments).current_dir(house.path());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// What was printed where the command succeeds.
fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The one line of a command that fails.
fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1));
    let line = String::from_utf8(output.stderr.clone()).unwrap();
    assert_eq!(line.lines().count(), 1, "{line}");
    line
}

#[test]
fn the_demo_clinic_is_added_once() {
    let house = house();
    let first = said(&carebridge(&house, &["seed", "--patients", "20", "--appointments", "30"], ""));
    assert!(first.starts_with("added 2 clinics, 8 doctors, 20 patients, 30 appointments\n"), "{first}");
    assert!(first.contains("dr.adams@carebridge.example"), "{first}");
    let second = said(&carebridge(&house, &["seed"], ""));
    assert_eq!(second, "the demo clinic is there already; nothing was added\n");
}

#[test]
fn an_administrator_is_added_once_and_then_the_database_counts_as_used() {
    let house = house();
    let create = |email, password| {
        let names = ["--first-name", "Ada", "--last-name", "Quill", "--password-stdin"];
        carebridge(&house, &[&["createsuperuser", "--email", email][..], &names].concat(), password)
    };
    assert!(said(&create("ada@clinic.example", "a long enough phrase\n")).starts_with("administrator "));
    let taken = refusal(&create("ADA@clinic.example", "a long enough phrase\n"));
    assert_eq!(taken, "carebridge: there is an account with this address already\n");
    let weak = refusal(&create("eve@clinic.example", "short\n"));
    assert!(weak.starts_with("carebridge: the password: Use at least 12 characters"), "{weak}");
    let seed = said(&carebridge(&house, &["seed", "--if-empty"], ""));
    assert_eq!(seed, "there are accounts already; nothing was added\n");
}

#[test]
fn migrations_are_applied_taken_back_and_applied_again() {
    let house = house();
    let migrate = |arguments: &[&str]| said(&carebridge(&house, &[&["migrate"], arguments].concat(), ""));
    let all = migrate(&[]);
    assert!(all.ends_with(" migrations applied\n"), "{all}");
    assert_eq!(migrate(&[]), "the schema is up to date\n");
    assert_eq!(migrate(&["--down", "1"]), "1 migration taken back\n");
    assert_eq!(migrate(&[]), "1 migration applied\n");
    assert_eq!(migrate(&["--down", "99"]), all.replace("applied", "taken back"));
    assert_eq!(migrate(&["--down", "1"]), "there is no migration to take back\n");
}

#[test]
fn what_nobody_gave_up_is_not_replayed() {
    let house = house();
    said(&carebridge(&house, &["migrate"], ""));
    let replay =
        |arguments: &[&str]| carebridge(&house, &[&["notifications", "replay"], arguments].concat(), "");
    assert_eq!(said(&replay(&["--all"])), "replayed: 0\n");
    assert_eq!(said(&replay(&["--channel", "email", "--since", "2026-11-24"])), "replayed: 0\n");
    let line = refusal(&replay(&["019b0000-0000-7000-8000-000000000000"]));
    assert_eq!(line, "carebridge: not replayed, since nobody gave them up: 1\n");
}

#[test]
fn there_is_no_address_where_no_server_runs_and_the_one_that_was_set_is_printed() {
    let house = house();
    let line = refusal(&carebridge(&house, &["database-url"], ""));
    assert!(line.contains("start `carebridge serve`, or set DATABASE_URL"), "{line}");
    std::fs::write(house.path().join(".env"), "DATABASE_URL=postgres://db.example/carebridge\n").unwrap();
    assert_eq!(said(&carebridge(&house, &["database-url"], "")), "postgres://db.example/carebridge\n");
}

#[test]
fn demo_accounts_are_refused_in_production() {
    let house = house();
    let settings = "CAREBRIDGE_ENV=production\nCAREBRIDGE_PUBLIC_URL=https://clinic.example\n\
                    CAREBRIDGE_SECRET=7d1f0a4b9c2e8d3f6a5b1c0e9f8d7a6b5c4d3e2f1a0b9c8d\nJWT_KEYS_DIR=.\n\
                    VAPID_PRIVATE_KEY=yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw\n";
    std::fs::write(house.path().join(".env"), settings).unwrap();
    let line = refusal(&carebridge(&house, &["seed"], ""));
    assert_eq!(line, "carebridge: demo accounts are for development: CAREBRIDGE_ENV is production\n");
}

#[test]
fn the_audit_trail_is_verified_and_the_help_says_what_for() {
    let house = house();
    said(&carebridge(&house, &["seed", "--patients", "20", "--appointments", "30"], ""));
    let intact = said(&carebridge(&house, &["audit", "verify"], ""));
    assert!(intact.starts_with("the audit trail is intact: "), "{intact}");
    assert!(
        intact.contains(" rows, 0 chained, ") && intact.ends_with(" waiting, no checkpoint\n"),
        "{intact}"
    );
    // A checkpoint of something that is not there.
    std::fs::create_dir_all(house.path().join("data/audit")).unwrap();
    std::fs::write(house.path().join("data/audit/checkpoint.json"), "{}").unwrap();
    let line = refusal(&carebridge(&house, &["audit", "verify"], ""));
    assert!(line.starts_with("carebridge: the audit trail is not intact: "), "{line}");
    assert!(said(&carebridge(&house, &["audit", "verify", "--help"], "")).contains("Exits with 1"));
}
