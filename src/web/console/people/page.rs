//! The page of one person, from her masked record and, for a stated reason, her whole one.

use uuid::Uuid;

use super::{
    super::{
        deaths,
        office::{Units, history, time},
        respond::PageError,
        session::Signed,
        views::{
            Action, ContactRow, Fact, Frame, Notice, PersonPage, RegistrationCard, Reveal, Tone,
            UnitSpell,
        },
        wishes,
    },
    cards::Doing,
    facts, href, relatives,
};
use crate::{
    domain::{
        audit::UnmaskReason,
        contacts::InvalidReason,
        masks::MaskedPerson,
        permissions::Permission,
        person::{Person, PersonStatus},
        registrations::{Registration, Stance},
        words::Words,
    },
    service::{App, people::Shown},
    store::people::UnitPeriod,
};

/// From where somebody looks: what she may do, and what units are called.
pub struct Desk<'a> {
    app: &'a App,
    by: &'a Signed,
    units: Units,
}

impl<'a> Desk<'a> {
    /// What `by` looks from.
    pub async fn open(app: &'a App, by: &'a Signed) -> Result<Self, PageError> {
        Ok(Self { app, by, units: Units::now(app, &by.caller).await? })
    }

    fn may(&self, permission: Permission) -> bool {
        self.by.caller.actor.may(permission).is_ok()
    }

    /// The page of the person shown, in full where she was read in full.
    pub fn page(
        &self,
        frame: Frame,
        shown: &Shown,
        full: Option<(&Person, UnmaskReason)>,
    ) -> PersonPage {
        let masked = &shown.person;
        let whole = full.map(|(person, _)| person);
        let merged = masked.status == PersonStatus::Merged;
        let may = self.may(Permission::PeopleWrite) && !merged;
        let doing = Doing { person: masked.id, version: masked.version, may };
        let registrations = whole.map_or(&masked.registrations, |person| &person.registrations);
        let named = |id: Uuid| match whole {
            Some(person) => {
                let found = person.relatives.iter().find(|one| one.id == id);
                found.map(|one| one.details.name.as_str().to_owned())
            }
            None => {
                let found = masked.relatives.iter().find(|one| one.id == id);
                found.map(|one| one.name.clone())
            }
        };
        let account = |id: Uuid| {
            let line = shown.history.iter().find(|line| line.account == Some(id));
            line.and_then(|line| line.account_name.clone())
        };
        let card = |one: &&Registration| RegistrationCard {
            notices: doing.notices(one, named, account),
            ..doing.registration(one)
        };
        let (offers, refusals): (Vec<_>, Vec<_>) =
            in_order(registrations).into_iter().partition(|one| one.stance == Stance::Offers);
        let base = href(masked.id);
        let link = |shown: bool, step: &str, words: Words| {
            shown.then(|| Action::link(format!("{base}/{step}"), words))
        };
        let to_amend = || link(may, "amend", Words::new("更正资料", "Amend"));
        PersonPage {
            frame,
            id: masked.id.to_string(),
            name: whole
                .map_or(masked.name.clone(), |person| person.identity.name.as_str().to_owned()),
            brief: facts::beside_name(&self.units, masked),
            identity: whole.map_or_else(|| facts::masked_identity(masked), facts::whole_identity),
            marks: facts::marks(masked),
            notices: self.notices(shown),
            revealed: full.map(|(_, reason)| reason.label()),
            reveal: (full.is_none() && self.may(Permission::PeopleUnmask)).then(Reveal::asking),
            registrations: offers.iter().map(card).collect(),
            refusals: refusals.iter().map(card).collect(),
            registration_actions: doing.additions(registrations),
            match_cases: Vec::new(),
            match_case_actions: Vec::new(),
            donations: Vec::new(),
            donation_actions: Vec::new(),
            more: Vec::new(),
            tasks: Vec::new(),
            task_actions: Vec::new(),
            care: Vec::new(),
            care_actions: Vec::new(),
            wishes: wishes::facts(whole.map_or(&masked.wishes, |person| &person.wishes)),
            wish_actions: link(may, "wishes", Words::new("填写或变更意愿", "Change them"))
                .into_iter()
                .collect(),
            consents: masked.consents.iter().map(|one| doing.consent(one)).collect(),
            consent_actions: link(may, "consents/add", Words::new("记录同意", "Record a consent"))
                .into_iter()
                .collect(),
            contacts: contacts(&doing, masked, whole),
            contact_actions: to_amend()
                .into_iter()
                .chain(silence(&doing, masked))
                .chain(link(may && masked.status == PersonStatus::Living, "death", deaths::RECORD))
                .collect(),
            do_not_contact: masked.do_not_contact.then(stop),
            relatives: relatives::rows(masked, whole),
            relative_actions: to_amend().into_iter().collect(),
            units: shown.units.iter().rev().map(|period| self.spell(period)).collect(),
            unit_actions: [
                link(
                    may && self.may(Permission::TransfersAsk),
                    "transfer",
                    Words::new("转往其他机构", "Transfer"),
                ),
                link(
                    may && self.may(Permission::MergesAsk),
                    "merge",
                    Words::new("与另一记录合并", "Merge"),
                ),
            ]
            .into_iter()
            .flatten()
            .collect(),
            history: history(self.app, &shown.history),
            audit_href: self
                .may(Permission::AuditRead)
                .then(|| format!("/audit?subject={}", masked.id)),
        }
    }

    fn notices(&self, shown: &Shown) -> Vec<Notice> {
        let may_revoke = self.may(Permission::DeathsRevoke);
        let person = &shown.person;
        let death = person.death.as_ref().filter(|_| person.status == PersonStatus::Deceased);
        let death = death.map(|death| deaths::notice(person.id, death, may_revoke));
        death.into_iter().chain(notices(shown)).collect()
    }

    fn spell(&self, period: &UnitPeriod) -> UnitSpell {
        let day = |at| time(self.app, at).split(' ').next().unwrap_or_default().to_owned();
        UnitSpell {
            unit: self.units.name(period.unit),
            from: day(period.since),
            until: period.until.map(day).unwrap_or_default(),
        }
    }
}

/// What stands first, the newest first.
fn in_order(registrations: &[Registration]) -> Vec<&Registration> {
    let mut ordered: Vec<&Registration> = registrations.iter().collect();
    ordered.sort_by_key(|one| (!one.stands(), one.programme, std::cmp::Reverse(one.id)));
    ordered
}

fn notices(shown: &Shown) -> Vec<Notice> {
    let merged = shown.person.merged_into.map(|kept| {
        let words = Words::new("此记录已并入另一条", "This record was merged into another one");
        let open = Action::link(href(kept), Words::new("打开该记录", "Open it"));
        Notice::new(Tone::Warn, words).then(open)
    });
    let warnings = shown.warnings.iter().filter(|_| merged.is_none());
    let warnings = warnings.map(|warning| Notice::new(Tone::Warn, warning.words.clone()));
    merged.iter().cloned().chain(warnings).collect()
}

/// What do-not-contact means, said where somebody reaches for the phone.
fn stop() -> Vec<Fact> {
    let meaning = Words::new("不得致电、写信或上门", "No calls, letters or visits");
    vec![Fact::coded(Words::new("要求", "Rule"), meaning)]
}

fn silence(doing: &Doing, person: &MaskedPerson) -> Option<Action> {
    let (value, words) = match person.do_not_contact {
        false => ("yes", Words::new("设为请勿联系", "Do not contact")),
        true => ("no", Words::new("可以重新联系", "May be contacted again")),
    };
    let button = doing.button(format!("{}/do-not-contact", href(person.id)), words);
    doing.may.then(|| button.with("silent", value))
}

fn contacts(doing: &Doing, masked: &MaskedPerson, whole: Option<&Person>) -> Vec<ContactRow> {
    let mut rows = Vec::new();
    for (n, phone) in (1..).zip(&masked.phones) {
        let full = whole.and_then(|person| person.contacts.phones.get(n - 1));
        rows.push(ContactRow {
            kind: Words::new("电话", "Phone"),
            value: full.map_or(phone.number.clone(), |contact| contact.phone.as_str().to_owned()),
            usage: if n == 1 {
                Words::new("常用", "primary")
            } else {
                Words::new("备用", "spare")
            },
            verified_on: phone.verified_on.map(|day| day.to_string()).unwrap_or_default(),
            invalid: phone.invalid.map(InvalidReason::label),
            actions: if doing.may { phone_actions(doing, n) } else { Vec::new() },
        });
    }
    let held = |there: bool, text: Option<&Option<String>>| match text {
        Some(text) => text.clone(),
        None => there.then(|| "已填 on file".to_owned()),
    };
    let contacts = whole.map(|person| &person.contacts);
    let email = held(masked.has_email, contacts.map(|contacts| &contacts.email));
    let address = held(masked.has_address, contacts.map(|contacts| &contacts.address));
    let wechat = contacts.and_then(|contacts| contacts.wechat.clone());
    let others = [
        (Words::new("电子邮箱", "E-mail"), email),
        (Words::new("微信", "WeChat"), wechat),
        (Words::new("住址", "Address"), address),
    ];
    rows.extend(others.into_iter().filter_map(|(kind, value)| Some(other(kind, value?))));
    rows
}

fn phone_actions(doing: &Doing, n: usize) -> Vec<Action> {
    let at = |step: &str| format!("{}/phones/{n}/{step}", href(doing.person));
    vec![
        doing.button(at("verified"), Words::new("今日已核实", "Verified today")),
        Action::link(at("invalid"), Words::new("无法使用", "Of no use")),
    ]
}

/// A way that nobody verifies.
fn other(kind: Words, value: String) -> ContactRow {
    ContactRow {
        kind,
        value,
        usage: Words::new("", ""),
        verified_on: String::new(),
        invalid: None,
        actions: Vec::new(),
    }
}
