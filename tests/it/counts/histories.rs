//! Random histories: after each step the counters are what the records say, counted in three ways.

use std::collections::BTreeMap;

use chrono::{Datelike, Duration, NaiveDate};
use lifelight::{
    domain::{
        clock::Clock,
        contacts::ContactPhone,
        counts::{Standing, What},
        erasures::ErasureInput,
        periods::{Month, Quarter},
        permissions::Role,
        person::{Person, PersonStatus},
        programmes::Programme,
        registrations::{RegistrationStatus, Stance},
    },
    service::{Caller, erasures, merges, registrations, transfers},
    store::{self, counts::Posting, db::sql},
};
use uuid::Uuid;

use super::{agrees, altered, close, gather, offer, person, posted, register, whole};
use crate::support::dice::Dice;
use crate::support::registry::{BAOJI, FENGHUA, JINPING, Registry, YUELIN, each_engine};

/// A day of the last five hundred, or none.
fn some_day(dice: &mut Dice, today: NaiveDate) -> Option<NaiveDate> {
    (dice.below(5) > 0).then(|| dice.before(today, 499))
}

/// `(what, programme, month, standing)` as texts.
type Naive = BTreeMap<(String, String, String, String), i64>;
/// A registration of a person: its day, id, unit, and what became of it.
type Row = (Option<NaiveDate>, Uuid, Uuid, &'static str);

/// Counted from the words of the definitions, slowly, for the units in `units`.
fn naive(people: &[Person], units: &[Uuid]) -> Naive {
    let mut counted = Naive::new();
    let month = |day: Option<NaiveDate>| {
        day.map_or(String::new(), |day| format!("{:04}-{:02}", day.year(), day.month()))
    };
    for person in people {
        if person.status == PersonStatus::Merged {
            continue;
        }
        let mut count = |what: &str, programme: &str, month: String, standing: &str| {
            *counted.entry((what.into(), programme.into(), month, standing.into())).or_default() +=
                1;
        };
        let mut offers: Vec<_> = person.registrations.iter().collect();
        offers.retain(|row| row.stance == Stance::Offers);
        let standing = |status: RegistrationStatus| match status {
            RegistrationStatus::Withdrawn => "left",
            RegistrationStatus::Realised => "realised",
            RegistrationStatus::Active | RegistrationStatus::Paused => "in",
        };
        for row in &offers {
            if !units.contains(&row.unit) {
                continue;
            }
            let (programme, is) = (row.programme.code(), standing(row.status));
            count("registered", programme, month(row.registered_on), is);
            if row.pooled_on.is_some() {
                count("pooled", programme, month(row.pooled_on), is);
                if is == "in" && person.status == PersonStatus::Living {
                    count("reached", programme, month(person.contacts.reached_in()), is);
                }
            }
            if is != "in" {
                count(is, programme, month(row.ended_on), is);
            }
        }
        let groups: [(&str, Vec<Row>); 3] = [
            (
                "person",
                offers
                    .iter()
                    .map(|r| (r.registered_on, r.id, r.unit, standing(r.status)))
                    .collect(),
            ),
            (
                "person_after_death",
                offers
                    .iter()
                    .filter(|r| r.programme != Programme::StemCell)
                    .map(|r| (r.registered_on, r.id, r.unit, standing(r.status)))
                    .collect(),
            ),
            (
                "person_pooled",
                offers
                    .iter()
                    .filter(|r| r.pooled_on.is_some())
                    .map(|r| (r.pooled_on, r.id, r.unit, standing(r.status)))
                    .collect(),
            ),
        ];
        for (what, mut rows) in groups {
            rows.sort_by_key(|(day, id, ..)| (day.unwrap_or(NaiveDate::MAX), *id));
            let Some((day, _, unit, _)) = rows.first() else { continue };
            if !units.contains(unit) {
                continue;
            }
            let any = |wanted: &str| rows.iter().any(|row| row.3 == wanted);
            let is = if any("realised") {
                "realised"
            } else if any("in") {
                "in"
            } else {
                "left"
            };
            count(what, "", month(*day), is);
        }
    }
    counted
}

/// The same, by SQL alone, of registrations in all units.
async fn by_sql(registry: &Registry) -> Naive {
    let mut tx = registry.app.store.db().begin_read().await.expect("it can be read");
    let mut counted = Naive::new();
    for (what, day, only) in [
        ("registered", "registered_on", "TRUE"),
        ("pooled", "pooled_on", "r.pooled_on IS NOT NULL"),
        ("left", "ended_on", "r.status = 'withdrawn'"),
        ("realised", "ended_on", "r.status = 'realised'"),
    ] {
        let rows = sql(format!(
            "SELECT r.programme, COALESCE(SUBSTR(CAST(r.{day} AS TEXT), 1, 7), '') AS month,
             CASE r.status WHEN 'withdrawn' THEN 'left' WHEN 'realised' THEN 'realised' ELSE 'in' END AS standing,
             COUNT(*) AS n FROM registrations r JOIN people p ON p.id = r.person_id
             WHERE p.status <> 'merged' AND r.stance = 'offers' AND {only} GROUP BY 1, 2, 3"
        ))
        .all(&mut tx)
        .await
        .expect("a count");
        for row in rows {
            let text = |name: &str| row.get::<String>(name).expect("a text");
            let key = (what.to_owned(), text("programme"), text("month"), text("standing"));
            counted.insert(key, row.get("n").expect("a number"));
        }
    }
    counted
}

async fn kept(registry: &Registry, code: &str, whats: &[What]) -> Naive {
    let scope = whole(registry).await;
    let mut tx = registry.app.store.read().await.expect("it can be read");
    let numbers = store::counts::by_month(&mut tx, &scope, registry.unit(code), whats).await;
    let text = |month: Option<Month>| month.map_or(String::new(), |month| month.to_string());
    let named = numbers.expect("counters").into_iter().map(|(month, one)| {
        let programme = one.programme.map_or("", Programme::code);
        let standing = one.standing.code();
        ((one.what.code().into(), programme.into(), text(month), standing.into()), one.count)
    });
    named.collect()
}

/// Who is in the registry, and what can be done to her.
struct History<'a> {
    registry: &'a Registry,
    dice: Dice,
    people: Vec<Uuid>,
    registered: u32,
    merges: Vec<Uuid>,
    supervisors: [Caller; 2],
    closed: Option<(Quarter, Vec<Posting>)>,
    done: BTreeMap<&'static str, u32>,
}

impl History<'_> {
    /// One step; none where it could not be taken, which then changed nothing.
    async fn step(&mut self) -> Option<&'static str> {
        let (registry, app) = (self.registry, &self.registry.app);
        let today = app.today();
        let kind = self.dice.below(20);
        if kind < 4 || self.people.len() < 3 {
            self.registered += 1;
            let unit = self.dice.one(&[JINPING, YUELIN, FENGHUA])?;
            self.people.push(register(registry, self.registered, unit).await);
            return Some("registration");
        }
        let id = self.dice.one(&self.people)?;
        let her = person(registry, id).await;
        let row = self.dice.one(&(0..her.registrations.len()).collect::<Vec<_>>());
        let (day, other) = (some_day(&mut self.dice, today), some_day(&mut self.dice, today));
        let [one, two] = &self.supervisors;
        match kind {
            4..=6 => {
                let programme = self.dice.one(&Programme::ALL)?;
                if her.standing(programme).is_some() || her.status != PersonStatus::Living {
                    return None;
                }
                let stem_cell = programme == Programme::StemCell;
                let mut new = offer(app, &her, programme);
                (new.registered_on, new.pooled_on) = (day, other.filter(|_| stem_cell));
                altered(registry, id, |her| her.registrations.push(new)).await.ok()?;
                Some("offer")
            }
            7 | 8 => {
                let row = &her.registrations[row?];
                let on = day.map(|day| day.to_string()).unwrap_or_default();
                registrations::withdraw(app, one, id, her.version, row.id, &on, "").await.ok()?;
                Some("withdrawal")
            }
            9 => {
                let row = row?;
                altered(registry, id, |her| her.registrations[row].registered_on = day)
                    .await
                    .ok()?;
                Some("correction of a day")
            }
            10 => {
                let row = row.filter(|n| her.registrations[*n].programme == Programme::StemCell)?;
                altered(registry, id, |her| her.registrations[row].pooled_on = day).await.ok()?;
                Some("entry into the pool")
            }
            11 => {
                let row = row?;
                let status = match her.registrations[row].status {
                    RegistrationStatus::Realised => RegistrationStatus::Active,
                    _ => RegistrationStatus::Realised,
                };
                let change = |her: &mut Person| {
                    her.registrations[row].status = status;
                    her.registrations[row].ended_on = day;
                };
                altered(registry, id, change).await.ok()?;
                Some("realisation")
            }
            12 => {
                let other = self.dice.one(&self.people)?;
                let merge = merges::ask(app, one, id, other).await.ok()?;
                merges::decide(app, two, merge, true).await.expect("it was asked for");
                self.merges.push(merge);
                Some("merge")
            }
            13 => {
                let merge = self.merges.pop()?;
                merges::undo(app, two, merge).await.ok()?;
                Some("undone merge")
            }
            14 => {
                let to = self.dice.one(&[JINPING, YUELIN, BAOJI])?;
                let transfer = transfers::ask(app, one, id, registry.unit(to)).await.ok()?;
                let there = registry.caller(Role::Supervisor, to).await;
                transfers::decide(app, &there, transfer, true).await.expect("it was asked for");
                Some("transfer")
            }
            15 => {
                let why = ErasureInput { reason: "person_asked".to_owned() };
                erasures::ask(app, one, id, her.version, &why).await.ok()?;
                erasures::confirm(app, two, id, her.version).await.expect("a second supervisor");
                let scope = whole(registry).await;
                let mut tx = app.store.read().await.expect("it can be read");
                let there =
                    store::people::load(&mut tx, &scope, &self.people).await.expect("people");
                self.people = there.into_iter().map(|one| one.expect("whole").id).collect();
                Some("erasure")
            }
            16 => {
                let reached = |phone: &mut ContactPhone| phone.verified_on = day;
                altered(registry, id, |her| her.contacts.phones.iter_mut().for_each(reached))
                    .await
                    .ok()?;
                Some("call")
            }
            17 => {
                let status = match her.status {
                    PersonStatus::Living => PersonStatus::Deceased,
                    PersonStatus::Deceased => PersonStatus::Living,
                    PersonStatus::Merged => return None,
                };
                altered(registry, id, |her| her.status = status).await.ok()?;
                Some("death")
            }
            18 => {
                let last = Quarter::of(today).previous();
                close(registry, FENGHUA, last).await;
                self.closed = Some((last, posted(registry, FENGHUA, last).await));
                Some("publication")
            }
            19 if self.dice.below(2) == 0 => {
                gather(registry).await;
                Some("gathering")
            }
            _ => {
                let now = registry.clock.now() + Duration::days(35);
                registry.clock.set(now);
                Some("month")
            }
        }
    }

    async fn check(&self, after: &str) {
        let registry = self.registry;
        agrees(registry, after).await;
        let scope = whole(registry).await;
        let mut tx = registry.app.store.read().await.expect("it can be read");
        let opened = store::people::load(&mut tx, &scope, &self.people).await.expect("people");
        let people: Vec<Person> = opened.into_iter().map(|one| one.expect("whole")).collect();
        drop(tx);
        let all = [FENGHUA, JINPING, YUELIN].map(|code| registry.unit(code));
        let all = [all.as_slice(), &[registry.unit(BAOJI)]].concat();
        for (code, below) in [(FENGHUA, &all[..3]), (JINPING, &all[1..2]), (BAOJI, &all[3..])] {
            assert_eq!(
                kept(registry, code, What::ALL).await,
                naive(&people, below),
                "{code} after {after}"
            );
        }
        let plain = [What::Registered, What::Pooled, What::Left, What::Realised];
        let root = crate::support::registry::NATION;
        assert_eq!(kept(registry, root, &plain).await, by_sql(registry).await, "after {after}");
        let standing: i64 = kept(registry, FENGHUA, &[What::Registered])
            .await
            .iter()
            .filter(|((_, _, _, standing), _)| standing == Standing::In.code())
            .map(|(_, count)| count)
            .sum();
        let ever = Quarter::new(9999, 4).expect("a quarter");
        let movements =
            posted(registry, FENGHUA, ever).await.into_iter().map(|one| match one.what {
                What::Registered => one.count,
                What::Left | What::Realised => -one.count,
                _ => 0,
            });
        assert_eq!(movements.sum::<i64>(), standing, "stock = in - out, after {after}");
        if let Some((last, published)) = &self.closed {
            assert_eq!(&posted(registry, FENGHUA, *last).await, published, "{last} after {after}");
        }
    }
}

#[tokio::test]
async fn whatever_happens_the_counters_are_what_the_records_say() {
    each_engine(async |registry| {
        let mut history = History {
            registry,
            dice: Dice(20_250_602),
            people: Vec::new(),
            registered: 0,
            merges: Vec::new(),
            supervisors: [
                registry.caller(Role::Supervisor, FENGHUA).await,
                registry.caller(Role::Supervisor, FENGHUA).await,
            ],
            closed: None,
            done: BTreeMap::new(),
        };
        let mut taken = 0;
        while taken < 160 {
            if let Some(step) = history.step().await {
                taken += 1;
                *history.done.entry(step).or_default() += 1;
                history.check(&format!("step {taken}, {step}")).await;
            }
        }
        let kinds = ["registration", "offer", "withdrawal", "correction of a day", "merge"];
        let more = ["undone merge", "transfer", "erasure", "publication", "realisation", "death"];
        for kind in kinds.into_iter().chain(more) {
            assert!(history.done.contains_key(kind), "no {kind}: {:?}", history.done);
        }
    })
    .await;
}
