//! Offices at the edge, other orders and names, and a solver that fails.

use lifelight::domain::{
    counts::What,
    disclosure::{
        CellId, Failure, Program, Solver,
        audit::{Finding, audit},
    },
    programmes::Programme,
    releases::{
        body::Release,
        building::Refusal,
        places::{Level, Places},
    },
};

use super::{
    attack::Attack,
    offices::{Office, place, places},
};

#[test]
fn a_city_of_one_cell_one_county_and_an_office_where_nothing_happened() {
    let office = |places, mean| Office::draw(3, places, mean);
    for (mut office, tells) in [
        (office(places(0, 0, false), 1), true),
        (office(places(1, 0, false), 1), true),
        (office(places(0, 1, false), 1), true),
        (office(places(4, 0, true), 0), false),
    ] {
        for _ in 0..8 {
            office.publish();
        }
        let attack = Attack::on(office.files());
        assert_eq!(attack.broken(&office.truth()), [""; 0]);
        assert_eq!(!attack.shown.is_empty(), tells);
    }
    let mut empty = office(places(0, 3, false), 0);
    empty.material.posted.clear();
    for _ in 0..8 {
        assert!(empty.publish().release.cells().all(|(_, value, _)| value.is_none()));
    }
}

struct Fails;

impl Solver for Fails {
    fn solve(&self, _: &Program) -> Result<Option<Vec<f64>>, Failure> {
        Err(Failure("injected".to_owned()))
    }
}

/// Says of everything that it cannot be done, or that nothing need be touched.
struct Lies(bool);

impl Solver for Lies {
    fn solve(&self, program: &Program) -> Result<Option<Vec<f64>>, Failure> {
        Ok(self.0.then(|| vec![0.0; program.variables.len()]))
    }
}

#[test]
fn a_solver_that_fails_or_lies_publishes_nothing() {
    let mut office = Office::draw(0, places(4, 0, false), 3);
    for _ in 0..3 {
        office.publish();
    }
    assert!(matches!(office.try_with(&Fails), Err(Refusal::Suppression(None, _))));
    assert!(matches!(office.try_with(&Lies(false)), Err(Refusal::Suppression(Some(_), _))));
    // Who says that nothing need be blanked is caught, at the latest by the auditor.
    assert!(office.try_with(&Lies(true)).is_err());
}

#[test]
fn neither_order_nor_names_of_units_decide_what_is_blank() {
    let of = |codes: [&str; 4], turned: bool| {
        let mut all = vec![place("9900", Level::Root, None)];
        all.extend(codes.map(|code| place(code, Level::County, Some("9900"))));
        if turned {
            all.reverse();
        }
        let mut office = Office::draw(4, Places::new(all, &[]).expect("a root"), 3);
        for _ in 0..4 {
            office.publish();
        }
        let files: Vec<String> = office.files().map(str::to_owned).collect();
        files.concat()
    };
    let names = ["990001", "990002", "990003", "990004"];
    assert_eq!(of(names, false), of(names, true));
    // Other names, in the same order: the tie-breaks change, the number of blanks hardly.
    let blanks = |text: &str| text.matches("\"value\":null").count() as i64;
    let other = of(["99A1", "99A2", "99A3", "99A4"], false);
    assert!((blanks(&other) - blanks(&of(names, false))).abs() <= 8);
}

#[test]
fn quarters_follow_each_other_and_what_was_published_does_not_change() {
    let mut office = Office::draw(1, places(0, 4, false), 4);
    office.publish();
    office.material.quarter = office.material.quarter.next();
    let refused = office.try_with(&lifelight::domain::disclosure::Microlp::default());
    assert!(matches!(refused, Err(Refusal::Order(next)) if next.to_string() == "2024-Q2"));
    office.material.quarter = office.material.quarter.previous();
    for _ in 0..2 {
        office.publish();
    }
    // A count of a published quarter that is another now.
    let first = *office.material.posted.keys().find(|key| key.1 == What::Registered).expect("one");
    *office.material.posted.get_mut(&first).expect("it") += 1;
    let refused = office.try_with(&lifelight::domain::disclosure::Microlp::default());
    assert!(matches!(refused, Err(Refusal::Changed(_))));
}

#[test]
fn the_auditor_finds_what_is_wrong_with_a_file() {
    let mut office = Office::draw(1, places(0, 4, false), 4);
    for _ in 0..4 {
        office.publish();
    }
    let files: Vec<&[u8]> = office.files().map(str::as_bytes).collect();
    let known = Default::default();
    assert_eq!(audit(&files, &known).expect("read").findings, []);
    // In another order, or one left out: the chain is broken.
    let chain = audit(&files[1..], &known).expect("read").findings;
    assert!(chain.iter().any(|finding| matches!(finding, Finding::Chain { .. })));
    // A blank that is told, a shown one that is not, a small one.
    let mut release = Release::read(office.files().last().expect("four")).expect("a file");
    let truth = office.earlier.last().expect("four").exact.clone();
    let mut told = 0;
    for table in &mut release.tables {
        for cell in &mut table.cells {
            let id = CellId { table: table.name.clone(), dims: cell.dims.clone() };
            if let (None, Some(value)) = (cell.value, truth.get(&id))
                && *value >= table.k
                && told < 3
            {
                cell.value = Some(*value);
                told += 1;
            }
        }
    }
    let text = release.text().expect("text");
    let mut changed = files.clone();
    *changed.last_mut().expect("four") = text.as_bytes();
    assert!(!audit(&changed, &known).expect("read").findings.is_empty(), "three blanks told");
    assert!(audit(&[b"{}"], &known).is_err());
}

#[test]
fn what_the_public_knows_already_is_part_of_the_attack() {
    let mut office = Office::draw(5, places(3, 0, false), 4);
    for _ in 0..3 {
        office.publish();
    }
    // The press told of a county's donations, so that those of the whole cannot be none any more: a promise that
    // cannot be kept is refused, not broken.
    let of_year = |key: &(usize, What, _, lifelight::domain::periods::Quarter)| {
        key.0 == 1 && key.1 == What::Realised && key.3.year() == 2024
    };
    let realised = office.material.posted.iter().filter(|(key, _)| of_year(key));
    let count = realised.map(|(_, count)| count).sum::<u64>();
    assert!(count > 0, "somebody gave");
    let dims = [("unit", "990000"), ("programme", "all"), ("period", "2024"), ("flow", "realised")];
    office.known.insert(CellId::new("S2", &dims), count);
    let refused = office.try_with(&lifelight::domain::disclosure::Microlp::default());
    assert!(matches!(refused, Err(Refusal::Suppression(Some(_), _))));
}

#[test]
fn the_shape_of_a_release_stays_what_others_rely_on() {
    let mut office = Office::draw(6, places(0, 3, false), 4);
    let built = office.publish();
    assert_eq!(Release::read(&built.text).expect("a file"), built.release);
    let file: serde_json::Value = serde_json::from_str(&built.text).expect("JSON");
    for key in ["release", "period", "policy", "previous_sha256", "tables", "equations"] {
        assert!(file.get(key).is_some(), "{key}");
    }
    assert_eq!(file["policy"]["k"], serde_json::json!({"counts": 5, "outcomes": 10}));
    fn whole(value: &serde_json::Value) -> bool {
        match value {
            serde_json::Value::Number(number) => number.is_u64(),
            serde_json::Value::Array(all) => all.iter().all(whole),
            serde_json::Value::Object(all) => all.values().all(whole),
            _ => true,
        }
    }
    assert!(whole(&file), "whole numbers only");
}

#[test]
fn a_county_that_comes_later_does_not_stop_publication() {
    let mut office = Office::draw(1, places(4, 0, false), 8);
    office.policy.quarterly_counties = (100, 50);
    for n in 0..8 {
        if n == 5 {
            // Beside it, the city begins to register people itself.
            let mut all = office.material.places.all().to_vec();
            all.push(place("990009", Level::County, Some("9900")));
            office.material.places = Places::new(all, &["9900".to_owned()]).expect("a root");
            let now = office.material.quarter;
            for at in [0, 5] {
                office
                    .material
                    .posted
                    .insert((at, What::Registered, Some(Programme::Organ), now), 17);
            }
        }
        office.publish();
    }
    let attack = Attack::on(office.files());
    assert_eq!(attack.broken(&office.truth()), [""; 0]);
}
