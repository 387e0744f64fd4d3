//! What a file is, by what is in it: its name and what its sender calls it are not asked.

use crate::domain::attachments::FileKind;

/// What a file is, if it may be sent. Words are whatever is UTF-8 without a NUL and is known as nothing else: pages,
/// scripts and programs are recognised, and refused.
#[must_use]
pub fn kind_of(content: &[u8]) -> Option<FileKind> {
    match infer::get(content).map(|found| found.mime_type()) {
        Some("application/pdf") => Some(FileKind::Pdf),
        Some("image/png") => Some(FileKind::Png),
        Some("image/jpeg") => Some(FileKind::Jpeg),
        Some("image/webp") => Some(FileKind::WebP),
        Some(_) => None,
        None => is_text(content).then_some(FileKind::Text),
    }
}

fn is_text(content: &[u8]) -> bool {
    !content.is_empty() && !content.contains(&0) && std::str::from_utf8(content).is_ok()
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
            b"",
        ] {
            assert_eq!(kind_of(content), None, "{content:?}");
        }
    }
}
