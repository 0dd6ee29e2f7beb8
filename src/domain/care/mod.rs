//! Care (人道关怀): the ledger of a donor's family, or of a living registrant or donor (handbook §3.6). It
//! reads as a story: who belongs to it and may be contacted, and what happened, from the first condolence to
//! the aid that was given. Always humanitarian care, never compensation (Civil Code 1007).

pub mod aid;
pub mod contact;
pub mod entries;
pub mod erasure;
pub mod inputs;
pub mod masks;
pub mod members;
mod problems;
pub mod wording;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::{
    aid::{Aid, Decision, Giving, Told},
    contact::{ContactRule, Stops, Way},
    entries::{Entry, What},
    erasure::ErasureAsk,
    members::Member,
};
use super::{codes::codes, words::Problem};

codes! {
    /// Whose ledger it is.
    LedgerKind {
        /// The family of somebody who donated after death.
        Family = "family", "捐献者家庭", "Donor's family";
        /// Somebody who has registered and lives (plan of Baoji: 含在世登记者).
        Registrant = "registrant", "在世登记者", "Living registrant";
        /// Somebody who donated stem cells and lives.
        Donor = "donor", "在世捐献者", "Living donor";
    }
}

/// A care ledger: a data subject of its own with a record key of its own, so that erasing the donor leaves
/// the family's ledger whole, and the other way round.
#[derive(Debug, Clone, PartialEq)]
pub struct CareLedger {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// The unit that cares. It stays where the donor's record moves on: the family does not move with it.
    pub unit: Uuid,
    /// The person in the registry whom it concerns, if any: only a pointer, which nothing needs to open the
    /// ledger and which may lead nowhere once she is erased.
    pub person: Option<Uuid>,
    /// Whose ledger it is.
    pub kind: LedgerKind,
    /// The keyed hash of the donor as an imported sheet told her; none where it was opened by hand.
    pub donor: Option<Vec<u8>>,
    /// What is sealed.
    pub story: Story,
}

/// What is known of a family; sealed as one under the ledger's own key.
#[derive(Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Story {
    /// What the family is called, as it wishes: the only place where the donor's name may stand.
    pub title: String,
    /// Who belongs to it.
    pub members: Vec<Member>,
    /// What happened, oldest first.
    pub entries: Vec<Entry>,
    /// When somebody asked for silence for all of them.
    pub silence: Stops,
    /// The death that the family remembers. It stands here and not only in the donor's record, which may be
    /// erased.
    pub remembered: Option<Remembered>,
    /// Somebody asked for the ledger to be erased, and nobody has confirmed it yet.
    pub erasure: Option<ErasureAsk>,
}

/// A death that a family remembers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The day.
    pub died_on: NaiveDate,
    /// The family counts its return by the lunar calendar (农历忌日).
    pub lunar: bool,
}

impl std::fmt::Debug for Story {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Story(…)")
    }
}

impl Story {
    /// A story that begins.
    pub fn of(title: String) -> Self {
        Self { title, ..Self::default() }
    }

    /// Somebody asked for silence: nobody of the family is contacted until it is lifted.
    pub fn is_silenced(&self) -> bool {
        self.silence.stands()
    }

    /// Some aid waits for a second person.
    pub fn awaits_approval(&self) -> bool {
        self.aids().any(|(_, aid)| aid.awaits_approval())
    }

    /// All aid, oldest first, with the entry it stands in.
    pub fn aids(&self) -> impl Iterator<Item = (&Entry, &Aid)> {
        self.entries.iter().filter_map(|entry| match &entry.what {
            What::Aid(aid) => Some((entry, &**aid)),
            _ => None,
        })
    }

    /// The member `id`, if she belongs to the family.
    pub fn member(&self, id: Uuid) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }

    /// Adds a member.
    ///
    /// # Errors
    /// Every problem of [`Member::problems`].
    pub fn add_member(&mut self, member: Member, today: NaiveDate) -> Result<(), Vec<Problem>> {
        complete(&member, today)?;
        self.members.push(member);
        Ok(())
    }

    /// Puts what is known now in the place of what was known of a member; who may contact her and whether
    /// she asked for silence stay.
    ///
    /// # Errors
    /// Every problem of [`Member::problems`]; where she does not belong to the family.
    pub fn amend_member(&mut self, member: Member, today: NaiveDate) -> Result<(), Vec<Problem>> {
        let known = self.members.iter_mut().find(|known| known.id == member.id);
        let known = known.ok_or_else(|| vec![problems::no_such_member()])?;
        let member = Member {
            stops: known.stops.clone(),
            contact: known.contact,
            ways: known.ways.clone(),
            ..member
        };
        complete(&member, today)?;
        *known = member;
        Ok(())
    }

    /// Says who may contact a member, and how.
    ///
    /// # Errors
    /// Where she does not belong to the family, or no way is named though she may be contacted.
    pub fn set_rule(
        &mut self,
        member: Uuid,
        rule: ContactRule,
        ways: Vec<Way>,
    ) -> Result<(), Problem> {
        rule.check(&ways)?;
        let member = self.member_mut(member)?;
        member.contact = rule;
        member.ways = ways;
        Ok(())
    }

    /// Stops all contact at once, with one member or (none) with the whole family.
    ///
    /// # Errors
    /// Where it is stopped already, or the day does not fit.
    pub fn stop(
        &mut self,
        member: Option<Uuid>,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        self.stops(member)?.stop(on, today)
    }

    /// Contact is welcome again.
    ///
    /// # Errors
    /// Where it was not stopped, or the day does not fit.
    pub fn lift(
        &mut self,
        member: Option<Uuid>,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        self.stops(member)?.lift(on, today)
    }

    /// Writes down what happened, aid asked for among it.
    ///
    /// # Errors
    /// Where it speaks of compensation, names somebody who is no member, or tells of contact that was not
    /// allowed on that day.
    pub fn tell(&mut self, entry: Entry, today: NaiveDate) -> Result<(), Vec<Problem>> {
        if entry.on > today {
            return Err(vec![problems::in_future("on")]);
        }
        let mut problems = entry.problems();
        problems.extend(contact::check(self, &entry).err());
        if !problems.is_empty() {
            return Err(problems);
        }
        self.entries.push(entry);
        self.entries.sort_by_key(|entry| (entry.on, entry.id));
        Ok(())
    }

    /// Takes back what was written down by mistake; what it was stays among the past versions. Aid can be
    /// taken back as long as nobody has decided on it.
    ///
    /// # Errors
    /// Where there is no such entry, or aid was decided on.
    pub fn take_back(&mut self, entry: Uuid) -> Result<(), Problem> {
        let at = self.entries.iter().position(|known| known.id == entry);
        let at = at.ok_or_else(problems::no_such_entry)?;
        match &self.entries[at].what {
            What::Aid(aid) if !aid.awaits_approval() => Err(problems::decided_already()),
            _ => {
                self.entries.remove(at);
                Ok(())
            }
        }
    }

    /// The second person's word on aid.
    ///
    /// # Errors
    /// Where nothing waits, the same person asked for it, or the day or the words do not fit.
    pub fn decide(
        &mut self,
        aid: Uuid,
        decision: Decision,
        today: NaiveDate,
    ) -> Result<(), Vec<Problem>> {
        let (asked_on, aid) = self.aid_mut(aid)?;
        aid.decide(decision, asked_on, today)
    }

    /// Approved aid was given.
    ///
    /// # Errors
    /// Where it was not approved, was given already, or the day does not fit.
    pub fn give(
        &mut self,
        aid: Uuid,
        giving: Giving,
        today: NaiveDate,
    ) -> Result<(), Vec<Problem>> {
        self.aid_mut(aid)?.1.give(giving, today)
    }

    /// The family has signed for the aid.
    ///
    /// # Errors
    /// Where it was not given, was signed for already, or day or words do not fit.
    pub fn receipt(
        &mut self,
        aid: Uuid,
        receipt: Told,
        today: NaiveDate,
    ) -> Result<(), Vec<Problem>> {
        self.aid_mut(aid)?.1.receipt(receipt, today)
    }

    /// What came of the aid.
    ///
    /// # Errors
    /// Where it was not signed for, or day or words do not fit.
    pub fn outcome(
        &mut self,
        aid: Uuid,
        outcome: Told,
        today: NaiveDate,
    ) -> Result<(), Vec<Problem>> {
        self.aid_mut(aid)?.1.outcome(outcome, today)
    }

    fn aid_mut(&mut self, id: Uuid) -> Result<(NaiveDate, &mut Aid), Vec<Problem>> {
        let entry = self.entries.iter_mut().find(|entry| entry.id == id);
        match entry.map(|entry| (entry.on, &mut entry.what)) {
            Some((on, What::Aid(aid))) => Ok((on, aid)),
            _ => Err(vec![problems::no_such_entry()]),
        }
    }

    fn member_mut(&mut self, id: Uuid) -> Result<&mut Member, Problem> {
        self.members.iter_mut().find(|known| known.id == id).ok_or_else(problems::no_such_member)
    }

    fn stops(&mut self, member: Option<Uuid>) -> Result<&mut Stops, Problem> {
        match member {
            Some(id) => Ok(&mut self.member_mut(id)?.stops),
            None => Ok(&mut self.silence),
        }
    }
}

fn complete(member: &Member, today: NaiveDate) -> Result<(), Vec<Problem>> {
    let problems = member.problems(today);
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

#[cfg(test)]
mod tests;
