//! The console's pages about match cases and today's calls, through the real router and in a real
//! browser.

mod browser;
mod calls;
mod cases;
mod reviews;

use lifelight::{domain::permissions::Role, service::Caller};

use crate::{
    console_people::visitor::{Seen, Visitor},
    support::{
        people::register,
        registry::{JINPING, Registry},
    },
};

/// A coordinator of Jinping at the console.
async fn coordinator(registry: &Registry) -> (Visitor, Caller) {
    Visitor::at(registry, Role::Coordinator, JINPING).await
}

/// Registers volunteer `n` and enters a notice for her through the form; gives the case's page.
async fn noticed(visitor: &Visitor, registry: &Registry, caller: &Caller, n: u32) -> String {
    let person = register(&registry.app, caller, n).await;
    let path = format!("/people/{person}/match-cases/new");
    visitor.get(&path).await.shows(&["登记通知", "2025-06-02"]);
    let number = format!("CMDP-{n}");
    let fields = [("notice_on", "2025-05-26"), ("number", number.as_str())];
    let seen = visitor.post(&path, &fields).await;
    assert_eq!(seen.status, 303, "{}", seen.text);
    seen.location().to_owned()
}

/// Posts `fields` to `step` of the case with the version that its form shows.
async fn step(visitor: &Visitor, case: &str, step: &str, fields: &[(&str, &str)]) -> Seen {
    let path = format!("{case}/{step}");
    let asked = visitor.get(&path).await;
    assert_eq!(asked.status, 200, "{path}: {}", asked.text);
    let stage = asked.tag("stage").map(|_| asked.value("stage").to_owned()).unwrap_or_default();
    let version = asked.value("version").to_owned();
    let also = [("version", version.as_str()), ("stage", stage.as_str())];
    let fields: Vec<_> = fields.iter().copied().chain(also).collect();
    visitor.post(&path, &fields).await
}

/// The same, and it is saved.
async fn good(visitor: &Visitor, case: &str, name: &str, fields: &[(&str, &str)]) {
    let seen = step(visitor, case, name, fields).await;
    assert_eq!((seen.status, seen.location()), (303, case), "{name}: {}", seen.text);
}
