//! Random cohorts, written as the sheet that offices exchange, read by the real reader, counted by the
//! shipped definitions and by the oracle: both must say the same of every case and of every cohort.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{
    histories::{COLUMNS, Chance, cohort, spoil, today},
    naive::{CODES, Class, Count, Row, count},
};
use crate::domain::{
    ledgers::{Cell, Context, Known, RowOutcome, SheetOverrides, SheetReader},
    match_cases::MatchCase,
    programmes::Rules,
    rates::{
        classes,
        definitions::{Definition, Definitions},
        tallies::Tally,
    },
    units::{Directory, shipped_offices},
};

/// Reads rows, their columns in random order; each row's case, or why it was rejected.
pub fn read(
    rows: &[Row],
    chance: &mut Chance,
    directory: &Directory<String>,
) -> Vec<Result<MatchCase, &'static str>> {
    let ctx = Context { today: today(), directory, rules: Rules::default() };
    let mut known = Known::default();
    let mut reader = SheetReader::new("a.csv", "csv", &ctx, SheetOverrides::default(), &mut known);
    let mut columns = COLUMNS;
    chance.shuffle(&mut columns);
    assert!(reader.push(1, columns.iter().map(|column| Cell::text(column)).collect()).is_none());
    let mut people: BTreeMap<String, u128> = BTreeMap::new();
    let mut read = Vec::new();
    for (number, row) in (2..).zip(rows) {
        let cells = columns.iter().map(|column| Cell::text(row.at(column))).collect();
        read.push(match reader.push(number, cells).expect("a row about a case") {
            RowOutcome::Case(case) => {
                let next = people.len() as u128;
                let person = *people.entry(case.document.number().to_owned()).or_insert(next);
                Ok(MatchCase {
                    id: Uuid::from_u128(u128::from(number)),
                    version: 1,
                    person: Uuid::from_u128(person),
                    unit: Uuid::nil(),
                    notice_on: case.notice_on,
                    course: case.course,
                })
            }
            RowOutcome::Rejected(rejected) => Err(rejected.rejection.reason.code()),
            other => panic!("{other:?} of {row:?}"),
        });
    }
    let report = reader.finish().expect("a sheet of cases");
    let accepted = read.iter().filter(|read| read.is_ok()).count();
    assert_eq!((report.rows as usize, report.accept as usize), (rows.len(), accepted));
    read
}

/// The class that the program gives, in the oracle's words.
fn told(definition: &Definition, case: &MatchCase) -> Option<Class> {
    Some(match definition.class(&case.course)? {
        classes::Class::Excluded(_) => Class::Excluded,
        classes::Class::Pending => Class::Pending,
        classes::Class::Kept => Class::Kept,
        classes::Class::Lost(reason) => Class::Lost(reason.code().to_owned()),
    })
}

/// What the program counts, as the oracle writes it.
pub fn counted(tally: &Tally) -> Count {
    Count {
        numerator: tally.numerator,
        denominator: tally.denominator,
        pending: tally.pending,
        excluded: tally.excluded,
        by_reason: tally.by_reason.iter().map(|(why, n)| (why.code().to_owned(), *n)).collect(),
    }
}

/// Every case stands in exactly one class, and the reasons add up.
fn is_whole(definition: &Definition, tally: &Tally, rows: &[Row]) {
    let code = definition.code.as_str();
    let looked_at = rows.iter().filter(|row| row.class(code).is_some());
    let total = match definition.by_person {
        true => looked_at.map(|row| row.at("volunteer_document")).collect::<BTreeSet<_>>().len(),
        false => looked_at.count(),
    };
    assert_eq!(tally.total(), total as u64, "{code}");
    assert_eq!(tally.by_reason.values().sum::<u64>(), tally.numerator, "{code}");
    assert_eq!(tally.excluded_by_reason.values().sum::<u64>(), tally.excluded, "{code}");
    assert!(tally.numerator <= tally.denominator, "{code}");
}

#[test]
fn program_and_oracle_agree_on_every_case_and_cohort() {
    let directory = Directory::of_offices(&shipped_offices());
    let (mut cohorts, mut cases) = (0, 0);
    let mut seen: BTreeSet<(String, String)> = BTreeSet::new();
    let mut apart: Vec<String> = Vec::new();
    for seed in 0..500 {
        let chance = &mut Chance(seed);
        let year = 2021 + chance.below(6) as i32;
        let size = chance.below(60);
        let rows = cohort(chance, year, size);
        let read: Vec<MatchCase> = read(&rows, chance, &directory)
            .into_iter()
            .zip(&rows)
            .map(|(read, row)| read.unwrap_or_else(|why| panic!("{why}: {row:?}")))
            .collect();
        let definitions = Definitions::shipped().of_year(year);
        assert_eq!(definitions.iter().map(|d| d.code.as_str()).collect::<Vec<_>>(), CODES);
        for definition in definitions {
            let code = definition.code.as_str();
            for (case, row) in read.iter().zip(&rows) {
                let (found, wanted) = (told(definition, case), row.class(code));
                if found != wanted {
                    apart.push(format!("{code}: {found:?}, not {wanted:?}: {row:?}"));
                }
                seen.extend(wanted.map(|class| (code.to_owned(), format!("{class:?}"))));
            }
            let tally = definition.tally(&read);
            is_whole(definition, &tally, &rows);
            if counted(&tally) != count(code, &rows) && apart.is_empty() {
                apart.push(format!("{code}: {tally:?}, not {:?}: {rows:?}", count(code, &rows)));
            }
        }
        cohorts += 1;
        cases += rows.len();
    }
    assert!(
        apart.is_empty(),
        "{} apart, such as\n{}",
        apart.len(),
        apart[..apart.len().min(12)].join("\n")
    );
    // The histories reach every class of every rate, and every reason that can be lost.
    for code in CODES {
        for class in ["Excluded", "Pending", "Kept"] {
            assert!(seen.contains(&(code.to_owned(), class.to_owned())), "{code} {class}");
        }
    }
    let lost = |code: &str| {
        seen.iter().filter(|(c, class)| c == code && class.starts_with("Lost")).count()
    };
    assert_eq!(CODES.map(lost), [21, 18, 4, 21, 12, 8, 12, 13, 12]);
    assert!(cohorts == 500 && cases > 12_000, "{cohorts} {cases}");
}

#[test]
fn order_changes_nothing() {
    let directory = Directory::of_offices(&shipped_offices());
    for seed in 1_000..1_100 {
        let chance = &mut Chance(seed);
        let mut rows = cohort(chance, 2025, 80);
        let tallies = |rows: &[Row], chance: &mut Chance| -> Vec<Tally> {
            let cases: Vec<MatchCase> =
                read(rows, chance, &directory).into_iter().flatten().collect();
            assert_eq!(cases.len(), rows.len());
            Definitions::shipped().of_year(2025).iter().map(|d| d.tally(&cases)).collect()
        };
        let before = tallies(&rows, chance);
        chance.shuffle(&mut rows);
        assert_eq!(tallies(&rows, chance), before);
    }
}

#[test]
fn only_contradictions_are_rejected() {
    let directory = Directory::of_offices(&shipped_offices());
    let mut rejected: BTreeMap<&str, u32> = BTreeMap::new();
    for seed in 2_000..2_100 {
        let chance = &mut Chance(seed);
        let mut rows = cohort(chance, 2024, 30);
        let mut spoilt = |row: &mut Row| chance.percent(30).then(|| spoil(row, chance));
        let wanted: Vec<Option<&str>> = rows.iter_mut().map(&mut spoilt).collect();
        for ((found, wanted), row) in read(&rows, chance, &directory).iter().zip(wanted).zip(&rows)
        {
            assert_eq!(found.as_ref().err().copied(), wanted, "{row:?}");
            wanted.into_iter().for_each(|why| *rejected.entry(why).or_default() += 1);
        }
    }
    assert_eq!(rejected.len(), 5, "{rejected:?}");
}
