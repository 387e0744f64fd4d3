//! A stand-in for Twilio on a real socket that holds every request against the provider's own OpenAPI contract.

mod contract;
mod wire;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::BufReader;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use url::Url;

use contract::{Contract, Fields};
use wire::Request;

/// A test that waits longer for a text has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A text as it was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedText {
    /// E.164.
    pub to: String,
    /// E.164.
    pub from: String,
    /// What is read on the phone.
    pub body: String,
    /// Where what became of it is to be reported.
    pub status_callback: String,
}

/// The provider, with one account.
pub struct FakeTwilio {
    base: Url,
    desk: Arc<Desk>,
    texts: tokio::sync::Mutex<UnboundedReceiver<ReceivedText>>,
}

struct Desk {
    contract: Contract,
    violations: Mutex<Vec<String>>,
    failures: Mutex<VecDeque<(u16, String)>>,
    accepted: Mutex<Vec<Value>>,
    keep: UnboundedSender<ReceivedText>,
}

impl FakeTwilio {
    /// `TWILIO_ACCOUNT_SID`.
    pub const ACCOUNT_SID: &str = "AC0123456789abcdef0123456789abcdef";
    /// `TWILIO_AUTH_TOKEN`.
    pub const AUTH_TOKEN: &str = "the-token-of-the-stand-in";
    /// `TWILIO_FROM`.
    pub const FROM: &str = "+15005550006";

    /// Listens on a port of the system's choice until the runtime ends.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let (keep, texts) = unbounded_channel();
        let desk = Arc::new(Desk {
            contract: Contract::read(),
            violations: Mutex::default(),
            failures: Mutex::default(),
            accepted: Mutex::default(),
            keep,
        });
        let serving = desk.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, serving.clone()));
            }
        });
        let base = Url::parse(&format!("http://{address}")).expect("a URL");
        Self { base, desk, texts: tokio::sync::Mutex::new(texts) }
    }

    /// `TWILIO_API_BASE`.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Answers the next valid text with this instead of accepting it; several wait in line.
    pub fn fail_next(&self, status: u16, body: &str) {
        lock(&self.desk.failures).push_back((status, body.to_owned()));
    }

    /// Waits for the next text, in the order they were accepted in.
    pub async fn next_text(&self) -> ReceivedText {
        let mut texts = self.texts.lock().await;
        timeout(PATIENCE, texts.recv()).await.expect("a text in time").expect("a running provider")
    }

    /// How requests broke the contract so far; a test ends by asserting that this is empty.
    pub fn violations(&self) -> Vec<String> {
        lock(&self.desk.violations).clone()
    }
}

impl Desk {
    /// Status and body of the answer.
    fn answer(&self, request: &Request) -> (u16, String) {
        match self.contract.check(request, FakeTwilio::ACCOUNT_SID, FakeTwilio::AUTH_TOKEN) {
            Ok(fields) if request.method == "GET" => (200, self.list(&fields).to_string()),
            Ok(fields) => {
                let failure = lock(&self.failures).pop_front();
                failure.unwrap_or_else(|| (201, self.accept(&fields).to_string()))
            }
            Err(violations) => {
                let message = violations.join("; ");
                lock(&self.violations).extend(violations);
                (400, json!({ "code": 20001, "message": message, "status": 400 }).to_string())
            }
        }
    }

    /// The contract's own answer, with what was sent.
    fn accept(&self, fields: &Fields) -> Value {
        let field = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let text = ReceivedText {
            to: field("To"),
            from: field("From"),
            body: field("Body"),
            status_callback: field("StatusCallback"),
        };
        let mut accepted = lock(&self.accepted);
        let mut message = self.contract.created();
        message["sid"] = json!(format!("SM{:032x}", accepted.len() + 1));
        message["account_sid"] = json!(FakeTwilio::ACCOUNT_SID);
        message["to"] = json!(text.to);
        message["from"] = json!(text.from);
        message["body"] = json!(text.body);
        // The example's dates are of a day of its own; a text in the queue has none.
        message["date_created"] = Value::Null;
        message["date_sent"] = Value::Null;
        accepted.push(message.clone());
        let _ = self.keep.send(text);
        message
    }

    /// What was accepted, the newest first.
    fn list(&self, fields: &Fields) -> Value {
        let asked = |message: &&Value| {
            let mut filters = [("To", "to"), ("From", "from")].iter();
            filters.all(|(field, key)| fields.get(*field).is_none_or(|value| *value == message[*key]))
        };
        let messages: Vec<Value> = lock(&self.accepted).iter().rev().filter(asked).cloned().collect();
        json!({ "messages": messages, "page": 0, "next_page_uri": null })
    }
}

async fn serve(stream: TcpStream, desk: Arc<Desk>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let request = wire::read(&mut stream).await?;
    let (status, body) = desk.answer(&request);
    wire::answer(&mut stream, status, &body).await
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
