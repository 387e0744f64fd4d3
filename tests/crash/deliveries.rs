//! The real server is killed again and again while ten thousand texts go out: none is lost, and none is sent twice but
//! those that were on their way.

use std::fs;
use std::time::Duration;

use diesel::QueryableByName;
use diesel::sql_types::BigInt;
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use nix::sys::signal::Signal;

use crate::crash::texts::Texts;
use crate::serve::house::House;
use crate::serve::server::Server;

const TEXTS: usize = 10_000;
const KILLS: usize = 4;
/// All that may be on their way at once.
const IN_FLIGHT: usize = 8;
const WITHIN: Duration = Duration::from_secs(120);

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

async fn count(connection: &mut AsyncPgConnection, sql: &str) -> i64 {
    diesel::sql_query(sql).get_result::<Count>(connection).await.unwrap().count
}

/// Each to a number of its own: the same words to one number would be taken for the same text.
const FILL: &str = "
    INSERT INTO users (id, role, first_name, last_name, phone, created_at, updated_at)
    SELECT gen_random_uuid(), 'patient', 'No', 'One', '+442079' || 100000 + n, now(), now() FROM generate_series(1, 10000) n;
    INSERT INTO deliveries (id, event_id, user_id, channel, template, vars, dedupe_key, priority, run_at, created_at,
                            updated_at, category)
    SELECT gen_random_uuid(), gen_random_uuid(), id, 'sms', 'test', 'null', id::text, 5, now(), now(), now(), 'account'
    FROM users WHERE first_name = 'No'";

/// What a server that was killed held: by the database's clock, which nobody can drive, it would be let go in a minute.
const LET_GO: &str = "
    WITH held AS (UPDATE deliveries SET lease_until = clock_timestamp() WHERE lease_until > clock_timestamp() RETURNING id)
    SELECT count(*) AS count FROM held";

const SESSIONS: &str = "SELECT count(*) AS count FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";

#[tokio::test(flavor = "multi_thread")]
async fn no_text_is_lost_and_none_sent_twice_but_what_was_on_its_way_when_the_server_was_killed() {
    let texts = Texts::start().await;
    let house = House::new();
    fs::write(house.path().join(".env"), texts.settings()).unwrap();
    let mut server = Server::start(&house, &[]).await;
    let output = house.command("database-url").output().await.unwrap();
    let url = String::from_utf8(output.stdout).unwrap();
    let mut connection = AsyncPgConnection::establish(url.trim()).await.unwrap();
    connection.batch_execute(FILL).await.unwrap();

    let mut held = 0;
    for kill in 1..=KILLS {
        let so_many = TEXTS * kill / (KILLS + 2);
        tokio::time::timeout(WITHIN, texts.took(so_many)).await.expect("it sends");
        server.signal(Signal::SIGKILL);
        assert_eq!(server.ended().await.code(), None, "it ended by itself");
        let mut look = tokio::time::interval(Duration::from_millis(20));
        while count(&mut connection, SESSIONS).await > 0 {
            look.tick().await;
        }
        let let_go = usize::try_from(count(&mut connection, LET_GO).await).unwrap();
        assert!(let_go <= IN_FLIGHT, "{let_go} were held at once");
        held += let_go;
        server = Server::start(&house, &[]).await;
    }
    let mut look = tokio::time::interval(Duration::from_millis(100));
    let done = tokio::time::timeout(WITHIN, async {
        while count(&mut connection, "SELECT count(*) AS count FROM deliveries WHERE state = 'queued'").await
            > 0
        {
            look.tick().await;
        }
    });
    done.await.expect("all of them end");

    let sent = count(&mut connection, "SELECT count(*) AS count FROM deliveries WHERE state = 'sent'").await;
    assert_eq!(usize::try_from(sent).unwrap(), TEXTS);
    let times = texts.times();
    assert_eq!(times.len(), TEXTS, "some were marked as sent and were not");
    let twice: usize = times.values().map(|times| times - 1).sum();
    assert!(twice <= held, "{twice} were sent twice, {held} were on their way at a kill");
    println!("{TEXTS} texts, {KILLS} kills, {held} held at a kill, {twice} sent twice");
    server.stop(&house, Signal::SIGTERM).await;
}
