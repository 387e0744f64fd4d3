//! The same for the topics of the socket.

use super::world::{Actor, Kind, NOBODY, Which, World};
use crate::support::app::spawn_app;
use crate::support::socket::Socket;

#[tokio::test(flavor = "multi_thread")]
async fn s11_topics_are_open_to_whom_the_matrix_says() {
    let app = spawn_app().await;
    let world = World::make(&app).await;
    let schedule = |doctor: &str| format!("schedule:{doctor}");
    let [own, other, deleted, none] =
        [world.doctor.as_str(), &world.other_doctor, &world.deleted_doctor, NOBODY].map(schedule);
    let users = format!("user:{}", world.patient);
    let mut letters = Vec::new();
    for which in [Which::Own, Which::Other] {
        letters.push(format!("conversation:{}", world.letter(&app, Kind::Conversation, which).await[0]));
    }
    letters.push(format!("conversation:{NOBODY}"));
    for (actor, sees) in [
        (Actor::Anonymous, ["unauthenticated", "unauthenticated"]),
        (Actor::PatientA, ["forbidden", "forbidden"]),
        (Actor::PatientB, ["forbidden", "forbidden"]),
        (Actor::TreatingDoctor, ["subscribed", "forbidden"]),
        (Actor::OtherDoctor, ["forbidden", "forbidden"]),
        (Actor::Staff, ["subscribed", "forbidden"]),
        (Actor::Administrator, ["subscribed", "subscribed"]),
    ] {
        let mut socket = match actor {
            Actor::Anonymous => Socket::anonymous(&app).await,
            _ => Socket::of(&app, &world.person(actor)).await,
        };
        let mut told = Vec::new();
        for topic in [&own, &other] {
            let answer = socket.subscribe(topic).await;
            told.push(answer["code"].as_str().or(answer["op"].as_str()).unwrap().to_owned());
        }
        assert_eq!(told, sees, "{actor}");
        // Whose it is not, and what is not there, read the same.
        let refused = if actor == Actor::Anonymous { "unauthenticated" } else { "forbidden" };
        let mut pair = Vec::new();
        for topic in [&deleted, &none] {
            let mut answer = socket.subscribe(topic).await;
            assert_eq!(answer["code"], refused, "{actor} {topic}");
            answer["topic"] = serde_json::Value::Null;
            pair.push(answer);
        }
        assert_eq!(pair[0], pair[1], "{actor}");
        let hears = matches!(actor, Actor::PatientA | Actor::TreatingDoctor);
        for (topic, is_theirs) in letters.iter().zip([hears, false, false]) {
            let answer = socket.subscribe(topic).await;
            let told = answer["code"].as_str().or(answer["op"].as_str()).unwrap();
            assert_eq!(told, if is_theirs { "subscribed" } else { refused }, "{actor} {topic}");
        }
        let answer = socket.subscribe(&users).await;
        assert_eq!(answer["code"], "unknown_topic", "{actor}");
        let slots = format!("doctor:{}:slots", world.doctor);
        assert_eq!(socket.subscribe(&slots).await["op"], "subscribed", "{actor}");
    }
    for actor in [Actor::Key, Actor::Disabled] {
        let person = world.person(actor);
        let request = person.request(reqwest::Method::GET, "realtime/ws").build().unwrap();
        let value = request.headers()["authorization"].to_str().unwrap().to_owned();
        let refused = Socket::open(&app, &[("authorization", value)]).await;
        let status = if actor == Actor::Key { 403 } else { 401 };
        assert_eq!(refused.err(), Some(status), "{actor}");
    }
}
