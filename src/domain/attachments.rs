//! Files that go with a message: what they may be, and what they are called.

use chrono::{DateTime, Utc};

use crate::domain::ids::{AttachmentId, UserId};

/// Bytes of a file.
pub const FILE_MAX: usize = 10 * 1024 * 1024;
/// Files that one person may have uploaded and not sent.
pub const UNSENT_MAX: i64 = 20;
/// Characters of a name.
const NAME_MAX: usize = 200;
/// What a file without a name of its own is called.
const NAMELESS: &str = "file";

/// A file, but for its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// Who sent it.
    pub uploader_id: UserId,
    /// What it is called: one line, no path.
    pub name: String,
    /// What it is, by its content.
    pub content_type: String,
    /// How many bytes.
    pub size_bytes: i32,
    /// Of the content.
    pub sha256: Vec<u8>,
    /// When it came.
    pub created_at: DateTime<Utc>,
}

/// What may be sent: what a browser shows or saves without running anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// A document.
    Pdf,
    /// A picture.
    Png,
    /// A photograph.
    Jpeg,
    /// Either.
    WebP,
    /// Words, in UTF-8.
    Text,
}

impl FileKind {
    /// The media type that is stored and sent.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
            Self::Text => "text/plain; charset=utf-8",
        }
    }
}

/// What a file may be called, from what its sender called it: the last part of a path, without what hides or turns what
/// is written around it.
#[must_use]
pub fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown = |c: &char| {
        let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
        !c.is_control() && !turns
    };
    let name: String = last.chars().filter(shown).collect();
    match name.trim().trim_start_matches('.').trim() {
        "" => NAMELESS.to_owned(),
        name => shortened(name),
    }
}

/// At most [`NAME_MAX`] characters; what comes after the last dot stays, since it tells what the file is.
fn shortened(name: &str) -> String {
    let length = name.chars().count();
    if length <= NAME_MAX {
        return name.to_owned();
    }
    let ending =
        name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| ending.chars().count() <= 10);
    let ending = ending.map(|ending| format!(".{ending}")).unwrap_or_default();
    let room = NAME_MAX - ending.chars().count();
    name.chars().take(room).chain(ending.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_no_path_and_nothing_that_is_not_seen() {
        for (given, name) in [
            ("report.pdf", "report.pdf"),
            ("../../etc/passwd", "passwd"),
            (r"C:\Users\pat\scan 1.png", "scan 1.png"),
            ("a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
            ("invoice\u{202e}fdp.exe", "invoicefdp.exe"),
            (".htaccess", "htaccess"),
            ("dir/", "file"),
            (" \u{200b} ", "file"),
        ] {
            assert_eq!(file_name(given), name, "{given:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending() {
        let name = file_name(&format!("{}.pdf", "é".repeat(300)));
        assert_eq!((name.chars().count(), name.ends_with("é.pdf")), (NAME_MAX, true));
    }
}
