//! Who comes: volunteers, registrants and families, with days from years ago to today.

use super::*;

impl Office<'_> {
    /// Most come in the first half.
    pub(super) async fn come(&mut self, nth: u64, days: u64) {
        let wanted = (self.people * (nth + 1) * 2 / days).min(self.people);
        while (self.books.len() as u64) < wanted {
            let n = self.books.len() as u32 + 1;
            if self.dice.one_in(4) { self.family(n).await } else { self.person(n).await }
        }
    }

    async fn person(&mut self, n: u32) {
        let n = n * 997;
        let mut intake = intake_of(n);
        let mut thing = self.days_of_a_registration();
        let both = self.dice.one_in(5);
        intake.registrations[0] = input(&thing, n);
        if let Some(sampled) = thing.on(Anchor::Sampled) {
            intake.consents[0].given_on = sampled.to_string();
        }
        let organ = || Thing {
            programme: Some(Programme::Organ),
            days: thing.days.iter().copied().filter(|(a, _)| *a == Anchor::Registered).collect(),
            ..thing.clone()
        };
        let mut things = if both { vec![thing.clone(), organ()] } else { vec![thing.clone()] };
        if !both && self.dice.one_in(3) {
            thing = organ();
            intake.consents.clear();
            things = vec![thing];
        }
        intake.registrations = things.iter().map(|thing| input(thing, n)).collect();
        let app = self.apps[0].clone();
        let id = match intake::register(&app, &self.by, &intake).await.expect("registered") {
            intake::Registered::New { id, .. } => id,
            intake::Registered::Known(id) => panic!("{id} is known"),
        };
        let shown = people::get(&app, &self.by, id).await.expect("shown").person;
        for thing in &mut things {
            let found =
                shown.registrations.iter().find(|one| Some(one.programme) == thing.programme);
            thing.id = found.expect("registered").id;
            let number = &intake.document_number;
            let born = format!("{}-{}-{}", &number[6..10], &number[10..12], &number[12..14]);
            thing.days.push((Anchor::Born, day(&born)));
        }
        let read = app.store.read().await.expect("it can be read");
        let early = store::reminders::jitter(&read, id);
        drop(read);
        assert!(early < 56);
        let known = Known {
            entered: self.today,
            in_peace: false,
            early,
            reached: None,
            remembered: None,
            parents: Vec::new(),
            things,
        };
        self.books.insert(id, Book::new(known, &self.rules, self.until));
        self.order.push(id);
        self.happened("registered");
    }

    /// From years ago to today; pooled or not.
    fn days_of_a_registration(&mut self) -> Thing {
        let most = [3, 40, 400, 2000][self.dice.below(4) as usize];
        let sampled = self.dice.before(self.today, most);
        let registered = self.dice.before(sampled, 3);
        let pooled = sampled + Days::new(10 + self.dice.below(60));
        let mut days = vec![(Anchor::Registered, registered), (Anchor::Sampled, sampled)];
        if pooled <= self.today {
            days.push((Anchor::Pooled, pooled));
        }
        let watch = Watch::Registration;
        let programme = Some(Programme::StemCell);
        Thing { id: Uuid::nil(), watch, programme, days, stopped: false, ended: false }
    }

    async fn family(&mut self, n: u32) {
        let (died_on, lunar) = (self.dice.before(self.today, 500), self.dice.one_in(2));
        let id =
            care::open(&self.apps[0], &self.by, &ledger(died_on, lunar)).await.expect("opened");
        let born = day("1966-01-01") + Days::new(self.dice.below(900));
        let member = MemberInput {
            name: name(n),
            kinship: "mother".to_owned(),
            birth_date: born.to_string(),
            ..MemberInput::default()
        };
        let rule = RuleInput {
            contact: "yes".to_owned(),
            ways: vec!["visit".to_owned()],
            ..RuleInput::default()
        };
        care::members::add(&self.apps[0], &self.by, id, 1, &member, &rule).await.expect("added");
        let days = vec![(Anchor::Remembered, died_on), (Anchor::Opened, self.today)];
        let (watch, programme) = (Watch::CareLedger, None);
        let known = Known {
            entered: self.today,
            in_peace: false,
            early: 0,
            reached: None,
            remembered: Some((died_on, lunar)),
            parents: vec![born],
            things: vec![Thing { id, watch, programme, days, stopped: false, ended: false }],
        };
        self.books.insert(id, Book::new(known, &self.rules, self.until));
        self.ledgers.insert(id);
        self.order.push(id);
        self.happened("family");
    }
}
