//! Months of messages, day by day: several instances deliver at once, one dies while it sends, the gateway does not
//! answer, nobody looks for days, somebody asks for silence, withdraws or dies, a day is corrected. What came to whom on
//! which day is held against a naive list: nothing lost, nothing doubled but what was cut short, nothing after a stop,
//! nothing at night, never more than the office allows.
//!
//! `LIFELIGHT_SIM_PEOPLE`, `LIFELIGHT_SIM_DAYS` and `LIFELIGHT_SIM_SEED` make it larger or another one.

use std::collections::BTreeMap;

use chrono::Days;
use lifelight::{
    domain::{deaths::DeathInput, reminders::rules::Rules},
    service::{deaths, registrations},
};

use super::*;
use crate::support::dice::{Dice, setting};

/// What the rules want: whose text, which time, so many days after the sample.
const WANTED: [(&str, u32, u64); 8] = [
    ("sample_thanks", 1, 1),
    ("pooled_notice", 1, 1),
    ("registrants_spring", 1, 5),
    ("registrants_spring", 2, 15),
    ("registrants_spring", 3, 25),
    ("registrants_spring", 4, 35),
    ("registrants_spring", 5, 45),
    ("registrants_spring", 6, 55),
];
const TOO_LATE_AFTER: Days = Days::new(8);
const LIMITS: Limits = Limits { week: 1, month: 3 };

#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum Mood {
    #[default]
    Takes,
    /// Nobody answers.
    Deaf,
    /// It takes the message, and its answer never comes.
    Hangs,
}

#[derive(Default)]
struct Gateway {
    mood: Mutex<Mood>,
    taken: Mutex<Vec<Message>>,
    /// Taken, and never answered.
    cut_short: Mutex<BTreeSet<Uuid>>,
}

impl Gateway {
    fn is(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    fn count(&self) -> usize {
        self.taken.lock().unwrap().len()
    }
}

impl Channel for Gateway {
    fn send<'a>(&'a self, message: &'a Message) -> Sending<'a> {
        Box::pin(async move {
            let mood = *self.mood.lock().unwrap();
            if mood == Mood::Deaf {
                return Err(Refusal::Unreachable);
            }
            self.taken.lock().unwrap().push(message.clone());
            if mood == Mood::Hangs {
                self.cut_short.lock().unwrap().insert(message.id);
                std::future::pending::<()>().await;
            }
            tokio::task::yield_now().await;
            Ok(())
        })
    }
}

/// Somebody, as the test knows her.
struct Person {
    id: Uuid,
    intake: Intake,
    entered: NaiveDate,
    sampled: NaiveDate,
    in_peace: bool,
    /// Died or withdrew.
    gone: bool,
    /// What came, and on which day.
    came: Vec<(&'static str, u32, NaiveDate)>,
    /// What happened to her, for the message of a failure.
    story: Vec<(NaiveDate, &'static str)>,
}

impl Person {
    fn has(&self, rule: &str, nth: u32) -> bool {
        self.came.iter().any(|one| (one.0, one.1) == (rule, nth))
    }

    /// What has not come and is not from before she was there, with the first and the last day on which it may come.
    fn outstanding(&self) -> impl Iterator<Item = (&'static str, u32, NaiveDate, NaiveDate)> + '_ {
        let due = |after| self.sampled + Days::new(after);
        WANTED
            .into_iter()
            .filter(move |(rule, nth, after)| due(*after) >= self.entered && !self.has(rule, *nth))
            .map(move |(rule, nth, after)| (rule, nth, due(after), due(after) + TOO_LATE_AFTER))
    }

    fn wanted(&self, today: NaiveDate) -> Vec<(&'static str, u32)> {
        let wanted = self.outstanding().filter(|(_, _, due, last)| (*due..=*last).contains(&today));
        wanted.filter(|_| !self.in_peace && !self.gone).map(|one| (one.0, one.1)).collect()
    }

    /// How many more she may get today.
    fn allowed(&self, today: NaiveDate) -> usize {
        let within = |days| self.came.iter().filter(|one| one.2 > today - Days::new(days)).count();
        (LIMITS.week.saturating_sub(within(7))).min(LIMITS.month.saturating_sub(within(30)))
    }
}

struct Office<'a> {
    registry: &'a Registry,
    apps: Vec<App>,
    by: Caller,
    gateway: Arc<Gateway>,
    dice: Dice,
    today: NaiveDate,
    people: Vec<Person>,
    seen: BTreeSet<Uuid>,
    told: BTreeMap<&'static str, usize>,
}

#[tokio::test(flavor = "multi_thread")]
async fn months_of_messages_come_as_the_naive_list_says() {
    let (people, days) = (setting("LIFELIGHT_SIM_PEOPLE", 40), setting("LIFELIGHT_SIM_DAYS", 150));
    let seed = setting("LIFELIGHT_SIM_SEED", 7);
    each_engine(async |registry| {
        let mut office = Office::open(registry, seed).await;
        for nth in 0..days {
            // They come by the dozen, in the first half: more than one instance takes in hand at once.
            let dozens = people.div_ceil(12) * (nth + 1) * 2 / days;
            office.day((dozens * 12).min(people)).await;
        }
        let came: usize = office.people.iter().map(|one| one.came.len()).sum();
        let (taken, cut) = (office.gateway.count(), office.gateway.cut_short.lock().unwrap().len());
        eprintln!("seed {seed}: {people} people, {days} days, {came} messages, {:?}", office.told);
        assert_eq!(taken, came + cut, "doubled is what was cut short, once each");
        assert!(cut > 0 && came > office.people.len(), "something happened");
        for app in &office.apps {
            app.store.db().close().await;
        }
    })
    .await;
}

impl<'a> Office<'a> {
    async fn open(registry: &'a Registry, seed: u64) -> Self {
        let gateway = Arc::new(Gateway::default());
        let mut apps = Vec::new();
        for _ in 0..4 {
            let app = registry.another_instance().await;
            let messages = MessageSettings { limits: LIMITS, ..MessageSettings::default() };
            let reminders = Rules::load(include_str!("simulation.toml"), "simulation.toml");
            let reminders = reminders.expect("they are rules");
            let settings = Settings { messages, reminders, ..Settings::default() };
            let sms: Arc<dyn Channel> = gateway.clone();
            let channels = Channels { sms: Some(sms), ..Channels::default() };
            apps.push(App::new(app.store, settings).with_channels(channels));
        }
        Self {
            registry,
            apps,
            by: registry.caller(Role::Coordinator, JINPING).await,
            gateway,
            dice: Dice(seed),
            today: day("2025-06-01"),
            people: Vec::new(),
            seen: BTreeSet::new(),
            told: BTreeMap::new(),
        }
    }

    fn happened(&mut self, what: &'static str) {
        *self.told.entry(what).or_default() += 1;
    }

    /// The office's hours, not those of Greenwich.
    fn at(&self, hour: u64, minute: u64) {
        let midnight = self.today.and_time(chrono::NaiveTime::MIN).and_utc();
        let since = Duration::hours(hour as i64 - 8) + Duration::minutes(minute as i64);
        self.registry.clock.set(midnight + since);
    }

    async fn day(&mut self, people: u64) {
        self.today = self.today + Days::new(1);
        self.at(7, 0);
        let sampled = self.dice.before(self.today, 6);
        while (self.people.len() as u64) < people {
            self.come(sampled).await;
        }
        for _ in 0..self.dice.below(4) {
            self.event(false).await;
        }
        if self.dice.one_in(6) {
            return self.happened("days on which nobody looked");
        }
        plan(&self.apps[0]).await;
        for _ in 0..self.dice.below(2) {
            self.event(true).await;
        }
        let before = self.gateway.count();
        if self.dice.one_in(4) {
            let hour = [2, 7][self.dice.below(2) as usize];
            self.at(hour, 0);
            self.deliver().await;
            assert_eq!(self.gateway.count(), before, "at night");
        }
        let hour = 8 + self.dice.below(13);
        self.at(hour, 0);
        match self.dice.below(4) {
            0 => self.kill().await,
            1 => {
                self.gateway.is(Mood::Deaf);
                self.deliver().await;
                self.gateway.is(Mood::Takes);
                self.happened("deaf");
            }
            _ => self.deliver().await,
        }
        // Leases have run out, and who found nobody has tried again.
        self.at(hour, 20);
        self.deliver().await;
        self.check(before);
    }

    /// Two to four instances at once.
    async fn deliver(&mut self) {
        let n = 2 + self.dice.below(3) as usize;
        let mut all = tokio::task::JoinSet::new();
        for app in self.apps.iter().take(n) {
            let app = app.clone();
            all.spawn(async move { deliver(&app, &job("deliver")).await });
        }
        while let Some(one) = all.join_next().await {
            one.expect("it ends").expect("it delivers");
        }
    }

    /// One instance dies when it has handed something over and before it could write that down.
    async fn kill(&mut self) {
        self.gateway.is(Mood::Hangs);
        let (app, before) = (self.apps[3].clone(), self.gateway.count());
        let dies = tokio::spawn(async move { deliver(&app, &job("deliver")).await });
        while !dies.is_finished() && self.gateway.count() == before {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        dies.abort();
        let _killed = dies.await;
        self.gateway.is(Mood::Takes);
        self.happened("killed");
    }

    /// Today's messages, since `before`, are as many to each and of such rules as she should get.
    fn check(&mut self, before: usize) {
        let mut today: BTreeSet<(String, Uuid, String)> = BTreeSet::new();
        for message in &self.gateway.taken.lock().unwrap()[before..] {
            today.insert((message.to.clone(), message.id, message.template.clone()));
        }
        let on = self.today;
        for person in &mut self.people {
            let number = &person.intake.phones[0].number;
            let hers: Vec<_> = today.iter().filter(|one| one.0 == *number).collect();
            let wanted = person.wanted(on);
            let expected = wanted.len().min(person.allowed(on));
            let (entered, sampled, story) = (person.entered, person.sampled, &person.story);
            assert_eq!(
                hers.len(),
                expected,
                "{number} on {on}: {hers:?} of {wanted:?}; entered {entered}, sampled {sampled}, {:?}, {story:?}",
                person.came
            );
            for (_, id, rule) in hers {
                assert!(self.seen.insert(*id), "{number}: {id} came on another day");
                let found =
                    wanted.iter().find(|(one, nth)| *one == *rule && !person.has(one, *nth));
                let (rule, nth) = found.unwrap_or_else(|| panic!("{number}: {rule} on {on}"));
                person.came.push((*rule, *nth, on));
            }
        }
    }

    async fn come(&mut self, sampled: NaiveDate) {
        let n = self.people.len() as u32;
        let entered = self.today;
        let mut intake = intake_of(n);
        intake.registrations[0].sampled_on = sampled.to_string();
        let id = enter(&self.apps[0], &self.by, &intake).await;
        let (in_peace, gone, came, story) = (false, false, Vec::new(), Vec::new());
        self.people.push(Person { id, intake, entered, sampled, in_peace, gone, came, story });
    }

    /// Something happens to somebody; where it was planned already, only what keeps a message from her.
    async fn event(&mut self, planned: bool) {
        let (app, by) = (self.apps[1].clone(), self.by.clone());
        let (nth, today) = (self.dice.below(self.people.len().max(1) as u64), self.today);
        let what = self.dice.below(12);
        let sampled = self.dice.before(today, 5);
        let Some(her) = self.people.get_mut(nth as usize).filter(|her| !her.gone) else { return };
        let shown = people::get(&app, &by, her.id).await.expect("her").person;
        let (id, version, registration) = (her.id, shown.version, shown.registrations[0].id);
        let what = match what {
            0..5 if !(planned && her.in_peace) => {
                her.in_peace = !her.in_peace;
                let set = people::set_do_not_contact(&app, &by, id, version, her.in_peace).await;
                set.expect("set");
                if her.in_peace { "silence" } else { "silence lifted" }
            }
            5 => {
                let told = DeathInput { told_by: "family".to_owned(), ..DeathInput::default() };
                deaths::record(&app, &by, id, version, &told).await.expect("recorded");
                her.gone = true;
                "died"
            }
            6 => {
                let gone = registrations::withdraw(&app, &by, id, version, registration, "", "");
                gone.await.expect("withdrawn");
                her.gone = true;
                "withdrawn"
            }
            // What is over is never brought up again, whatever its day is corrected to.
            _ if !planned && her.outstanding().all(|(_, _, _, last)| last >= today) => {
                her.sampled = sampled;
                her.intake.registrations[0].sampled_on = sampled.to_string();
                let input = &her.intake.registrations[0];
                let amended = registrations::amend(&app, &by, id, version, registration, input);
                amended.await.expect("amended");
                "corrected"
            }
            _ => return,
        };
        her.story.push((today, what));
        self.happened(what);
    }
}
