//! The dead among the synthetic people, and what they consented to.

use lifelight::{
    domain::{
        intake::ConsentInput,
        memorials::inputs::MemorialInput,
        permissions::Permission,
        person::{Person, PersonStatus},
        registrations::RegistrationStatus,
    },
    service::{App, Caller, consents, people},
    store,
};
use uuid::Uuid;

use super::people::register;

/// Registers synthetic person `n` and writes down that she died.
pub async fn died(app: &App, caller: &Caller, n: u32) -> Uuid {
    let id = register(app, caller, n).await;
    dies(app, caller, id).await;
    id
}

/// Writes down that somebody died.
pub async fn dies(app: &App, caller: &Caller, id: Uuid) {
    let scope = caller.actor.may(Permission::PeopleWrite).expect("she may");
    let mut tx = app.store.write(&caller.origin).await.expect("it can be written");
    let before = store::people::get(&mut tx, &scope, id).await.expect("her");
    let after = Person { status: PersonStatus::Deceased, ..before.clone() };
    store::people::save(&mut tx, &before, after).await.expect("saved");
    tx.commit_unseen().await.expect("it can be committed");
}

/// Records a consent for `purpose` and gives its id.
pub async fn consents_to(app: &App, caller: &Caller, person: Uuid, purpose: &str) -> Uuid {
    let input = ConsentInput {
        purpose: purpose.to_owned(),
        given_on: "2024-03-05".to_owned(),
        way: "on_site".to_owned(),
        ..ConsentInput::default()
    };
    let version = people::get(app, caller, person).await.expect("her").person.version;
    consents::record(app, caller, person, version, &input).await.expect("a consent");
    let shown = people::get(app, caller, person).await.expect("her").person;
    let mut found = shown.consents.iter().filter(|one| one.purpose.code() == purpose);
    found.next_back().expect("it is there").id
}

/// Takes the consent `id` back.
pub async fn takes_back(app: &App, caller: &Caller, person: Uuid, id: Uuid) {
    let version = people::get(app, caller, person).await.expect("her").person.version;
    consents::withdraw(app, caller, person, version, id, "2025-06-02").await.expect("taken back");
}

/// An entry by her own name on her own consent.
pub fn by_own_name() -> MemorialInput {
    MemorialInput {
        naming: "own_name".to_owned(),
        born_in: "1956".to_owned(),
        died_in: "2025".to_owned(),
        words: "合成：一生助人".to_owned(),
        consent: "own".to_owned(),
        ..MemorialInput::default()
    }
}

/// An entry by a pseudonym on her daughter's consent.
pub fn by_pseudonym(on: &str) -> MemorialInput {
    MemorialInput {
        naming: "pseudonym".to_owned(),
        pseudonym: "合成清泉".to_owned(),
        consent: "family".to_owned(),
        family_relation: "daughter".to_owned(),
        family_name: "合成家属".to_owned(),
        family_on: on.to_owned(),
        ..MemorialInput::default()
    }
}

/// Registers synthetic person `n` and writes down that her donation of stem cells took place.
pub async fn gave(app: &App, caller: &Caller, n: u32) -> Uuid {
    let id = register(app, caller, n).await;
    let scope = caller.actor.may(Permission::PeopleWrite).expect("she may");
    let mut tx = app.store.write(&caller.origin).await.expect("it can be written");
    let before = store::people::get(&mut tx, &scope, id).await.expect("her");
    let mut after = before.clone();
    after.registrations[0].status = RegistrationStatus::Realised;
    store::people::save(&mut tx, &before, after).await.expect("saved");
    tx.commit_unseen().await.expect("it can be committed");
    id
}
