//! A release's tables as people read them: rows and columns, never sorted by what they count.

use std::collections::BTreeMap;

use super::BLANK;
use crate::domain::{
    counts::What,
    match_cases::reasons::ReasonGroup,
    periods::Period,
    programmes::Programme,
    releases::{
        body::{Release, Table},
        catalogue::ALL,
        material::{Age, Sex},
    },
    words::Words,
};

/// A table on a page.
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// What it is about.
    pub title: Words,
    /// Below this a group is small.
    pub k: u64,
    /// What the rows are.
    pub corner: Words,
    /// The columns.
    pub columns: Vec<Words>,
    /// Row by row: what it is, and its counts; the sign for a blank, nothing where there is no such cell.
    pub rows: Vec<(Words, Vec<String>)>,
}

/// Which dimensions are rows, and which columns; none for tables that are not shown.
fn shape(table: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match table {
        "Q1" => (&["programme"], &["period"]),
        "Q2" => (&["unit"], &["period"]),
        "A1" => (&["unit"], &["programme"]),
        "A2" => (&["unit"], &["period"]),
        "A3" => (&["age"], &["sex"]),
        "A4" | "R1" => (&["outcome"], &["period"]),
        "A5" => (&["reason"], &["period"]),
        "S1" | "S2" => (&["unit", "programme"], &["period", "flow"]),
        "T1" => (&["what"], &["period"]),
        _ => return None,
    })
}

/// The tables of a release.
pub fn sheets(release: &Release) -> Vec<Sheet> {
    release.tables.iter().filter_map(|table| sheet(release, table)).collect()
}

fn sheet(release: &Release, table: &Table) -> Option<Sheet> {
    let (down, across) = shape(&table.name)?;
    let key = |dims: &BTreeMap<String, String>, names: &[&str]| -> Vec<String> {
        names.iter().map(|name| dims.get(*name).cloned().unwrap_or_default()).collect()
    };
    let (mut rows, mut columns, mut counts) = (Vec::new(), Vec::new(), BTreeMap::new());
    for cell in &table.cells {
        let (row, column) = (key(&cell.dims, down), key(&cell.dims, across));
        let told = cell.value.map_or_else(|| BLANK.to_owned(), |value| value.to_string());
        counts.insert((row.clone(), column.clone()), told);
        rows.push(row);
        columns.push(column);
    }
    // By place in the closed lists, units by code.
    let order = |names: &[&str], values: &Vec<String>| -> Vec<(usize, String)> {
        names
            .iter()
            .zip(values)
            .map(|(name, value)| (rank(release, name, value), value.clone()))
            .collect()
    };
    rows.sort_by_key(|row| order(down, row));
    rows.dedup();
    columns.sort_by_key(|column| order(across, column));
    columns.dedup();
    let words = |names: &[&str], values: &Vec<String>| {
        let each: Vec<Words> =
            names.iter().zip(values).map(|(name, value)| label(release, name, value)).collect();
        let join = |part: fn(&Words) -> &str| each.iter().map(part).collect::<Vec<_>>().join(" · ");
        Words::made(join(|words| &words.zh), join(|words| &words.en))
    };
    Some(Sheet {
        name: table.name.clone(),
        title: table.title.clone(),
        k: table.k,
        corner: dimension(down[0]),
        columns: columns.iter().map(|column| words(across, column)).collect(),
        rows: rows
            .iter()
            .map(|row| {
                let told = |column: &Vec<String>| {
                    counts.get(&(row.clone(), column.clone())).cloned().unwrap_or_default()
                };
                (words(down, row), columns.iter().map(told).collect())
            })
            .collect(),
    })
}

fn dimension(name: &str) -> Words {
    match name {
        "unit" => Words::new("机构", "Unit"),
        "programme" => Words::new("项目", "Programme"),
        "age" => Words::new("年龄", "Age"),
        "outcome" => Words::new("结论", "Outcome"),
        "reason" => Words::new("原因", "Reason"),
        "what" => Words::new("人数", "Persons"),
        _ => Words::new("", ""),
    }
}

/// Where a value stands among the others of its dimension; what stands for all of it comes last.
fn rank(release: &Release, name: &str, value: &str) -> usize {
    let place = |codes: &[&str]| codes.iter().position(|code| *code == value);
    let found = match name {
        "unit" => {
            let of = value.strip_suffix("/own").unwrap_or(value);
            let at = release.places.iter().position(|one| one.code == of);
            at.map(|at| at * 2 + usize::from(of != value))
        }
        "programme" => place(&Programme::ALL.map(Programme::code)),
        "sex" => place(&Sex::ALL.iter().map(|sex| sex.code()).collect::<Vec<_>>()),
        "age" => place(&Age::ALL.iter().map(|age| age.code()).collect::<Vec<_>>()),
        "outcome" => place(&OUTCOMES.map(|(code, ..)| code)),
        "reason" => place(&ReasonGroup::ALL.iter().map(|group| group.code()).collect::<Vec<_>>()),
        "flow" => place(&["standing", "through", "left", "realised"]),
        "what" => place(&What::ALL.iter().map(|what| what.code()).collect::<Vec<_>>()),
        _ => Some(0),
    };
    found.unwrap_or(if value == ALL { usize::MAX } else { usize::MAX - 1 })
}

const OUTCOMES: [(&str, &str, &str); 7] = [
    ("lost", "流失", "Lost"),
    ("kept", "保留", "Kept"),
    ("resolved", "已有结论", "Settled"),
    ("pending", "未决", "Pending"),
    ("excluded", "不计", "Not counted"),
    ("willing_not_counted", "愿意但初筛不计", "Willing, not counted at screening"),
    (ALL, "合计", "All"),
];

/// What a value of a dimension is called.
fn label(release: &Release, name: &str, value: &str) -> Words {
    let own = value.strip_suffix("/own");
    let place = release.places.iter().find(|place| place.code == own.unwrap_or(value));
    let found = match name {
        "unit" => place.map(|place| match own {
            Some(_) => Words::made(format!("{}本级", place.zh), format!("{} itself", place.en)),
            None => Words::made(place.zh.clone(), place.en.clone()),
        }),
        "programme" => Programme::from_code(value).map(Programme::label).or_else(|| match value {
            "after_death" => Some(Words::new("身后捐献合计", "After death")),
            ALL => Some(Words::new("合计", "All")),
            _ => None,
        }),
        "sex" => Sex::from_code(value).map(Sex::label),
        "age" => Age::from_code(value).map(Age::label),
        "reason" => ReasonGroup::from_code(value).map(ReasonGroup::label),
        "outcome" => {
            OUTCOMES.iter().find(|(code, ..)| *code == value).map(|(_, zh, en)| Words::new(zh, en))
        }
        "flow" => match value {
            "standing" => Some(Words::new("年末在册", "standing at the end")),
            "through" => {
                Some(Words::new("上年末在册与当年登记之和", "standing before and registered"))
            }
            "left" => Some(Words::new("退出", "left")),
            "realised" => Some(Words::new("实现", "realised")),
            _ => None,
        },
        "what" => What::from_code(value).map(What::label).or_else(|| match value {
            "repeated" => Some(Words::new(
                "同一人再次登记（项）",
                "Further registrations of the same persons",
            )),
            "repeated_after_death" => Some(Words::new(
                "同一人再次登记身后捐献（项）",
                "Further registrations after death of the same persons",
            )),
            "repeated_pooled" => {
                Some(Words::new("同一人再次入库（份）", "Further samples of the same persons"))
            }
            _ => None,
        }),
        "period" => Period::parse(value).map(Period::label),
        _ => None,
    };
    found.unwrap_or_else(|| {
        if value == ALL { Words::new("合计", "All") } else { Words::made(value, "") }
    })
}
