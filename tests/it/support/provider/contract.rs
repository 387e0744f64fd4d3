//! The provider's own OpenAPI contract, and how a request may break it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::wire::Request;

const TEXT: &str = include_str!("../../../contracts/twilio_messages.openapi.json");
const PATH: &str = "/2010-04-01/Accounts/{AccountSid}/Messages.json";
const FORM: &str = "application/x-www-form-urlencoded";

/// The fields of a form or a query.
pub type Fields = Map<String, Value>;

/// The contract, read.
pub struct Contract(Value);

impl Contract {
    /// The copy in `tests/contracts`.
    pub fn read() -> Self {
        Self(serde_json::from_str(TEXT).expect("the contract is JSON"))
    }

    /// The contract's own example of a created message.
    pub fn created(&self) -> Value {
        let answers = &self.0["paths"][PATH]["post"]["responses"]["201"]["content"]["application/json"];
        answers["examples"]["create"]["value"].clone()
    }

    /// The fields of a request of this account, or everything that is wrong with it.
    pub fn check(&self, request: &Request, account_sid: &str, token: &str) -> Result<Fields, Vec<String>> {
        let mut wrong = Vec::new();
        let mut demand = |holds: bool, what: String| {
            if !holds {
                wrong.push(what);
            }
        };
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let credentials = STANDARD.encode(format!("{account_sid}:{token}"));
        let signed = request.authorization == format!("Basic {credentials}");
        demand(signed, "the authorization is not the account's".to_owned());
        demand(path == PATH.replace("{AccountSid}", account_sid), format!("no such path: {path}"));

        let operation = &self.0["paths"][PATH][request.method.to_lowercase()];
        demand(operation.is_object(), format!("no such method: {}", request.method));
        let (encoded, schema) = if request.method == "GET" {
            (query.as_bytes(), query_schema(operation))
        } else {
            demand(request.content_type.starts_with(FORM), format!("content type {}", request.content_type));
            demand(query.is_empty(), "a query where there should be a form".to_owned());
            (request.body.as_slice(), operation["requestBody"]["content"][FORM]["schema"].clone())
        };
        let fields: Fields = url::form_urlencoded::parse(encoded)
            .map(|(key, value)| (key.to_string(), typed(&value, &schema["properties"][key.as_ref()])))
            .collect();
        for key in fields.keys() {
            demand(schema["properties"].get(key).is_some(), format!("no such field: {key}"));
        }
        if request.method == "POST" {
            let length = fields.get("Body").and_then(Value::as_str).map_or(0, |body| body.chars().count());
            demand((1..=1600).contains(&length), format!("a body of {length} characters"));
            let senders = ["From", "MessagingServiceSid"].iter().filter(|name| fields.contains_key(**name));
            demand(senders.count() > 0, "no sender".to_owned());
        }
        wrong.extend(self.schema_errors(schema, &fields));
        if wrong.is_empty() { Ok(fields) } else { Err(wrong) }
    }

    /// OpenAPI 3.0 speaks JSON Schema as of its fourth draft.
    fn schema_errors(&self, mut schema: Value, fields: &Fields) -> Vec<String> {
        if !schema.is_object() {
            return Vec::new(); // No such operation, which was said already.
        }
        schema["components"] = self.0["components"].clone();
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            .should_validate_formats(true)
            .build(&schema)
            .expect("the contract's schema compiles");
        validator.iter_errors(&Value::Object(fields.clone())).map(|error| error.to_string()).collect()
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
