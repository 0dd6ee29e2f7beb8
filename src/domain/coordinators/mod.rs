//! Donation coordinators (人体器官捐献协调员): who is certified to witness, and until when. They are trained
//! and certified under the rules for coordinators (中红字〔2011〕65 号); at least two of the Red Cross witness
//! a donation (State Council decree 767, article 19).

mod certificates;
pub mod inputs;
mod problems;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    codes::codes, documents::Document, names::Name, phones::Phone, trainings::Training,
    words::Problem,
};

pub use certificates::{Certificate, CertificateState, Certificates};

codes! {
    /// For whom a coordinator works; only those of the Red Cross witness.
    CoordinatorKind {
        /// Of a Red Cross society.
        RedCross = "red_cross", "红十字会协调员", "Red Cross coordinator";
        /// Of a hospital or its organ procurement organisation.
        Hospital = "hospital", "医院（OPO）协调员", "Hospital (OPO) coordinator";
    }
}

/// A coordinator: a data subject of her own, with a record key of her own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Coordinator {
    /// Her id.
    pub id: Uuid,
    /// Counts changes from 1.
    pub version: i64,
    /// The unit whose register she stands in.
    pub unit: Uuid,
    /// Her account, where she has one.
    pub account: Option<Uuid>,
    /// For whom she works.
    pub kind: CoordinatorKind,
    /// The first day of her present certificate; may lie ahead.
    pub certified_from: NaiveDate,
    /// Its last day.
    pub certified_until: NaiveDate,
    /// Whether she may never witness again.
    pub banned: bool,
    /// What is sealed.
    pub details: CoordinatorDetails,
}

/// The sealed part of a coordinator.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoordinatorDetails {
    /// Her name.
    pub name: Name,
    /// Her identity document: nobody stands in the register twice.
    pub document: Document,
    /// The number of her present certificate (协调员证件号), at most 40 characters.
    pub number: String,
    /// Her phone.
    #[serde(default)]
    pub phone: Option<Phone>,
    /// Her trainings, oldest first.
    #[serde(default)]
    pub trainings: Vec<Training>,
    /// The certificates before the present one, oldest first.
    #[serde(default)]
    pub former: Vec<Certificate>,
    /// The day from which she is banned for life.
    #[serde(default)]
    pub banned_on: Option<NaiveDate>,
    /// Why she is banned.
    #[serde(default)]
    pub ban_reason: Option<String>,
    /// Bans that were entered by mistake and taken back, oldest first.
    #[serde(default)]
    pub lifted: Vec<LiftedBan>,
}

impl std::fmt::Debug for CoordinatorDetails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CoordinatorDetails(…)")
    }
}

/// A ban that was taken back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiftedBan {
    /// From when she was banned.
    pub banned_on: Option<NaiveDate>,
    /// Why she was.
    pub ban_reason: Option<String>,
    /// When it was taken back.
    pub lifted_on: NaiveDate,
    /// Why it was a mistake.
    pub reason: String,
}

impl Coordinator {
    /// Whether she may witness a donation on the day `on`, by any certificate she ever had: a donation of last
    /// year was witnessed under last year's.
    ///
    /// # Errors
    /// Of the field `coordinator`, the first that holds: `hospital_coordinator` (not of the Red Cross), `banned`
    /// (on that day or before), `not_yet_certified`, `certificate_expired` (also in a gap between two).
    pub fn may_witness(&self, on: NaiveDate) -> Result<(), Problem> {
        if self.kind != CoordinatorKind::RedCross {
            return Err(problems::hospital_coordinator());
        }
        if self.banned && self.details.banned_on.is_none_or(|banned_on| banned_on <= on) {
            return Err(problems::banned());
        }
        if self.certificates().any(|certificate| certificate.covers(on)) {
            return Ok(());
        }
        let began = self.certificates().any(|certificate| certificate.from <= on);
        Err(if began { problems::certificate_expired() } else { problems::not_yet_certified() })
    }

    /// Where her certificate stands on `today`; the last `warning` days count as running out.
    pub fn certificate_state(&self, today: NaiveDate, warning: u32) -> CertificateState {
        if self.banned {
            return CertificateState::Banned;
        }
        match certificates::covered_until(self.certificates(), today) {
            Some(until) if (until - today).num_days() <= i64::from(warning) => {
                CertificateState::Expiring { until }
            }
            Some(until) => CertificateState::Valid { until },
            None if today < self.certified_from => {
                CertificateState::NotYet { from: self.certified_from }
            }
            None => CertificateState::Expired { since: self.certified_until },
        }
    }

    /// All her certificates, the present one last.
    fn certificates(&self) -> impl Iterator<Item = Certificate> + '_ {
        self.details.former.iter().cloned().chain(std::iter::once(self.certificate()))
    }

    /// Her present certificate.
    pub fn certificate(&self) -> Certificate {
        Certificate {
            number: self.details.number.clone(),
            from: self.certified_from,
            until: self.certified_until,
        }
    }

    /// Gives her a new certificate; the former one is kept.
    ///
    /// # Errors
    /// Where she is banned (field `certificate`), or the new one does not reach further (`certified_until`).
    pub fn renew(&mut self, new: Certificate) -> Result<(), Problem> {
        if self.banned {
            return Err(problems::no_certificate_for_the_banned());
        }
        if new.until <= self.certified_until {
            return Err(problems::not_longer());
        }
        let was = self.certificate();
        self.details.former.push(was);
        self.details.number = new.number;
        (self.certified_from, self.certified_until) = (new.from, new.until);
        Ok(())
    }

    /// Writes a training down.
    ///
    /// # Errors
    /// Where it stands there already, word for word (field `what`).
    pub fn train(&mut self, training: Training) -> Result<(), Problem> {
        if self.details.trainings.contains(&training) {
            return Err(problems::known_training());
        }
        self.details.trainings.push(training);
        self.details.trainings.sort_by_key(|training| training.on);
        Ok(())
    }

    /// Bans her for life, from the day `on`.
    ///
    /// # Errors
    /// Where she is banned already (field `reason`).
    pub fn ban(&mut self, on: NaiveDate, reason: String) -> Result<(), Problem> {
        if self.banned {
            return Err(problems::already_banned());
        }
        self.banned = true;
        (self.details.banned_on, self.details.ban_reason) = (Some(on), Some(reason));
        Ok(())
    }

    /// Takes back a ban that was entered by mistake; it stays in the record with the reason.
    ///
    /// # Errors
    /// Where she is not banned (field `reason`).
    pub fn lift_ban(&mut self, on: NaiveDate, reason: String) -> Result<(), Problem> {
        if !self.banned {
            return Err(problems::not_banned());
        }
        self.banned = false;
        let (banned_on, ban_reason) =
            (self.details.banned_on.take(), self.details.ban_reason.take());
        self.details.lifted.push(LiftedBan { banned_on, ban_reason, lifted_on: on, reason });
        Ok(())
    }
}

#[cfg(test)]
mod tests;
