//! The page behind the link that ends one category of mails. It has neither script nor style of its own: the house's policy
//! for pages allows none.

use askama::Template;

use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::domain::categories::Category;
use crate::domain::locale::Locale;

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Nothing has been done yet: is it to be?
    Asked,
    /// No more of these mails.
    Off,
    /// These mails again.
    On,
}

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct Page {
    language: &'static str,
    title: String,
    said: String,
    /// The button turns it on again.
    undo: bool,
    button: String,
    more: String,
    link: String,
}

macro_rules! page {
    ($path:literal, $category:expr, $stand:expr, $page:expr) => {{
        #[derive(Template)]
        #[template(path = $path, blocks = [
            "title", "ask", "off", "on", "stop", "undo", "more", "booking", "reminder", "message", "result",
            "prescription", "review", "account", "marketing"
        ])]
        struct File<'a> {
            what: &'a str,
        }
        let nameless = File { what: "" };
        let what = match $category {
            Category::Booking => nameless.as_booking().render()?,
            Category::Reminder => nameless.as_reminder().render()?,
            Category::Message => nameless.as_message().render()?,
            Category::Result => nameless.as_result().render()?,
            Category::Prescription => nameless.as_prescription().render()?,
            Category::Review => nameless.as_review().render()?,
            Category::Account => nameless.as_account().render()?,
            Category::Marketing => nameless.as_marketing().render()?,
        };
        let file = File { what: &what };
        let said = match $stand {
            Stand::Asked => file.as_ask().render()?,
            Stand::Off => file.as_off().render()?,
            Stand::On => file.as_on().render()?,
        };
        let undo = $stand == Stand::Off;
        let button = if undo { file.as_undo().render()? } else { file.as_stop().render()? };
        Page { title: file.as_title().render()?, said, undo, button, more: file.as_more().render()?, ..$page }
    }};
}

/// Writes the page.
///
/// # Errors
/// [`DeliveryError::Template`] where formatting fails.
pub fn render(
    category: Category,
    stand: Stand,
    locale: Locale,
    links: &Links,
) -> Result<String, DeliveryError> {
    let (language, link) = (locale.as_str(), links.notification_preferences());
    let page = Page {
        language,
        link,
        title: String::new(),
        said: String::new(),
        undo: false,
        button: String::new(),
        more: String::new(),
    };
    let page = match locale {
        Locale::En => page!("en/unsubscribe.txt", category, stand, page),
        Locale::Fr => page!("fr/unsubscribe.txt", category, stand, page),
        Locale::Es => page!("es/unsubscribe.txt", category, stand, page),
    };
    Ok(page.render()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::delivery::canned;

    #[test]
    fn the_page_asks_says_and_takes_back_in_each_language() {
        let page = |stand, locale| render(Category::Reminder, stand, locale, &canned::links()).unwrap();
        for (locale, what) in [
            (Locale::En, "reminders of visits"),
            (Locale::Fr, "rappels de rendez-vous"),
            (Locale::Es, "recordatorios de citas"),
        ] {
            for stand in [Stand::Asked, Stand::Off, Stand::On] {
                let html = page(stand, locale);
                assert!(html.contains(what) && html.contains("<form method=\"post\">"), "{html}");
                assert_eq!(html.contains("name=\"undo\""), stand == Stand::Off, "{html}");
                assert!(!html.contains("<script") && !html.contains("style="), "{html}");
            }
        }
    }
}
