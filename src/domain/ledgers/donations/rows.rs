//! One line of a sheet of donations becomes a donation, or the first reason against it.

use std::fmt;

use super::DonationColumn as C;
use crate::domain::{
    documents::Document,
    donations::{
        ledger::{Expressed, Told},
        stages::Process,
        witnessing::WITNESSES,
    },
    ledgers::{
        Context,
        fixed::Line,
        reasons::{Reason, Rejection, Warning},
        wishes::{self, Wish},
    },
    names::Name,
    programmes::Programme,
    words::Words,
};

/// The longest name of a unit or number of a certificate, as the forms have them.
const SHORT: usize = 120;
/// The longest remark.
const LONG: usize = 500;

/// An accepted line.
#[derive(Clone)]
pub struct DonationRow {
    /// The row, as the spreadsheet counts.
    pub row: u32,
    /// The donor's document.
    pub document: Document,
    /// The donor's name, if the sheet tells it.
    pub name: Option<Name>,
    /// The key of the unit for which it counts.
    pub unit: String,
    /// What was given; each becomes a donation of its own.
    pub programmes: Vec<Programme>,
    /// What the line tells.
    pub told: Told,
    /// What deserves a second look.
    pub warnings: Vec<Warning>,
}

impl fmt::Debug for DonationRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DonationRow({}, …)", self.row)
    }
}

/// Judges a line: a donation, or the first reason against it, in the order of [`Reason`].
pub(in crate::domain::ledgers) fn judge(
    line: Line<'_, C>,
    unit: Option<&String>,
    ctx: &Context<'_>,
) -> Result<DonationRow, Rejection> {
    let today = ctx.today;
    let name = line.said(C::DonorName).map(|text| Name::parse(&text)).transpose();
    let name =
        name.map_err(|problem| line.told(Reason::MissingName, C::DonorName, problem.words()))?;
    let document = line.document(C::DonorDocument, today)?;
    let document =
        document.ok_or_else(|| line.against(Reason::MissingDocument, C::DonorDocument))?;
    let unit = line.unit(C::Unit, unit, ctx)?;
    let donated_on = line.day(C::DonatedOn, today)?.ok_or_else(|| {
        let words =
            Words::new("缺捐献日期，请补填", "The day of the donation is missing: fill it in");
        line.told(Reason::MissingDate, C::DonatedOn, words)
    })?;
    let wish = given(line)?;
    let expressed = expressed(line)?;
    if document.birth_date().is_some_and(|birth| donated_on < birth) {
        let words =
            Words::new("捐献日期早于出生日期", "the donation lies before the donor's birth");
        return Err(line.contradiction(C::DonatedOn, words));
    }
    let mut warnings = Vec::new();
    let coordinators = coordinators(line);
    let witnessed = Process::of(Programme::Organ);
    if wish.programmes.iter().any(|one| Process::of(*one) == witnessed)
        && coordinators.len() < WITNESSES
    {
        warnings.push(Warning::WitnessesMissing);
    }
    if wish.partly {
        warnings.push(Warning::WishPartlyUnderstood);
    }
    let told = Told {
        donated_on,
        expressed,
        organs: wish.organs,
        tissues: wish.tissues,
        receiving_unit: cut(line.said(C::ReceivingUnit), SHORT),
        coordinators,
        certificate: cut(line.said(C::Certificate), SHORT),
        remark: cut(line.said(C::Remark), LONG),
    };
    let programmes = wish.programmes;
    Ok(DonationRow { row: line.row, document, name, unit, programmes, told, warnings })
}

/// What was given: after death, and at least one thing that is understood.
fn given(line: Line<'_, C>) -> Result<Wish, Rejection> {
    let text = line.said(C::Programme).unwrap_or_default();
    let codes = text.split(['、', ',', ';', '/', '+', ' ']).filter(|code| !code.is_empty());
    let by_code: Option<Vec<Programme>> =
        codes.map(|code| Programme::from_code(&code.to_lowercase())).collect();
    let by_code = by_code.filter(|programmes| !programmes.is_empty());
    let wish = match by_code {
        Some(mut programmes) => {
            programmes.sort_unstable();
            programmes.dedup();
            Some(Wish { programmes, ..Wish::default() })
        }
        None => wishes::read(&text, &[]),
    };
    let wish = wish.ok_or_else(|| {
        let words = Words::new(
            "看不出捐献了什么，请写明器官、角膜、遗体或组织",
            "What was donated cannot be told: write organ, cornea, body or tissue",
        );
        line.told(Reason::UnknownWish, C::Programme, words)
    })?;
    if wish.programmes.iter().any(|programme| Process::of(*programme).is_none()) {
        let words = Words::new(
            "造血干细胞是在世捐献，请用初配案例的表格导入",
            "Stem cells are donated in life: import them with the sheet of match cases",
        );
        return Err(line.told(Reason::UnknownWish, C::Programme, words));
    }
    Ok(wish)
}

fn expressed(line: Line<'_, C>) -> Result<Option<Expressed>, Rejection> {
    let Some(text) = line.said(C::Expressed) else { return Ok(None) };
    let read = Expressed::from_heading(&text);
    read.map(Some).ok_or_else(|| line.against(Reason::UnknownWill, C::Expressed))
}

/// Everybody named as coordinator or witness, each once.
fn coordinators(line: Line<'_, C>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for text in
        [C::Coordinator1, C::Coordinator2].into_iter().filter_map(|column| line.said(column))
    {
        for name in text.split(['、', ',', ';', '/', '\n']) {
            let name = cut(Some(name.trim().to_owned()), SHORT).unwrap_or_default();
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn cut(text: Option<String>, most: usize) -> Option<String> {
    text.map(|text| text.chars().take(most).collect())
}
