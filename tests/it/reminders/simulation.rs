//! Years of an office, day by day: people and families come, days are corrected, somebody withdraws, asks for
//! silence or dies, reminders are done, nobody looks for days, several instances look at once, the clock goes back.
//! What stands in the registry is held against the oracle: nothing lost, nothing doubled, nothing after a stop.
//!
//! `LIFELIGHT_SIM_PEOPLE`, `LIFELIGHT_SIM_YEARS` and `LIFELIGHT_SIM_SEED` make it larger or another one.

mod coming;
mod events;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use chrono::{Days, NaiveDate, TimeDelta};
use lifelight::{
    domain::{
        care::inputs::{DayInput, LedgerInput, MemberInput, RuleInput},
        deaths::DeathInput,
        intake::RegistrationInput,
        permissions::{Permission, Role},
        programmes::Programme,
        reminders::{
            Reminder, ReminderState,
            inputs::OutcomeInput,
            rules::Rules,
            subjects::{Anchor, Watch},
        },
    },
    service::{
        App, Caller, Settings, care, deaths, intake, people, registrations,
        reminders::{
            acts,
            planning::{Tally, job, plan_due},
        },
    },
    store,
};
use uuid::Uuid;

use super::{
    day,
    oracle::{Book, Key, Known, Thing, Told},
};
use crate::support::{
    dice::{Dice, setting},
    people::{intake_of, name},
    registry::{JINPING, Registry, each_engine},
};

const RULES: &str = include_str!("simulation.toml");

/// The second version of two of them, in force in the middle of the time.
fn changed_rules() -> String {
    RULES
        .replace("code = \"half_yearly\"\nversion = 1", "code = \"half_yearly\"\nversion = 2")
        .replace("after = { months = 6 }\nrepeat", "after = { months = 6, days = 9 }\nrepeat")
        .replace("code = \"monthly\"", "code = \"monthly_anew\"")
}

#[tokio::test(flavor = "multi_thread")]
async fn years_of_an_office_go_as_the_naive_oracle_says() {
    let (people, years) = (setting("LIFELIGHT_SIM_PEOPLE", 200), setting("LIFELIGHT_SIM_YEARS", 3));
    let seed = setting("LIFELIGHT_SIM_SEED", 7);
    each_engine(async |registry| {
        eprintln!("seed {seed}");
        Office::open(registry, people, years, seed).await.run().await;
    })
    .await;
}

struct Office<'a> {
    registry: &'a Registry,
    /// Instances over one database.
    apps: Vec<App>,
    by: Caller,
    operator: Caller,
    rules: Rules,
    dice: Dice,
    people: u64,
    first: NaiveDate,
    today: NaiveDate,
    until: NaiveDate,
    books: BTreeMap<Uuid, Book>,
    /// In the order in which they came: ids are not the same for the same seed.
    order: Vec<Uuid>,
    ledgers: BTreeSet<Uuid>,
    gone: BTreeSet<Uuid>,
    /// What was done, as it was left.
    done: BTreeMap<Key, i64>,
    events: BTreeMap<&'static str, u64>,
    /// What happened to whom, for the message of a failure.
    story: Vec<(Uuid, NaiveDate, &'static str)>,
    collisions: u64,
    compared: usize,
}

impl<'a> Office<'a> {
    async fn open(registry: &'a Registry, people: u64, years: u64, seed: u64) -> Self {
        let first = day("2025-06-02");
        let mut office = Self {
            registry,
            apps: Vec::new(),
            by: registry.caller(Role::Coordinator, JINPING).await,
            operator: registry.operator().await,
            rules: Rules::load(RULES, "simulation.toml").expect("they are rules"),
            dice: Dice(seed),
            people,
            first,
            today: first,
            until: first + Days::new(years * 365),
            books: BTreeMap::new(),
            order: Vec::new(),
            ledgers: BTreeSet::new(),
            gone: BTreeSet::new(),
            done: BTreeMap::new(),
            events: BTreeMap::new(),
            story: Vec::new(),
            collisions: 0,
            compared: 0,
        };
        for _ in 0..4 {
            office.apps.push(registry.another_instance().await);
        }
        office.restart();
        office
    }

    /// All instances with the rules of today.
    fn restart(&mut self) {
        for app in &mut self.apps {
            let reminders = self.rules.clone();
            app.settings = Arc::new(Settings { reminders, ..Settings::default() });
        }
    }

    fn at(&self, on: NaiveDate, hour: u64) {
        // The office's hours, not those of Greenwich.
        let at = on.and_hms_opt(0, 0, 0).expect("midnight").and_utc();
        self.registry.clock.set(at + TimeDelta::hours(hour as i64 - 8));
    }

    fn happened(&mut self, what: &'static str) {
        *self.events.entry(what).or_default() += 1;
    }

    async fn run(mut self) {
        let begun = Instant::now();
        let (mut silent, mut outages, mut looks) = (0, 0, 0);
        let days = (self.until - self.first).num_days() as u64;
        let mut looked = false;
        for nth in 0..days {
            self.today = self.first + Days::new(nth);
            let hour = [1, 7, 10][self.dice.below(3) as usize];
            self.at(self.today, hour);
            if nth == days / 2 || (nth > days / 2 && self.rules.get("monthly").is_some()) {
                self.change_rules(looked).await;
            }
            self.come(nth, days).await;
            for _ in 0..self.dice.below(2 + self.people / 60) {
                self.event().await;
            }
            for book in self.books.values_mut() {
                book.pass(self.today);
            }
            if silent == 0 && self.dice.one_in(25) {
                let most = if self.dice.one_in(4) { 45 } else { 12 };
                silent = 1 + self.dice.below(most);
                outages += 1;
            }
            looked = silent == 0;
            if silent > 0 {
                silent -= 1;
                continue;
            }
            let hour = 10 + self.dice.below(13);
            self.at(self.today, hour);
            self.look().await;
            self.story.push((Uuid::nil(), self.today, "look"));
            looks += 1;
            for book in self.books.values_mut() {
                book.look(self.today);
            }
            if self.dice.one_in(20) {
                let back = self.dice.before(self.today, 40);
                self.at(back, 9);
                self.look().await;
                self.at(self.today, 23);
                assert_eq!(self.look().await, Tally::default(), "the clock went back to {back}");
            }
            for _ in 0..self.dice.below(2 + self.people / 40) {
                self.do_one().await;
            }
            if nth % 60 == 59 || nth + 1 == days {
                self.compare().await;
            }
        }
        self.at(self.today, 23);
        self.look().await;
        for book in self.books.values_mut() {
            book.look(self.today);
        }
        self.compare().await;
        let unsure = self.books.values().flat_map(|book| book.told.values());
        let unsure = unsure.filter(|(told, _)| *told == Told::Unsure).count();
        eprintln!(
            "{} people and {} families, {days} days, {outages} outages, {looks} days looked at, {} \
             collisions of instances, {} reminders at the end ({unsure} of them unsure), {} \
             comparisons, {:?}; {:.1} s",
            self.books.len() - self.ledgers.len(),
            self.ledgers.len(),
            self.collisions,
            self.books.values().map(|book| book.told.len()).sum::<usize>(),
            self.compared,
            self.events,
            begun.elapsed().as_secs_f64(),
        );
    }

    async fn change_rules(&mut self, looked: bool) {
        // The office starts anew with other rules; who knows what it would have seen while it stood still?
        if looked {
            self.rules = Rules::load(&changed_rules(), "simulation.toml").expect("they are rules");
            self.restart();
            // Rules are known from the first look on, which follows at once.
            self.look().await;
            for book in self.books.values_mut() {
                book.know(&self.rules, self.until);
                book.pass(self.today);
                book.look(self.today);
            }
            self.happened("rules changed");
        }
    }

    /// Two to four instances at once. One that met another does it again later.
    async fn look(&mut self) -> Tally {
        let n = 2 + self.dice.below(3) as usize;
        let mut looking = tokio::task::JoinSet::new();
        for app in self.apps.iter().take(n) {
            let app = app.clone();
            looking.spawn(async move { plan_due(&app, &job("test")).await });
        }
        let (mut sum, mut failed) = (Tally::default(), false);
        while let Some(tally) = looking.join_next().await {
            match tally.expect("it does not panic") {
                Ok(tally) => {
                    sum.made += tally.made;
                    sum.changed += tally.changed;
                    sum.missed += tally.missed;
                    assert_eq!(tally.unreadable, 0);
                }
                Err(_) => {
                    failed = true;
                    self.collisions += 1;
                }
            }
        }
        if failed {
            plan_due(&self.apps[0], &job("test")).await.expect("alone it works");
        }
        sum
    }

    /// Somebody does what is shown.
    async fn do_one(&mut self) {
        let shown: Vec<(Uuid, Key)> = self
            .order
            .iter()
            .map(|id| (id, &self.books[id]))
            .flat_map(|(id, book)| book.shown(self.today).into_iter().map(|key| (*id, key)))
            .collect();
        if shown.is_empty() {
            return;
        }
        let nth = self.dice.below(shown.len() as u64) as usize;
        let (id, key) = shown[nth].clone();
        let found = self.reminders(id).await;
        let is_it = |one: &&Reminder| self.books[&id].key_of(one) == key;
        let Some(one) = found.iter().find(is_it) else { panic!("lost: {key:?} of {id}") };
        if self.dice.one_in(5) {
            let to = one.due_on.max(self.today) + Days::new(1 + self.dice.below(40));
            let by = if key.1 == "office_review" { &self.operator } else { &self.by };
            acts::put_off(&self.apps[0], by, one.id, one.version, to).await.expect("put off");
            let book = self.books.get_mut(&id).expect("there");
            book.put_off(key, to);
            book.know(&self.rules, self.until);
            self.story.push((id, self.today, "put off"));
            return self.happened("put off");
        }
        // A contact for one programme keeps the others away for a week: only who has one is spoken to.
        let reached = self.books[&id].known.things.len() == 1 && self.dice.one_in(2);
        let (outcome, means) = match (key.1.as_str(), reached) {
            ("office_review", _) => ("settled", None),
            (_, true) if self.ledgers.contains(&id) => ("reached", Some("visit")),
            (_, true) => ("reached", Some("call")),
            (_, false) => ("not_reached", None),
        };
        let report = OutcomeInput {
            version: one.version,
            outcome: outcome.to_owned(),
            means: means.map(str::to_owned),
            ..OutcomeInput::default()
        };
        let by = if key.1 == "office_review" { self.operator.clone() } else { self.by.clone() };
        if let Err(error) = acts::done(&self.apps[0], &by, one.id, &report).await {
            let (now, slot) = (one.state, &self.books[&id].told[&key]);
            panic!(
                "{key:?} of {id} is not done on {}: {error}; it is {now:?} due {} until {}, should be {slot:?}",
                self.today, one.due_on, one.details.last_on
            );
        }
        let version = one.version + 1;
        let today = self.today;
        let book = self.books.get_mut(&id).expect("there");
        book.told.get_mut(&key).expect("told").0 = Told::Done;
        if means == Some("call") {
            book.known.reached = Some(book.known.reached.map_or(today, |on| on.max(today)));
        }
        book.know(&self.rules, self.until);
        self.done.insert(key, version);
        self.happened("done");
    }

    async fn reminders(&self, id: Uuid) -> Vec<Reminder> {
        let scope = self.operator.actor.may(Permission::RemindersWork).expect("the operator may");
        let mut tx = self.apps[0].store.read().await.expect("it can be read");
        let found = store::reminders::of_subject(&mut tx, &scope, id).await.expect("found");
        found.into_iter().map(|one| one.expect("it opens")).collect()
    }

    async fn compare(&mut self) {
        let ids: Vec<Uuid> = self.books.keys().copied().collect();
        let mut wrong = Vec::new();
        for id in ids {
            let found = self.reminders(id).await;
            let book = &self.books[&id];
            match book.compare(&found) {
                Ok(compared) => self.compared += compared,
                Err(differs) => wrong.push(format!(
                    "{id} entered {} stopped {} days {:?}: {differs}",
                    book.known.entered,
                    book.known.in_peace,
                    book.known.things.iter().map(|t| (&t.days, t.stopped)).collect::<Vec<_>>(),
                )),
            }
            for one in &found {
                let is_open =
                    one.state == ReminderState::Open && one.details.rule != "office_review";
                assert!(!(is_open && book.known.in_peace), "open in spite of a stop: {id}");
                if let Some(version) = self.done.get(&book.key_of(one)) {
                    assert_eq!(one.version, *version, "changed after it was done: {id}");
                }
            }
        }
        let shown: Vec<_> = wrong.iter().take(6).collect();
        if let Some(id) = wrong.first().map(|text| text[..36].parse::<Uuid>().expect("an id")) {
            let story: Vec<_> =
                self.story.iter().filter(|one| one.0 == id || one.0.is_nil()).collect();
            eprintln!("its story, with the last days on which somebody looked:");
            for (_, on, what) in &story[story.len().saturating_sub(150)..] {
                eprint!("{on} {what}; ");
            }
        }
        assert!(wrong.is_empty(), "on {}, {} differ: {shown:#?}", self.today, wrong.len());
    }
}

fn ledger(died_on: NaiveDate, lunar: bool) -> LedgerInput {
    LedgerInput {
        kind: "family".to_owned(),
        title: "王家合成".to_owned(),
        died_on: died_on.to_string(),
        lunar,
        ..LedgerInput::default()
    }
}

fn input(thing: &Thing, n: u32) -> RegistrationInput {
    let on = |anchor| thing.on(anchor).map(|day| day.to_string()).unwrap_or_default();
    let programme = thing.programme.unwrap_or(Programme::StemCell);
    RegistrationInput {
        programme: programme.code().to_owned(),
        registered_on: on(Anchor::Registered),
        sampled_on: on(Anchor::Sampled),
        pooled_on: on(Anchor::Pooled),
        card_number: format!("HC-{n:05}"),
        channel: "university".to_owned(),
        ..RegistrationInput::default()
    }
}
