//! How the district steers: the plan's targets broken down to its townships, a visit to one of them with what was found
//! and put right, another one planned, and the reports that were issued.

use chrono::{Datelike, Days, NaiveDate};
use uuid::Uuid;

use super::{
    Failure,
    cases::set_clock,
    fill,
    office::{COORDINATOR, JINPING, Office, XIKOU},
};
use crate::{
    domain::{
        periods::Quarter,
        reports::{ReportKind, inputs::IssueInput},
        supervisions::inputs::{AnswerInput, FindingInput, RectificationInput, VisitInput},
        targets::inputs::{BreakdownInput, PartInput},
    },
    service::{reports, supervisions, targets},
};

const SUPERVISOR: &str = "demo-supervisor";
/// What is broken down, and the document that says so.
const BROKEN_DOWN: [(&str, &str); 2] =
    [("persons_pooled", "演示红字〔合成〕3号"), ("persons_after_death", "演示红字〔合成〕4号")];
/// Townships broke the plan down after half of it, or as soon as a younger demo can have it.
const MIDDLE: (i32, u32, u32) = (2023, 2, 1);

/// Breaks the targets down, and visits townships.
pub async fn steer(office: &Office) -> Result<(), Failure> {
    break_down(office).await?;
    visit(office).await?;
    plan_a_visit(office).await
}

async fn break_down(office: &Office) -> Result<(), Failure> {
    let (app, caller) = (&office.app, office.caller(SUPERVISOR));
    let (year, month, day) = MIDDLE;
    let latest = NaiveDate::from_ymd_opt(year, month, day).unwrap_or(office.plan.as_of);
    let on = latest.min(office.plan.as_of - Days::new(90));
    office.clock.set(office.plan.at(on, 10 * 3600));
    let board = targets::board(app, caller, None, None).await?;
    for (indicator, document) in BROKEN_DOWN {
        let reading = board.readings.iter().find(|one| one.indicator.code == indicator);
        // An installation may have another plan.
        let Some(held) = reading.and_then(|one| one.held.as_ref()) else { continue };
        let part = |town: &super::office::Town| PartInput {
            unit: town.id.to_string(),
            // In round figures, as large as the demo makes each.
            population: (fill::weight(&town.code) * 5_000).to_string(),
            ..PartInput::default()
        };
        let input = BreakdownInput {
            version: held.target.version,
            method: "blend".to_owned(),
            parts: office.towns.iter().map(part).collect(),
            effective_on: on.to_string(),
            document: document.to_owned(),
            ..BreakdownInput::default()
        };
        targets::break_down(app, caller, held.target.id, &input).await?;
    }
    Ok(())
}

/// The district visits Xikou: one finding was put right and confirmed, one is said to be, one is left.
async fn visit(office: &Office) -> Result<(), Failure> {
    set_clock(office, 58, 16, 0);
    let (app, district) = (&office.app, office.caller(COORDINATOR));
    let township = office.caller("demo-xikou");
    let (unit, held_on) = (office.towns[office.town(XIKOU)?].id, office.app.today());
    let input = VisitInput {
        held: "yes".to_owned(),
        ..asked(office, unit, held_on, "board", "看入库进度和登记资料，听取回访情况")
    };
    let id = supervisions::plan(app, district, &input).await?;
    let mut version = 1;
    let after = |days: u64| (held_on + Days::new(days)).to_string();
    for (kind, text, due) in [
        ("registrations", "三份登记表未请本人补签，台账已标注", after(21)),
        ("follow_ups", "上半年登记者回访少于计划的一半", after(45)),
        ("targets", "入库进度低于分解目标，请在年底前补上一场宣传采样", after(110)),
    ] {
        let finding = FindingInput { kind: kind.to_owned(), text: text.to_owned(), due_on: due };
        version = supervisions::find(app, district, id, version, None, &finding).await?;
    }
    for (number, days, what) in [
        (1, 40, "三位登记者已到站补签，登记表重新归档"),
        (2, 12, "按名单逐个回访，完成情况见提醒页"),
    ] {
        set_clock(office, days, 11, 30);
        let on = app.today().to_string();
        let done = RectificationInput { on, what: what.to_owned() };
        version = supervisions::rectify(app, township, id, version, number, &done).await?;
        if number == 1 {
            set_clock(office, days - 2, 9, 40);
            let accepted = AnswerInput { decision: "accept".to_owned(), ..AnswerInput::default() };
            version = supervisions::answer(app, district, id, version, 1, &accepted).await?;
        }
    }
    Ok(())
}

/// Jinping comes next.
async fn plan_a_visit(office: &Office) -> Result<(), Failure> {
    set_clock(office, 3, 14, 20);
    let unit = office.towns[office.town(JINPING)?].id;
    let on = office.plan.as_of + Days::new(18);
    let input = asked(office, unit, on, "year_end", "年度检查：台账、见证记录和家属关怀");
    supervisions::plan(&office.app, office.caller(COORDINATOR), &input).await?;
    Ok(())
}

fn asked(office: &Office, unit: Uuid, on: NaiveDate, occasion: &str, about: &str) -> VisitInput {
    let who = [COORDINATOR, SUPERVISOR].map(|name| office.caller(name).actor.account_id());
    VisitInput {
        unit: unit.to_string(),
        on: on.to_string(),
        occasion: occasion.to_owned(),
        who: who.into_iter().flatten().map(|id| id.to_string()).collect(),
        about: about.to_owned(),
        held: String::new(),
    }
}

/// Issues last year's report and the last quarter's, once everything else has happened: a report says what is true
/// when it is issued.
pub async fn report(office: &Office) -> Result<(), Failure> {
    let caller = office.caller(SUPERVISOR);
    let as_of = office.plan.as_of;
    for (kind, period) in [
        (ReportKind::Yearly, (as_of.year() - 1).to_string()),
        (ReportKind::Quarterly, Quarter::of(as_of).previous().to_string()),
    ] {
        let Ok(period) = kind.period(&period) else { continue };
        let wanted = reports::Wanted { unit: office.county, kind, period };
        let input = IssueInput { purpose: "superior".to_owned(), ..IssueInput::default() };
        reports::issue(&office.app, caller, &wanted, &input).await?;
    }
    Ok(())
}
