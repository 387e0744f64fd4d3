//! What a person would call the device that a `User-Agent` names.
//!
//! Own code, since the parsers to be had bring megabytes of patterns or are no longer kept, and all that is wanted is a
//! name to recognise one's own devices by.

/// The more particular names first: every browser claims to be the ones before it.
const BROWSERS: [(&str, &str); 9] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];
const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
];
/// Characters of a name that no browser bears.
const OTHER_CHARS: usize = 40;

/// Like `Firefox on Windows`; for what is no browser the program's own name.
#[must_use]
pub fn name(user_agent: &str) -> String {
    let found = |names: &[(&str, &'static str)]| {
        names.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name)
    };
    match (found(&BROWSERS), found(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) => {
            let program = user_agent.split(['/', ' ', '(']).next().unwrap_or_default();
            let program: String = program.chars().filter(|c| !c.is_control()).take(OTHER_CHARS).collect();
            if program.is_empty() { "Unknown device".to_owned() } else { program }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_go_by_their_own_name_and_programs_by_theirs() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(name(chrome), "Chrome on Windows");
        assert_eq!(name(&format!("{chrome} Edg/140.0")), "Edge on Windows");
        assert_eq!(name(iphone), "Safari on iPhone");
        assert_eq!(name(firefox), "Firefox on Linux");
        assert_eq!(name("curl/8.5.0"), "curl");
        assert_eq!(name(""), "Unknown device");
    }
}
