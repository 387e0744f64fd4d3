//! Asks for every cell, one after the other.

use reqwest::Method;
use serde_json::Value;

use super::routes::{Recipe, recipes};
use super::world::{Actor, Which, World};
use crate::support::api::send;
use crate::support::app::TestApp;

/// One answer.
#[derive(Debug, Clone)]
pub struct Cell {
    /// `METHOD /path/`.
    pub route: String,
    pub which: Which,
    pub actor: Actor,
    pub status: u16,
    /// Without the request's id.
    pub body: String,
    /// The names of the headers.
    pub headers: Vec<String>,
}

/// Every route that is described, by every actor, at every kind of object that it knows.
pub async fn walk(app: &TestApp, world: &World) -> Vec<Cell> {
    let described = send(reqwest::Client::new().get(app.url("/api/openapi.json"))).await.expect(200);
    let mut routes = Vec::new();
    for (path, operations) in described["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else { continue };
            let recipes = recipes(&method, path);
            routes.extend(recipes.into_iter().map(|recipe| (method.clone(), path, recipe)));
        }
    }
    // For whom the glass is broken sees more, and whoever signs out everywhere comes no more.
    routes.sort_by_key(|(.., recipe)| (recipe.last, recipe.ends_sign_in));
    let mut cells = Vec::new();
    for (method, path, recipe) in &routes {
        for &which in recipe.objects() {
            for actor in Actor::ALL {
                cells.push(ask(app, world, method, path, recipe, which, actor).await);
            }
        }
    }
    cells
}

async fn ask(
    app: &TestApp,
    world: &World,
    method: &Method,
    path: &str,
    recipe: &Recipe,
    which: Which,
    actor: Actor,
) -> Cell {
    let object = world.object(app, recipe.kind, which).await;
    let mut filled = path.to_owned();
    for id in &object {
        let (start, end) = (filled.find('{').unwrap(), filled.find('}').unwrap());
        filled.replace_range(start..=end, id);
    }
    assert!(!filled.contains('{'), "{method} {path} has more parameters than its kind of object");
    if let Some(query) = recipe.query {
        filled.push_str(query);
    }
    let person = if recipe.ends_sign_in { world.again(app, actor).await } else { world.person(actor) };
    let mut request = person.request_to(method.clone(), &app.url(&filled));
    if let Some(body) = (recipe.body)(world, which, actor, &object) {
        request = request.json(&body);
    }
    let answer = send(request).await;
    let mut body = answer.body;
    if body.get("request_id").is_some() {
        body["request_id"] = Value::Null;
    }
    // Whether the connection is kept depends on how much of a body had arrived.
    let mut headers: Vec<String> =
        answer.headers.keys().map(ToString::to_string).filter(|name| name != "connection").collect();
    headers.sort_unstable();
    Cell {
        route: format!("{method} {path}{}", recipe.label),
        which,
        actor,
        status: answer.status.as_u16(),
        body: body.to_string(),
        headers,
    }
}
