//! What is logged ends in the right files. A process can set logging up only once, hence one test in a file of its own.

use std::fs;

use carebridge::config::settings::Settings;
use carebridge::telemetry::logging::{self, LoggingError};
use serde_json::Value;
use uuid::Uuid;

#[test]
fn errors_also_go_to_a_file_of_their_own_with_the_request_they_belong_to() {
    let dir = std::env::temp_dir().join(format!("carebridge-logging-{}", Uuid::new_v4()));
    let directory = dir.display().to_string();
    let variables = [
        ("CAREBRIDGE_LOG", "json"),
        ("CAREBRIDGE_LOG_DIR", directory.as_str()),
        ("RUST_LOG", "info,tokio_postgres=trace"),
    ];
    let settings = Settings::from_vars(variables).unwrap();
    logging::init(&settings.log).unwrap();
    assert!(matches!(logging::init(&settings.log), Err(LoggingError::Again(_))));

    tracing::info_span!("request", request_id = "r-1").in_scope(|| {
        tracing::debug!("a step");
        tracing::info!(attempt = 1, "started");
        tracing::error!(to = "pat@carebridge.example", "gave up on +15550100999");
        // It would tell the parameters of statements.
        tracing::debug!(target: "tokio_postgres::query", "executing statement with parameters");
    });

    let lines = |name: &str| -> Vec<Value> {
        let text = fs::read_to_string(dir.join(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let messages =
        |name: &str| -> Vec<Value> { lines(name).iter().map(|line| line["message"].clone()).collect() };
    assert_eq!(messages("app.log"), ["started", "gave up on +1 •••• 999"]);
    assert_eq!(messages("error.log"), ["gave up on +1 •••• 999"]);
    assert_eq!(lines("error.log")[0]["to"], "p••@c…");
    assert_eq!(lines("error.log")[0]["span"]["request_id"], "r-1");
    assert_eq!(lines("app.log")[0]["attempt"], 1);
    fs::remove_dir_all(dir).unwrap();
}
