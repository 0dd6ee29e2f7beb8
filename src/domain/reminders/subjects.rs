//! Whom rules look at, and what they see of her: no names and no numbers, only days and what is so.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::stops::Stop;
use crate::domain::{
    codes::codes, feasts, match_cases::donations::Product, programmes::Programme,
    retention::RetentionList,
};

codes! {
    /// What a subject is.
    SubjectKind {
        /// A registered person.
        Person = "person", "登记者", "Person";
        /// A care ledger.
        Ledger = "ledger", "关怀台账", "Care ledger";
        /// A coordinator of the register.
        Coordinator = "coordinator", "协调员", "Coordinator";
        /// An account.
        Account = "account", "账号", "Account";
    }
}

codes! {
    /// What a rule watches.
    Watch {
        /// A registration.
        Registration = "registration", "登记", "Registration";
        /// A match case that is under way.
        MatchCase = "match_case", "初配案例", "Match case";
        /// Somebody who gave stem cells.
        Collection = "collection", "造血干细胞捐献", "Stem-cell donation";
        /// A donation after death.
        Donation = "donation", "身后捐献", "Donation after death";
        /// A care ledger.
        CareLedger = "care_ledger", "关怀台账", "Care ledger";
        /// A coordinator's certificate.
        Certificate = "certificate", "协调员证书", "Coordinator's certificate";
        /// An account.
        Account = "account", "账号", "Account";
    }
}

codes! {
    /// The day from which a rule counts.
    Anchor {
        /// The registration was signed.
        Registered = "registered", "登记日", "Registered";
        /// The sample was taken.
        Sampled = "sampled", "采样日", "Sampled";
        /// The national pool was entered.
        Pooled = "pooled", "入库日", "Pooled";
        /// Birth. The day due is brought forward by up to eight weeks, another for everybody (blueprint §4).
        Born = "born", "出生日", "Born";
        /// The latest national list on which the volunteer stands was received. Every year's list counts by itself.
        Listed = "listed", "保留项目名单收到日", "National list received";
        /// The notice came.
        Notified = "notified", "初配通知日", "Notified";
        /// The last day to answer.
        AnswerBy = "answer_by", "答复时限", "Answer by";
        /// The last day to consent.
        ConsentBy = "consent_by", "捐献同意时限", "Consent by";
        /// Cells were collected.
        Collected = "collected", "采集日", "Collected";
        /// A donation after death was realised.
        Realised = "realised", "捐献日", "Realised";
        /// The death that a family remembers; by the lunar calendar where the family wishes.
        Remembered = "remembered", "忌日", "Day of remembrance";
        /// The ledger was opened.
        Opened = "opened", "建账日", "Opened";
        /// The last day of the certificate.
        CertifiedUntil = "certified_until", "证书到期日", "Certified until";
        /// The account was made.
        Created = "created", "开户日", "Created";
    }
}

impl Watch {
    /// The days from which a rule that watches this may count.
    pub fn anchors(self) -> &'static [Anchor] {
        match self {
            Self::Registration => {
                &[Anchor::Registered, Anchor::Sampled, Anchor::Pooled, Anchor::Born, Anchor::Listed]
            }
            Self::MatchCase => &[Anchor::Notified, Anchor::AnswerBy, Anchor::ConsentBy],
            Self::Collection => &[Anchor::Collected],
            Self::Donation => &[Anchor::Realised],
            Self::CareLedger => &[Anchor::Remembered, Anchor::Opened],
            Self::Certificate => &[Anchor::CertifiedUntil],
            Self::Account => &[Anchor::Created],
        }
    }
}

/// Which of a rule's reminders it is: an ordinal from 1, or a feast's or a national list's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Occurrence(pub i32);

/// How far a match case has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Somebody tried to reach the volunteer.
    pub called: bool,
    /// The volunteer said yes or no.
    pub answered: bool,
    /// The volunteer agreed in writing.
    pub agreed: bool,
    /// Consent to donate is signed.
    pub consented: bool,
}

/// A thing of a subject that a rule may watch.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub watch: Watch,
    /// Its programme; none for ledgers, certificates and accounts.
    pub programme: Option<Programme>,
    /// The days that are known of it.
    pub days: Vec<(Anchor, NaiveDate)>,
    /// Why nothing more is to be done for it.
    pub stop: Option<Stop>,
    /// The day the national pool was entered.
    pub pooled_on: Option<NaiveDate>,
    /// The national lists on which the volunteer stands, in the order in which they came.
    pub lists: Vec<RetentionList>,
    /// What was collected.
    pub product: Option<Product>,
    /// When the donor said that she had recovered.
    pub recovered_on: Option<NaiveDate>,
    /// How far a match case has come.
    pub progress: Option<Progress>,
}

impl Item {
    /// A thing of which nothing is known yet.
    pub fn new(id: Uuid, watch: Watch, programme: Option<Programme>) -> Self {
        Self {
            id,
            watch,
            programme,
            days: Vec::new(),
            stop: None,
            pooled_on: None,
            lists: Vec::new(),
            product: None,
            recovered_on: None,
            progress: None,
        }
    }

    /// With one more day, where it is known.
    pub fn day(mut self, anchor: Anchor, day: Option<NaiveDate>) -> Self {
        self.days.extend(day.map(|day| (anchor, day)));
        self
    }

    /// The day of an anchor.
    pub fn on(&self, anchor: Anchor) -> Option<NaiveDate> {
        self.days.iter().find(|(known, _)| *known == anchor).map(|(_, day)| *day)
    }

    /// The first of its days: no feast before it concerns it. Neither birth nor a list tells when her word began.
    pub fn began_on(&self) -> Option<NaiveDate> {
        let tells = |anchor: &Anchor| !matches!(anchor, Anchor::Born | Anchor::Listed);
        self.days.iter().filter(|(anchor, _)| tells(anchor)).map(|(_, day)| *day).min()
    }
}

/// What matters of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// It is that of somebody who died; else the ledger is of somebody who lives.
    pub bereaved: bool,
    /// The day of the death, and whether its return is counted by the lunar calendar.
    pub remembered: Option<(NaiveDate, bool)>,
    /// When the parents were born, where it is known.
    pub parents: Vec<NaiveDate>,
    /// A child goes to school.
    pub at_school: bool,
}

impl Family {
    /// Whether the day of a death returns on `day`.
    pub fn remembers_on(&self, day: NaiveDate) -> bool {
        use chrono::Datelike;
        self.remembered.is_some_and(|(death, _)| {
            // A lunar year may end in the next solar one.
            let years = day.year() - death.year();
            (years - 1..=years + 1).any(|nth| nth > 0 && self.return_of(nth) == Some(day))
        })
    }

    /// The `nth` return of the day of the death.
    pub fn return_of(&self, nth: i32) -> Option<NaiveDate> {
        let (death, lunar) = self.remembered?;
        if lunar { feasts::lunar_return(death, nth) } else { feasts::solar_return(death, nth) }
    }
}

/// A contact that took place: with whom the office speaks for one programme, it does not for another in the
/// same week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Contact {
    /// The day.
    pub on: NaiveDate,
    /// For which programme.
    pub programme: Option<Programme>,
}

/// Whom rules look at.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// The data subject's id.
    pub id: Uuid,
    /// What it is.
    pub kind: SubjectKind,
    /// The unit that looks after it.
    pub unit: Uuid,
    /// The day it came into the registry: nothing is planned that fell due before.
    pub entered_on: NaiveDate,
    /// Why nobody is to be approached at all.
    pub stop: Option<Stop>,
    /// Whether the person it is about lives; none where nobody is named.
    pub lives: Option<bool>,
    /// Her date of birth.
    pub birth_date: Option<NaiveDate>,
    /// The month of graduation.
    pub graduates_in: Option<NaiveDate>,
    /// The month in which somebody last reached her.
    pub reached_in: Option<NaiveDate>,
    /// By how many days what hangs on her age is brought forward: 0–55, another for everybody.
    pub jitter: u32,
    /// What matters of a family.
    pub family: Option<Family>,
    /// Contacts of the last weeks.
    pub contacts: Vec<Contact>,
    /// Her things.
    pub items: Vec<Item>,
}
