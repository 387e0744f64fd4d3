//! What a file is, by what is in it: its name and what its sender calls it are not asked.

use infer::{archive, text};

use crate::domain::attachments::FileKind;

/// What a file is, if it may be sent. Words are whatever is UTF-8 without control characters, even where they begin as
/// another kind of file does (a note to "BM", or about "MZ"): only what is written in words too, and read by more than
/// people, is refused, as pages and scripts are.
#[must_use]
pub fn kind_of(content: &[u8]) -> Option<FileKind> {
    match infer::get(content).map(|found| found.mime_type()) {
        Some("application/pdf") => Some(FileKind::Pdf),
        Some("image/png") => Some(FileKind::Png),
        Some("image/jpeg") => Some(FileKind::Jpeg),
        Some("image/webp") => Some(FileKind::WebP),
        _ => (is_text(content) && !is_for_machines(content)).then_some(FileKind::Text),
    }
}

/// Pages, scripts, and documents that are programs: all are written in words.
fn is_for_machines(words: &[u8]) -> bool {
    text::is_html(words)
        || text::is_xml(words)
        || text::is_shellscript(words)
        || archive::is_rtf(words)
        || archive::is_ps(words)
}

fn is_text(content: &[u8]) -> bool {
    let is_layout = |c| matches!(c, '\t' | '\n' | '\r');
    let is_said = |c: char| is_layout(c) || !c.is_control();
    !content.is_empty() && std::str::from_utf8(content).is_ok_and(|words| words.chars().all(is_said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_sent_is_known_by_its_first_bytes() {
        for (content, kind) in [
            (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3".as_slice(), FileKind::Pdf),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", FileKind::Png),
            (b"\xff\xd8\xff\xe0\0\x10JFIF\0", FileKind::Jpeg),
            (b"RIFF\x24\0\0\0WEBPVP8 ", FileKind::WebP),
            ("Il pleut, et l’on tousse.\r\n\tDeux fois.".as_bytes(), FileKind::Text),
        ] {
            assert_eq!(kind_of(content), Some(kind));
        }
    }

    #[test]
    fn words_are_words_however_they_begin() {
        for words in
            ["BM at eight, and at noon.", "BC: see below.", "MZ twins, both well.", "ID3 is the room."]
        {
            assert_eq!(kind_of(words.as_bytes()), Some(FileKind::Text), "{words}");
        }
    }

    #[test]
    fn programs_pages_archives_and_what_is_nothing_are_refused() {
        for content in [
            b"MZ\x90\0\x03\0\0\0".as_slice(),
            b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0",
            b"#!/bin/sh\nrm -rf ~\n",
            b"<!DOCTYPE html><script>alert(1)</script>",
            b"<?xml version=\"1.0\"?><svg onload=\"alert(1)\"/>",
            b"PK\x03\x04\x14\0\0\0",
            b"GIF89a\x01\0\x01\0",
            b"caf\xe9",
            b"words\0words",
            b"words\x1b[2Jwords",
            b"{\\rtf1 words}",
            b"%!PS-Adobe-3.0\nshowpage\n",
            b"",
        ] {
            assert_eq!(kind_of(content), None, "{content:?}");
        }
    }
}
