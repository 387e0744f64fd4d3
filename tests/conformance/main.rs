//! Autobahn's cases against an echo over the house's own WebSockets: framing, pings, reserved bits, opcodes, pieces, UTF-8,
//! the closing handshake, and large messages in pieces. `make conformance` fetches the program that has the cases.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::net::TcpListener;
use std::process::Stdio;

use actix_web::http::StatusCode;
use actix_web::{App, HttpRequest, HttpResponse, rt, web};
use serde::Deserialize;
use tokio::process::Command;

use carebridge::app::listening;
use carebridge::http::realtime::wire::endpoint::{Endpoint, Message, Taken};
use carebridge::http::realtime::wire::handshake::Handshake;
use carebridge::http::realtime::wire::violation::Violation;
use carebridge::realtime::encoded::Encoded;
use carebridge::realtime::opcode::Opcode;
use carebridge::realtime::queue::{SocketQueue, socket_queue};

/// All groups but those about speed (9) and compression (12, 13), which is not offered.
const GROUPS: [&str; 8] = ["1.*", "2.*", "3.*", "4.*", "5.*", "6.*", "7.*", "10.*"];
/// How many cases these are.
const CASES: usize = 247;

/// Says what it hears.
struct Echo(SocketQueue);

impl Endpoint for Echo {
    fn take(&mut self, message: Message) -> Taken {
        let frame = match message {
            Message::Text(text) => Encoded::new(Opcode::Text, text.as_bytes()),
            Message::Binary(bytes) => Encoded::new(Opcode::Binary, &bytes),
        };
        // A queue that takes nothing more has closed the socket.
        let _ = self.0.push(frame);
        Taken::Done
    }

    fn refuse(&mut self, violation: Violation) -> u16 {
        violation.code()
    }
}

async fn echo(request: HttpRequest) -> HttpResponse {
    let Some(handshake) = Handshake::of(&request, "echo") else {
        return HttpResponse::new(StatusCode::UPGRADE_REQUIRED);
    };
    let (queue, writer) = socket_queue();
    handshake.open(writer, Box::new(Echo(queue)))
}

/// What the program wrote about one case.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Verdict {
    behavior: String,
    behavior_close: String,
}

impl Verdict {
    /// Not "non-strict" either: text that is not UTF-8 is refused as soon as it can be known.
    fn is_passed(&self) -> bool {
        [&self.behavior, &self.behavior_close].into_iter().all(|word| word == "OK" || word == "INFORMATIONAL")
    }
}

#[actix_web::test]
#[ignore = "needs the program that KOSOKU names: `make conformance`"]
async fn every_case_of_autobahn_passes() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let app = || App::new().route("/", web::get().to(echo));
    rt::spawn(listening::listen(listener, 1, None, app).unwrap());

    let reports = tempfile::tempdir().unwrap();
    let mut program = Command::new(env::var_os("KOSOKU").expect("KOSOKU names the program"));
    program.args(GROUPS.map(|group| format!("--include={group}"))).args(["--parallelism", "4"]);
    program.arg("--outdir").arg(reports.path()).arg(address.to_string());
    let ended = program.stdin(Stdio::null()).status().await.unwrap();

    let index = fs::read_to_string(reports.path().join("index.json")).unwrap();
    let agents: BTreeMap<String, BTreeMap<String, Verdict>> = serde_json::from_str(&index).unwrap();
    let cases: Vec<_> = agents.into_values().flatten().collect();
    for (case, Verdict { behavior, behavior_close, .. }) in
        cases.iter().filter(|(_, verdict)| !verdict.is_passed())
    {
        println!("case {case}: {behavior}, closing {behavior_close}");
    }
    let passed = cases.iter().filter(|(_, verdict)| verdict.is_passed()).count();
    println!("{passed} of {CASES} of Autobahn's cases pass");
    assert_eq!((passed, cases.len()), (CASES, CASES));
    assert!(ended.success());
}
