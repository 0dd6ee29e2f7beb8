//! What forms and calls say about a member: who she is, and who may contact her.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{NAME, codes, required_code};
use crate::domain::{
    care::{
        contact::{ContactKind, ContactRule, Stops, Way},
        members::{GuardianConsent, Kinship, Member},
    },
    intake::Checks,
    names::Name,
    phones::Phone,
    words::{Problem, Words},
};

/// A member.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MemberInput {
    /// Her name.
    pub name: String,
    /// What she is to the donor or registrant: `own`, `spouse`, `father`, `mother`, `son`, `daughter`,
    /// `sibling`, `grandparent`, `grandchild`, `other_relative`, `other`.
    pub kinship: String,
    /// Her date of birth; has to be there for a child at school.
    pub birth_date: String,
    /// Her phone.
    pub phone: String,
    /// Where she lives.
    pub address: String,
    /// The school she goes to.
    pub school: String,
    /// Who consented for a child under fourteen.
    pub guardian_by: String,
    /// The day of that consent.
    pub guardian_on: String,
}

/// Who may contact a member, and how.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RuleInput {
    /// `yes`, `only_by` or `no`.
    pub contact: String,
    /// For `only_by`: whose account; by default the caller's own.
    pub contact_by: Option<Uuid>,
    /// How: `phone`, `visit`, `post`, `wechat`; at least one, unless she is not to be contacted.
    pub ways: Vec<String>,
}

impl RuleInput {
    /// Rule and ways; `account` is the caller's own.
    ///
    /// # Errors
    /// Every problem of the form.
    pub fn read(
        &self,
        account: Option<Uuid>,
        today: NaiveDate,
    ) -> Result<(ContactRule, Vec<Way>), Vec<Problem>> {
        let mut checks = Checks::new(today);
        let ways = codes(&mut checks, "ways", &self.ways, Way::from_code);
        let kind = required_code(&mut checks, "contact", &self.contact, ContactKind::from_code);
        let rule = match (kind, self.contact_by.or(account)) {
            (Some(ContactKind::Yes), _) => Some(ContactRule::Yes),
            (Some(ContactKind::No), _) => Some(ContactRule::No),
            (Some(ContactKind::OnlyBy), Some(account)) => Some(ContactRule::OnlyBy { account }),
            (Some(ContactKind::OnlyBy), None) => {
                let words = Words::new("请指定协调员的账号。", "Name the coordinator's account.");
                checks.push("contact_by", "required", words);
                None
            }
            (None, _) => None,
        };
        if let Some(problem) = rule.and_then(|rule| rule.check(&ways).err()) {
            checks.push(problem.field, problem.code, problem.words);
        }
        let ways = if rule == Some(ContactRule::No) { Vec::new() } else { ways };
        checks.finish(rule.map(|rule| (rule, ways)))
    }
}

impl MemberInput {
    /// The member, with the rule and the ways in which she may be contacted.
    ///
    /// # Errors
    /// Every problem of the form; whether a child may be entered, the story says.
    pub fn read(
        &self,
        id: Uuid,
        (contact, ways): (ContactRule, Vec<Way>),
        today: NaiveDate,
    ) -> Result<Member, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let name = Name::parse(&self.name)
            .map_err(|problem| checks.push("name", problem.code(), problem.words()))
            .ok();
        let kinship = required_code(&mut checks, "kinship", &self.kinship, Kinship::from_code);
        let birth_date = checks.day("birth_date", &self.birth_date);
        let phone = match self.phone.trim() {
            "" => None,
            text => Phone::parse(text)
                .map_err(|problem| checks.push("phone", problem.code(), problem.words()))
                .ok(),
        };
        let address = checks.text("address", &self.address, 200);
        let school = checks.text("school", &self.school, NAME);
        let by = checks.text("guardian_by", &self.guardian_by, NAME);
        let on = checks.day("guardian_on", &self.guardian_on);
        if by.is_some() != on.is_some() {
            let field = if by.is_some() { "guardian_on" } else { "guardian_by" };
            let words = Words::new(
                "监护人同意须同时填写由谁、哪天同意。",
                "Of the guardian's consent both are needed: who, and the day.",
            );
            checks.push(field, "required", words);
        }
        let guardian_consent = by.zip(on).map(|(by, on)| GuardianConsent { by, on });
        let stops = Stops::default();
        let member = name.zip(kinship).map(|(name, kinship)| Member {
            id,
            name,
            kinship,
            birth_date,
            phone,
            address,
            contact,
            ways,
            school,
            guardian_consent,
            stops,
        });
        checks.finish(member)
    }
}
