//! A browser: keeps cookies, and sends the token against forgery with its writes.

use std::collections::BTreeMap;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::api::{Answer, PASSPHRASE, Person, send};
use super::app::TestApp;
use super::canaries;

#[derive(Clone)]
pub struct Browser {
    person: Person,
    pub cookies: BTreeMap<String, String>,
    pub csrf: String,
}

impl Browser {
    pub fn new(app: &TestApp) -> Self {
        Self { person: app.visitor(), cookies: BTreeMap::new(), csrf: String::new() }
    }

    /// One that is signed in as a demo account.
    pub async fn of(app: &TestApp, name: &str) -> Self {
        let mut browser = Self::new(app);
        browser.sign_in(&format!("{name}@carebridge.example"), PASSPHRASE, json!({})).await.expect(200);
        browser
    }

    /// Signs in, with more in the body than address and password.
    pub async fn sign_in(&mut self, email: &str, password: &str, more: Value) -> Answer {
        let mut body = json!({ "email": email, "password": password, "session": true });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = self.post("auth/login/", &body).await;
        self.csrf = answer.body["csrf_token"].as_str().unwrap_or_default().to_owned();
        answer
    }

    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = self.person.request(method, path);
        if cookies.is_empty() { request } else { request.header("cookie", cookies.join("; ")) }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        let request = self.request(Method::GET, path);
        self.exchange(request).await
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> Answer {
        let request = self.request(Method::POST, path).header("x-csrf-token", &self.csrf).json(body);
        self.exchange(request).await
    }

    async fn exchange(&mut self, request: RequestBuilder) -> Answer {
        let answer = send(request).await;
        for cookie in answer.headers.get_all("set-cookie") {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                canaries::plant(value);
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        answer
    }
}

impl Answer {
    /// The whole `Set-Cookie` of a name.
    pub fn set_cookie(&self, name: &str) -> &str {
        let cookies = self.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
        cookies.into_iter().find(|cookie| cookie.starts_with(&format!("{name}="))).unwrap_or_default()
    }
}
