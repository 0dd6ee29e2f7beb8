//! One donation: how far it has come, what was said and signed, and what can be done next.

use std::collections::BTreeMap;

use axum::{Router, extract::State, http::StatusCode, routing::get};
use uuid::Uuid;

use super::{forms::day_known, href, marks};
use crate::{
    domain::{
        donations::{
            CallFrom, Donation,
            ledger::LedgerRecord,
            stages::Stage,
            steps::Step,
            wills::Will,
            witnessing::{WITNESSES, WitnessRecord},
        },
        programmes::Organ,
        words::{Problem, Words},
    },
    service::{
        App,
        donations::{self as service, Shown},
    },
    web::console::{
        ids::Ids,
        office::{Units, history, names, past, time},
        people,
        respond::{self, Here, Page, PageError, page, page_with},
        session::Signed,
        views::{Action, DonationPage, Fact, FactSection, Frame, Notice, Place, StageRow, Tone},
    },
};

/// What the page is called; it does not name the person.
pub(super) const TITLE: Words = Words::new("捐献实现", "Donation");

pub(super) fn routes() -> Router<App> {
    Router::new().route("/donations/{id}", get(show))
}

async fn show(State(app): State<App>, Ids(id): Ids<Uuid>, here: Here) -> Page {
    let shown = service::get(&app, &here.by.caller, id).await?;
    let frame = here.frame(&app, TITLE, Some(Place::Donations)).await?;
    Ok(page(&donation_page(&app, &here.by, frame, &shown).await?))
}

/// The donation's page with what kept something from being done: the answer where there is no form to show again.
pub(super) async fn refused(app: &App, by: &Signed, id: Uuid, problems: Vec<Problem>) -> Page {
    let shown = service::get(app, &by.caller, id).await?;
    let frame = respond::frame(app, by, TITLE, Some(Place::Donations)).await?;
    let mut template = donation_page(app, by, frame, &shown).await?;
    let told = problems.into_iter().map(|problem| Notice::new(Tone::Bad, problem.words));
    template.notices.splice(0..0, told);
    Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template))
}

async fn donation_page(
    app: &App,
    by: &Signed,
    frame: Frame,
    shown: &Shown,
) -> Result<DonationPage, PageError> {
    let units = Units::now(app, &by.caller).await?;
    let donation = &shown.donation;
    let names = names(&shown.history);
    Ok(DonationPage {
        frame,
        programme: donation.programme.label(),
        name: shown.person.name.clone(),
        person: people::href(donation.person),
        brief: people::beside_name(&units, &shown.person),
        marks: people::marks(&shown.person).into_iter().chain(marks(donation)).collect(),
        notices: notices(donation),
        sections: sections(app, &units, shown, &names),
        stages: stages(donation),
        actions: actions(shown),
        history: history(app, &shown.history),
        past: past(app, &shown.past, &shown.history, |course| {
            let was = Donation { course: course.clone(), ..donation.clone() };
            marks(&was).into_iter().map(|badge| badge.words).collect()
        }),
    })
}

fn notices(donation: &Donation) -> Vec<Notice> {
    let notice = |tone, zh, en| Some(Notice::new(tone, Words::new(zh, en)));
    if donation.ledger().is_some() {
        let told = notice(
            Tone::Info,
            "此项捐献在启用本系统之前实现，由历年台账导入：没有逐步记录、意愿核查和见证记录，也不补造。",
            "It took place before this registry and comes from an older ledger: there are no steps, no look-up and no witness record, and none are made up.",
        );
        return told.into_iter().collect();
    }
    let will = match donation.will() {
        Some(Will::Refused) => notice(
            Tone::Bad,
            "本人生前已表示不同意捐献。办理到此为止，不得再征求家属意见；请感谢来电者。",
            "The person refused in life. It ends here and the family is not asked; thank whoever called.",
        ),
        Some(Will::NoneExpressed) if donation.next() == Some(Stage::FamilyConfirmed) => notice(
            Tone::Warn,
            "本人生前未表示意愿：须由配偶、成年子女、父母共同书面决定，任何一人不同意即不能捐献。",
            "No will was expressed in life: spouse, adult children and parents decide together, in writing; one objection ends it.",
        ),
        None => notice(
            Tone::Warn,
            "尚未核对本人意愿。核对之前不要与家属谈捐献。",
            "The will has not been looked up. Do not speak of donation to the family before.",
        ),
        _ => None,
    };
    let signing = (donation.next() == Some(Stage::Witnessed)).then(|| {
        let record = donation.course.witness.as_ref();
        let signed = record.map_or(0, |record| record.signatures.len());
        Notice::new(
            Tone::Info,
            Words::made(
                format!("见证须由 {WITNESSES} 名被指派的协调员各自登录签名，现有 {signed} 名已签。"),
                format!("{WITNESSES} assigned coordinators sign, each under her own account; {signed} did so far."),
            ),
        )
    });
    will.into_iter().chain(signing).collect()
}

fn sections(
    app: &App,
    units: &Units,
    shown: &Shown,
    names: &BTreeMap<Uuid, String>,
) -> Vec<FactSection> {
    let donation = &shown.donation;
    let course = &donation.course;
    let who = |by: Option<Uuid>| by.and_then(|by| names.get(&by).cloned()).unwrap_or_default();
    let mut call = vec![day_known(donation)];
    let from = course.call_from.map(CallFrom::label);
    call.extend(from.map(|from| Fact::coded(Words::new("来电方", "Who called"), from)));
    call.push(Fact::coded(Words::new("受理机构", "Unit"), units.name(donation.unit)));
    let said =
        |label: Words, text: &Option<String>| text.clone().map(|text| Fact::new(label, text));
    call.extend(said(Words::new("所在地点", "Where"), &course.place));
    call.extend(said(Words::new("来电所述", "What was said"), &course.note));
    let looks = course.looks.iter().map(|look| {
        let when = format!("{} {}", time(app, look.at), who(look.by));
        let label = Words::made(format!("核查于 {when}"), "looked up");
        Fact::coded(label, look.will.label())
    });
    let mut sections = vec![
        match donation.ledger() {
            None => {
                FactSection { id: "call", title: Words::new("报案", "The call"), facts: call }
            }
            Some(record) => {
                let told = ledger(record, who(record.imported_by));
                let title = Words::new("历年台账", "The older ledger");
                FactSection { id: "ledger", title, facts: call.into_iter().chain(told).collect() }
            }
        },
        FactSection {
            id: "will",
            title: Words::new("本人意愿", "The will in life"),
            facts: looks.collect(),
        },
        FactSection {
            id: "family",
            title: Words::new("家属共同决定", "The family's decision"),
            facts: family(donation),
        },
        FactSection {
            id: "steps",
            title: Words::new("办理情况", "What was done"),
            facts: told(shown),
        },
        FactSection {
            id: "witness",
            title: Words::new("获取见证", "Witness record"),
            facts: course
                .witness
                .as_ref()
                .map(|record| witness(app, shown, record))
                .unwrap_or_default(),
        },
    ];
    if let Some(ending) = &course.ending {
        let mut facts = vec![
            Fact::coded(Words::new("原因", "Reason"), ending.reason.label()),
            Fact::new(Words::new("日期", "Day"), ending.on.to_string()),
            Fact::new(Words::new("经办", "Recorded by"), who(ending.by)),
        ];
        facts.extend(said(Words::new("说明", "In words"), &ending.words));
        sections.push(FactSection {
            id: "ending",
            title: Words::new("未能实现", "Not realised"),
            facts,
        });
    }
    sections.retain(|section| !section.facts.is_empty());
    sections
}

/// What an older ledger tells, and who brought it here.
fn ledger(record: &LedgerRecord, by: String) -> Vec<Fact> {
    let told = &record.told;
    let mut facts = Vec::new();
    let mut tell = |zh, en, text: Option<String>| {
        let text = text.filter(|text| !text.is_empty());
        facts.extend(text.map(|text| Fact::new(Words::new(zh, en), text)));
    };
    let all = |labels: Vec<Words>| {
        labels.into_iter().map(|label| label.zh.into_owned()).collect::<Vec<_>>().join("、")
    };
    let expressed = told.expressed.map(|one| one.label().zh.into_owned());
    tell("意愿表示方式", "How the will was expressed", expressed);
    tell("器官", "Organs", Some(all(told.organs.iter().map(|one| one.label()).collect())));
    tell("组织", "Tissues", Some(all(told.tissues.iter().map(|one| one.label()).collect())));
    tell("接收单位", "Receiving unit", told.receiving_unit.clone());
    tell("台账所写协调员", "Coordinators as written", Some(told.coordinators.join("、")));
    tell("捐献证书编号", "Certificate", told.certificate.clone());
    tell("备注", "Remark", told.remark.clone());
    tell("导入", "Imported", Some(format!("{} {by}", record.imported_on).trim().to_owned()));
    facts
}

fn family(donation: &Donation) -> Vec<Fact> {
    let consent = donation.course.steps.iter().find_map(|step| match step {
        Step::FamilyConfirmed { consent, .. } => Some(consent),
        _ => None,
    });
    let Some(consent) = consent else { return Vec::new() };
    let signed = consent.signatures.iter().map(|one| {
        let line = format!("{} · {} · {}", one.name.masked(), one.opinion.label().zh, one.on);
        Fact::masked(one.kin.label(), line)
    });
    let nobody =
        consent.nobody.iter().map(|kin| Fact::coded(kin.label(), Words::new("无", "none")));
    signed.chain(nobody).collect()
}

/// What single steps tell beside their day.
fn told(shown: &Shown) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut tell = |label: Words, text: Option<&String>| {
        facts.extend(text.map(|text| Fact::new(label, text.clone())));
    };
    for step in &shown.donation.course.steps {
        match step {
            Step::Accepted { receiving_unit, .. } => {
                tell(Words::new("接收单位", "Receiving unit"), Some(receiving_unit));
            }
            Step::HandedOver { proof_number, .. } => {
                tell(Words::new("接受证明编号", "Proof of acceptance"), Some(proof_number));
            }
            Step::Certified { number, .. } => {
                tell(Words::new("捐献证书编号", "Certificate"), number.as_ref());
            }
            Step::LaidToRest { words, .. } => {
                tell(Words::new("丧葬安排", "Burial"), words.as_ref());
            }
            Step::ReportedBack { used_for, rites, .. } => {
                tell(Words::new("利用情况", "Used for"), Some(used_for));
                tell(Words::new("火化与安葬", "Rites"), rites.as_ref());
            }
            _ => {}
        }
    }
    facts.extend(shown.coordinators.iter().map(|one| {
        let name = one.details.name.as_str().to_owned();
        Fact::new(Words::new("指派协调员", "Coordinator"), name)
    }));
    facts
}

/// The record of the recovery, as its page and the page of signing show it.
pub(super) fn witness(app: &App, shown: &Shown, record: &WitnessRecord) -> Vec<Fact> {
    let organs = |one: fn(Organ) -> Words| {
        record.organs.iter().map(|organ| one(*organ).zh.into_owned()).collect::<Vec<_>>().join("、")
    };
    let yes_no = |yes: bool| if yes { Words::new("是", "yes") } else { Words::new("否", "no") };
    let when = format!("{} {}", record.on, record.time.format("%H:%M"));
    let mut facts = vec![
        Fact::new(Words::new("时间", "When"), when),
        Fact::new(Words::new("地点", "Where"), record.place.clone()),
        Fact::new(Words::new("获取器官", "Organs"), organs(Organ::label)),
        Fact::coded(Words::new("默哀", "Silence held"), yes_no(record.silence_held)),
        Fact::coded(
            Words::new("恢复遗体外观", "Appearance restored"),
            yes_no(record.appearance_restored),
        ),
    ];
    facts.extend(record.signatures.iter().map(|signature| {
        let by = shown.coordinators.iter().find(|one| one.id == signature.coordinator);
        let name = by.map(|one| one.details.name.as_str().to_owned()).unwrap_or_default();
        let line = format!("{name} · {}", time(app, signature.at));
        Fact::new(Words::new("协调员签名", "Signed by"), line)
    }));
    facts
}

/// All stages with what is done, where the donation stands and what is to come.
fn stages(donation: &Donation) -> Vec<StageRow> {
    let stages = donation.stages();
    let here = stages.iter().position(|stage| *stage == donation.stage()).unwrap_or_default();
    let ended = donation.course.ending.is_some();
    let row = |(n, stage): (usize, &Stage)| {
        let (class, state) = match n {
            _ if n < here || (n == here && !ended) => ("done", Words::new("已完成", "done")),
            _ if n == here => ("ended", Words::new("结束于此", "ended here")),
            _ if ended => ("ahead", Words::new("未到", "not reached")),
            _ if n == here + 1 => ("here", Words::new("下一步", "next")),
            _ => ("ahead", Words::new("待进行", "to come")),
        };
        let step = donation.course.steps.iter().find(|step| step.stage() == *stage);
        let on = match stage {
            Stage::Called | Stage::FromLedger => Some(donation.called_on),
            _ => step.map(Step::on),
        };
        let on = on.map(|day| day.to_string()).unwrap_or_default();
        StageRow { stage: stage.label(), on, class, state }
    };
    stages.iter().enumerate().map(row).collect()
}

fn actions(shown: &Shown) -> Vec<Action> {
    let donation = &shown.donation;
    let base = href(donation.id);
    let link = |step: &str, words: Words| Action::link(format!("{base}/{step}"), words);
    let mut actions = Vec::new();
    match donation.next() {
        Some(Stage::WillChecked) => actions.push(
            Action::post(format!("{base}/will"), Words::new("核对本人意愿", "Look the will up"))
                .with("version", donation.version.to_string())
                .tone(Tone::Good),
        ),
        Some(Stage::Witnessed) => {
            if shown.may_sign.is_some() {
                let words = Words::new("签名见证", "Sign");
                actions.push(link("sign", words).tone(Tone::Good));
            }
            let words = match donation.course.witness {
                Some(_) => Words::new("重写见证记录", "Write the record anew"),
                None => Words::new("填写见证记录", "Write the witness record"),
            };
            actions.push(link("witness", words));
        }
        Some(next) => {
            let label = next.label();
            let words = Words::made(format!("下一步：{}", label.zh), format!("Next: {}", label.en));
            actions.push(link("step", words).tone(Tone::Good));
        }
        None => {}
    }
    if donation.next().is_some() {
        let words = Words::new("请协调员参与办理", "Let a coordinator handle it");
        actions.push(link("handlers", words));
    }
    if donation.next().is_some() && donation.realised_on().is_none() {
        actions.push(link("end", Words::new("未能实现", "Not realised")));
    }
    let recorded = !donation.course.steps.is_empty() || donation.ledger().is_some();
    if donation.course.ending.is_some() || recorded {
        actions.push(link("undo", Words::new("撤回上一项", "Take back")));
    }
    actions
}
