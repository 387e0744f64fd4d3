//! How the list is looked up, among many messages.

use carebridge::domain::admin_deliveries::DeliveryState;
use carebridge::domain::categories::Category;
use carebridge::domain::channels::ChannelKind;
use carebridge::domain::ids::{DeliveryId, UserId};
use carebridge::domain::pages::Start;
use carebridge::storage::admin_deliveries::{DeliveryRow, Filter, page};
use diesel::{QueryDsl, SelectableHelper};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use uuid::Uuid;

use crate::support::app::{TestApp, spawn_app};
use crate::support::explain::Explain;

/// 100,000 messages that were sent, but for some: a few pushes, some about accounts, one in fifty dead, some that wait.
async fn many_messages() -> (TestApp, AsyncPgConnection) {
    let app = spawn_app().await;
    app.sign_in("pat").await;
    let mut connection = AsyncPgConnection::establish(&app.database_url).await.unwrap();
    connection
        .batch_execute(
            "INSERT INTO deliveries (id, event_id, user_id, channel, category, template, vars, dedupe_key, run_at, state, created_at, updated_at)
             SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid,
                    gen_random_uuid(), people.id,
                    CASE WHEN n % 20000 = 0 THEN 'push' ELSE (ARRAY['in_app', 'email', 'sms'])[1 + n % 3] END,
                    CASE WHEN n % 1000 = 0 THEN 'account' ELSE (ARRAY['booking', 'reminder', 'message'])[1 + n % 3] END,
                    CASE WHEN n % 1000 = 0 THEN 'test' ELSE 'appointment_booked' END,
                    'null', n::text, at + interval '1 year',
                    CASE WHEN n % 50 = 0 THEN 'dead' WHEN n % 77 = 0 THEN 'suppressed' WHEN n % 97 = 0 THEN 'queued' ELSE 'sent' END, at, at
             FROM (SELECT n, timestamptz '2026-11-01T00:00:00Z' + n * interval '15 seconds' AS at FROM generate_series(1, 100000) n) rows
             JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM users) people
               ON people.place = rows.n % (SELECT count(*) FROM users);
             ANALYZE deliveries;",
        )
        .await
        .unwrap();
    (app, connection)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_walks_an_index_and_goes_through_few() {
    let (app, mut connection) = many_messages().await;
    let pat = app.sign_in("pat").await.id.parse().unwrap();
    let none = Filter::default;
    let mut filters = vec![
        ("nothing".to_owned(), none()),
        ("person".to_owned(), Filter { user: Some(UserId(pat)), ..none() }),
        ("nobody".to_owned(), Filter { user: Some(UserId(Uuid::nil())), ..none() }),
        ("template".to_owned(), Filter { template: Some("appointment_booked".into()), ..none() }),
        (
            "dead mails".to_owned(),
            Filter {
                state: Some(DeliveryState::Dead),
                channel: Some(ChannelKind::Email),
                template: Some("appointment_booked".into()),
                ..none()
            },
        ),
        ("from".to_owned(), Filter { from: Some("2026-11-15T00:00:00Z".parse().unwrap()), ..none() }),
        ("to".to_owned(), Filter { to: Some("2026-11-03T00:00:00Z".parse().unwrap()), ..none() }),
    ];
    let states = DeliveryState::ALL.map(|state| (state.as_str(), Filter { state: Some(state), ..none() }));
    let channels =
        ChannelKind::ALL.map(|channel| (channel.as_str(), Filter { channel: Some(channel), ..none() }));
    let categories =
        Category::ALL.map(|category| (category.as_str(), Filter { category: Some(category), ..none() }));
    let named = states.into_iter().chain(channels).chain(categories);
    filters.extend(named.map(|(name, filter)| (name.to_owned(), filter)));
    let middle = DeliveryId(carebridge::domain::ids::least_uuid("2026-11-09T00:00:00Z".parse().unwrap()));
    for (name, filter) in filters {
        for start in
            [None, Some(false), Some(true)].map(|way| way.map(|backwards| Start { at: middle, backwards }))
        {
            let query = page(&filter, start.as_ref(), 21).select(DeliveryRow::as_select());
            let lines: Vec<String> = Explain(query).load(&mut connection).await.unwrap();
            let plan = lines.join("\n");
            assert!(!plan.contains("Seq Scan") && plan.contains("Index"), "{name}\n{plan}");
            let numbers = |of: &str| -> f64 {
                let found = plan.match_indices(of).map(|(at, found)| &plan[at + found.len()..]);
                found.map(|rest| rest.split([' ', '\n', ')']).next().unwrap().parse::<f64>().unwrap()).sum()
            };
            // What has few rows may be gathered and sorted; never what has many.
            assert!(numbers("Rows Removed by Filter: ") <= 3_000.0, "{name}\n{plan}");
            assert!(!plan.contains("Sort") || numbers("Heap Blocks: exact=") <= 3_000.0, "{name}\n{plan}");
        }
    }
}
