//! Every call of the description once, and what it says.

mod care;
mod commemorations;
mod coordinators;
mod donations;
mod honours;
mod lists;
mod match_cases;
mod memberships;
mod memorials;
mod people;
mod reminders;
mod reports;
mod supervisions;
mod targets;
mod team;

use std::collections::BTreeSet;

use lifelight::domain::permissions::Role;
use serde_json::{Value, json};

use super::client::{Client, DESCRIPTION, body_of};
use super::uploads::{until, upload};
use crate::support::http::Reply;
use crate::support::people::{document, intake_of, name, phone};
use crate::support::registry::{FENGHUA, JINPING, Registry, YUELIN, each_engine};

/// Who calls.
struct Cast<'a> {
    registry: &'a Registry,
    clerk: Client,
    sister: Client,
    helper: Client,
    supervisor: Client,
    administrator: Client,
    auditor: Client,
}

impl<'a> Cast<'a> {
    async fn of(registry: &'a Registry) -> Self {
        Self {
            registry,
            clerk: Client::new(registry, Role::Coordinator, JINPING).await,
            sister: Client::new(registry, Role::Coordinator, YUELIN).await,
            helper: Client::new(registry, Role::Helper, JINPING).await,
            supervisor: Client::new(registry, Role::Supervisor, FENGHUA).await,
            administrator: Client::new(registry, Role::Administrator, FENGHUA).await,
            auditor: Client::new(registry, Role::Auditor, FENGHUA).await,
        }
    }

    fn called(&self) -> BTreeSet<String> {
        let all = [&self.clerk, &self.sister, &self.helper, &self.supervisor];
        all.into_iter()
            .chain([&self.administrator, &self.auditor])
            .flat_map(Client::called)
            .collect()
    }
}

#[tokio::test]
async fn every_call_does_what_it_says() {
    each_engine(async |registry| {
        let cast = Cast::of(registry).await;
        assert_eq!(cast.clerk.get("/openapi.json").await.status, 200);
        people::people(&cast).await;
        people::registrations(&cast).await;
        people::consents(&cast).await;
        people::deaths(&cast).await;
        people::erasures(&cast).await;
        match_cases::match_cases(&cast).await;
        coordinators::coordinators(&cast).await;
        donations::donations(&cast).await;
        memorials::memorials(&cast).await;
        honours::honours(&cast).await;
        memberships::memberships(&cast).await;
        team::team(&cast).await;
        care::care(&cast).await;
        commemorations::commemorations(&cast).await;
        reminders::reminders(&cast).await;
        targets::targets(&cast).await;
        supervisions::supervisions(&cast).await;
        reports::reports(&cast).await;
        transfers(&cast).await;
        merges(&cast).await;
        reconciliations(&cast).await;
        imports(&cast).await;
        lists::lists(&cast).await;
        units(&cast).await;
        accounts(&cast).await;
        releases(&cast).await;
        tokens(&cast).await;
        jobs(&cast).await;
        today_and_trail(&cast).await;
        let paths = DESCRIPTION["paths"].as_object().expect("there are paths").values();
        let calls = paths.flat_map(|item| item.as_object().expect("a path has calls").values());
        let described = calls.filter_map(|call| Some(call["operationId"].as_str()?.to_owned()));
        assert_eq!(cast.called(), described.collect());
    })
    .await;
}

/// The JSON of an answer with this status.
fn told(reply: &Reply, status: u16) -> Value {
    assert_eq!(reply.status, status, "{}", reply.text());
    reply.json()
}

fn done(reply: &Reply) {
    assert_eq!((reply.status, reply.text().as_str()), (204, ""));
}

fn id_in(value: &Value) -> String {
    value.as_str().expect("an id").to_owned()
}

fn saved(reply: &Reply) -> i64 {
    told(reply, 200)["version"].as_i64().expect("a version")
}

/// Registers synthetic person `n` and gives her address.
async fn register(client: &Client, n: u32) -> String {
    let reply = client.post("/people", body_of(&intake_of(n))).await;
    let body = told(&reply, 201);
    let place = format!("/people/{}", id_in(&body["id"]));
    assert_eq!(reply.header("location"), format!("/api/v1{place}"));
    place
}

async fn transfers(cast: &Cast<'_>) {
    let place = register(&cast.clerk, 30).await;
    let to = json!({"to": cast.registry.unit(YUELIN)});
    let id = id_in(&told(&cast.clerk.post(&format!("{place}/transfers"), to).await, 201)["id"]);
    assert_eq!(told(&cast.clerk.get("/transfers/outgoing").await, 200)[0]["id"], id);
    let waiting = told(&cast.sister.get("/transfers/incoming").await, 200);
    assert_eq!(
        (&waiting[0]["transfer"]["id"], &waiting[0]["person"]["last_four"]),
        (&json!(id), &json!("0030"))
    );
    assert_eq!(cast.sister.get(&place).await.status, 404);
    done(&cast.sister.post(&format!("/transfers/{id}/decision"), json!({"accept": true})).await);
    assert_eq!(
        told(&cast.sister.get(&place).await, 200)["units"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(cast.clerk.get(&place).await.status, 404);
}

async fn merges(cast: &Cast<'_>) {
    let (kept, dropped) = (register(&cast.clerk, 40).await, register(&cast.clerk, 41).await);
    let id = |place: &str| place.trim_start_matches("/people/").to_owned();
    let both = json!({"kept": id(&kept), "dropped": id(&dropped)});
    let merge = id_in(&told(&cast.clerk.post("/merges", both).await, 201)["id"]);
    let waiting = told(&cast.supervisor.get("/merges").await, 200);
    assert_eq!((&waiting[0]["id"], &waiting[0]["status"]), (&json!(merge), &json!("asked")));
    done(
        &cast.supervisor.post(&format!("/merges/{merge}/decision"), json!({"confirm": true})).await,
    );
    assert_eq!(told(&cast.clerk.get(&dropped).await, 200)["person"]["merged_into"], id(&kept));
    done(
        &cast
            .supervisor
            .send(axum::http::Method::POST, &format!("/merges/{merge}/undo"), &[], "")
            .await,
    );
    assert_eq!(told(&cast.clerk.get(&dropped).await, 200)["person"]["status"], "living");
}

async fn reconciliations(cast: &Cast<'_>) {
    register(&cast.clerk, 50).await;
    register(&cast.sister, 50).await;
    let pairs = told(&cast.supervisor.get("/reconciliations").await, 200);
    assert_eq!(pairs[0]["person"]["document"], pairs[0]["other"]["document"]);
    assert_eq!(told(&cast.clerk.get("/reconciliations").await, 200), json!([]));
    let decision = format!("/reconciliations/{}/decision", id_in(&pairs[0]["id"]));
    done(&cast.supervisor.post(&decision, json!({"same": false})).await);
    assert_eq!(told(&cast.supervisor.get("/reconciliations").await, 200), json!([]));
}

async fn imports(cast: &Cast<'_>) {
    let clerk = &cast.clerk;
    let rows: String = [60, 61]
        .map(|n| format!("{},{},{},2024-03-05,造血干细胞\n", name(n), document(n), phone(n)))
        .concat();
    let ledger = format!(
        "姓名,身份证号,联系电话,登记日期,捐献意愿\n{rows}合成坏行,123,,2024-03-05,造血干细胞\n"
    );
    let place = upload(clerk, ledger.as_bytes()).await;
    let import = until(clerk, &place, "understood").await;
    assert_eq!((&import["file"], &import["rows_total"]), (&json!("合成台账.csv"), &json!(3)));
    assert_eq!(import["report"]["sheets"][0]["reject"], 1);

    let corrections =
        json!({"sheets": {"csv": {"columns": {"4": "wish"}, "programmes": ["stem_cell"]}}});
    assert_eq!(clerk.put(&format!("{place}/corrections"), corrections).await.status, 202);
    let import = until(clerk, &place, "understood").await;
    assert_eq!(import["corrections"]["sheets"]["csv"]["columns"]["4"], "wish");
    let committed = clerk.send(axum::http::Method::POST, &format!("{place}/commit"), &[], "").await;
    assert_eq!(committed.status, 202);
    let import = until(clerk, &place, "done").await;
    assert_eq!(
        import["outcome"],
        json!({"created": 2, "updated": 0, "cases": 0, "donations": 0, "families": 0, "members": 0,
            "listed": 0, "unchanged": 0, "refused": 0, "left_out": []})
    );
    let rejects = clerk.get(&format!("{place}/rejects.xlsx")).await;
    assert!(rejects.status == 200 && rejects.body.starts_with(b"PK"), "a workbook");

    let second = upload(clerk, ledger.as_bytes()).await;
    until(clerk, &second, "understood").await;
    assert_eq!(told(&clerk.get("/imports").await, 200).as_array().map(Vec::len), Some(2));
    done(&clerk.delete(&second).await);
    assert_eq!(told(&clerk.get("/imports").await, 200).as_array().map(Vec::len), Some(1));
}

async fn units(cast: &Cast<'_>) {
    let all = told(&cast.clerk.get("/units").await, 200);
    assert!(all.as_array().is_some_and(|units| units.iter().any(|unit| unit["code"] == JINPING)));
    let new = json!({"parent": cast.registry.unit(FENGHUA), "kind": "area", "zh": "合成功能区", "en": "Synthetic Area"});
    let added = told(&cast.administrator.post("/units", new).await, 201);
    let names = json!({"zh": "合成新区", "en": "Synthetic New Area", "aliases": ["合成"]});
    let amended =
        told(&cast.administrator.put(&format!("/units/{}", id_in(&added["id"])), names).await, 200);
    assert_eq!(amended["aliases"], json!(["合成", "合成功能区"]));
}

async fn accounts(cast: &Cast<'_>) {
    let admin = &cast.administrator;
    let unit = cast.registry.unit(JINPING);
    let new = json!({"name": "synthetic", "display_name": "合成职员", "role": "coordinator", "unit": unit});
    let made = told(&admin.post("/accounts", new).await, 201);
    assert!(made["link"].as_str().is_some_and(|link| link.starts_with("/enter/")));
    let place = format!("/accounts/{}", id_in(&made["account"]["id"]));
    let again =
        told(&admin.send(axum::http::Method::POST, &format!("{place}/links"), &[], "").await, 201);
    assert_ne!(again["link"], made["link"]);
    let amended = json!({"version": made["account"]["version"], "display_name": "合成督导", "role": "supervisor",
        "unit": unit, "status": "disabled"});
    let amended = told(&admin.put(&place, amended).await, 200);
    assert_eq!((&amended["role"], &amended["status"]), (&json!("supervisor"), &json!("disabled")));
    assert_eq!(told(&admin.get(&place).await, 200), amended);
    let listed = told(&admin.get("/accounts").await, 200);
    assert!(listed["accounts"].as_array().is_some_and(|accounts| accounts.contains(&amended)));
    assert!(!listed.to_string().contains("/enter/"), "a link is told once");
}

async fn tokens(cast: &Cast<'_>) {
    let own = Client::new(cast.registry, Role::Coordinator, JINPING).await;
    let listed = told(&own.get("/tokens").await, 200);
    assert_eq!((&listed[0]["label"], &listed[0]["revoked_at"]), (&json!("test"), &Value::Null));
    let place = format!("/tokens/{}", id_in(&listed[0]["id"]));
    assert_eq!(cast.clerk.delete(&place).await.status, 404, "somebody else's token");
    done(&own.delete(&place).await);
    assert_eq!(own.get("/tokens").await.status, 401);
    let own = told(&cast.clerk.get("/tokens").await, 200);
    done(&cast.clerk.delete(&format!("/tokens/{}", id_in(&own[0]["id"]))).await);
}

async fn jobs(cast: &Cast<'_>) {
    done(&cast.administrator.post("/jobs/clean_up/run", json!({})).await);
    let listed = told(&cast.supervisor.get("/jobs").await, 200);
    let cleaning = &listed["jobs"][0];
    assert_eq!(
        (&cleaning["job"], &cleaning["schedule"]),
        (&json!("clean_up"), &json!("40 3 * * *"))
    );
    assert_eq!(
        (&cleaning["asked_at"], &cleaning["runs"]),
        (&json!("2025-06-02T01:00:00Z"), &json!(0))
    );
}

async fn releases(cast: &Cast<'_>) {
    let wanted = json!({"period": "2024-Q1"});
    let preview = told(&cast.supervisor.post("/releases/preview", wanted.clone()).await, 200);
    let made = told(&cast.supervisor.post("/releases", wanted.clone()).await, 201);
    let file = told(&cast.clerk.get("/releases").await, 200);
    assert_eq!(file, json!([]), "the county publishes, not the township");
    let id = id_in(&made["id"]);
    assert_eq!(told(&cast.supervisor.get(&format!("/releases/{id}")).await, 200), preview);
    let listed = told(&cast.supervisor.get("/releases").await, 200);
    assert_eq!((&listed[0]["id"], &listed[0]["period"]), (&json!(id), &json!("2024-Q1")));
    assert_eq!(cast.supervisor.post("/releases", wanted.clone()).await.status, 422);
    assert_eq!(cast.helper.post("/releases", wanted).await.status, 403);
}

async fn today_and_trail(cast: &Cast<'_>) {
    let today = told(&cast.supervisor.get("/today").await, 200);
    assert_eq!((&today["today"], &today["reconciliations"]), (&json!("2025-06-02"), &json!(0)));
    assert!(today["people"].as_i64().is_some_and(|people| people > 5));
    let counts = told(&cast.supervisor.get("/counts").await, 200);
    assert_eq!(counts["all"][0]["counted"], "persons");

    let first = told(&cast.auditor.get("/audit?size=2").await, 200);
    assert_eq!(first["lines"].as_array().map(Vec::len), Some(2));
    let next = format!("/audit?size=2&before={}", first["next"].as_str().expect("there is more"));
    let second = told(&cast.auditor.get(&next).await, 200);
    assert_ne!(first["lines"], second["lines"]);
    let one = &second["lines"][0];
    let same = format!("/audit?action=person_unmasked&account={}", cast.clerk.account);
    let unmasked = told(&cast.auditor.get(&same).await, 200);
    let lines = unmasked["lines"].as_array().expect("lines");
    let reasons: Vec<_> = lines.iter().map(|line| &line["reason"]).collect();
    assert_eq!(reasons[..4], ["membership", "memorial", "memorial", "memorial"]);
    assert_eq!(lines.len(), 6);
    let none = told(&cast.auditor.get("/audit?from=2025-06-04T00:00:00Z").await, 200);
    assert_eq!(
        (none["lines"].as_array().map(Vec::len), &none["next"]),
        (Some(0), &Value::Null),
        "{one}"
    );
}
