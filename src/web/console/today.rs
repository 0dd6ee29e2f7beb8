//! The first page of the day.

use std::collections::BTreeMap;

use axum::{Router, extract::State, routing::get};
use chrono::Datelike;

use super::{
    counts,
    office::{Units, time},
    register,
    respond::{Here, Page, page},
    tasks,
    views::{
        Action, Badge, DraftRow, MonthRow, Place, ProgrammeCard, TodayPage, Tone, Values, Work,
    },
};
use crate::{
    domain::{
        counts::When,
        names::Name,
        permissions::Permission,
        programmes::Programme,
        registrations::{RegistrationStatus, Stance},
        words::Words,
    },
    service::{
        App,
        today::{self as service, Today},
    },
    store::drafts::Draft,
};

/// The columns of the year's table.
const PROGRAMMES: usize = Programme::ALL.len();

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

async fn show(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let today = service::get(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let mut drafts = Vec::new();
    for draft in today.drafts.iter().filter(|draft| draft.form == register::FORM) {
        // One that cannot be opened any more can still be thrown away.
        let typed = register::typed(&app, caller, draft.id).await.unwrap_or_default();
        drafts.push(draft_row(&app, &units, draft, &typed));
    }
    let may = |permission| caller.actor.may(permission).is_ok();
    let counted = may(Permission::StatisticsRead);
    let (months, totals) = months(&today);
    let frame = here.frame(&app, Place::Today.words(), Some(Place::Today)).await?;
    let registered = if counted {
        let periods = [When::Year(app.today().year()), When::All];
        periods.map(|when| counts::table(&frame, &today.registered, when)).into()
    } else {
        Vec::new()
    };
    Ok(page(&TodayPage {
        frame,
        registered,
        day: app.today().to_string(),
        scope: units.name(caller.actor.unit()),
        may_find: may(Permission::PeopleRead),
        may_register: may(Permission::PeopleWrite),
        programmes: if counted {
            Programme::ALL.map(|one| card(&today, one)).into()
        } else {
            Vec::new()
        },
        year: app.today().year(),
        columns: Programme::ALL.map(Programme::label).into(),
        months,
        totals,
        work: work(&today),
        tasks: if may(Permission::TasksDo) {
            let own = crate::service::tasks::own(&app, caller).await?;
            Some(tasks::own_lines(&app, &units, &own.tasks))
        } else {
            None
        },
        drafts,
        marks: counted.then(|| people(&today)).into_iter().collect(),
    }))
}

fn people(today: &Today) -> Badge {
    let words = Words::made(format!("共 {} 人", today.people), format!("{} people", today.people));
    Badge::new(Tone::Plain, words)
}

/// How many stand where in one programme; what nobody is in is left out.
fn card(today: &Today, programme: Programme) -> ProgrammeCard {
    let count = |stance: Stance, status: RegistrationStatus| {
        let is_meant = |codes: [&str; 3]| codes == [programme.code(), stance.code(), status.code()];
        let counts = today.counts.iter();
        let meant = counts.filter(|row| is_meant([&row.programme, &row.stance, &row.status]));
        meant.map(|row| size(row.count)).sum::<u64>()
    };
    let ended =
        RegistrationStatus::ALL.iter().filter(|status| **status != RegistrationStatus::Active);
    let mut others: Vec<(Words, u64)> =
        ended.map(|&status| (status.label(), count(Stance::Offers, status))).collect();
    others.push((Stance::Refuses.label(), count(Stance::Refuses, RegistrationStatus::Active)));
    others.retain(|(_, count)| *count > 0);
    let active = count(Stance::Offers, RegistrationStatus::Active);
    ProgrammeCard { programme: programme.label(), active, others }
}

/// The year's table, and its sums.
fn months(today: &Today) -> (Vec<MonthRow>, Vec<u64>) {
    let counts: BTreeMap<u32, [u64; PROGRAMMES]> = today
        .months
        .iter()
        .map(|(first, counts)| {
            let of = |programme: Programme| {
                let found = counts.iter().find(|(code, _)| code == programme.code());
                found.map_or(0, |(_, count)| size(*count))
            };
            (first.month(), Programme::ALL.map(of))
        })
        .collect();
    let busiest = counts.values().map(|row| row.iter().sum::<u64>()).max().unwrap_or(0).max(1);
    let row = |month: u32| {
        let cells = counts.get(&month);
        let total = cells.map(|cells| cells.iter().sum::<u64>());
        let share = total.unwrap_or(0) * 100 / busiest;
        MonthRow {
            month,
            cells: (0..PROGRAMMES).map(|column| cells.map(|cells| cells[column])).collect(),
            total,
            share: u8::try_from(share).unwrap_or(100),
        }
    };
    let column = |column: usize| counts.values().map(|row| row[column]).sum::<u64>();
    let mut totals: Vec<u64> = (0..PROGRAMMES).map(column).collect();
    totals.push(totals.iter().sum());
    ((1..=12).map(row).collect(), totals)
}

fn work(today: &Today) -> Vec<Work> {
    let work =
        |count: usize, href: &str, words: Words| Work { words, count, href: href.to_owned() };
    let cases = Words::new("个初配案例待联络或跟进", "match cases to call or follow up");
    let reviews = Words::new("个案例的原因码待复核", "reasons to review");
    let transfers = Words::new("个转移等待接收", "transfers to accept");
    let merges = Words::new("个合并等待复核", "merges to look at");
    let pairs = Words::new("组跨机构重复等待处理", "records held by two offices");
    let certificates =
        Words::new("位协调员的证件即将到期或刚到期", "coordinators' certificates running out");
    let overdue = Words::new("次督导有问题逾期未整改", "supervision visits with overdue findings");
    let rectified = Words::new("次督导有整改待确认", "supervision visits with reports to confirm");
    let returned = Words::new("个任务被队员退回", "tasks given back by the team");
    let aids = Words::new("个家庭的救助待审批", "families with aid to approve");
    let exports = Words::new("个导出待审批", "exports to approve");
    let many = Words::new(
        "次有账号一天导出超过 200 人（近 7 天）",
        "times an account exported more than 200 people in a day (last 7 days)",
    );
    let imports = Words::new("份台账等待处理", "ledgers under way");
    let reminders = Words::new("条提醒待办", "reminders to do");
    let failed = Words::new("条消息发送失败，待处理", "messages that failed");
    vec![
        work(today.reminders, "/reminders", reminders),
        work(today.failed_messages, "/messages", failed),
        work(today.cases, "/calls", cases),
        work(today.reviews, "/match-cases/reviews", reviews),
        work(today.transfers, "/transfers", transfers),
        work(today.merges, "/merges", merges),
        work(today.reconciliations, "/reconciliations", pairs),
        work(today.certificates, "/coordinators", certificates),
        work(today.overdue_findings, "/supervisions", overdue),
        work(today.rectifications, "/supervisions", rectified),
        work(today.tasks_returned, "/team", returned),
        work(today.aids, "/care/approvals", aids),
        work(today.exports, "/exports", exports),
        work(today.many_exported, "/exports", many),
        work(today.imports, "/imports", imports),
    ]
}

fn draft_row(app: &App, units: &Units, draft: &Draft, typed: &Values) -> DraftRow {
    let name = Name::parse(typed.get("name")).map(|name| name.masked());
    let unit = super::office::id_in(typed, "unit").map(|id| units.name(id).zh.into_owned());
    DraftRow {
        href: format!("/register?draft={}", draft.id),
        name: name.unwrap_or_else(|_| "未填姓名 no name yet".to_owned()),
        unit: unit.unwrap_or_default(),
        saved_at: time(app, draft.saved_at),
        discard: Action::post(
            format!("/register/drafts/{}/discard", draft.id),
            Words::new("丢弃", "Discard"),
        ),
    }
}

/// Counts are never negative.
fn size(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}
