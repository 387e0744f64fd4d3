//! Doctors, staff and administrators are invited.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::api::{CHOSEN, send};
use crate::support::app::spawn_app;

const FROST: &str = "dr.frost@carebridge.example";

fn doctor(clinic: &Value) -> Value {
    json!({
        "email": FROST, "role": "doctor", "first_name": "Alma", "last_name": "Frost", "clinic_id": clinic,
        "specialty": "Cardiology", "license_number": "frs-204060", "time_zone": "Europe/Paris",
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doctor_is_invited_chooses_a_password_and_is_in_the_directory() {
    let app = spawn_app().await;
    let admin = app.sign_in("admin").await;
    let clinic = admin.get("clinics/").await.expect(200)["results"][0]["id"].clone();
    let invited = admin.post("admin/invitations/", &doctor(&clinic)).await.expect(201);
    assert_eq!((&invited["role"], &invited["clinics"][0]["id"]), (&json!("doctor"), &clinic));
    admin.post("admin/invitations/", &doctor(&clinic)).await.refused(409, "address_taken");
    let mut twin = doctor(&clinic);
    twin["email"] = json!("dr.frost2@carebridge.example");
    admin.post("admin/invitations/", &twin).await.refused(409, "license_taken");

    let visitor = app.visitor();
    let login = json!({ "email": FROST, "password": CHOSEN });
    visitor.post("auth/login/", &login).await.refused(401, "invalid_credentials");
    let token = app.mail(FROST, "You are invited", 1).await.token();
    visitor.post("auth/password/reset/", &json!({ "token": token, "password": CHOSEN })).await.expect(204);
    let me = visitor.post("auth/login/", &login).await.expect(200);
    assert_eq!(me["user"]["email_verified"], true);
    assert_eq!(admin.get("admin/invitations/").await.expect(200)["results"], json!([]));
    let found = visitor.get("doctors/?q=frost").await.expect(200);
    assert_eq!(found["results"][0]["id"], invited["id"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_that_has_grown_old_is_sent_again_and_one_by_mistake_is_taken_back() {
    let app = spawn_app().await;
    let admin = app.sign_in("admin").await;
    let clinic = admin.get("clinics/").await.expect(200)["results"][0]["id"].clone();
    let body = json!({
        "email": "new.desk@carebridge.example", "role": "staff", "first_name": "Ada", "last_name": "Quill", "clinic_id": clinic,
    });
    let invited = admin.post("admin/invitations/", &body).await.expect(201);
    let path = format!("admin/invitations/{}/", invited["id"].as_str().unwrap());
    let old = app.mail("new.desk@carebridge.example", "You are invited", 1).await.token();
    app.clock.advance(TimeDelta::minutes(31));
    let admin = app.sign_in("admin").await;
    admin.post(&format!("{path}resend/"), &json!({})).await.expect(202);
    let fresh = app.mail("new.desk@carebridge.example", "You are invited", 2).await.token();
    let reset = |token: &str| json!({ "token": token, "password": CHOSEN });
    app.visitor().post("auth/password/reset/", &reset(&old)).await.refused(422, "invalid");

    send(admin.request(Method::DELETE, &path)).await.expect(204);
    app.visitor().post("auth/password/reset/", &reset(&fresh)).await.refused(422, "invalid");
    send(admin.request(Method::DELETE, &path)).await.refused(404, "not_found");
    admin.post("admin/invitations/", &body).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_administrators_invite_and_nobody_who_has_come_is_withdrawn() {
    let app = spawn_app().await;
    for name in ["pat", "desk", "dr.adams"] {
        let person = app.sign_in(name).await;
        person.post("admin/invitations/", &doctor(&Value::Null)).await.refused(422, "invalid");
        let staff = json!({ "email": FROST, "role": "admin", "first_name": "A", "last_name": "B" });
        person.post("admin/invitations/", &staff).await.refused(403, "forbidden");
        person.get("admin/invitations/").await.refused(403, "forbidden");
    }
    let (admin, doctor) = (app.sign_in("admin").await, app.sign_in("dr.adams").await);
    let path = format!("admin/invitations/{}/", doctor.id);
    send(admin.request(Method::DELETE, &path)).await.refused(404, "not_found");
    let patient = json!({ "email": FROST, "role": "patient", "first_name": "A", "last_name": "B" });
    let refused = admin.post("admin/invitations/", &patient).await.refused(422, "invalid");
    assert_eq!(refused["errors"][0]["code"], "unknown_role");
}
