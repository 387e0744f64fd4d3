//! Pictures of people: what becomes of a file, and who sees it.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use reqwest::Method;
use serde_json::json;

use crate::support::api::{Answer, Person, send};
use crate::support::app::spawn_app;

fn picture(colour: [u8; 3], format: ImageFormat) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    DynamicImage::from(RgbImage::from_pixel(40, 30, Rgb(colour))).write_to(&mut out, format).unwrap();
    out.into_inner()
}

fn path(of: &Person) -> String {
    format!("profiles/{}/avatar/", of.id)
}

async fn upload(who: &Person, path: &str, field: &str, file: &[u8]) -> Answer {
    let head = format!(
        "--cut\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"me.svg\"\r\nContent-Type: image/svg+xml\r\n\r\n"
    );
    let body = [head.as_bytes(), file, b"\r\n--cut--\r\n"].concat();
    let request = who.request(Method::POST, path).header("content-type", "multipart/form-data; boundary=cut");
    send(request.body(body)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_made_anew_whatever_its_file_is_called() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let answer = upload(&pat, &path(&pat), "file", &picture([200, 30, 30], ImageFormat::Png)).await;
    assert_eq!(answer.header("etag"), "\"2\"");
    let profile = answer.expect(200);
    let url = profile["avatar_url"].as_str().unwrap().strip_prefix("/api/v1/").unwrap().to_owned();
    assert!(url.starts_with(&format!("{}?v=", path(&pat))));
    let shown = pat.request(Method::GET, &url).send().await.unwrap();
    assert_eq!(
        (shown.status().as_u16(), &shown.headers()["content-type"]),
        (200, &"image/jpeg".parse().unwrap())
    );
    assert_eq!(shown.headers()["cache-control"], "private, max-age=300");
    let tag = shown.headers()["etag"].clone();
    let made = image::load_from_memory_with_format(&shown.bytes().await.unwrap(), ImageFormat::Jpeg).unwrap();
    assert_eq!((made.width(), made.height()), (256, 256));
    let again = send(pat.request(Method::GET, &url).header("If-None-Match", tag)).await;
    assert_eq!((again.status.as_u16(), again.header("cache-control")), (304, "private, max-age=300"));

    let other =
        upload(&pat, &path(&pat), "file", &picture([30, 30, 200], ImageFormat::WebP)).await.expect(200);
    assert_ne!(other["avatar_url"], profile["avatar_url"]);
    assert_eq!(pat.delete(&path(&pat)).await.status, 204);
    assert_eq!(pat.delete(&path(&pat)).await.status, 204);
    pat.get(&path(&pat)).await.refused(404, "not_found");
    assert_eq!(pat.get(&format!("profiles/{}/", pat.id)).await.expect(200)["avatar_url"], json!(null));
    let recorded = "SELECT count(*) AS count FROM audit_log WHERE action IN ('profile.set_avatar', 'profile.delete_avatar')";
    assert_eq!(app.count(recorded).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_or_too_large_is_refused_and_nothing_is_kept() {
    let app = spawn_app().await;
    let pat = app.sign_in("pat").await;
    let good = picture([1, 2, 3], ImageFormat::Jpeg);
    let refusals = [
        (upload(&pat, &path(&pat), "file", b"<svg onload='alert(1)'/>").await, "not_an_image"),
        (upload(&pat, &path(&pat), "file", &good[..good.len() / 3]).await, "not_an_image"),
        (upload(&pat, &path(&pat), "file", &vec![0; (5 << 20) + 1]).await, "image_too_large"),
        (upload(&pat, &path(&pat), "file", &vec![0; 12 << 20]).await, "image_too_large"),
    ];
    for (answer, code) in refusals {
        let refused = answer.refused(422, "invalid");
        assert_eq!(
            (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
            (&json!("file"), &json!(code))
        );
    }
    upload(&pat, &path(&pat), "role", b"admin").await.refused(422, "unknown_field");
    pat.post(&path(&pat), &json!({ "file": "x" })).await.refused(415, "unsupported_media_type");
    let cut =
        pat.request(Method::POST, &path(&pat)).header("content-type", "multipart/form-data; boundary=cut");
    send(cut.body("--cut\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nabc"))
        .await
        .refused(400, "malformed_multipart");
    let none =
        pat.request(Method::POST, &path(&pat)).header("content-type", "multipart/form-data; boundary=cut");
    send(none.body("--cut--\r\n")).await.refused(422, "required");
    assert_eq!(app.count("SELECT count(*) AS count FROM avatars").await, 0);
    upload(&pat, &path(&pat), "file", &[picture([1, 2, 3], ImageFormat::Png), vec![0; 2 << 20]].concat())
        .await
        .expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctors_picture_is_for_anyone_and_a_patients_for_themselves_and_administrators() {
    let app = spawn_app().await;
    let (pat, sam, doctor) =
        (app.sign_in("pat").await, app.sign_in("sam").await, app.sign_in("dr.adams").await);
    let (desk, admin, visitor) = (app.sign_in("desk").await, app.sign_in("admin").await, app.visitor());
    let file = picture([9, 99, 9], ImageFormat::Png);
    for owner in [&pat, &doctor] {
        upload(owner, &path(owner), "file", &file).await.expect(200);
    }
    for stranger in [&sam, &desk, &doctor, &visitor] {
        stranger.get(&path(&pat)).await.refused(404, "not_found");
    }
    for stranger in [&sam, &desk, &doctor] {
        upload(stranger, &path(&pat), "file", &file).await.refused(404, "not_found");
        stranger.delete(&path(&pat)).await.refused(404, "not_found");
    }
    upload(&visitor, &path(&pat), "file", &file).await.refused(401, "unauthenticated");
    for (who, of) in [(&pat, &pat), (&admin, &pat), (&visitor, &doctor), (&sam, &doctor)] {
        assert_eq!(who.get(&path(of)).await.status, 200);
    }
    assert_eq!(admin.delete(&path(&pat)).await.status, 204);
}
