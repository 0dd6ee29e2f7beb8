//! One line of a sheet of donors' families becomes a member, or the first reason against it.

use std::fmt;

use chrono::NaiveDate;
use uuid::Uuid;

use super::FamilyColumn as C;
use crate::domain::{
    care::{
        contact::{ContactRule, Stops, Way},
        members::{Kinship, Member},
        wording,
    },
    documents::Document,
    ledgers::{
        Context,
        fixed::Line,
        reasons::{Reason, Rejection, Warning},
    },
    names::Name,
    phones::Phone,
    words::{Problem, Words},
};

/// The longest address, and the longest remark.
const ADDRESS: usize = 200;
const REMARK: usize = 900;

/// Whose family it is, as a line tells it: by her document, or else by her name.
#[derive(Clone, PartialEq, Eq)]
pub struct Donor {
    /// Her document.
    pub document: Option<Document>,
    /// Her name.
    pub name: Option<Name>,
}

impl Donor {
    /// What the lines of one donor have in common: her document, or where the sheet does not tell it her name
    /// within `unit`.
    pub fn identity(&self, unit: &str) -> String {
        match (&self.document, &self.name) {
            (Some(document), _) => {
                format!("document:{}:{}", document.kind().code(), document.lifelong())
            }
            (None, Some(name)) => format!("name:{unit}:{}", name.as_str()),
            (None, None) => String::new(),
        }
    }
}

/// An accepted line.
#[derive(Clone)]
pub struct FamilyRow {
    /// The row, as the spreadsheet counts.
    pub row: u32,
    /// Whose family it is.
    pub donor: Donor,
    /// The key of the unit that cares.
    pub unit: String,
    /// The day that the family remembers.
    pub died_on: Option<NaiveDate>,
    /// Whether its return is counted by the lunar calendar.
    pub lunar: Option<bool>,
    /// The member; her id is not made yet.
    pub member: Member,
    /// The day since which the whole family has asked for silence.
    pub all_silent: Option<NaiveDate>,
    /// Remarks.
    pub remark: Option<String>,
    /// What deserves a second look.
    pub warnings: Vec<Warning>,
}

impl fmt::Debug for FamilyRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FamilyRow({}, …)", self.row)
    }
}

/// Judges a line: a member, or the first reason against it, in the order of [`Reason`].
pub(in crate::domain::ledgers) fn judge(
    line: Line<'_, C>,
    unit: Option<&String>,
    ctx: &Context<'_>,
) -> Result<FamilyRow, Rejection> {
    let today = ctx.today;
    let read = |column| {
        let name = line.said(column).map(|text| Name::parse(&text)).transpose();
        name.map_err(|problem| line.told(Reason::MissingName, column, problem.words()))
    };
    let name = read(C::MemberName)?.ok_or_else(|| {
        let words = Words::new("缺家属姓名，请补填", "The member's name is missing: fill it in");
        line.told(Reason::MissingName, C::MemberName, words)
    })?;
    let donor_name = read(C::DonorName)?;
    let document = line.document(C::DonorDocument, today)?;
    if document.is_none() && donor_name.is_none() {
        let words = Words::new(
            "看不出是谁的家属：请填捐献者证件号码，没有的填捐献者姓名",
            "Whose family it is cannot be told: fill in the donor's document, or else her name",
        );
        return Err(line.told(Reason::MissingDocument, C::DonorDocument, words));
    }
    let unit = line.unit(C::Unit, unit, ctx)?;
    let died_on = line.day(C::DiedOn, today)?;
    let birth_date = line.day(C::BirthDate, today)?;
    let lunar = lunar(line)?;
    let kinship = kinship(line)?;
    let phone = match line.said(C::Phone) {
        None => None,
        Some(text) => {
            let told = |problem: crate::domain::phones::PhoneProblem| {
                line.told(Reason::BadPhone, C::Phone, problem.words())
            };
            Some(Phone::parse(&text).map_err(told)?)
        }
    };
    let asked = silence(line, today)?;
    let (contact, ways) = match asked {
        Some(_) => (ContactRule::No, Vec::new()),
        None => rule(line, phone.is_some())?,
    };
    let remark: Option<String> =
        line.said(C::Remark).map(|text| text.chars().take(REMARK).collect());
    if remark.as_deref().is_some_and(|text| wording::no_numbers("remark", text).is_err()) {
        return Err(line.against(Reason::NumberInRemark, C::Remark));
    }
    let mut stops = Stops::default();
    if let Some(Asked { on, all: false }) = asked {
        // A first stop, of a day that is not after today, is never refused.
        let _: Result<(), Problem> = stops.stop(on, today);
    }
    let member = Member {
        id: Uuid::nil(),
        name,
        kinship,
        birth_date,
        phone,
        address: line.said(C::Address).map(|text| text.chars().take(ADDRESS).collect()),
        contact,
        ways,
        school: None,
        guardian_consent: None,
        stops,
    };
    if member.is_child_on(today) {
        return Err(line.against(Reason::ChildWithoutGuardian, C::BirthDate));
    }
    let donor = Donor { document, name: donor_name };
    if let (Some(document), Some(died_on)) = (&donor.document, died_on)
        && document.birth_date().is_some_and(|birth| died_on < birth)
    {
        let words =
            Words::new("去世日期早于捐献者的出生日期", "the death lies before the donor's birth");
        return Err(line.contradiction(C::DiedOn, words));
    }
    let mut warnings = Vec::new();
    if asked.is_some() {
        warnings.push(Warning::AskedForSilence);
    }
    if donor.document.is_none() {
        warnings.push(Warning::DonorByNameOnly);
    }
    let all_silent = asked.filter(|asked| asked.all).map(|asked| asked.on);
    let row = line.row;
    Ok(FamilyRow { row, donor, unit, died_on, lunar, member, all_silent, remark, warnings })
}

fn lunar(line: Line<'_, C>) -> Result<Option<bool>, Rejection> {
    let Some(text) = line.said(C::Lunar) else { return Ok(None) };
    match text.to_lowercase().as_str() {
        "是" | "农历" | "阴历" | "√" | "yes" | "y" | "true" | "lunar" => Ok(Some(true)),
        "否" | "公历" | "阳历" | "新历" | "no" | "n" | "false" | "solar" => Ok(Some(false)),
        _ => {
            let words = Words::new(
                "是否按农历看不懂，请写“是”或“否”",
                "Whether it is the lunar calendar cannot be told: write yes or no",
            );
            Err(line.told(Reason::BadDate, C::Lunar, words))
        }
    }
}

fn kinship(line: Line<'_, C>) -> Result<Kinship, Rejection> {
    let text = line.said(C::Relation).unwrap_or_default();
    let read = Kinship::from_heading(&text).filter(|kinship| *kinship != Kinship::Own);
    read.ok_or_else(|| line.against(Reason::UnknownRelation, C::Relation))
}

/// Somebody asked not to be contacted.
#[derive(Debug, Clone, Copy)]
struct Asked {
    /// The day, or where the sheet does not tell it that of the import.
    on: NaiveDate,
    /// For the whole family.
    all: bool,
}

fn silence(line: Line<'_, C>, today: NaiveDate) -> Result<Option<Asked>, Rejection> {
    let Some(text) = line.said(C::Silence) else { return Ok(None) };
    match text.to_lowercase().as_str() {
        "是" | "√" | "有" | "要求" | "不联系" | "请勿联系" | "yes" | "y" | "true" => {
            Ok(Some(Asked { on: today, all: false }))
        }
        "全家" | "全家人" | "整个家庭" | "family" | "all" => {
            Ok(Some(Asked { on: today, all: true }))
        }
        "否" | "没有" | "未要求" | "no" | "n" | "false" => Ok(None),
        _ => match line.cell(C::Silence).day(today) {
            Ok(on) => Ok(Some(Asked { on, all: false })),
            Err(_) => Err(line.against(Reason::UnknownContact, C::Silence)),
        },
    }
}

/// Who may be contacted has to say so, and how: nobody is called on a guess (PIPL 29, Civil Code 1033). Who is willing
/// and gave a number may be called at it.
fn rule(line: Line<'_, C>, has_phone: bool) -> Result<(ContactRule, Vec<Way>), Rejection> {
    let mut ways = Vec::new();
    if let Some(text) = line.said(C::Ways) {
        ways = read_ways(&text).ok_or_else(|| line.against(Reason::UnknownContact, C::Ways))?;
    }
    let said = line.said(C::Contact).unwrap_or_default();
    let (word, rest) = said.split_once('(').unwrap_or((&said, ""));
    let willing = match word.to_lowercase().trim() {
        "可以" | "可" | "愿意" | "同意" | "是" | "√" | "可联系" | "可以联系" | "愿意联系"
        | "欢迎" | "yes" | "y" | "true" => Some(true),
        "不可以" | "不" | "不愿意" | "不同意" | "否" | "不联系" | "不愿联系" | "不希望联系"
        | "暂不联系" | "no" | "n" | "false" => Some(false),
        "" => (!ways.is_empty()).then_some(true),
        // 仅电话, 电话、上门: how, and so that she may be.
        _ => match read_ways(&said) {
            Some(told) => {
                ways.extend(told);
                Some(true)
            }
            None => None,
        },
    };
    if willing == Some(true) && !rest.is_empty() {
        let told = read_ways(rest.trim_end_matches(')'));
        ways.extend(told.ok_or_else(|| line.against(Reason::UnknownContact, C::Contact))?);
    }
    if ways.is_empty() && has_phone {
        ways.push(Way::Phone);
    }
    ways.dedup();
    match willing {
        Some(false) => Ok((ContactRule::No, Vec::new())),
        Some(true) if !ways.is_empty() => Ok((ContactRule::Yes, ways)),
        Some(true) => {
            let words = Words::new(
                "可以联系，却没有写怎样联系：请填电话，或写明上门、信件、微信",
                "She may be contacted, but not how: fill in the phone, or write visit, post or wechat",
            );
            Err(line.told(Reason::UnknownContact, C::Ways, words))
        }
        None => Err(line.against(Reason::UnknownContact, C::Contact)),
    }
}

/// The ways that a text names; none where a part of it is no way.
fn read_ways(text: &str) -> Option<Vec<Way>> {
    let mut ways = Vec::new();
    let parts = text
        .trim_start_matches(['仅', '只', '限'])
        .split(['、', ',', ';', '/', '+', '和', '或', ' ']);
    for part in parts.filter(|part| !part.is_empty()) {
        let way = match part.to_lowercase().as_str() {
            "电话" | "打电话" | "手机" | "phone" => Way::Phone,
            "上门" | "走访" | "入户" | "登门" | "visit" => Way::Visit,
            "信件" | "写信" | "信" | "邮寄" | "post" => Way::Post,
            "微信" | "wechat" => Way::WeChat,
            _ => return None,
        };
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    (!ways.is_empty()).then_some(ways)
}
