//! The binary as somebody types it: exit codes, and one line on failure.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::thread;

use uuid::Uuid;

/// An empty working directory, gone when the test ends.
struct Scratch(PathBuf);

impl Scratch {
    fn new() -> Self {
        let dir = std::env::temp_dir().join(format!("carebridge-cli-{}", Uuid::new_v4()));
        fs::create_dir(&dir).unwrap();
        Self(dir)
    }

    fn run(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_carebridge"))
            .args(arguments)
            .current_dir(&self.0)
            .env_clear()
            .envs(variables.iter().copied())
            .output()
            .unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Answers one request and returns its first line.
fn answer_once(listener: TcpListener, status: &'static str) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut request = [0; 1024];
        let length = socket.read(&mut request).unwrap();
        write!(socket, "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
        String::from_utf8_lossy(&request[..length]).lines().next().unwrap_or_default().to_owned()
    })
}

#[test]
fn config_prints_the_settings_of_dotenv_and_environment_with_secrets_masked() {
    let scratch = Scratch::new();
    fs::write(scratch.0.join(".env"), "CAREBRIDGE_SLOW_MS=7\nCAREBRIDGE_DB_POOL=5\n").unwrap();
    let variables =
        [("CAREBRIDGE_DB_POOL", "9"), ("CAREBRIDGE_SECRET", "canary-0123456789-0123456789-0123456789")];
    let output = scratch.run(&["config"], &variables);
    let printed = String::from_utf8(output.stdout.clone()).unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(printed.contains("slow_ms = 7\n") && printed.contains("pool = 9\n"), "{printed}");
    assert!(!printed.contains("canary"), "{printed}");
}

#[test]
fn a_bad_setting_is_one_line_and_exit_code_1() {
    let output = Scratch::new().run(&["config"], &[("CAREBRIDGE_BIND", "nowhere")]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stderr(&output),
        "carebridge: CAREBRIDGE_BIND is `nowhere`; expected an address and a port, like 127.0.0.1:8000\n"
    );
}

#[test]
fn a_broken_dotenv_is_refused_without_being_quoted() {
    let scratch = Scratch::new();
    fs::write(scratch.0.join(".env"), "SMTP_URL='hunter2\n").unwrap();
    let output = scratch.run(&["config"], &[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).starts_with("carebridge: .env: ") && !stderr(&output).contains("hunter2"));
}

#[test]
fn a_slip_on_the_command_line_is_exit_code_2_and_help_is_0() {
    let scratch = Scratch::new();
    assert_eq!(scratch.run(&["confg"], &[]).status.code(), Some(2));
    assert_eq!(scratch.run(&[], &[]).status.code(), Some(2));
    for arguments in [&["--help"][..], &["config", "--help"], &["healthcheck", "--help"]] {
        assert!(scratch.run(arguments, &[]).status.success());
    }
}

#[test]
fn healthcheck_succeeds_exactly_when_the_server_is_ready() {
    for (status, code) in [("200 OK", 0), ("503 Service Unavailable", 1)] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let bind = format!("0.0.0.0:{}", listener.local_addr().unwrap().port());
        let server = answer_once(listener, status);
        let output = Scratch::new().run(&["healthcheck"], &[("CAREBRIDGE_BIND", &bind)]);
        assert_eq!(output.status.code(), Some(code), "{}", stderr(&output));
        assert_eq!(server.join().unwrap(), "GET /health/ready HTTP/1.1");
    }
}

#[test]
fn healthcheck_fails_in_one_line_when_nobody_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let bind = listener.local_addr().unwrap().to_string();
    drop(listener);
    let output = Scratch::new().run(&["healthcheck"], &[("CAREBRIDGE_BIND", &bind)]);
    assert_eq!(output.status.code(), Some(1));
    let message = stderr(&output);
    assert!(message.contains(&format!("http://{bind}/health/ready does not answer")), "{message}");
    assert_eq!(message.lines().count(), 1);
}

#[test]
fn templates_are_listed_and_each_is_shown_as_its_reader_would_see_it() {
    let scratch = Scratch::new();
    let said = |arguments: &[&str]| {
        let output = scratch.run(&[&["notifications", "preview"], arguments].concat(), &[]);
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    let list = said(&[]);
    let reminder = list.lines().find(|line| line.starts_with("appointment_reminder ")).unwrap();
    let words: Vec<_> = reminder.split_whitespace().collect();
    assert_eq!(words[1..6], ["reminder", "in_app,", "email,", "sms,", "push"]);
    assert!(reminder.ends_with("clinic, link, name, when, when_short"), "{reminder}");
    assert!(list.ends_with("in en, fr, es\n"), "{list}");

    let text = said(&["appointment_reminder", "--channel", "sms", "--locale", "fr"]);
    let (head, body) = text.split_once('\n').unwrap();
    let (characters, rest) = head.strip_prefix("sms, fr: ").unwrap().split_once(' ').unwrap();
    assert_eq!(rest, "characters of GSM-7, 1 segment");
    assert_eq!(characters.parse::<usize>().unwrap(), body.trim_end().chars().count());
    let all = said(&["appointment_reminder"]);
    for channel in ["in_app, en", "email, en", "sms, en: ", "push, en", "Subject: "] {
        assert!(all.contains(channel), "{all}");
    }
}

#[test]
fn an_unknown_template_or_channel_is_one_line_with_those_that_there_are() {
    let scratch = Scratch::new();
    let refused = |arguments: &[&str]| {
        let output = scratch.run(&[&["notifications"], arguments].concat(), &[]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        let line = stderr(&output);
        assert_eq!(line.lines().count(), 1, "{line}");
        line
    };
    let unknown = refused(&["preview", "appointment_of_before"]);
    assert!(unknown.starts_with(
        "carebridge: there is no template appointment_of_before; there are appointment_booked, "
    ));
    assert_eq!(refused(&["replay", "--template", "appointment_of_before"]), unknown);
    assert_eq!(
        refused(&["preview", "phone_code", "--channel", "email"]),
        "carebridge: --channel: phone_code has words for sms.\n"
    );
    // Nobody replays everything by leaving something out.
    let nothing = scratch.run(&["notifications", "replay"], &[]);
    assert_eq!(nothing.status.code(), Some(2), "{}", stderr(&nothing));
}
