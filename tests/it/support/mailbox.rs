//! What the house sent: mails and texts as it leaves them in its data directory.

use std::fs;
use std::time::Duration;

use mail_parser::MessageParser;
use serde_json::Value;

use super::app::TestApp;
use super::canaries;

/// Only a test that has failed waits this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// A mail, read.
#[derive(Debug, Clone)]
pub struct Mail {
    pub to: String,
    pub subject: String,
    pub text: String,
    /// The whole file.
    pub raw: String,
}

impl Mail {
    /// What follows `#token=` in its link.
    pub fn token(&self) -> String {
        let (_, rest) = self.text.split_once("#token=").expect("a link");
        let token = rest.split_whitespace().next().unwrap();
        canaries::plant(token);
        token.to_owned()
    }
}

impl TestApp {
    /// All mails so far, in the order of their making.
    pub fn mails(&self) -> Vec<Mail> {
        let Ok(folder) = fs::read_dir(self.data_dir.path().join("mail")) else { return Vec::new() };
        let mut paths: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
        paths.sort_unstable();
        paths.iter().filter_map(|path| fs::read_to_string(path).ok()).map(read).collect()
    }

    /// The `n`th mail (from 1) to an address with this in its subject, once it is there.
    pub async fn mail(&self, to: &str, subject: &str, n: usize) -> Mail {
        let found = || {
            let mut mails = self.mails();
            mails.retain(|mail| mail.to == to && mail.subject.contains(subject));
            mails.into_iter().nth(n - 1)
        };
        wait_for(found)
            .await
            .unwrap_or_else(|| panic!("no mail {n} to {to} about {subject}: {:?}", self.mails()))
    }

    /// The `n`th text (from 1) to a number, once it is there.
    pub async fn text_message(&self, to: &str, n: usize) -> String {
        let found = || {
            let lines = fs::read_to_string(self.data_dir.path().join("sms.jsonl")).unwrap_or_default();
            let texts = lines.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
            let mut texts = texts.filter(|text| text["to"] == to);
            texts.nth(n - 1).map(|text| text["body"].as_str().unwrap().to_owned())
        };
        wait_for(found).await.unwrap_or_else(|| panic!("no text {n} to {to}"))
    }
}

async fn wait_for<T>(mut found: impl FnMut() -> Option<T>) -> Option<T> {
    let mut look = tokio::time::interval(Duration::from_millis(20));
    let arrived = tokio::time::timeout(PATIENCE, async {
        loop {
            look.tick().await;
            if let Some(found) = found() {
                return found;
            }
        }
    });
    arrived.await.ok()
}

/// The six digits in a text.
pub fn code_in(text: &str) -> String {
    let mut words = text.split(|c: char| !c.is_ascii_digit());
    words.find(|word| word.len() == 6).expect("a code").to_owned()
}

fn read(raw: String) -> Mail {
    let mail = MessageParser::default().parse(raw.as_bytes()).unwrap();
    let to = mail.to().unwrap().first().unwrap().address().unwrap().to_owned();
    let (subject, text) = (mail.subject().unwrap().to_owned(), mail.body_text(0).unwrap().into_owned());
    Mail { to, subject, text, raw }
}
