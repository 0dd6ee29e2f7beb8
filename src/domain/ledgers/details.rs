//! The registrations of an accepted row: what they say, where they stand.

use chrono::{Datelike, NaiveDate};

use super::{
    columns::Column,
    days::Days,
    entries::{EntryRegistration, Standing},
    reasons::Warning,
    rows::Row,
    standing::Remarked,
    wishes::{Wish, is_tick},
};
use crate::domain::programmes::Programme;

/// Where the registrations of the row stand, and whether the person died. Columns that nobody
/// understood are read too: a withdrawal must not be missed because a column has no heading.
pub(super) fn standing(
    row: Row<'_>,
    aside: Option<&str>,
    wish: &Wish,
    today: NaiveDate,
    warnings: &mut Vec<Warning>,
) -> (Standing, bool) {
    let mut remarked = Remarked::default();
    let mut texts: Vec<String> =
        [Column::Remark, Column::Status].into_iter().flat_map(|c| row.all_said(c)).collect();
    let nameless = row.layout.columns.iter().enumerate().filter(|(_, column)| column.is_none());
    texts.extend(nameless.filter_map(|(at, _)| row.cells.get(at)?.said()));
    texts.extend(aside.map(str::to_owned));
    for text in texts {
        remarked.read(&text, today);
    }
    // 是否撤销: 是.
    for at in row.layout.all(Column::Status) {
        let asks =
            row.layout.headings.get(at).is_some_and(|h| h.contains("撤销") || h.contains("退出"));
        if asks && row.cells.get(at).is_some_and(|cell| is_tick(&cell.folded())) {
            remarked.withdrawn = remarked.withdrawn.or(Some(None));
        }
    }
    let mut end = |column| match row.cell(column) {
        cell if cell.said().is_none() => None,
        cell => {
            let day = cell.day(today).ok();
            if day.is_none() {
                warnings.push(Warning::EndDateUnreadable);
            }
            Some(day)
        }
    };
    let year = |day: Option<NaiveDate>| day.map(|day| day.year());
    let (withdrawn, donated, died) =
        (end(Column::WithdrawnOn), end(Column::DonatedOn), end(Column::DiedOn));
    remarked.withdrawn =
        withdrawn.map(|day| day.or(remarked.withdrawn.flatten())).or(remarked.withdrawn);
    remarked.donated = donated.map(year).or(remarked.donated);
    remarked.died = died.map(year).or(remarked.died);
    let posthumous = wish.programmes.iter().any(|programme| *programme != Programme::StemCell);
    let deceased = remarked.died.is_some() || posthumous && remarked.donated.is_some();
    let standing = match remarked {
        Remarked { donated: Some(year), died, .. } => {
            Standing::Donated { year: year.or(died.flatten()) }
        }
        Remarked { withdrawn: Some(on), .. } => Standing::Withdrawn { on },
        Remarked { died: Some(year), .. } => Standing::Deceased { year },
        _ => Standing::Active,
    };
    match standing {
        Standing::Active => {}
        Standing::Withdrawn { .. } => warnings.push(Warning::Withdrawn),
        Standing::Donated { .. } => warnings.push(Warning::Donated),
        Standing::Deceased { .. } => warnings.push(Warning::Deceased),
    }
    (standing, deceased)
}

/// One registration for each programme.
pub(super) fn registrations(
    row: Row<'_>,
    wish: &Wish,
    days: &Days,
    remark: Option<&str>,
    standing: Standing,
) -> Vec<EntryRegistration> {
    let registration = |programme: Programme| {
        let cells = programme == Programme::StemCell;
        let organs = programme == Programme::Organ;
        let tissues = programme == Programme::Tissue;
        EntryRegistration {
            programme,
            organs: if organs { wish.organs.clone() } else { Vec::new() },
            tissues: if tissues { wish.tissues.clone() } else { Vec::new() },
            registered_on: days.registered.ok(),
            sampled_on: days.sampled.ok().filter(|_| cells),
            pooled_on: days.pooled.ok().filter(|_| cells),
            recruitment_channel: row.said(Column::RecruitmentChannel),
            card_number: row.said(Column::CardNumber),
            national_number: row.said(Column::NationalNumber),
            receiving_unit: row.said(Column::ReceivingUnit).filter(|_| !cells),
            family_aware: family_aware(row),
            remark: remark.map(str::to_owned),
            standing,
            repeats: false,
        }
    };
    wish.programmes.iter().copied().map(registration).collect()
}

/// The remarks, with what stood in brackets behind the name and what was left of the wish.
pub(super) fn remark(row: Row<'_>, aside: Option<String>, wish: &Wish) -> Option<String> {
    let mut remarks = row.all_said(Column::Remark);
    remarks.extend(row.all_said(Column::Status));
    remarks.extend(aside);
    if wish.partly {
        remarks.extend(row.all_said(Column::Wish));
    }
    (!remarks.is_empty()).then(|| remarks.join(";"))
}

/// Whether the family knows: none where nobody wrote it down.
fn family_aware(row: Row<'_>) -> Option<bool> {
    let text = row.said(Column::FamilyAware)?;
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    match text.as_str() {
        _ if has(&["不", "未", "否", "没", "反对", "×"]) => Some(false),
        _ if has(&["知", "是", "同意", "支持", "有", "已告"]) || is_tick(&text) => {
            Some(true)
        }
        _ => None,
    }
}
