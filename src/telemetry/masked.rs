//! The last look at a line before it is written: personal data and credentials that slipped into it all the same are masked.
//! The rules of `logging` hold nevertheless; this is for whoever broke one, and for what libraries say.

use std::io::{self, Write};
use std::sync::LazyLock;

use regex::{Captures, Regex, Replacer};
use tracing::Metadata;
use tracing_subscriber::fmt::MakeWriter;

use crate::telemetry::redaction;

/// A writer whose lines are masked. Each event is written at once, and whole.
pub(super) struct Masked<W>(pub(super) W);

impl<'a, W: MakeWriter<'a>> MakeWriter<'a> for Masked<W> {
    type Writer = Masked<W::Writer>;

    fn make_writer(&'a self) -> Self::Writer {
        Masked(self.0.make_writer())
    }

    fn make_writer_for(&'a self, meta: &Metadata<'_>) -> Self::Writer {
        Masked(self.0.make_writer_for(meta))
    }
}

impl<W: Write> Write for Masked<W> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        match masked(line) {
            Some(masked) => self.0.write_all(masked.as_bytes())?,
            None => self.0.write_all(line)?,
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// One kind of thing that is masked.
struct Rule {
    /// What a line must hold for the pattern to be tried at all.
    hint: fn(&[u8]) -> bool,
    pattern: LazyLock<Regex>,
    mask: fn(&Captures<'_>) -> String,
}

/// In this order: an address may stand within a credential.
static RULES: [Rule; 5] = [
    Rule {
        hint: |line| has_word(line, b"authorization"),
        // As a header, a field, or a member of JSON, which may be quoted once more.
        pattern: LazyLock::new(|| {
            compiled(r#"(?i)(authorization\\*["']?\s*[:=]\s*\\*["']?)(?:[a-z]+\s+)?[^\s"'\\,;]+"#)
        }),
        mask: |found| format!("{}••••", &found[1]),
    },
    Rule {
        hint: |line| has_word(line, b"bearer ") || has_word(line, b"apikey ") || has_word(line, b"basic "),
        pattern: LazyLock::new(|| compiled(r"(?i)\b(bearer|apikey|basic) [a-z0-9._~+/=-]{8,}")),
        mask: |found| format!("{} ••••", &found[1]),
    },
    Rule {
        hint: |line| line.windows(4).any(|four| four == b"cbk_"),
        pattern: LazyLock::new(|| compiled(r"cbk_[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)?")),
        mask: |_| "cbk_••••".to_owned(),
    },
    Rule {
        hint: |line| line.contains(&b'@'),
        pattern: LazyLock::new(|| {
            compiled(r#"([^\s@"'\\<>(){}\[\],;:=/]+)@([\pL\pN][\pL\pN.-]*\.[\pL\pN-]*\pL)"#)
        }),
        mask: |found| redaction::address(&found[1], &found[2]),
    },
    Rule {
        hint: |line| line.contains(&b'+'),
        pattern: LazyLock::new(|| compiled(r"\+([1-9][0-9]{7,14})\b")),
        mask: |found| redaction::number(&found[1]),
    },
];

impl Rule {
    fn apply(&self, text: &str) -> Option<String> {
        (self.hint)(text.as_bytes()).then(|| self.pattern.replace_all(text, Masking(self.mask)).into_owned())
    }
}

struct Masking(fn(&Captures<'_>) -> String);

impl Replacer for Masking {
    fn replace_append(&mut self, found: &Captures<'_>, masked: &mut String) {
        masked.push_str(&(self.0)(found));
    }
}

/// The line as it may be written; none where it may be as it is.
fn masked(line: &[u8]) -> Option<String> {
    if !RULES.iter().any(|rule| (rule.hint)(line)) {
        return None;
    }
    let text = String::from_utf8_lossy(line);
    let masked = RULES.iter().fold(text.into_owned(), |text, rule| rule.apply(&text).unwrap_or(text));
    (masked.as_bytes() != line).then_some(masked)
}

/// Whether a word, written here in small letters, stands in a line in whatever letters.
fn has_word(line: &[u8], word: &[u8]) -> bool {
    let (small, large) = (word[0], word[0].to_ascii_uppercase());
    line.windows(word.len())
        .any(|part| (part[0] == small || part[0] == large) && part.eq_ignore_ascii_case(word))
}

#[expect(clippy::expect_used, reason = "the patterns are constants, and a test uses each")]
fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern that compiles")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(line: &str) -> String {
        let mut out = Vec::new();
        Masked(&mut out).write_all(line.as_bytes()).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn addresses_numbers_and_credentials_are_masked() {
        for (line, masked) in [
            ("to pat@carebridge.example: refused\n", "to p••@c…: refused\n"),
            ("<Zoë.Q+x@bücher.example>", "<Z••@b…>"),
            (r#"{"to":"pat@carebridge.example"}"#, r#"{"to":"p••@c…"}"#),
            ("a@b.example,c@d.example", "a••@b…,c••@d…"),
            (
                "postgres://carebridge:hunter2@db.example/carebridge",
                "postgres://carebridge:h••@d…/carebridge",
            ),
            ("call +442079460123 or +15005550006", "call +44 •••• 123 or +1 •••• 006"),
            ("Authorization: Bearer eyJhbGciOi.e30.c2ln", "Authorization: ••••"),
            (r#""authorization":"ApiKey abc.def","x":1"#, r#""authorization":"••••","x":1"#),
            (
                r#""headers":"{\"authorization\": \"Basic QWxhZGRpbg==\"}""#,
                r#""headers":"{\"authorization\": \"••••\"}""#,
            ),
            ("sent bearer eyJhbGciOi.e30.c2ln twice", "sent bearer •••• twice"),
            ("key cbk_Zm9vYmFy.c2VjcmV0LXNlY3JldA ended", "key cbk_•••• ended"),
        ] {
            assert_eq!(written(line), masked);
        }
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for line in [
            "2026-11-28T01:00:55.123456Z  INFO carebridge::app: the database is at the schema of this build applied=11\n",
            "2026-11-28T01:00:55+01:00 a@b, 12@34, @handle, x@y.1 + 12345678, +0123456789, 1+1\n",
            "the bearer is not known; basic rules; an authorization was refused\n",
            "cbk is no key\n",
        ] {
            assert_eq!(masked(line.as_bytes()), None, "{line}");
        }
    }

    #[test]
    fn a_line_of_json_stays_one() {
        let line =
            r#"{"message":"mail to pat@carebridge.example, +442079460123","authorization":"Bearer abc"}"#;
        let read: serde_json::Value = serde_json::from_str(&written(line)).unwrap();
        assert_eq!(read["message"], "mail to p••@c…, +44 •••• 123");
        assert_eq!(read["authorization"], "••••");
    }
}
