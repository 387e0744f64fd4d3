//! The visits of one person as a calendar that other software fetches again and again (RFC 5545, RFC 7986).

use icalendar::Property;

use crate::delivery::calendar::{Entry, empty, event, finish};
use crate::delivery::error::DeliveryError;
use crate::delivery::links::Links;
use crate::delivery::templates::email::entry_title;
use crate::domain::appointments::Status;
use crate::domain::locale::Locale;
use crate::domain::messages::Visit;

/// What the calendar is called.
const NAME: &str = "CareBridge";
/// How often it is worth fetching (RFC 5545 §3.3.6).
const REFRESH: &str = "PT1H";

/// A visit in the calendar.
#[derive(Debug, Clone)]
pub struct FeedEntry {
    /// The visit.
    pub visit: Visit,
    /// Where it stands.
    pub status: Status,
    /// Whose visit it is, where that is not whose calendar it is; as little of the name as tells.
    pub whose: Option<String>,
}

/// Writes the calendar. It invites nobody and names no method: it is fetched, not sent (RFC 5546 §1.3).
///
/// # Errors
/// [`DeliveryError`] where formatting fails.
pub fn write(entries: &[FeedEntry], locale: Locale, links: &Links) -> Result<String, DeliveryError> {
    let mut calendar = empty();
    calendar
        .append_property(Property::new("NAME", NAME))
        .append_property(Property::new("X-WR-CALNAME", NAME))
        .append_property(Property::new("REFRESH-INTERVAL", REFRESH).add_parameter("VALUE", "DURATION").done())
        .append_property(Property::new("X-PUBLISHED-TTL", REFRESH));
    let link = links.appointments();
    for FeedEntry { visit, status, whose } in entries {
        let mut title = entry_title(&visit.clinic_name, locale)?;
        if let Some(whose) = whose {
            title.push_str(&format!(" ({whose})"));
        }
        calendar.push(event(&Entry::standing(visit, *status), &title, links.host(), &link));
    }
    Ok(finish(&calendar)?)
}

#[cfg(test)]
mod tests {
    use icalendar::{Calendar, Component};

    use super::*;
    use crate::delivery::canned;

    #[test]
    fn a_calendar_library_reads_every_visit_back() {
        let entry = |status, whose: Option<&str>| FeedEntry {
            visit: canned::visit(),
            status,
            whose: whose.map(str::to_owned),
        };
        let entries = [entry(Status::Pending, None), entry(Status::Confirmed, Some("Kim\r\nX-EVIL:1"))];
        let text = write(&entries, Locale::En, &canned::links()).unwrap();
        assert!(text.contains("\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n"), "{text}");
        assert!(!text.contains("METHOD") && !text.contains("\nX-EVIL"), "{text}");
        let calendar: Calendar = text.parse().unwrap();
        assert_eq!(calendar.property_value("X-WR-CALNAME"), Some("CareBridge"));
        let titles: Vec<_> = calendar
            .components
            .iter()
            .map(|component| component.as_event().unwrap().get_summary().unwrap())
            .collect();
        assert_eq!(titles, ["Visit at Harbour Clinic", "Visit at Harbour Clinic (Kim  X-EVIL:1)"]);
    }

    #[test]
    fn a_calendar_without_visits_is_one_all_the_same() {
        let calendar: Calendar = write(&[], Locale::Fr, &canned::links()).unwrap().parse().unwrap();
        assert!(calendar.components.is_empty());
    }
}
