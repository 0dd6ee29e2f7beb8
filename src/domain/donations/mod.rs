//! A donation after death (捐献实现): from the call that comes in to the last word with the family. One
//! for each programme, since the laws differ; a state machine whose steps come in one order.

pub mod consequences;
pub mod endings;
pub mod families;
pub mod inputs;
pub mod ledger;
mod problems;
pub mod stages;
pub mod steps;
pub mod wills;
pub mod witnessing;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use self::{
    endings::{Ending, Unrealised},
    ledger::LedgerRecord,
    stages::{Process, Stage},
    steps::Step,
    wills::{Lookup, Will},
    witnessing::{WITNESSES, WitnessRecord, WitnessSignature},
};
use super::{codes::codes, coordinators::Coordinator, programmes::Programme, words::Problem};

/// One donation of one programme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Donation {
    /// Its id.
    pub id: Uuid,
    /// Counts its changes from 1.
    pub version: i64,
    /// Whose donation it is.
    pub person: Uuid,
    /// The unit that took the call: the donation counts there for ever.
    pub unit: Uuid,
    /// What is given; never stem cells.
    pub programme: Programme,
    /// The day of the call; of one that a ledger tells of, the day of the donation.
    pub called_on: NaiveDate,
    /// What is sealed.
    pub course: Course,
}

codes! {
    /// Who called in.
    CallFrom {
        /// A hospital.
        Hospital = "hospital", "医院", "Hospital";
        /// The family.
        Family = "family", "家属", "Family";
        /// The executor.
        Executor = "executor", "执行人", "Executor";
        /// A home for the elderly.
        Home = "home", "养老机构", "Home for the elderly";
        /// Somebody else.
        Other = "other", "其他", "Somebody else";
    }
}

/// What is known of a donation; sealed as one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Course {
    /// Who called in; none where nobody did: an older ledger tells of it.
    pub call_from: Option<CallFrom>,
    /// Where the person is or was.
    pub place: Option<String>,
    /// What the caller said.
    pub note: Option<String>,
    /// The looks at the registry, oldest first; the last one decides.
    #[serde(default)]
    pub looks: Vec<Lookup>,
    /// Whether the family's joint consent is asked for: by law where no will was expressed, and wherever
    /// the office's rules ask for it.
    #[serde(default)]
    pub asks_family: bool,
    /// The steps since.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// The record of the recovery.
    #[serde(default)]
    pub witness: Option<WitnessRecord>,
    /// The accounts that handle it: until it is realised nobody else sees it but supervisors (organ
    /// regulation 16, 45: who may donate is not passed around).
    #[serde(default)]
    pub handlers: BTreeSet<Uuid>,
    /// What an older ledger tells of it, instead of looks, steps and a witness record.
    #[serde(default)]
    pub ledger: Option<LedgerRecord>,
    /// Why it was not realised.
    #[serde(default)]
    pub ending: Option<Ending>,
}

impl std::fmt::Debug for Course {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Course(…)")
    }
}

impl Course {
    /// What is known when the call comes in.
    pub fn new(call_from: CallFrom, place: Option<String>, note: Option<String>) -> Self {
        Self { call_from: Some(call_from), place, note, ..Self::unheard_of() }
    }

    /// Where no call came in.
    fn unheard_of() -> Self {
        Self {
            call_from: None,
            place: None,
            note: None,
            looks: Vec::new(),
            asks_family: false,
            steps: Vec::new(),
            witness: None,
            handlers: BTreeSet::new(),
            ledger: None,
            ending: None,
        }
    }
}

impl Donation {
    fn process(&self) -> Process {
        // Nobody opens one for stem cells; a row that says so would not have opened.
        Process::of(self.programme).unwrap_or(Process::Handover)
    }

    /// How far it has come.
    pub fn stage(&self) -> Stage {
        if self.ledger().is_some() {
            return Stage::FromLedger;
        }
        match (self.course.steps.last(), self.course.looks.is_empty()) {
            (Some(step), _) => step.stage(),
            (None, false) => Stage::WillChecked,
            (None, true) => Stage::Called,
        }
    }

    /// All its stages in order, as far as is known who has to be asked.
    pub fn stages(&self) -> Vec<Stage> {
        if self.ledger().is_some() {
            return vec![Stage::FromLedger];
        }
        self.process().stages(self.course.asks_family).collect()
    }

    /// The stage that comes next; none where nothing more will happen.
    pub fn next(&self) -> Option<Stage> {
        if self.course.ending.is_some() || self.ledger().is_some() {
            return None;
        }
        let mut stages = self.process().stages(self.course.asks_family);
        stages.by_ref().find(|stage| *stage == self.stage());
        stages.next()
    }

    /// Whether nothing more will happen.
    pub fn is_over(&self) -> bool {
        self.next().is_none()
    }

    /// The day on which the donation took place, if it did.
    pub fn realised_on(&self) -> Option<NaiveDate> {
        if let Some(record) = self.standing_ledger() {
            return Some(record.told.donated_on);
        }
        let realised = self.process().realised_at();
        self.course.steps.iter().find(|step| step.stage() == realised).map(Step::on)
    }

    /// Whether its steps, or a ledger, tell that the person has died.
    pub fn tells_of_death(&self) -> bool {
        let tells = |step: &Step| matches!(step.stage(), Stage::Determined | Stage::HandedOver);
        self.standing_ledger().is_some() || self.course.steps.iter().any(tells)
    }

    /// What the last look found.
    pub fn will(&self) -> Option<Will> {
        self.course.looks.last().map(|look| look.will)
    }

    /// The coordinators assigned.
    pub fn coordinators(&self) -> &[Uuid] {
        let assigned = self.course.steps.iter().find_map(|step| match step {
            Step::Assigned { coordinators, .. } => Some(coordinators.as_slice()),
            _ => None,
        });
        assigned.unwrap_or_default()
    }

    /// Whether `account` may see it: everybody in the scope once it is realised, before that only who
    /// handles it.
    pub fn is_shown_to(&self, account: Option<Uuid>) -> bool {
        self.realised_on().is_some()
            || account.is_some_and(|account| self.course.handlers.contains(&account))
    }

    /// Writes a look at the registry down. A refusal ends the donation here.
    ///
    /// # Errors
    /// Where the will has been acted upon already.
    pub fn look(
        &mut self,
        look: Lookup,
        asks_family: bool,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        let acted = !self.course.steps.is_empty() || self.ledger().is_some();
        if self.course.ending.is_some() || acted {
            return Err(problems::not_next(self.next(), Stage::WillChecked));
        }
        self.course.looks.push(look);
        self.course.asks_family = asks_family || look.will == Will::NoneExpressed;
        if look.will == Will::Refused {
            let (reason, by) = (Unrealised::RefusedInLife, look.by);
            self.course.ending = Some(Ending { on: today, reason, words: None, by });
        }
        Ok(())
    }

    /// Goes one step on.
    ///
    /// # Errors
    /// Where another comes first, the day does not fit, or what the step asks for is not there.
    pub fn advance(&mut self, step: Step, today: NaiveDate) -> Result<(), Problem> {
        if self.will() == Some(Will::Refused) {
            return Err(problems::refused_in_life());
        }
        if step.stage() == Stage::Witnessed {
            return Err(problems::witnessed_by_signing());
        }
        match &step {
            Step::FamilyConfirmed { consent, .. } => consent.check()?,
            Step::Assigned { coordinators, .. } => {
                let different: BTreeSet<_> = coordinators.iter().collect();
                if different.len() < WITNESSES || different.len() < coordinators.len() {
                    return Err(problems::two_coordinators());
                }
            }
            _ => {}
        }
        self.push(step, today)
    }

    fn push(&mut self, step: Step, today: NaiveDate) -> Result<(), Problem> {
        if self.next() != Some(step.stage()) {
            return Err(problems::not_next(self.next(), step.stage()));
        }
        self.check_day("on", step.on(), today)?;
        self.course.steps.push(step);
        Ok(())
    }

    /// Neither before the call, nor before the last step, nor after today. The family may have signed
    /// before it called.
    fn check_day(
        &self,
        field: &'static str,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        let last = self.course.steps.last().map(Step::on);
        match last {
            _ if on > today => Err(problems::in_future(field)),
            _ if on < self.called_on => Err(problems::before_call(field)),
            Some(last) if on < last => Err(problems::before_last_step(field)),
            _ => Ok(()),
        }
    }

    /// Writes the record of the recovery, or writes it anew: who has signed the former one signs again.
    ///
    /// # Errors
    /// Where death has not been determined, the day does not fit, no organ is named or the body's
    /// appearance has not been restored.
    pub fn write_witness(
        &mut self,
        record: WitnessRecord,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        if self.next() != Some(Stage::Witnessed) {
            return Err(problems::not_next(self.next(), Stage::Witnessed));
        }
        self.check_day("on", record.on, today)?;
        if record.organs.is_empty() {
            return Err(problems::no_organs());
        }
        if !record.appearance_restored {
            return Err(problems::appearance());
        }
        self.course.witness = Some(WitnessRecord { signatures: Vec::new(), ..record });
        Ok(())
    }

    /// Signs the record as `coordinator`, under her own account; the second signature closes it.
    ///
    /// # Errors
    /// Where she is not assigned, may not witness on that day, has signed already, or there is nothing to
    /// sign.
    pub fn sign(
        &mut self,
        coordinator: &Coordinator,
        signature: WitnessSignature,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        if self.next() != Some(Stage::Witnessed) {
            return Err(problems::not_next(self.next(), Stage::Witnessed));
        }
        let is_hers = coordinator.id == signature.coordinator
            && coordinator.account == Some(signature.account)
            && self.coordinators().contains(&coordinator.id);
        if !is_hers {
            return Err(problems::not_assigned());
        }
        let Some(record) = &mut self.course.witness else {
            return Err(problems::no_witness_record());
        };
        coordinator.may_witness(record.on)?;
        coordinator.may_witness(today)?;
        record.add(signature)?;
        if record.is_closed() {
            let on = record.on;
            self.push(Step::Witnessed { on }, today)?;
        }
        Ok(())
    }

    /// Ends it unrealised.
    ///
    /// # Errors
    /// Where it is over or realised, the day does not fit, or words are missing.
    pub fn end(&mut self, ending: Ending, today: NaiveDate) -> Result<(), Problem> {
        if self.is_over() || self.realised_on().is_some() {
            return Err(problems::over());
        }
        self.check_day("on", ending.on, today)?;
        ending.check()?;
        self.course.ending = Some(ending);
        Ok(())
    }

    /// Takes the end back, which was recorded by mistake. A refusal stays one: only a new look could tell
    /// otherwise.
    ///
    /// # Errors
    /// Where it has not ended.
    pub fn reopen(&mut self) -> Result<(), Problem> {
        let ending = self.course.ending.take().ok_or_else(problems::not_ended)?;
        if ending.reason == Unrealised::RefusedInLife {
            self.course.looks.clear();
        }
        Ok(())
    }

    /// Takes the last step back, which was recorded by mistake, and gives it. Where the recovery was witnessed,
    /// both have to sign again.
    ///
    /// # Errors
    /// Where there is none, or it has ended.
    pub fn undo_step(&mut self) -> Result<Step, Problem> {
        if self.course.ending.is_some() {
            return Err(problems::over());
        }
        let step = self.course.steps.pop().ok_or_else(problems::no_step)?;
        if step.stage() == Stage::Witnessed {
            self.course.witness = None;
        }
        Ok(step)
    }
}

#[cfg(test)]
mod tests;
