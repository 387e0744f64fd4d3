//! Doctors with visits ahead, straight into the server's database: nobody books thousands of visits one by one.

use tokio_postgres::{Client, NoTls};
use uuid::Uuid;

use crate::args::Slots;
use crate::error::Error;

/// Whom the test asks for.
#[derive(Debug)]
pub struct Doctors {
    /// Has `--visits` ahead.
    pub busy: Uuid,
    /// Nobody has asked for them yet.
    pub cold: Vec<Uuid>,
}

/// Adds them.
pub async fn add(args: &Slots) -> Result<Doctors, Error> {
    let ids: Vec<Uuid> = (0..=args.cold).map(|_| Uuid::new_v4()).collect();
    let names: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let script = include_str!("slots_seed.sql")
        .replace(":ids", &format!("{{{}}}", names.join(",")))
        .replace(":visits", &args.visits.to_string())
        .replace(":cold_visits", &args.cold_visits.to_string());
    let client = connect(&args.database_url).await?;
    client
        .batch_execute(&script)
        .await
        .map_err(|source| Error::Database { doing: "adding doctors", source })?;
    let (busy, cold) = (ids[0], ids[1..].to_vec());
    Ok(Doctors { busy, cold })
}

async fn connect(url: &str) -> Result<Client, Error> {
    let opened = tokio_postgres::connect(url, NoTls).await;
    let (client, connection) =
        opened.map_err(|source| Error::Database { doing: "opening the database", source })?;
    // Ends with the client; what goes wrong is told by the statement that was under way.
    tokio::spawn(async move {
        let _ = connection.await;
    });
    Ok(client)
}
