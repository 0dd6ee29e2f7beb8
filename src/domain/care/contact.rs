//! Who may be contacted, by whom and how; and stopping at once on request (PIPL 15; Civil Code 1033: who
//! said no is not disturbed again).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Story,
    entries::{Entry, What},
    members::Member,
    problems,
};
use crate::domain::{codes::codes, words::Problem};

codes! {
    /// A way in which somebody agreed to be contacted.
    Way {
        /// By phone.
        Phone = "phone", "电话", "Phone";
        /// At home.
        Visit = "visit", "上门", "Visit";
        /// By post.
        Post = "post", "信件", "Post";
        /// By WeChat.
        WeChat = "wechat", "微信", "WeChat";
    }
}

codes! {
    /// Whether somebody may be contacted, without saying by whom.
    ContactKind {
        /// By anybody of the office who works on care.
        Yes = "yes", "可以联系", "May be contacted";
        /// By one account alone.
        OnlyBy = "only_by", "仅限一位协调员联系", "Only by one coordinator";
        /// By nobody.
        No = "no", "不联系", "Not to be contacted";
    }
}

/// Who may contact somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ContactRule {
    /// Anybody of the office who works on care.
    Yes,
    /// One account alone: the coordinator whom the family knows.
    OnlyBy {
        /// Whose account it is.
        account: Uuid,
    },
    /// Nobody.
    No,
}

impl ContactRule {
    /// Its kind.
    pub fn kind(self) -> ContactKind {
        match self {
            Self::Yes => ContactKind::Yes,
            Self::OnlyBy { .. } => ContactKind::OnlyBy,
            Self::No => ContactKind::No,
        }
    }

    /// Whether `account` may make contact.
    pub fn allows(self, account: Option<Uuid>) -> bool {
        match self {
            Self::Yes => true,
            Self::OnlyBy { account: named } => account == Some(named),
            Self::No => false,
        }
    }

    /// Who may be contacted has to say how.
    pub(super) fn check(self, ways: &[Way]) -> Result<(), Problem> {
        if self != Self::No && ways.is_empty() {
            return Err(problems::no_way());
        }
        Ok(())
    }
}

/// One time in which nobody was to be contacted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// The day on which it was asked for. What happened on that day may have been before.
    pub on: NaiveDate,
    /// The day from which contact was welcome again.
    pub lifted_on: Option<NaiveDate>,
}

/// Every time somebody asked for silence, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Stops(Vec<Stop>);

impl Stops {
    /// The day since which there is silence.
    pub fn since(&self) -> Option<NaiveDate> {
        self.0.last().filter(|stop| stop.lifted_on.is_none()).map(|stop| stop.on)
    }

    /// Whether there is silence now.
    pub fn stands(&self) -> bool {
        self.since().is_some()
    }

    /// Whether there was silence on `day`: after a stop, and before it was lifted.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.0.iter().any(|stop| day > stop.on && stop.lifted_on.is_none_or(|lifted| day < lifted))
    }

    /// Whether nobody ever asked for silence.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(in crate::domain) fn stop(
        &mut self,
        on: NaiveDate,
        today: NaiveDate,
    ) -> Result<(), Problem> {
        if self.stands() {
            return Err(problems::stopped_already());
        }
        if on > today {
            return Err(problems::in_future("on"));
        }
        if self.0.last().and_then(|stop| stop.lifted_on).is_some_and(|lifted| on < lifted) {
            return Err(problems::before_last_lift());
        }
        self.0.push(Stop { on, lifted_on: None });
        Ok(())
    }

    pub(super) fn lift(&mut self, on: NaiveDate, today: NaiveDate) -> Result<(), Problem> {
        if on > today {
            return Err(problems::in_future("on"));
        }
        match self.0.last_mut().filter(|stop| stop.lifted_on.is_none()) {
            None => Err(problems::not_stopped()),
            Some(stop) if on < stop.on => Err(problems::before_stop()),
            Some(stop) => {
                stop.lifted_on = Some(on);
                Ok(())
            }
        }
    }
}

/// Whether `entry` may be told: who is named belongs to the family, and contact by the office happened with
/// somebody who was then willing, in a way she agreed to. What a family does by itself is always welcome.
pub(super) fn check(story: &Story, entry: &Entry) -> Result<(), Problem> {
    let named =
        entry.members.iter().map(|id| story.member(*id).ok_or_else(problems::unknown_member));
    let named: Vec<&Member> = named.collect::<Result<_, _>>()?;
    if !entry.what.is_contact() || entry.came {
        return Ok(());
    }
    if story.silence.covers(entry.on) {
        return Err(problems::silenced());
    }
    if named.is_empty() && !story.members.is_empty() {
        return Err(problems::with_whom());
    }
    named.into_iter().try_for_each(|member| with_member(member, entry))
}

fn with_member(member: &Member, entry: &Entry) -> Result<(), Problem> {
    if member.stops.covers(entry.on) {
        return Err(problems::member_stopped());
    }
    if !member.contact.allows(entry.by) {
        return Err(match member.contact {
            ContactRule::No => problems::not_to_be_contacted(),
            _ => problems::by_somebody_else(),
        });
    }
    let ways = ways_of(&entry.what);
    if !ways.iter().any(|way| member.ways.contains(way)) {
        return Err(problems::way_unwanted(ways));
    }
    Ok(())
}

/// The ways in which such contact can have been made.
fn ways_of(what: &What) -> &'static [Way] {
    match what {
        What::Visit => &[Way::Visit],
        What::Call => &[Way::Phone, Way::WeChat],
        _ => Way::ALL,
    }
}

/// Why a member's contacts are not shown to `account`; `to_contact` says that she is to be contacted.
///
/// # Errors
/// While she, or the whole family, has asked for silence; to contact her, where `account` may not.
pub fn may_reveal(
    story: &Story,
    member: &Member,
    account: Option<Uuid>,
    to_contact: bool,
) -> Result<(), Problem> {
    if story.is_silenced() {
        return Err(problems::silenced());
    }
    if member.stops.stands() {
        return Err(problems::member_stopped());
    }
    if to_contact && !member.contact.allows(account) {
        return Err(match member.contact {
            ContactRule::No => problems::not_to_be_contacted(),
            _ => problems::by_somebody_else(),
        });
    }
    Ok(())
}
