//! What a report says, from what is true now.

use chrono::Datelike;
use uuid::Uuid;

use super::{Wanted, figures::Numbers, goals, work};
use crate::{
    domain::{
        counts::What,
        permissions::Permission,
        rates::definitions::Definition,
        reports::{Cell, Column, Content, Of, ReportKind, Section, Term},
        words::Words,
    },
    service::{
        App, Caller, Result, ServiceError,
        rates::{Apart, apart},
    },
    store::{self, units::Unit},
};

/// The plan's two rates: their main readings.
const RATES: [&str; 2] = ["R1", "R2"];

/// The report as the figures are now, exact.
///
/// # Errors
/// [`ServiceError::Denied`]; [`ServiceError::Missing`] for a unit outside the caller's scope.
pub(super) async fn content(app: &App, caller: &Caller, wanted: &Wanted) -> Result<Content> {
    let scope = caller.actor.may(Permission::StatisticsRead)?;
    let Wanted { unit, kind, period } = *wanted;
    let as_of = app.today();
    let end = period.last_day().min(as_of);
    let years = match kind {
        ReportKind::MidTerm => period.first_day().year()..=period.last_day().year(),
        _ => period.last_day().year()..=period.last_day().year(),
    };
    let (rates, refused) = apart(app, caller, unit, years.clone(), end, &RATES).await?;
    let goals = goals::sections(app, caller, unit).await?;
    let mut tx = app.store.read().await?;
    if !store::units::is_within(&mut tx, &scope, unit).await? {
        return Err(ServiceError::Missing);
    }
    let all = store::units::list(&mut tx).await?;
    let own = all.iter().find(|one| one.id == unit).ok_or(ServiceError::Missing)?;
    let below: Vec<&Unit> = all.iter().filter(|one| one.parent == Some(unit)).collect();
    let numbers = Numbers::read(&mut tx, &scope, unit, period).await?;
    let work = work::Work::read(&mut tx, &scope, unit, period.first_day(), end).await?;
    drop(tx);
    let mut sections = vec![numbers.registrations(), numbers.outcomes(), numbers.months()];
    sections.extend(goals);
    sections.push(rates_section(app, &rates, (*years.start(), *years.end()), refused));
    sections.push(reasons(&rates));
    sections.push(quarters(&rates));
    sections.push(work.follow_ups());
    sections.push(work.visits(app, caller, &all, as_of).await?);
    if !below.is_empty() {
        sections.push(units(&numbers, &rates, own, &below));
    }
    Ok(Content {
        kind,
        period: period.to_string(),
        unit,
        unit_code: own.code.clone(),
        unit_name: Words::made(own.zh.clone(), own.en.clone()),
        as_of,
        sections,
        definitions: terms(rates.iter().map(|one| &one.definition)),
    })
}

fn rates_section(app: &App, rates: &[Apart], years: (i32, i32), refused: usize) -> Section {
    let column = |code: &str, zh: &'static str, en: &'static str| {
        Column::new(code, Words::new(zh, en)).outcome()
    };
    let columns = vec![
        column("lost", "流失", "Lost"),
        column("settled", "已有结论", "Settled"),
        column("rate", "比率", "Rate"),
        column("low", "下界（未决全留）", "If all pending are kept"),
        column("high", "上界（未决全失）", "If all pending are lost"),
        column("interval", "95% 区间", "95% interval"),
        Column::new("target", Words::new("目标", "Target")),
        column("verdict", "判定", "Verdict"),
        column("pending", "未决", "Pending"),
        column("excluded", "排除", "Excluded"),
    ];
    let title = Words::new("两项流失指标", "The two rates");
    let span = match years {
        (first, last) if first == last => format!("{last} 年"),
        (first, last) => format!("{first}–{last} 年"),
    };
    let unread = if refused == 0 {
        String::new()
    } else {
        format!("有 {refused} 例未通过校验，未计入。")
    };
    let day = app.settings.closing.final_on(years.1);
    let mut section = Section::new("rates", title, columns).note(Words::made(
        format!(
            "按初配通知年份（{span}）计，截至期末；未决案例单列。{} 年于 {day} 最终封账。少于 20 例不作判定。{unread}",
            years.1
        ),
        format!("By the year of notice ({}–{}), as of the period's end.", years.0, years.1),
    ));
    for one in rates {
        let figures = one.definition.figures(one.whole.clone());
        let tally = &figures.tally;
        let target = one.definition.target;
        let share = |share: f64| format!("{:.1}%", share * 100.0);
        let interval = figures.wilson.map(|at| format!("{}–{}", share(at.low), share(at.high)));
        let aim = format!("{} {}%", target.comparator().code(), f64::from(target.parts()) / 100.0);
        let cells = vec![
            Cell::count(tally.numerator),
            Cell::count(tally.denominator),
            Cell::share(figures.rate),
            Cell::share(figures.bounds.map(|bounds| bounds.low)),
            Cell::share(figures.bounds.map(|bounds| bounds.high)),
            interval.map_or(Cell::Empty, Cell::text),
            Cell::text(aim),
            figures.verdict.map_or(Cell::Empty, |verdict| Cell::Words(verdict.label())),
            Cell::count(tally.pending),
            Cell::count(tally.excluded),
        ];
        section.push(&one.definition.code, name(&one.definition), Of::Whole, cells);
    }
    section
}

fn name(definition: &Definition) -> Words {
    Words::made(format!("{} {}", definition.code, definition.name.zh), definition.name.en.clone())
}

fn reasons(rates: &[Apart]) -> Section {
    let columns = vec![
        Column::new("lost", Words::new("流失", "Lost")).outcome(),
        Column::new("excluded", Words::new("排除", "Excluded")).outcome(),
    ];
    let title = Words::new("流失与排除的原因", "Reasons of losses and exclusions");
    let mut section = Section::new("reasons", title, columns);
    for one in rates {
        for (reason, (lost, excluded)) in one.by_reason() {
            let label = reason.label();
            let code = format!("{}-{}", one.definition.code, reason.code());
            let words = Words::made(
                format!("{} · {} {}", one.definition.code, reason.code(), label.zh),
                label.en,
            );
            section.push(code, words, Of::Whole, vec![Cell::count(lost), Cell::count(excluded)]);
        }
    }
    section
}

fn quarters(rates: &[Apart]) -> Section {
    let columns = vec![
        Column::new("lost", Words::new("流失", "Lost")).outcome(),
        Column::new("settled", Words::new("已有结论", "Settled")).outcome(),
        Column::new("rate", Words::new("比率", "Rate")).outcome(),
    ];
    let title = Words::new("两项流失指标，按通知季度", "The two rates by quarter of notice");
    let mut section = Section::new("rate_quarters", title, columns);
    for one in rates {
        for (quarter, tally) in &one.by_quarter {
            let words = Words::made(
                format!("{} {}", one.definition.code, quarter.label().zh),
                quarter.label().en,
            );
            let code = format!("{}-{quarter}", one.definition.code);
            let rate =
                (tally.denominator > 0).then(|| tally.numerator as f64 / tally.denominator as f64);
            let cells = vec![
                Cell::count(tally.numerator),
                Cell::count(tally.denominator),
                Cell::share(rate),
            ];
            section.push(code, words, Of::Whole, cells);
        }
    }
    section
}

/// The units below beside each other, never in the order of a number.
fn units(numbers: &Numbers, rates: &[Apart], own: &Unit, below: &[&Unit]) -> Section {
    let mut columns = vec![
        Column::new("registered", Words::new("登记（项）", "Registrations")),
        Column::new("person", Words::new("登记（人）", "Persons")),
        Column::new("person_after_death", Words::new("身后捐献（人）", "After death, persons")),
        Column::new("pooled", Words::new("入库（份）", "Samples")),
        Column::new("person_pooled", Words::new("入库（人）", "Pooled, persons")),
        Column::new("left", Words::new("退出（项）", "Left")).outcome(),
        Column::new("realised", Words::new("实现（项）", "Realised")).outcome(),
    ];
    for one in rates {
        let code = &one.definition.code;
        let column = |part: &str, zh: &str, en: &str| {
            let words = Words::made(format!("{code} {zh}"), format!("{code} {en}"));
            Column::new(format!("{code}-{part}"), words).outcome()
        };
        columns.push(column("lost", "流失", "lost"));
        columns.push(column("settled", "已有结论", "settled"));
        columns.push(column("rate", "比率", "rate"));
    }
    let title = Words::new("各单位（本期）", "Unit by unit, in the period");
    let mut section = Section::new("units", title, columns).note(Words::new(
        "按机构代码排列，不作名次比较；各单位相加等于合计。本级是直接在本机构登记的。",
        "In the order of codes, not of figures; units add up to the whole. The last row is the unit without those below.",
    ));
    let cells = |of: Option<Uuid>| {
        let whats = [
            What::Registered,
            What::Person,
            What::PersonAfterDeath,
            What::Pooled,
            What::PersonPooled,
            What::Left,
            What::Realised,
        ];
        let mut cells: Vec<Cell> =
            whats.iter().map(|what| Cell::Count(numbers.of_unit(of, *what))).collect();
        for one in rates {
            let tally = match of {
                None => Some(&one.whole),
                Some(unit) => one.by_child.get(&unit),
            };
            let (lost, settled) =
                tally.map_or((0, 0), |tally| (tally.numerator, tally.denominator));
            cells.push(Cell::count(lost));
            cells.push(Cell::count(settled));
            cells.push(Cell::share((settled > 0).then(|| lost as f64 / settled as f64)));
        }
        cells
    };
    section.push("all", Words::new("合计", "All"), Of::Whole, cells(None));
    for unit in below {
        let words = Words::made(unit.zh.clone(), unit.en.clone());
        section.push(unit.id.to_string(), words, Of::Below, cells(Some(unit.id)));
    }
    section.push("own", Words::new("本级", "Itself"), Of::Apart, cells(Some(own.id)));
    section
}

/// What the words mean: a workbook has them on a sheet of their own.
fn terms<'a>(rates: impl Iterator<Item = &'a Definition>) -> Vec<Term> {
    let term =
        |zh: &'static str, en: &'static str, mean_zh: &'static str, mean_en: &'static str| Term {
            term: Words::new(zh, en),
            words: Words::new(mean_zh, mean_en),
        };
    let mut terms = vec![
        term(
            "登记（项）",
            "Registrations",
            "一人登记一个项目（造血干细胞、器官、组织、角膜、遗体）计一项，按登记日期计入期间。",
            "One person's offer of one programme, by the day of registration.",
        ),
        term(
            "登记（人）",
            "Persons",
            "一人无论登记几项只计一次，按其首次登记的日期和机构计。",
            "Each person once, by the first registration's day and unit.",
        ),
        term(
            "身后捐献（人）",
            "After death, persons",
            "登记器官、组织、角膜或遗体捐献的人，每人计一次，按首次登记计。",
            "Persons who registered organs, tissue, corneas or body, each once.",
        ),
        term(
            "入库（份）、入库（人）",
            "Samples, pooled persons",
            "造血干细胞样本按入库日期计份；人按其首份样本计一次。",
            "Stem cell samples by the day they entered the pool; persons by their first sample.",
        ),
        term(
            "毛新增、净新增",
            "Gross, net",
            "毛新增为期间内全部新增；净新增为其中扣除此后撤销或退出者。",
            "Gross is all that came in the period; net leaves out those of them that left since.",
        ),
        term(
            "退出（项）",
            "Left",
            "撤销登记或因年龄、健康退出，按结束日期计，不从登记的期间扣减。",
            "Withdrawn or out of the pool, by the day it ended.",
        ),
        term(
            "实现（项）",
            "Realised",
            "捐献实现的登记项，按实现日期计。",
            "Registrations whose donation took place, by that day.",
        ),
        term(
            "覆盖率",
            "Coverage",
            "到期的回访、关怀等提醒中已办的比例；停止和不再适用的不计。",
            "Of the follow-ups that fell due, those done; stopped ones are not counted.",
        ),
        term(
            "单位",
            "Unit",
            "按登记时的机构计，本人转走后不变，因此各单位相加等于合计。",
            "The unit that registered; it stays when a person moves on, so that units add up.",
        ),
    ];
    terms.extend(rates.map(|definition| Term {
        term: name(definition),
        words: Words::made(
            format!(
                "{}（口径第 {} 版，{}）",
                definition.words.zh, definition.version, definition.approved_by
            ),
            definition.words.en.clone(),
        ),
    }));
    terms
}
