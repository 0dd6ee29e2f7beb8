//! The handbook's worked example (§2.2): 60 notices, case by case.

use super::{
    histories::{Chance, person},
    naive::{CODES, Count, Row, count},
    recount::{counted, read},
};
use crate::domain::{
    rates::{
        cohorts::Figures,
        definitions::{Definition, Definitions},
        intervals::Interval,
        judgement::{Comparator, Target, Verdict, meets},
        tallies::Tally,
    },
    units::{Directory, shipped_offices},
};

const WILLING: [(&str, &str); 2] =
    [("screening_outcome", "willing"), ("screening_on", "2025-03-05")];
const TALKED: (&str, &str) = ("remobilised_on", "2025-03-10");
const AGREED: [(&str, &str); 3] =
    [TALKED, ("remobilisation_outcome", "agreed"), ("agreed_on", "2025-03-20")];
const REVIEWED: (&str, &str) = ("second_reviewer", "复核员");

/// So many cases that all went this way.
fn alike(rows: &mut Vec<Row>, number: usize, cells: &[&[(&'static str, &str)]]) {
    for _ in 0..number {
        let mut row = Row::default();
        row.put("unit", "330213");
        row.put("volunteer_document", person(rows.len()));
        row.put("notice_on", "2025-03-01");
        cells.concat().into_iter().for_each(|(column, text)| row.put(column, text));
        rows.push(row);
    }
}

fn ended(reason: &'static str) -> [(&'static str, &'static str); 2] {
    [("ended_on", "2025-04-01"), ("ended_reason", reason)]
}

/// The 60 notices: 17 that did not get as far as a yes, 43 that entered the re-mobilisation.
fn notices() -> Vec<Row> {
    let mut rows = Vec::new();
    for reason in ["N1", "N2", "N3", "N7"] {
        alike(&mut rows, 1, &[&[("screening_outcome", "ended"), REVIEWED], &ended(reason)]);
    }
    alike(&mut rows, 3, &[&[("screening_outcome", "pending")]]);
    for reason in ["U1", "U2", "U3", "U3", "U4", "P1", "P3", "F1", "M1", "M3"] {
        alike(&mut rows, 1, &[&[("screening_outcome", "lost"), ("reason", reason)]]);
    }
    // Ended by the patient's side before the answer, and one that has not answered.
    alike(&mut rows, 2, &[&WILLING, &[TALKED, REVIEWED], &ended("N2")]);
    alike(&mut rows, 1, &[&WILLING, &[TALKED]]);
    // Stepped back: at the talk, for the family after agreement, and silently.
    let refused = [TALKED, ("remobilisation_outcome", "refused"), ("remobilisation_reason", "P1")];
    alike(&mut rows, 1, &[&WILLING, &refused]);
    alike(&mut rows, 1, &[&WILLING, &AGREED, &ended("F2")]);
    alike(&mut rows, 1, &[&WILLING, &AGREED, &[("exam_outcome", "fit")], &ended("U3")]);
    alike(&mut rows, 2, &[&WILLING, &AGREED, &[("exam_outcome", "unfit")]]);
    // Ended by the patient's side after agreement.
    for (reason, number) in [("N1", 5), ("N2", 5), ("N3", 9), ("N4", 6)] {
        alike(&mut rows, number, &[&WILLING, &AGREED, &[REVIEWED], &ended(reason)]);
    }
    let collected = [("exam_outcome", "fit"), ("collected_on", "2025-05-20")];
    alike(&mut rows, 10, &[&WILLING, &AGREED, &collected]);
    rows
}

fn definition(code: &str) -> &'static Definition {
    let definitions = Definitions::shipped().of_year(2025);
    definitions.into_iter().find(|definition| definition.code == code).unwrap()
}

fn figures(code: &str, rows: &[Row]) -> Figures {
    let directory = Directory::of_offices(&shipped_offices());
    let read = read(rows, &mut Chance(0), &directory);
    let cases: Vec<_> = read.into_iter().map(Result::unwrap).collect();
    let tally = definition(code).tally(&cases);
    assert_eq!(counted(&tally), count(code, rows), "{code}");
    definition(code).figures(tally)
}

/// Per cent with as many decimals as the handbook prints.
fn per_cent(interval: Option<Interval>, decimals: usize) -> String {
    let Interval { low, high } = interval.unwrap();
    format!("{:.decimals$}–{:.decimals$}", low * 100.0, high * 100.0)
}

#[test]
fn sixty_notices() {
    let rows = notices();
    assert_eq!(rows.len(), 60);
    for (code, numerator, denominator, pending, excluded) in [
        ("R1", 10, 53, 3, 4),
        ("R1-b", 8, 51, 3, 6),
        ("R1-c", 5, 53, 3, 4),
        ("R1-d", 10, 53, 3, 4),
        ("R2", 3, 40, 1, 2),
        ("R2-b", 1, 40, 1, 2),
        ("R2-c", 2, 39, 0, 0),
        ("R2-d", 5, 40, 1, 2),
        ("R2-e", 3, 15, 1, 27),
    ] {
        let Count { by_reason, .. } = count(code, &rows);
        let wanted = Count { numerator, denominator, pending, excluded, by_reason };
        assert_eq!(counted(&figures(code, &rows).tally), wanted, "{code}");
    }
}

#[test]
fn what_is_shown_with_them() {
    let rows = notices();
    let r1 = figures("R1", &rows);
    assert_eq!(format!("{:.2}", r1.rate.unwrap() * 100.0), "18.87");
    assert_eq!(per_cent(r1.bounds, 2), "17.86–23.21");
    assert_eq!(per_cent(r1.wilson, 1), "10.6–31.4");
    assert_eq!((r1.meets, r1.verdict), (Some(true), Some(Verdict::Within)));
    let r1b = figures("R1-b", &rows);
    assert_eq!(format!("{:.2}", r1b.rate.unwrap() * 100.0), "15.69");
    let r2 = figures("R2", &rows);
    assert_eq!(format!("{:.1}", r2.rate.unwrap() * 100.0), "7.5");
    assert_eq!(per_cent(r2.wilson, 1), "2.6–19.9");
    assert_eq!(r2.meets, Some(true));
    let r2e = figures("R2-e", &rows);
    assert_eq!((r2e.rate, r2e.meets), (Some(0.2), Some(false)));
    assert_eq!(r2e.verdict, Some(Verdict::TooFew));
}

#[test]
fn a_rate_that_equals_its_target() {
    for (lost, of, parts) in [(10, 50, 2_000), (2, 25, 800), (4, 50, 800)] {
        let compared = [Comparator::Below, Comparator::AtMost]
            .map(|comparator| meets(lost, of, Target::new(parts, comparator).unwrap()));
        assert_eq!(compared, [Some(false), Some(true)], "{lost}/{of}");
        let code = if parts == 800 { "R2" } else { "R1" };
        let tally = Tally { numerator: lost, denominator: of, ..Tally::default() };
        assert_eq!(definition(code).figures(tally).meets, Some(false), "{lost}/{of}");
    }
}

#[test]
fn without_cases_nothing_is_said() {
    let mut pending = Vec::new();
    alike(&mut pending, 3, &[&[("screening_outcome", "pending")]]);
    for code in CODES {
        let none = figures(code, &[]);
        assert_eq!(none.tally, Tally::default());
        assert_eq!((none.rate, none.bounds, none.wilson, none.meets), (None, None, None, None));
        assert_eq!((none.posterior_below, none.final_below), (None, None));
        assert_eq!((none.verdict, none.status), (None, None));
        let open = figures(code, &pending);
        assert_eq!((open.rate, open.wilson, open.meets), (None, None, None), "{code}");
        assert_eq!((open.verdict, open.status), (None, None), "{code}");
    }
}
