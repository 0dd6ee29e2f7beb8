//! A registry that many people have entered, and many notices.

use chrono::{Days, NaiveDate};
use lifelight::{
    crypto::random::new_id,
    domain::{
        intake::Entry,
        match_cases::{Course, MatchCase, endings::Ending, reasons::Reason, steps::Step},
        permissions::{Actor, Permission},
        person::Person,
        programmes::Rules,
    },
    service::App,
    store::{
        self,
        db::{Db, sql},
    },
};
use uuid::Uuid;

use crate::support::{office::origin, people};

/// Puts `count` people into the units below the one with code `unit`, in turn; the first `cases` of them each with a
/// match case of 2025.
pub async fn fill(app: &App, unit: &str, count: u32, cases: u32) {
    let units: Vec<Uuid> = {
        let mut tx = app.store.read().await.expect("it can be read");
        let root = store::units::by_code(&mut tx, unit)
            .await
            .expect("it can be read")
            .expect("a shipped unit");
        let scope = Actor::operator(root.id).may(Permission::PeopleRead).expect("the operator may");
        store::units::subtree(&mut tx, &scope).await.expect("it can be read")
    };
    let rules = Rules::default();
    let everybody: Vec<u32> = (0..count).collect();
    for some in everybody.chunks(500) {
        let mut tx = app.store.write(&origin()).await.expect("it can be written");
        for &n in some {
            let (unit, now, vault) = (units[n as usize % units.len()], tx.now, tx.vault.clone());
            let mut new_id = || new_id(&*vault.random, now);
            let mut entry =
                Entry { unit, rules: &rules, today: app.today(), now, new_id: &mut new_id };
            let person = people::intake(n).person(&mut entry).expect("a synthetic intake is valid");
            store::people::insert(&mut tx, &person).await.expect("it can be written");
            if n < cases {
                let case = case(n, &person, tx.new_id());
                store::match_cases::insert(&mut tx, &case).await.expect("it can be written");
            }
        }
        tx.commit_unseen().await.expect("it can be committed");
    }
    settle(app).await;
    let mut tx = app.store.db().begin_read().await.expect("it can be read");
    let row = sql("SELECT COUNT(*) AS people FROM people").one(&mut tx).await.expect("a count");
    assert_eq!(row.get::<i64>("people").expect("a count"), i64::from(count));
}

/// What autovacuum does on PostgreSQL beside an office's months of work, and within a minute of many changes at once: until
/// then statistics are old, and a look steps over all that is dead.
pub async fn settle(app: &App) {
    if let Db::Postgres(pool) = app.store.db() {
        sqlx::query("VACUUM ANALYZE").execute(pool).await.expect("statistics are made");
    }
}

/// The match case of person `n`: lost, willing, gone on, or still open, in turn.
fn case(n: u32, person: &Person, id: Uuid) -> MatchCase {
    let first = NaiveDate::from_ymd_opt(2025, 1, 2).expect("a day");
    let notice_on = first + Days::new(u64::from(n % 100));
    let on = Some(notice_on + Days::new(7));
    let mut course = Course { number: Some(format!("B{n:06}")), ..Course::default() };
    let steps = [Step::Willing { on }, Step::Talked { on }, Step::Agreed { on }];
    course.steps.extend(steps.into_iter().take([0, 0, 1, 3, 3][n as usize % 5]));
    let reasons = [Reason::U3, Reason::P2, Reason::F1, Reason::M2, Reason::N3];
    if n % 5 != 1 {
        course.ending = Some(Ending::new(reasons[n as usize / 5 % 5], on));
    }
    MatchCase { id, version: 1, person: person.id, unit: person.unit, notice_on, course }
}
