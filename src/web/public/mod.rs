//! What the public sees: static pages made from frozen releases, and nothing else. No script, no query, no count that
//! is not in a file. Who serves them holds neither database nor key.

mod sheets;

use askama::Template;

pub use sheets::{Sheet, sheets};

use crate::domain::{
    periods::Quarter,
    releases::{GUARANTEE, body::Release},
    words::Words,
};

/// A file of the site: its name, and what is in it.
pub type File = (String, Vec<u8>);

/// A release on its page.
#[derive(Template)]
#[template(path = "public/release.html")]
struct ReleasePage<'a> {
    title: Words,
    office: Words,
    release: &'a Release,
    period: Words,
    sha256: String,
    sheets: Vec<Sheet>,
    rates: Vec<RateRow>,
    targets: Vec<TargetRow>,
    others: &'a [Other],
}

/// The policy.
#[derive(Template)]
#[template(path = "public/policy.html")]
struct PolicyPage<'a> {
    title: Words,
    office: Words,
    guarantee: Words,
    others: &'a [Other],
}

/// A link to a release.
struct Other {
    href: String,
    file: String,
    period: Words,
    sha256: String,
}

struct RateRow {
    code: String,
    period: String,
    fraction: String,
    share: String,
    target: String,
    verdict: Words,
}

struct TargetRow {
    name: Words,
    done: String,
    target: u64,
    share: String,
}

/// The whole site of one publisher: a page a release, the newest as `index.html` too, the policy, the style, and
/// the files themselves as they were published. `files` are oldest first.
///
/// # Errors
/// Where a file is none, or a page cannot be written.
pub fn site(files: &[String]) -> Result<Vec<File>, Box<dyn std::error::Error + Send + Sync>> {
    let releases: Vec<Release> =
        files.iter().map(|text| Release::read(text)).collect::<Result<_, _>>()?;
    let others: Vec<Other> =
        releases.iter().zip(files).rev().map(|(release, text)| other(release, text)).collect();
    let mut site = vec![("style.css".to_owned(), include_bytes!("style.css").to_vec())];
    for (release, text) in releases.iter().zip(files) {
        let page = page(release, text, &others).render()?;
        site.push((format!("{}.html", release.period), page.into_bytes()));
        site.push((format!("{}.json", release.period), text.clone().into_bytes()));
    }
    if let Some((release, text)) = releases.iter().zip(files).next_back() {
        site.push(("index.html".to_owned(), page(release, text, &others).render()?.into_bytes()));
        site.push(("release.json".to_owned(), text.clone().into_bytes()));
        let policy = PolicyPage {
            title: Words::new("公开规则", "Policy"),
            office: office(release),
            guarantee: GUARANTEE,
            others: &others,
        };
        site.push(("policy.html".to_owned(), policy.render()?.into_bytes()));
    }
    Ok(site)
}

fn page<'a>(release: &'a Release, text: &str, others: &'a [Other]) -> ReleasePage<'a> {
    ReleasePage {
        title: Words::made(
            format!("{} 统计", release.period),
            format!("Statistics {}", release.period),
        ),
        office: office(release),
        period: period(release),
        sha256: Release::digest(text),
        sheets: sheets(release),
        rates: release.rates.iter().map(rate).collect(),
        targets: release.targets.iter().map(target).collect(),
        release,
        others,
    }
}

fn other(release: &Release, text: &str) -> Other {
    Other {
        href: format!("{}.html", release.period),
        file: format!("{}.json", release.period),
        period: period(release),
        sha256: Release::digest(text),
    }
}

fn office(release: &Release) -> Words {
    let root = release.places.iter().find(|place| place.code == release.unit);
    root.map_or(Words::new("", ""), |root| Words::made(root.zh.clone(), root.en.clone()))
}

fn period(release: &Release) -> Words {
    Quarter::parse(&release.period)
        .map_or_else(|| Words::made(release.period.clone(), ""), Quarter::label)
}

/// What stands for a count that is not shown, whatever the reason.
const BLANK: &str = "—";

/// A share in per cent with one place, by whole numbers.
fn per_cent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return BLANK.to_owned();
    }
    let tenths = (part * 2000 + whole) / (2 * whole);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

fn rate(line: &crate::domain::releases::body::RateLine) -> RateRow {
    let told = line.numerator.zip(line.denominator);
    RateRow {
        code: line.code.clone(),
        period: line.period.clone(),
        fraction: told.map_or_else(|| BLANK.to_owned(), |(x, n)| format!("{x}/{n}")),
        share: told.map_or_else(|| BLANK.to_owned(), |(x, n)| per_cent(x, n)),
        target: format!("{} {}", line.comparator, per_cent(line.target, 10_000)),
        verdict: match line.meets {
            Some(true) => Words::new("达标", "met"),
            Some(false) => Words::new("未达标", "not met"),
            None => Words::new(BLANK, ""),
        },
    }
}

fn target(line: &crate::domain::releases::body::TargetLine) -> TargetRow {
    let blank = || BLANK.to_owned();
    TargetRow {
        name: line.name.clone(),
        done: line.done.map_or_else(blank, |done| done.to_string()),
        target: line.target,
        share: line.done.map_or_else(blank, |done| per_cent(done, line.target)),
    }
}
