//! The words that a text is answered with: one SMS of GSM-7.

use askama::Template;

use crate::delivery::error::DeliveryError;
use crate::delivery::sms::gsm7;
use crate::delivery::templates::dates;
use crate::domain::locale::Locale;
use crate::domain::text_answers::{Moment, TextAnswer};

/// All that the words may name.
#[derive(Default)]
struct Said {
    /// When the visit begins.
    when: String,
    /// `X1: Tue 24 Nov 2026 9:00 AM GMT, X2: …`
    choices: String,
}

macro_rules! words {
    ($path:literal, $answer:expr, $said:expr) => {{
        #[derive(Template)]
        #[template(path = $path, blocks = [
            "confirmed", "cancelled", "called_off", "too_late", "try_again", "no_visit", "which", "stopped",
            "started", "help"
        ])]
        struct File<'a> {
            v: &'a Said,
        }
        let file = File { v: $said };
        match $answer {
            TextAnswer::Confirmed(_) => file.as_confirmed().render(),
            TextAnswer::Cancelled(_) => file.as_cancelled().render(),
            TextAnswer::CalledOff(_) => file.as_called_off().render(),
            TextAnswer::TooLate(_) => file.as_too_late().render(),
            TextAnswer::TryAgain => file.as_try_again().render(),
            TextAnswer::NoVisit => file.as_no_visit().render(),
            TextAnswer::Which { .. } => file.as_which().render(),
            TextAnswer::Stopped => file.as_stopped().render(),
            TextAnswer::Started => file.as_started().render(),
            TextAnswer::Help => file.as_help().render(),
        }
    }};
}

/// Writes an answer.
///
/// # Errors
/// [`DeliveryError::Template`] where formatting fails.
pub fn render(answer: &TextAnswer, locale: Locale) -> Result<String, DeliveryError> {
    let written = |moment: &Moment| dates::short(moment.at, moment.zone, locale);
    let said = match answer {
        TextAnswer::Confirmed(moment)
        | TextAnswer::Cancelled(moment)
        | TextAnswer::CalledOff(moment)
        | TextAnswer::TooLate(moment) => Said { when: written(moment), ..Said::default() },
        TextAnswer::Which { letter, choices } => {
            let numbered =
                choices.iter().zip(1..).map(|(moment, n)| format!("{letter}{n}: {}", written(moment)));
            Said { choices: numbered.collect::<Vec<_>>().join(", "), ..Said::default() }
        }
        _ => Said::default(),
    };
    let text = match locale {
        Locale::En => words!("en/text_answers.txt", answer, &said),
        Locale::Fr => words!("fr/text_answers.txt", answer, &said),
        Locale::Es => words!("es/text_answers.txt", answer, &said),
    }?;
    // Spanish and French write letters that GSM-7 lacks, and one of them would halve what a text holds.
    Ok(gsm7::transliterate(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;

    #[test]
    fn every_answer_is_one_segment_of_gsm7() {
        let moment = Moment { at: canned::now(), zone: chrono_tz::Tz::America__Sao_Paulo };
        let choices = vec![moment; 4];
        for locale in [Locale::En, Locale::Fr, Locale::Es] {
            for answer in [
                TextAnswer::Confirmed(moment),
                TextAnswer::Cancelled(moment),
                TextAnswer::CalledOff(moment),
                TextAnswer::TooLate(moment),
                TextAnswer::TryAgain,
                TextAnswer::NoVisit,
                TextAnswer::Which { letter: 'X', choices: choices.clone() },
                TextAnswer::Stopped,
                TextAnswer::Started,
                TextAnswer::Help,
            ] {
                let text = render(&answer, locale).unwrap();
                assert!(gsm7::is_gsm7(&text), "{text}");
                assert!(gsm7::septets(&text) <= gsm7::SEGMENT_SEPTETS, "{} {text}", gsm7::septets(&text));
            }
        }
    }
}
