//! A stand-in for Twilio on a real socket that holds every request against the provider's own OpenAPI contract.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::timeout;
use url::Url;

/// A test that waits longer for a text has failed.
const PATIENCE: Duration = Duration::from_secs(30);
const CONTRACT: &str = include_str!("../../contracts/twilio_messages.openapi.json");
const PATH: &str = "/2010-04-01/Accounts/{AccountSid}/Messages.json";

/// A text as it was accepted.
#[derive(Debug, Clone)]
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
    shared: Arc<Shared>,
    texts: tokio::sync::Mutex<UnboundedReceiver<ReceivedText>>,
}

struct Shared {
    contract: Value,
    violations: Mutex<Vec<String>>,
    failures: Mutex<VecDeque<(u16, String)>>,
    accepted: Mutex<Vec<Value>>,
    keep: UnboundedSender<ReceivedText>,
}

struct Request {
    method: String,
    target: String,
    content_type: String,
    authorization: String,
    body: Vec<u8>,
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
        let shared = Arc::new(Shared {
            contract: serde_json::from_str(CONTRACT).expect("the contract is JSON"),
            violations: Mutex::default(),
            failures: Mutex::default(),
            accepted: Mutex::default(),
            keep,
        });
        let serving = shared.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, serving.clone()));
            }
        });
        let base = Url::parse(&format!("http://{address}")).expect("a URL");
        Self { base, shared, texts: tokio::sync::Mutex::new(texts) }
    }

    /// `TWILIO_API_BASE`.
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// Answers the next valid text with this instead of accepting it; several wait in line.
    pub fn fail_next(&self, status: u16, body: &str) {
        lock(&self.shared.failures).push_back((status, body.to_owned()));
    }

    /// Waits for the next text, in the order they were accepted in.
    pub async fn next_text(&self) -> ReceivedText {
        let mut texts = self.texts.lock().await;
        timeout(PATIENCE, texts.recv()).await.expect("a text in time").expect("a running provider")
    }

    /// How requests broke the contract so far; a test ends by asserting that this is empty.
    pub fn violations(&self) -> Vec<String> {
        lock(&self.shared.violations).clone()
    }
}

impl Shared {
    /// Status and body of the answer.
    fn answer(&self, request: &Request) -> (u16, String) {
        match self.checked(request) {
            Ok(fields) if request.method == "GET" => (200, self.list(&fields).to_string()),
            Ok(fields) => match lock(&self.failures).pop_front() {
                Some(failure) => failure,
                None => (201, self.accept(&fields).to_string()),
            },
            Err(violations) => {
                lock(&self.violations).extend(violations.iter().cloned());
                (400, json!({ "code": 20001, "message": violations.join("; "), "status": 400 }).to_string())
            }
        }
    }

    /// The fields of the form or query, if nothing is wrong with the request.
    fn checked(&self, request: &Request) -> Result<Map<String, Value>, Vec<String>> {
        let mut wrong = Vec::new();
        let mut demand = |holds: bool, what: String| {
            if !holds {
                wrong.push(what)
            }
        };
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let token = STANDARD.encode(format!("{}:{}", FakeTwilio::ACCOUNT_SID, FakeTwilio::AUTH_TOKEN));
        demand(
            request.authorization == format!("Basic {token}"),
            "authorization is not the account's".to_owned(),
        );
        demand(
            path == PATH.replace("{AccountSid}", FakeTwilio::ACCOUNT_SID),
            format!("no such path: {path}"),
        );

        let operation = &self.contract["paths"][PATH][request.method.to_lowercase()];
        demand(operation.is_object(), format!("no such method: {}", request.method));
        let (encoded, schema) = match request.method.as_str() {
            "GET" => (query.as_bytes(), query_schema(operation)),
            _ => {
                let form = "application/x-www-form-urlencoded";
                demand(
                    request.content_type.starts_with(form),
                    format!("content type {}", request.content_type),
                );
                demand(query.is_empty(), "a query where there should be a form".to_owned());
                (request.body.as_slice(), operation["requestBody"]["content"][form]["schema"].clone())
            }
        };
        let fields: Map<String, Value> = url::form_urlencoded::parse(encoded)
            .map(|(key, value)| {
                (key.clone().into_owned(), typed(&value, &schema["properties"][key.as_ref()]))
            })
            .collect();
        for key in fields.keys() {
            demand(schema["properties"].get(key).is_some(), format!("no such field: {key}"));
        }
        if request.method == "POST" {
            let length = fields.get("Body").and_then(Value::as_str).map_or(0, |body| body.chars().count());
            demand((1..=1600).contains(&length), format!("a body of {length} characters"));
            demand(
                fields.contains_key("From") != fields.contains_key("MessagingServiceSid"),
                "no sender".to_owned(),
            );
        }
        let mut root = schema;
        root["components"] = self.contract["components"].clone();
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .should_validate_formats(true)
            .build(&root)
            .expect("the contract's schema compiles");
        wrong.extend(validator.iter_errors(&Value::Object(fields.clone())).map(|error| error.to_string()));
        if wrong.is_empty() { Ok(fields) } else { Err(wrong) }
    }

    /// The contract's own example of a created message, with what was sent.
    fn accept(&self, fields: &Map<String, Value>) -> Value {
        let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let examples =
            &self.contract["paths"][PATH]["post"]["responses"]["201"]["content"]["application/json"];
        let mut message = examples["examples"]["create"]["value"].clone();
        let mut accepted = lock(&self.accepted);
        for (key, value) in [
            ("sid", format!("SM{:032x}", accepted.len() + 1)),
            ("account_sid", FakeTwilio::ACCOUNT_SID.to_owned()),
            ("to", text("To")),
            ("from", text("From")),
            ("body", text("Body")),
        ] {
            message[key] = Value::String(value);
        }
        // The example's dates are of its own day; a text still in the queue has none.
        message["date_created"] = Value::Null;
        message["date_sent"] = Value::Null;
        accepted.push(message.clone());
        let _ = self.keep.send(ReceivedText {
            to: text("To"),
            from: text("From"),
            body: text("Body"),
            status_callback: text("StatusCallback"),
        });
        message
    }

    fn list(&self, fields: &Map<String, Value>) -> Value {
        let wanted = |message: &&Value| {
            [("To", "to"), ("From", "from")]
                .iter()
                .all(|(field, key)| fields.get(*field).is_none_or(|value| *value == message[*key]))
        };
        let messages: Vec<Value> = lock(&self.accepted).iter().rev().filter(wanted).cloned().collect();
        json!({ "messages": messages, "page": 0, "next_page_uri": null })
    }
}

/// The query parameters of an operation as the schema of one object.
fn query_schema(operation: &Value) -> Value {
    let parameters = operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let properties: Map<String, Value> = parameters
        .iter()
        .filter(|parameter| parameter["in"] == "query")
        .map(|parameter| {
            (parameter["name"].as_str().unwrap_or_default().to_owned(), parameter["schema"].clone())
        })
        .collect();
    json!({ "type": "object", "properties": properties })
}

/// A form has only text; the schema says what it stands for.
fn typed(value: &str, schema: &Value) -> Value {
    match schema["type"].as_str() {
        Some("integer" | "number" | "boolean") => {
            serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()))
        }
        Some("array") => json!([value]),
        _ => Value::String(value.to_owned()),
    }
}

/// One request, then the connection is closed.
async fn serve(stream: TcpStream, shared: Arc<Shared>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let request = read(&mut stream).await?;
    let (status, body) = shared.answer(&request);
    let head = format!(
        "HTTP/1.1 {status} Scripted\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).await?;
    stream.shutdown().await
}

async fn read(stream: &mut BufReader<TcpStream>) -> std::io::Result<Request> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
    }
    let mut first = head.split(' ');
    let method = first.next().unwrap_or_default().to_owned();
    let target = first.next().unwrap_or_default().to_owned();
    let header = |name: &str| {
        let found = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    stream.read_exact(&mut body).await?;
    let (content_type, authorization) = (header("content-type"), header("authorization"));
    Ok(Request { method, target, content_type, authorization, body })
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
