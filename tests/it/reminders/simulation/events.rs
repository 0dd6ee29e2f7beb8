//! What happens to somebody: days are corrected, words taken back, silence asked for and lifted, deaths told.

use super::*;

impl Office<'_> {
    /// Something happens to somebody.
    pub(super) async fn event(&mut self) {
        if self.books.is_empty() {
            return;
        }
        let nth = self.dice.below(self.books.len() as u64) as usize;
        let id = self.order[nth];
        if self.gone.contains(&id) {
            return;
        }
        let what = if self.ledgers.contains(&id) {
            self.family_event(id).await
        } else {
            self.person_event(id).await
        };
        let book = self.books.get_mut(&id).expect("there");
        book.know(&self.rules, self.until);
        self.story.push((id, self.today, what));
        self.happened(what);
    }

    async fn family_event(&mut self, id: Uuid) -> &'static str {
        let (app, by, today) = (self.apps[1].clone(), self.by.clone(), self.today);
        let version = care::get(&app, &by, id).await.expect("shown").ledger.version;
        let on = DayInput { on: today.to_string(), words: "合成".to_owned() };
        let silent = self.books[&id].known.in_peace;
        if silent && self.dice.one_in(2) {
            care::members::lift(&app, &by, id, None, version, &on).await.expect("lifted");
            self.known(id).in_peace = false;
            "silence lifted"
        } else if !silent && self.dice.one_in(3) {
            care::members::stop(&app, &by, id, None, version, &on).await.expect("silent");
            self.known(id).in_peace = true;
            "silence"
        } else {
            let (died_on, lunar) = self.books[&id].known.remembered.expect("somebody died");
            let died_on = self.corrected(died_on);
            let lunar = lunar ^ self.dice.one_in(5);
            care::amend(&app, &by, id, version, &ledger(died_on, lunar)).await.expect("amended");
            let known = self.known(id);
            known.remembered = Some((died_on, lunar));
            known.things[0].days[0] = (Anchor::Remembered, died_on);
            "death corrected"
        }
    }

    async fn person_event(&mut self, id: Uuid) -> &'static str {
        let (app, by, today) = (self.apps[1].clone(), self.by.clone(), self.today);
        let version = people::get(&app, &by, id).await.expect("shown").person.version;
        let things = self.books[&id].known.things.len() as u64;
        let nth = self.dice.below(things) as usize;
        let thing = self.books[&id].known.things[nth].clone();
        match self.dice.below(12) {
            0 | 1 => {
                let silent = !self.books[&id].known.in_peace;
                people::set_do_not_contact(&app, &by, id, version, silent).await.expect("set");
                self.known(id).in_peace = silent;
                if silent { "do not contact" } else { "contact again" }
            }
            2 if !thing.stopped && self.dice.one_in(3) => {
                let ended = registrations::withdraw(&app, &by, id, version, thing.id, "", "").await;
                ended.expect("withdrawn");
                self.ended(id, nth);
                "withdrawn"
            }
            3 if !thing.stopped && self.dice.one_in(3) => {
                let programmes = [thing.programme.expect("a registration has one")];
                let said_on = Some(today);
                registrations::refuse(&app, &by, id, version, &programmes, said_on)
                    .await
                    .expect("refused");
                self.ended(id, nth);
                "refused"
            }
            4 if !thing.stopped => {
                registrations::pause(&app, &by, id, version, thing.id, "").await.expect("paused");
                self.known(id).things[nth].stopped = true;
                "paused"
            }
            5 | 6 if thing.stopped => {
                let resumed = registrations::resume(&app, &by, id, version, thing.id).await;
                assert_eq!(resumed.is_err(), thing.ended, "who withdrew does not come back");
                self.known(id).things[nth].stopped = thing.ended;
                if thing.ended { "gone for good" } else { "resumed" }
            }
            7 if self.dice.one_in(4) => {
                let told = DeathInput { told_by: "family".to_owned(), ..DeathInput::default() };
                deaths::record(&app, &by, id, version, &told).await.expect("recorded");
                self.known(id).in_peace = true;
                self.gone.insert(id);
                "died"
            }
            _ => {
                let mut new = thing.clone();
                self.correct(&mut new);
                let input = input(&new, 0);
                match registrations::amend(&app, &by, id, version, thing.id, &input).await {
                    Ok(_) => {
                        self.known(id).things[nth].days = new.days;
                        "corrected"
                    }
                    // Pooled before she had thought it over, say.
                    Err(_) => "correction refused",
                }
            }
        }
    }

    fn known(&mut self, id: Uuid) -> &mut Known {
        &mut self.books.get_mut(&id).expect("there").known
    }

    /// Who offers nothing any more is not asked again.
    fn ended(&mut self, id: Uuid, nth: usize) {
        let known = self.known(id);
        known.things[nth].stopped = true;
        known.things[nth].ended = true;
        known.in_peace |= known.things.iter().all(|thing| thing.ended);
    }

    /// Some days earlier or later, never after today.
    fn corrected(&mut self, day: NaiveDate) -> NaiveDate {
        let most = if self.dice.one_in(2) { 12 } else { 200 };
        (self.dice.before(day, most) + Days::new(self.dice.below(most * 2))).min(self.today)
    }

    fn correct(&mut self, thing: &mut Thing) {
        let nth = self.dice.below(thing.days.len() as u64) as usize;
        let (anchor, on) = thing.days[nth];
        match anchor {
            Anchor::Born => {
                let sampled = thing.on(Anchor::Sampled);
                if let Some(sampled) = sampled.filter(|_| thing.on(Anchor::Pooled).is_none()) {
                    let pooled = sampled + Days::new(8 + self.dice.below(90));
                    if pooled <= self.today {
                        thing.days.push((Anchor::Pooled, pooled));
                    }
                }
            }
            Anchor::Registered => {
                thing.days[nth].1 = self.corrected(on);
            }
            _ if self.dice.one_in(4) => {
                thing.days.remove(nth);
            }
            _ => thing.days[nth].1 = self.corrected(on),
        }
    }
}
