//! How sheets and columns were understood, to be corrected: the fields, and what was posted in them.

use super::{
    super::{
        choices::each,
        office::Units,
        views::{Choice, Field, Values},
    },
    report::{Report, Sheet, SheetColumn},
};
use crate::{
    domain::{
        ledgers::{Column, Holds, Overrides, SheetOverrides},
        programmes::Programme,
        words::Words,
    },
    service::{imports::Content, units::Unit},
};

/// What a column is taken for, as a select of everything it could be.
pub(super) fn column(sheet: usize, holds: Holds, column: &SheetColumn) -> Field {
    let name = |column: Column| Words::made(column.heading(), column.code().replace('_', " "));
    let unknown = Choice::new("", Words::new("没有认出", "not understood"));
    let all = Column::of(holds).into_iter().map(|column| Choice::new(column.code(), name(column)));
    let chosen = column.column.map(Column::code).unwrap_or_default();
    let label = Words::made(
        format!("{} 列的含义", column.letter),
        format!("Meaning of column {}", column.letter),
    );
    let field = format!("sheet_{sheet}_column_{}", column.index);
    Field::select(field, label, std::iter::once(unknown).chain(all).collect(), chosen)
}

/// What may be said of a whole sheet that holds this.
pub(super) fn whole(
    sheet: usize,
    holds: Holds,
    overrides: &SheetOverrides,
    units: &Units,
    root: uuid::Uuid,
) -> Vec<Field> {
    let none = Choice::new("", Words::new("按台账所写", "as the ledger says"));
    let unit = |(depth, unit): (usize, &Unit)| {
        Choice::new(known_by(unit), Words::made(unit.zh.clone(), unit.en.clone())).deep(depth)
    };
    let units = std::iter::once(none).chain(units.below(root).into_iter().map(unit)).collect();
    let name = |what: &str| format!("sheet_{sheet}_{what}");
    let unit = Field::select(
        name("unit"),
        Words::new("未写明机构的行归入", "Rows without a unit belong to"),
        units,
        overrides.unit.clone().unwrap_or_default(),
    );
    let skip = Field::tick(
        name("skip"),
        Words::new("不导入此工作表", "Leave this sheet out"),
        overrides.skip,
    );
    match holds {
        Holds::People => vec![unit, skip, wishes(name("programmes"), overrides)],
        Holds::MatchCases | Holds::Donations | Holds::Families => vec![unit, skip],
        // A list says nothing of units.
        Holds::RetentionList => vec![skip],
    }
}

fn wishes(name: String, overrides: &SheetOverrides) -> Field {
    let programmes = each(&Programme::ALL, Programme::code, Programme::label);
    let chosen = overrides.programmes.iter().map(|programme| programme.code().to_owned()).collect();
    let label =
        Words::new("没有意愿列时,各行都是", "Without a column of wishes, all rows are about");
    Field::checks(name, label, programmes, chosen)
}

/// What a unit is known by when ledgers are read.
fn known_by(unit: &Unit) -> String {
    unit.code.clone().unwrap_or_else(|| unit.zh.clone())
}

/// The corrections after this form: those before it, changed where the form says something else.
pub(super) fn read(values: &Values, content: &Content) -> Overrides {
    let report = Report::of(content.report.as_ref());
    let mut overrides = content.overrides.clone();
    for number in 1.. {
        let name = |what: &str| format!("sheet_{number}_{what}");
        let sheet = values.get(&name("name"));
        if sheet.is_empty() {
            break;
        }
        let corrected = overrides.sheets.entry(sheet.to_owned()).or_default();
        corrected.skip = values.has(&name("skip"), "yes");
        corrected.unit = Some(values.get(&name("unit")).to_owned()).filter(|unit| !unit.is_empty());
        let wished = values.all(&name("programmes"));
        corrected.programmes = Programme::ALL
            .into_iter()
            .filter(|one| wished.iter().any(|code| code == one.code()))
            .collect();
        if let Some(understood) = report.sheets.iter().find(|known| known.name == sheet) {
            read_columns(values, number, understood, corrected);
        }
    }
    overrides
}

fn read_columns(
    values: &Values,
    number: usize,
    understood: &Sheet,
    corrected: &mut SheetOverrides,
) {
    for column in &understood.columns {
        let before = column.column.map(Column::code).unwrap_or_default();
        let now = values.get_or(&format!("sheet_{number}_column_{}", column.index), &before);
        // What the form leaves as it was understood needs no correction, and may be understood anew.
        if now == before {
            continue;
        }
        match Column::from_code(now) {
            Some(chosen) => corrected.columns.insert(column.index, chosen),
            None => corrected.columns.remove(&column.index),
        };
    }
}
