//! Who may be invited, asked of her record as it is now: when she comes onto the list, and again when somebody
//! asks her (Civil Code 1033; PIPL 15). Never somebody who asked for silence, never the dead, a family's contact
//! only in the way she allows.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{invitations::Invitation, problems};
use crate::domain::{
    care::{
        CareLedger,
        contact::{ContactRule, Way, may_reveal},
        masks::masked_title,
        members::{self, Kinship},
    },
    person::Person,
    tasks::may_be_helped,
    team::Member,
    words::Problem,
};

/// The record behind an invitation.
#[derive(Debug, Clone, PartialEq)]
pub enum Known {
    /// A care ledger.
    Ledger {
        /// The ledger.
        ledger: Box<CareLedger>,
        /// The living person whom it concerns is not to be contacted, says her own record.
        person_is_silent: bool,
    },
    /// A registrant or donor.
    Person(Box<Person>),
    /// A member of the volunteer team.
    Member(Box<Member>),
}

/// How somebody is called and reached, in full.
#[derive(Clone, PartialEq, Eq)]
pub struct Reach {
    /// Her name.
    pub name: String,
    /// What she is to the donor, where a family is asked.
    pub kinship: Option<Kinship>,
    /// Where she may be called.
    pub phone: Option<String>,
    /// Where she may be visited or written to.
    pub address: Option<String>,
}

impl Known {
    /// The unit that keeps the record.
    pub fn unit(&self) -> Uuid {
        match self {
            Self::Ledger { ledger, .. } => ledger.unit,
            Self::Person(person) => person.unit,
            Self::Member(member) => member.unit,
        }
    }

    /// Whether she may stand on a list; `member` is the member of the family who is to be asked.
    ///
    /// # Errors
    /// Why not: silence, do-not-contact, death, a withdrawal, or a member who is none.
    pub fn may_be_listed(&self, member: Option<Uuid>) -> Result<(), Problem> {
        match self {
            Self::Ledger { ledger, person_is_silent } => {
                let member = of_family(ledger, member)?;
                if *person_is_silent {
                    return Err(problems::person_not_invited());
                }
                // Whoever alone may contact her may: she is listed, and that colleague asks her.
                may_reveal(&ledger.story, member, None, false)?;
                match member.contact {
                    ContactRule::No => Err(problems::member_not_invited()),
                    _ => Ok(()),
                }
            }
            Self::Person(person) => {
                may_be_helped(person).map_err(|_| problems::person_not_invited())
            }
            Self::Member(member) if !member.active => Err(problems::left_the_team()),
            Self::Member(_) => Ok(()),
        }
    }

    /// Whether `account` may ask her in this way on the day `on`.
    ///
    /// # Errors
    /// As [`Known::may_be_listed`]; where only a colleague may contact her, or in another way only.
    pub fn may_be_asked(
        &self,
        member: Option<Uuid>,
        account: Option<Uuid>,
        way: Way,
        on: NaiveDate,
    ) -> Result<(), Problem> {
        self.may_be_listed(member)?;
        let Self::Ledger { ledger, .. } = self else { return Ok(()) };
        let member = of_family(ledger, member)?;
        may_reveal(&ledger.story, member, account, true)?;
        if ledger.story.silence.covers(on) || member.stops.covers(on) {
            return Err(problems::silent_then());
        }
        if !member.ways.contains(&way) {
            return Err(problems::way_unwanted());
        }
        Ok(())
    }

    /// In which ways she may be asked.
    pub fn ways(&self, member: Option<Uuid>) -> &[Way] {
        match self {
            Self::Ledger { ledger, .. } => {
                of_family(ledger, member).map_or(&[], |member| &member.ways)
            }
            Self::Person(_) | Self::Member(_) => Way::ALL,
        }
    }

    /// How she is shown without a reason: `王** 钱**`, `张**`.
    pub fn masked(&self, member: Option<Uuid>) -> String {
        match self {
            Self::Ledger { ledger, .. } => {
                let title = masked_title(&ledger.story.title);
                match of_family(ledger, member) {
                    Ok(member) => format!("{title}：{}", member.name.masked()),
                    Err(_) => title,
                }
            }
            Self::Person(person) => person.identity.name.masked(),
            Self::Member(member) => member.details.name.masked(),
        }
    }

    /// What the member of the family who is asked is to the donor.
    pub fn kinship(&self, member: Option<Uuid>) -> Option<Kinship> {
        match self {
            Self::Ledger { ledger, .. } => of_family(ledger, member).ok().map(|one| one.kinship),
            Self::Person(_) | Self::Member(_) => None,
        }
    }

    /// Name and contacts in full, for a call list: of a family only the contacts for the ways she allows.
    ///
    /// # Errors
    /// Why `account` may not contact her.
    pub fn reach(&self, member: Option<Uuid>, account: Option<Uuid>) -> Result<Reach, Problem> {
        self.may_be_listed(member)?;
        let (name, kinship, phone, address) = match self {
            Self::Ledger { ledger, .. } => {
                let member = of_family(ledger, member)?;
                may_reveal(&ledger.story, member, account, true)?;
                let any = |ways: &[Way]| ways.iter().any(|way| member.ways.contains(way));
                let phone = member.phone.clone().filter(|_| any(&[Way::Phone, Way::WeChat]));
                let address = member.address.clone().filter(|_| any(&[Way::Visit, Way::Post]));
                (&member.name, Some(member.kinship), phone, address)
            }
            Self::Person(person) => {
                let mut phones = person.contacts.phones.iter();
                let usable = phones.find(|contact| contact.invalid.is_none());
                let phone = usable.map(|contact| contact.phone.clone());
                (&person.identity.name, None, phone, None)
            }
            Self::Member(member) => {
                (&member.details.name, None, member.details.phone.clone(), None)
            }
        };
        let name = name.as_str().to_owned();
        let phone = phone.map(|phone| phone.as_str().to_owned());
        Ok(Reach { name, kinship, phone, address })
    }

    /// Whether an open invitation falls: she may not stand on a list any more.
    pub fn lets_fall(&self, invitation: &Invitation) -> bool {
        invitation.is_open() && self.may_be_listed(invitation.details.member).is_err()
    }
}

fn of_family(ledger: &CareLedger, member: Option<Uuid>) -> Result<&members::Member, Problem> {
    let found = member.and_then(|member| ledger.story.member(member));
    found.ok_or_else(problems::no_such_member)
}
