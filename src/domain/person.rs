//! A person with everything the registry keeps of her: one aggregate, one version, saved whole.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    codes::codes,
    consents::{Consent, ConsentStatus},
    contacts::{Contacts, Relative},
    dates::age_on,
    deaths::Death,
    documents::Document,
    names::Name,
    notices::{self, Given},
    people::Sex,
    programmes::{Programme, Rules},
    registrations::{Exit, Registration, RegistrationStatus, Stance},
    wishes::Wishes,
    words::{Problem, Words},
};

codes! {
    /// Where a person's record stands.
    PersonStatus {
        /// Living, as far as the office knows.
        Living = "living", "在世", "Living";
        /// Died.
        Deceased = "deceased", "已故", "Deceased";
        /// Merged into another record of the same person.
        Merged = "merged", "已合并", "Merged";
    }
}

/// A person.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// Her id.
    pub id: Uuid,
    /// Counts every change of the record or of what belongs to it.
    pub version: i64,
    /// The unit that manages her.
    pub unit: Uuid,
    /// Where the record stands.
    pub status: PersonStatus,
    /// Never to be called, written to or visited.
    pub do_not_contact: bool,
    /// The record that took this one in.
    pub merged_into: Option<Uuid>,
    /// Who she is; sealed.
    pub identity: Identity,
    /// How to reach her; sealed.
    pub contacts: Contacts,
    /// Offers and refusals.
    pub registrations: Vec<Registration>,
    /// Consents.
    pub consents: Vec<Consent>,
    /// Relatives and executors.
    pub relatives: Vec<Relative>,
    /// What she wishes for after her death; sealed.
    pub wishes: Wishes,
    /// Her death, where it was told apart from any donation or ledger; sealed.
    pub death: Option<Death>,
    /// When the record was made.
    pub created_at: DateTime<Utc>,
}

/// Who a person is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The name.
    pub name: Name,
    /// The document.
    pub document: Document,
    /// Documents the person also had: an older card, or that of a merged record.
    #[serde(default)]
    pub former_documents: Vec<Document>,
    /// Sex.
    pub sex: Sex,
    /// Date of birth.
    pub birth_date: Option<NaiveDate>,
    /// Ethnic group.
    #[serde(default)]
    pub ethnicity: Option<String>,
    /// Education.
    #[serde(default)]
    pub education: Option<String>,
    /// Employer.
    #[serde(default)]
    pub employer: Option<String>,
    /// School; students are lost when they graduate.
    #[serde(default)]
    pub school: Option<String>,
    /// First day of the month of graduation.
    #[serde(default)]
    pub graduates_in: Option<NaiveDate>,
    /// ABO and Rh as written.
    #[serde(default)]
    pub blood_type: Option<String>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Identity(…)")
    }
}

impl Person {
    /// The registration with this id.
    pub fn registration(&self, id: Uuid) -> Option<&Registration> {
        self.registrations.iter().find(|registration| registration.id == id)
    }

    /// The standing word on a programme.
    pub fn standing(&self, programme: Programme) -> Option<&Registration> {
        self.registrations.iter().find(|r| r.programme == programme && r.stands())
    }

    /// Adds an offer.
    ///
    /// # Errors
    /// A problem where the person is too young or too old at entry, already offers, or refuses the programme.
    pub fn offer(
        &mut self,
        offer: Registration,
        rules: &Rules,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        match self.standing(offer.programme) {
            Some(standing) if standing.stance == Stance::Refuses => return Err(refused()),
            Some(_) => return Err(already_offered()),
            None => {}
        }
        if self.status == PersonStatus::Deceased && offer.stands() {
            return Err(Problem::new(
                "programmes",
                "deceased",
                Words::new(
                    "此人已故，不能新增登记。",
                    "This person has died; nothing can be added.",
                ),
            ));
        }
        if let Some(birth) = self.identity.birth_date {
            let entered_on = offer.registered_on.unwrap_or(today);
            check_entry_age(offer.programme, age_on(birth, entered_on), rules)?;
        }
        self.registrations.push(offer);
        Ok(())
    }

    /// Records a refusal; a standing offer of the same programme ends with it. Who offers nothing any
    /// more is not to be asked again (network data regulation 22(5), Civil Code 1033).
    pub fn refuse(&mut self, refusal: Registration) {
        for standing in &mut self.registrations {
            if standing.programme == refusal.programme && standing.stands() {
                if standing.stance == Stance::Refuses {
                    return;
                }
                standing.status = RegistrationStatus::Withdrawn;
                standing.ended_on = refusal.registered_on;
                standing.details.notices = notices::owed(standing, &self.relatives);
            }
        }
        self.registrations.push(refusal);
        self.silence_if_nothing_stands();
    }

    /// Pauses an active registration, until a day or until further notice.
    ///
    /// # Errors
    /// Where it is not active.
    pub fn pause(&mut self, id: Uuid, until: Option<NaiveDate>) -> Result<(), Problem> {
        let registration = self.find(id)?;
        if registration.status != RegistrationStatus::Active {
            return Err(wrong_status());
        }
        registration.status = RegistrationStatus::Paused;
        registration.details.paused_until = until;
        Ok(())
    }

    /// Takes a paused registration up again.
    ///
    /// # Errors
    /// Where it is not paused.
    pub fn resume(&mut self, id: Uuid) -> Result<(), Problem> {
        let registration = self.find(id)?;
        if registration.status != RegistrationStatus::Paused {
            return Err(wrong_status());
        }
        registration.status = RegistrationStatus::Active;
        registration.details.paused_until = None;
        Ok(())
    }

    /// The paused registrations of a living person whose day has come by `today`.
    pub fn pauses_ended(&self, today: NaiveDate) -> impl Iterator<Item = Uuid> + '_ {
        let living = self.status == PersonStatus::Living;
        let ended = move |registration: &&Registration| {
            let until = registration.details.paused_until;
            living
                && registration.status == RegistrationStatus::Paused
                && until.is_some_and(|until| until <= today)
        };
        self.registrations.iter().filter(ended).map(|registration| registration.id)
    }

    /// Withdraws a registration: any time, no reason needed, the day may be unknown.
    ///
    /// # Errors
    /// Where it has ended already.
    pub fn withdraw(
        &mut self,
        id: Uuid,
        on: Option<NaiveDate>,
        reason: Option<String>,
    ) -> Result<(), Problem> {
        let relatives = std::mem::take(&mut self.relatives);
        let withdrawn = self.find(id).and_then(|registration| {
            if !registration.stands() {
                return Err(wrong_status());
            }
            registration.status = RegistrationStatus::Withdrawn;
            registration.ended_on = on;
            registration.details.end_reason = reason;
            registration.details.notices = notices::owed(registration, &relatives);
            Ok(())
        });
        self.relatives = relatives;
        withdrawn?;
        self.silence_if_nothing_stands();
        Ok(())
    }

    /// Has her leave the stem-cell register by age: nobody withdrew and nobody asked for silence, so that she may still
    /// be thanked, and asked for what she may still give.
    ///
    /// # Errors
    /// Where no offer of stem cells stands.
    pub fn age_out(&mut self, on: NaiveDate) -> Result<(), Problem> {
        let standing = self.registrations.iter_mut().find(|registration| {
            registration.programme == Programme::StemCell
                && registration.stance == Stance::Offers
                && registration.stands()
        });
        let registration = standing.ok_or_else(wrong_status)?;
        registration.status = RegistrationStatus::Withdrawn;
        registration.ended_on = Some(on);
        registration.details.exit = Some(Exit::AgedOut);
        registration.details.paused_until = None;
        registration.details.notices = notices::owed(registration, &self.relatives);
        Ok(())
    }

    /// Takes back that she left the stem-cell register by age, where by the date of birth as it is now she had not
    /// come to `exit_age`: it was corrected. Not where anybody outside was told already, or she said something else
    /// since; then it takes a new registration.
    pub fn correct_ageing(&mut self, exit_age: i32) {
        let Some(birth) = self.identity.birth_date else { return };
        if self.status != PersonStatus::Living || self.standing(Programme::StemCell).is_some() {
            return;
        }
        let disproved = |registration: &&mut Registration| {
            let details = &registration.details;
            registration.programme == Programme::StemCell
                && registration.status == RegistrationStatus::Withdrawn
                && details.exit == Some(Exit::AgedOut)
                && details.notices.iter().all(|notice| notice.given.is_none())
                && registration.ended_on.is_some_and(|on| age_on(birth, on) < exit_age)
        };
        // The last one: what was said after an earlier one stands.
        if let Some(registration) = self.registrations.iter_mut().rev().find(disproved) {
            registration.status = RegistrationStatus::Active;
            registration.ended_on = None;
            registration.details.exit = None;
            registration.details.notices.clear();
        }
    }

    /// Ticks off the notice at `position`, from one, that the withdrawal of `id` calls for.
    ///
    /// # Errors
    /// As [`notices::give`].
    pub fn give_notice(&mut self, id: Uuid, position: usize, given: Given) -> Result<(), Problem> {
        notices::give(self.find(id)?, position, given)
    }

    /// Withdraws a consent; without that to publicity, a wish for it ends too.
    ///
    /// # Errors
    /// Where there is none, or it was withdrawn already.
    pub fn withdraw_consent(&mut self, id: Uuid, on: Option<NaiveDate>) -> Result<(), Problem> {
        let consent = self.consents.iter_mut().find(|consent| consent.id == id);
        match consent {
            Some(consent) if consent.status == ConsentStatus::Given => {
                consent.status = ConsentStatus::Withdrawn;
                consent.details.withdrawn_on = on;
                self.unpublish_without_consent();
                Ok(())
            }
            _ => Err(wrong_status()),
        }
    }

    fn find(&mut self, id: Uuid) -> Result<&mut Registration, Problem> {
        self.registrations
            .iter_mut()
            .find(|registration| registration.id == id)
            .ok_or_else(wrong_status)
    }

    /// Nobody calls who offers nothing any more.
    pub(super) fn silence_if_nothing_stands(&mut self) {
        let offers = |r: &Registration| r.stands() && r.stance == Stance::Offers;
        if !self.registrations.iter().any(offers) {
            self.do_not_contact = true;
        }
    }
}

fn check_entry_age(programme: Programme, age: i32, rules: &Rules) -> Result<(), Problem> {
    let rule = rules.entry_age(programme);
    if age < rule.min {
        let words = Words::made(
            format!("登记时须年满 {} 周岁。", rule.min),
            format!("Registration is open from the age of {}.", rule.min),
        );
        return Err(Problem::new("birth_date", "too_young", words));
    }
    match rule.max {
        Some(max) if age > max => {
            let words = Words::made(
                format!("超过登记年龄上限 {max} 周岁。"),
                format!("Registration is open up to the age of {max}."),
            );
            Err(Problem::new("birth_date", "too_old", words))
        }
        _ => Ok(()),
    }
}

fn already_offered() -> Problem {
    Problem::new(
        "programmes",
        "already_registered",
        Words::new(
            "此项目已登记;如需更改请用“变更”。",
            "This programme is registered already; use amend to change it.",
        ),
    )
}

fn refused() -> Problem {
    Problem::new(
        "programmes",
        "refused",
        Words::new(
            "本人已登记不同意此项捐献;须本人先撤销不同意登记。",
            "The person refuses this programme; the refusal must be withdrawn first.",
        ),
    )
}

fn wrong_status() -> Problem {
    Problem::new(
        "status",
        "wrong_status",
        Words::new(
            "当前状态不能这样操作;请刷新页面查看最新状态。",
            "This cannot be done in the present state; reload the page.",
        ),
    )
}
