//! What is printed for a registrant: the card for the wallet, the certificate, and the letter that tells of a
//! withdrawal. Plain content; how it looks is a matter of the page.

use chrono::NaiveDate;

use super::{
    codes::codes,
    contacts::{Relative, RelativeRole},
    gifts::{BodyGift, Tissue},
    notices::NoticeTo,
    people::Sex,
    person::Person,
    programmes::{Organ, Programme},
    registrations::{Registration, Stance},
    words::{Problem, Words},
};

codes! {
    /// What can be printed of registrations that stand.
    Paper {
        /// 登记卡, for the wallet.
        Card = "card", "登记卡", "Registration card";
        /// 登记证书, to keep.
        Certificate = "certificate", "登记证书（纪念证）", "Certificate";
    }
}

/// The card for the wallet.
#[derive(Clone, PartialEq, Eq)]
pub struct Card {
    /// The whole name.
    pub name: String,
    /// The document number, masked: a wallet gets lost.
    pub document: String,
    /// The office's card numbers, each once.
    pub numbers: Vec<String>,
    /// What is given.
    pub gifts: Vec<Words>,
    /// The first day of registration.
    pub since: Option<NaiveDate>,
    /// Executors who agreed, in order: name, relation, phone.
    pub executors: Vec<(String, Words, String)>,
    /// Units that receive.
    pub receiving_units: Vec<String>,
}

/// The certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The whole name.
    pub name: String,
    /// How she is addressed: 先生, 女士, or both where the sex is not known.
    pub address: &'static str,
    /// What is given.
    pub gifts: Vec<Words>,
    /// The first day of registration.
    pub since: Option<NaiveDate>,
}

/// A letter that tells of a withdrawal.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// Where; empty where it is not known.
    pub address: String,
    /// Whose registration it was.
    pub name: String,
    /// Of what.
    pub programme: Words,
    /// The day it was registered.
    pub registered_on: Option<NaiveDate>,
    /// The day it was withdrawn.
    pub ended_on: Option<NaiveDate>,
    /// Its card number, which holds no more.
    pub card_number: Option<String>,
}

impl std::fmt::Debug for Card {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Card(…)")
    }
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Certificate(…)")
    }
}

impl std::fmt::Debug for Letter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letter(…)")
    }
}

/// What one registration gives, e.g. 人体器官（心脏、肝脏）.
pub fn gift(registration: &Registration) -> Words {
    let details = &registration.details;
    let label = registration.programme.label();
    let parts = match registration.programme {
        Programme::Organ => named(&details.organs, Organ::label),
        Programme::Tissue => named(&details.tissues, Tissue::label),
        Programme::Body => named(&details.gifts, BodyGift::label),
        Programme::StemCell | Programme::Cornea => None,
    };
    match parts {
        Some((zh, en)) => {
            Words::made(format!("{}（{zh}）", label.zh), format!("{} ({en})", label.en))
        }
        None => label,
    }
}

fn named<T: Copy>(list: &[T], label: fn(T) -> Words) -> Option<(String, String)> {
    let labels: Vec<Words> = list.iter().map(|&one| label(one)).collect();
    let zh: Vec<&str> = labels.iter().map(|words| &*words.zh).collect();
    let en: Vec<&str> = labels.iter().map(|words| &*words.en).collect();
    (!labels.is_empty()).then(|| (zh.join("、"), en.join(", ")))
}

/// The offers that stand, in the order of programmes.
fn standing(person: &Person) -> Result<Vec<&Registration>, Problem> {
    let stands = |one: &&Registration| one.stands() && one.stance == Stance::Offers;
    let mut offers: Vec<&Registration> = person.registrations.iter().filter(stands).collect();
    offers.sort_by_key(|one| one.programme);
    if offers.is_empty() {
        let words = Words::new(
            "没有有效的捐献登记，不能打印登记卡或证书。",
            "No registration stands, so there is neither card nor certificate.",
        );
        return Err(Problem::new("paper", "nothing_stands", words));
    }
    Ok(offers)
}

/// The card; executors' phones in full only where the registrant asks for it.
///
/// # Errors
/// Where no offer stands.
pub fn card(person: &Person, phones_in_full: bool) -> Result<Card, Problem> {
    let offers = standing(person)?;
    let mut numbers: Vec<String> =
        offers.iter().filter_map(|one| one.details.card_number.clone()).collect();
    numbers.dedup();
    let mut receiving_units: Vec<String> =
        offers.iter().filter_map(|one| one.details.receiving_unit.clone()).collect();
    receiving_units.dedup();
    let executor = |one: &Relative| {
        let details = &one.details;
        let phone = details.phone.as_ref();
        let phone = phone.map(|phone| match phones_in_full {
            true => phone.as_str().to_owned(),
            false => phone.masked(),
        });
        let relation = details.relation.map_or(Words::new("", ""), |relation| relation.label());
        (details.name.as_str().to_owned(), relation, phone.unwrap_or_default())
    };
    Ok(Card {
        name: person.identity.name.as_str().to_owned(),
        document: person.identity.document.masked(),
        numbers,
        gifts: offers.iter().map(|one| gift(one)).collect(),
        since: offers.iter().filter_map(|one| one.registered_on).min(),
        executors: person.relatives.iter().filter(|one| one.will_act()).map(executor).collect(),
        receiving_units,
    })
}

/// The certificate.
///
/// # Errors
/// Where no offer stands.
pub fn certificate(person: &Person) -> Result<Certificate, Problem> {
    let offers = standing(person)?;
    Ok(Certificate {
        name: person.identity.name.as_str().to_owned(),
        address: match person.identity.sex {
            Sex::Male => "先生",
            Sex::Female => "女士",
            Sex::Unknown => "先生（女士）",
        },
        gifts: offers.iter().map(|one| gift(one)).collect(),
        since: offers.iter().filter_map(|one| one.registered_on).min(),
    })
}

/// The letter for the notice at `position`, from one; none where there is no such notice, where it goes to
/// the national system, or where the executor is no longer in the record.
pub fn letter(person: &Person, registration: &Registration, position: usize) -> Option<Letter> {
    let details = &registration.details;
    let notice = details.notices.get(position.checked_sub(1)?)?;
    let (to, address) = match notice.to {
        NoticeTo::NationalSystem => return None,
        NoticeTo::ReceivingUnit => (details.receiving_unit.clone()?, String::new()),
        NoticeTo::Executor => {
            let executor = person.relatives.iter().find(|one| {
                one.role == RelativeRole::Executor && Some(one.id) == notice.executor
            })?;
            let address = executor.details.address.clone().unwrap_or_default();
            (executor.details.name.as_str().to_owned(), address)
        }
    };
    Some(Letter {
        to,
        address,
        name: person.identity.name.as_str().to_owned(),
        programme: registration.programme.label(),
        registered_on: registration.registered_on,
        ended_on: registration.ended_on,
        card_number: details.card_number.clone(),
    })
}
