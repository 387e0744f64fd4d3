//! The GSM 7-bit default alphabet (3GPP TS 23.038 §6.2.1): one character outside of it halves what an SMS holds.

use unicode_normalization::UnicodeNormalization;

/// What one SMS holds in this alphabet.
pub const SEGMENT_SEPTETS: usize = 160;

/// What each holds of a text that takes several: the rest says which of them it is (3GPP TS 23.040 §9.2.3.24.1).
const PART_SEPTETS: usize = 153;
/// The same where a character is outside of the alphabet, in units of UTF-16.
const SEGMENT_UNITS: usize = 70;
const PART_UNITS: usize = 67;

/// One septet each. `ç` is missing on purpose: the table has only `Ç`.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
                     ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Two septets each: an escape, then the character (§6.2.1.1).
const EXTENSION: &str = "^{}\\[~]|€\u{c}";
/// Ends a name that was cut.
const ELLIPSIS: &str = "...";

/// The septets a character takes, if it can be written at all.
fn width(c: char) -> Option<usize> {
    if BASIC.contains(c) {
        Some(1)
    } else if EXTENSION.contains(c) {
        Some(2)
    } else {
        None
    }
}

/// Whether every character can be written.
#[must_use]
pub fn is_gsm7(text: &str) -> bool {
    text.chars().all(|c| width(c).is_some())
}

/// The septets of a text; characters that cannot be written count as nothing.
#[must_use]
pub fn septets(text: &str) -> usize {
    text.chars().filter_map(width).sum()
}

/// What a text costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// As the provider counts them: some of this alphabet count twice.
    pub characters: usize,
    /// `GSM-7`, or `UCS-2` where a character is outside of it.
    pub encoding: &'static str,
    /// As how many messages it is sent, and paid for.
    pub segments: usize,
}

/// What it costs to send a text.
#[must_use]
pub fn size(text: &str) -> Size {
    let (characters, encoding, one, part) = if is_gsm7(text) {
        (septets(text), "GSM-7", SEGMENT_SEPTETS, PART_SEPTETS)
    } else {
        (text.encode_utf16().count(), "UCS-2", SEGMENT_UNITS, PART_UNITS)
    };
    let segments = if characters <= one { 1 } else { characters.div_ceil(part) };
    Size { characters, encoding, segments }
}

/// The nearest text that can be written: accents are taken off where the alphabet lacks the letter, typographic
/// signs become plain ones, and what has no likeness is dropped.
#[must_use]
pub fn transliterate(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfc() {
        if width(c).is_some() {
            plain.push(c);
            continue;
        }
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{2bc}' | '`' | '´' => plain.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '«' | '»' => plain.push('"'),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => plain.push('-'),
            '\u{2026}' => plain.push_str(ELLIPSIS),
            '·' | '•' => plain.push('.'),
            'œ' => plain.push_str("oe"),
            'Œ' => plain.push_str("OE"),
            'ł' => plain.push('l'),
            'Ł' => plain.push('L'),
            'đ' | 'ð' => plain.push('d'),
            'Đ' | 'Ð' => plain.push('D'),
            'ı' => plain.push('i'),
            c if c.is_whitespace() => plain.push(' '),
            c => plain.extend(std::iter::once(c).nfd().filter(|part| width(*part).is_some())),
        }
    }
    plain
}

/// The text, cut to `room` septets and ended by `...` where it is longer.
#[must_use]
pub fn shorten(text: &str, room: usize) -> String {
    if septets(text) <= room {
        return text.to_owned();
    }
    let mut left = room.saturating_sub(ELLIPSIS.len());
    let mut short = String::with_capacity(room);
    for c in text.chars() {
        let Some(rest) = left.checked_sub(width(c).unwrap_or(0)) else { break };
        left = rest;
        short.push(c);
    }
    format!("{}{ELLIPSIS}", short.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alphabet_has_128_places_with_the_escape() {
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
    }

    #[test]
    fn the_extension_table_costs_two_septets() {
        assert_eq!(septets("a€[é"), 6);
        assert!(is_gsm7("a€[é") && !is_gsm7("ê") && !is_gsm7("ç"));
    }

    #[test]
    fn a_text_is_paid_for_by_the_segment() {
        let said = |text: &str| {
            let Size { characters, encoding, segments } = size(text);
            (characters, encoding, segments)
        };
        assert_eq!(said(&"a".repeat(160)), (160, "GSM-7", 1));
        assert_eq!(said(&"a".repeat(161)), (161, "GSM-7", 2));
        assert_eq!(said(&"{".repeat(81)), (162, "GSM-7", 2));
        assert_eq!(said(&"ç".repeat(70)), (70, "UCS-2", 1));
        assert_eq!(said(&"😀".repeat(36)), (72, "UCS-2", 2));
    }

    #[test]
    fn what_can_be_written_stays_and_the_rest_is_likened_or_dropped() {
        assert_eq!(transliterate("Clinique d\u{2019}Évêque\u{a0}\u{2013} Ça"), "Clinique d'Éveque - Ça");
        assert_eq!(transliterate("Łódź, Sœur «Señorita», façade"), "Lodz, Soeur \"Señorita\", facade");
        assert_eq!(transliterate("e\u{301} 診療所 😀!"), "é  !");
        assert!(is_gsm7(&transliterate("ŵŷžșțāēīōűşğ Ελλάς")));
    }

    #[test]
    fn a_name_is_cut_between_characters() {
        assert_eq!(shorten("abcdefgh", 8), "abcdefgh");
        assert_eq!(shorten("abcdefghi", 8), "abcde...");
        assert_eq!(shorten("a{{{{{{{", 6), "a{...");
    }
}
