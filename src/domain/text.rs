//! Free text from people: trimmed, bounded, without characters that could hurt a log, a mail or a table.

use crate::domain::invalid::Invalid;

/// Reads one line of text of `1..=max` characters.
///
/// # Errors
/// `required`, `too_long` or `control_character`.
pub fn line(text: &str, max: usize) -> Result<String, Invalid> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::new("required", "This field cannot be empty."));
    }
    bounded(text, max, char::is_control)
}

/// Reads text of at most `max` characters that may be empty and may have several lines.
///
/// # Errors
/// `too_long` or `control_character`.
pub fn paragraph(text: &str, max: usize) -> Result<String, Invalid> {
    bounded(text.trim(), max, |c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
}

fn bounded(text: &str, max: usize, forbidden: impl Fn(char) -> bool) -> Result<String, Invalid> {
    if text.chars().count() > max {
        return Err(Invalid::new("too_long", format!("Use at most {max} characters.")));
    }
    if text.chars().any(forbidden) {
        return Err(Invalid::new("control_character", "Control characters are not allowed."));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nul_and_line_breaks_are_refused_where_one_line_is_asked_for() {
        assert_eq!(line("a\0b", 10).unwrap_err().code, "control_character");
        assert_eq!(line("a\r\nb", 10).unwrap_err().code, "control_character");
        assert_eq!(line("  ", 10).unwrap_err().code, "required");
        assert_eq!(paragraph("a\nb", 10).unwrap(), "a\nb");
        assert_eq!(paragraph("a\0b", 10).unwrap_err().code, "control_character");
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(line("ééé", 3).unwrap(), "ééé");
        assert_eq!(line("éééé", 3).unwrap_err().code, "too_long");
    }
}
