use proptest::prelude::*;

use super::{plot::WIDTH, *};
use crate::domain::rates::judgement::{Comparator, Target};

fn target(parts: u32) -> Target {
    Target::new(parts, Comparator::Below).unwrap()
}

/// All that has to be so of any picture: no broken number, everything inside the box, well-formed.
fn holds(chart: &Chart) {
    let svg = chart.to_string();
    for broken in ["NaN", "inf", "style=", "<script", "<svg class=\"chart\" viewBox=\"0 0 360 0\""]
    {
        assert!(!svg.contains(broken), "{broken} in {svg}");
    }
    let height: f64 = between(&svg, "viewBox=\"0 0 360 ", "\"").parse().unwrap();
    assert_eq!(svg.matches("<g>").count(), svg.matches("</g>").count());
    for element in svg.split('<').skip(1).map(|part| part.split('>').next().unwrap()) {
        let number = |name: &str| {
            let found = element.split_once(&format!(" {name}=\""))?;
            Some(found.1.split('"').next().unwrap().parse::<f64>().unwrap())
        };
        let r = number("r").unwrap_or(0.0);
        for name in ["x", "x1", "x2", "cx"] {
            let Some(x) = number(name) else { continue };
            let wide = number("width").unwrap_or(0.0);
            assert!(x - r >= 0.0 && x + r + wide <= WIDTH, "{name} of {element}");
        }
        for name in ["y", "y1", "y2", "cy"] {
            let Some(y) = number(name) else { continue };
            let tall = number("height").unwrap_or(0.0);
            assert!(y - r >= 0.0 && y + r + tall <= height, "{name} of {element}, {height}");
        }
        if element.contains(" points=\"") {
            for place in between(element, "points=\"", "\"").split(' ') {
                let (x, y) = place.split_once(',').unwrap();
                let (x, y): (f64, f64) = (x.parse().unwrap(), y.parse().unwrap());
                assert!((0.0..=WIDTH).contains(&x) && (0.0..=height).contains(&y), "{element}");
            }
        }
    }
    for text in svg.split("<text ").skip(1) {
        let (x, said): (f64, _) =
            (between(text, "x=\"", "\"").parse().unwrap(), between(text, ">", "<"));
        let wide = plot::width(&said.replace("&lt;", "<").replace("&amp;", "&"));
        let left = match between(text, "text-anchor=\"", "\"") {
            "start" => x,
            "middle" => x - wide / 2.0,
            _ => x - wide,
        };
        assert!(left >= -0.1 && left + wide <= WIDTH + 0.1, "{said} from {left}, {wide} wide");
    }
    let columns = chart.columns.len();
    assert!(chart.rows().iter().all(|row| row.len() == columns));
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    text.split_once(from).unwrap().1.split_once(to).unwrap().0
}

fn plan() -> Pace {
    Pace {
        id: "pooled".to_owned(),
        title: Words::new("造血干细胞入库志愿者", "Pooled stem cell volunteers"),
        measure: Words::new("人", "persons"),
        first: (2021, 1),
        actual: (1..=58).map(|n| n * 6 + n / 7).collect(),
        pace: (1..=60).map(|n| f64::from(n) * 400.0 / 60.0).collect(),
        target: 400,
        forecast: Some(Fan { low: 364, expected: 371.4, high: 380 }),
    }
}

fn units() -> Funnel {
    let unit =
        |(label, lost, settled): (&str, u64, u64)| Point { label: label.to_owned(), lost, settled };
    let units = [
        ("岳林街道", 3, 40),
        ("锦屏街道", 20, 60),
        ("江口街道", 8, 41),
        ("溪口镇", 31, 55),
        ("尚田街道", 0, 0),
        ("莼湖街道 <b>", 7, 30),
    ];
    Funnel {
        id: "r1".to_owned(),
        title: Words::new("初筛流失率", "Loss at screening"),
        target: target(2_000),
        units: units.into_iter().map(unit).collect(),
        dispersion: None,
    }
}

fn quarters() -> Run {
    let counts = [(4, 20), (6, 22), (0, 0), (12, 25), (3, 18), (2, 31)];
    let quarter = |(n, (lost, settled)): (usize, (u64, u64))| Quarter {
        label: format!("{}-Q{}", 2024 + n / 4, n % 4 + 1),
        lost,
        settled,
    };
    Run {
        id: "run".to_owned(),
        title: Words::new("初筛流失率", "Loss at screening"),
        target: target(2_000),
        quarters: counts.into_iter().enumerate().map(quarter).collect(),
    }
}

#[test]
fn the_pictures_of_one_city() {
    for (name, chart) in
        [("pace", pace(&plan())), ("funnel", funnel(&units())), ("run", run(&quarters()))]
    {
        holds(&chart);
        let rows: Vec<String> = chart.rows().iter().map(|row| row.join(" | ")).collect();
        insta::assert_snapshot!(name, format!("{chart}\n{}", rows.join("\n")));
    }
}

#[test]
fn names_are_escaped_and_shapes_tell_without_colour() {
    let drawn = funnel(&units()).to_string();
    assert!(!drawn.contains("<b>") && drawn.contains("&lt;b&gt;"));
    // 溪口镇 is far out, 锦屏街道 is out, 江口街道 is not.
    assert!(drawn.contains("chart-point bad"));
    let standing = |name: &str| {
        let rows = funnel(&units());
        rows.rows().iter().find(|row| row[1] == name).unwrap()[4].clone()
    };
    assert!(standing("溪口镇").contains("99.8%"));
    assert!(standing("锦屏街道").contains("95%"));
    assert!(standing("江口街道").contains("within"));
    assert_eq!(standing("尚田街道"), "");
}

#[test]
fn what_nobody_has_yet_is_drawn_too() {
    let nothing = Pace {
        actual: Vec::new(),
        pace: Vec::new(),
        target: 0,
        forecast: Some(Fan { low: 0, expected: f64::NAN, high: 0 }),
        ..plan()
    };
    holds(&pace(&nothing));
    holds(&funnel(&Funnel { units: Vec::new(), ..units() }));
    holds(&run(&Run { quarters: Vec::new(), ..quarters() }));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_pace(
        actual in prop::collection::vec(0..50_000_u64, 0..70),
        pace_to in prop::collection::vec(prop::num::f64::ANY, 0..70),
        goal in 0..2_000_000_u64, low in 0..5_000_u64, more in 0..900_000_u64,
        first in (1990..2100_i32, 1..=12_u32), title in ".{0,30}",
    ) {
        let expected = low as f64;
        let title = Words::made(title, "");
        let forecast = Some(Fan { low, expected, high: low + more });
        holds(&pace(&Pace { actual, pace: pace_to, target: goal, forecast, first, title, ..plan() }));
    }

    #[test]
    fn any_units(counts in prop::collection::vec((0..900_u64, 0..900_u64, "[a-z一-龥<&]{0,12}"), 0..30), parts in 1..=9_999_u32) {
        let point = |(lost, settled, label)| Point { label, lost, settled };
        let units_of = counts.into_iter().map(point).collect();
        holds(&funnel(&Funnel { units: units_of, target: target(parts), ..units() }));
    }

    #[test]
    fn any_quarters(counts in prop::collection::vec((0..90_u64, 0..90_u64), 0..40), parts in 1..=9_999_u32) {
        let quarter = |(lost, settled)| Quarter { label: "2025-Q3".to_owned(), lost, settled };
        let all = counts.into_iter().map(quarter).collect();
        holds(&run(&Run { quarters: all, target: target(parts), ..quarters() }));
    }
}
