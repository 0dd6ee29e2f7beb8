//! The own account's API tokens: made, shown once, revoked.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use chrono::{DateTime, Days, Utc};
use uuid::Uuid;

use super::{
    ids::Ids,
    office::{problems, start_of, time},
    respond::{self, Done, Here, Page, done, page, page_with},
    session::Posted,
    views::{
        Action, Badge, Choice, Field, Form, FormPage, Frame, ShownOncePage, TokenRow, Tone, Values,
        tokens_page,
    },
};
use crate::{
    domain::{
        dates::parse_day,
        permissions::{Actor, MATRIX, Permission},
        words::{Problem, Words},
    },
    service::{
        App,
        tokens::{self as service, ApiToken, NewToken},
    },
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/tokens", get(list))
        .route("/tokens/new", get(new).post(issue))
        .route("/tokens/{id}/revoke", post(revoke))
}

const TITLE: Words = Words::new("接口令牌", "API tokens");
const NEW: Words = Words::new("新建令牌", "New token");

async fn list(State(app): State<App>, here: Here) -> Page {
    let account = here.by.signed_in.account().id;
    let tokens = service::list(&app, &here.by.caller, account).await?;
    let rows = tokens.iter().map(|token| row(&app, token)).collect();
    let frame = here.frame(&app, TITLE, None).await?;
    let mut list =
        tokens_page(frame, rows, vec![Action::link("/tokens/new", NEW).tone(Tone::Good)]);
    list.about = Some(Words::new(
        "其他程序凭令牌以您的名义调用接口,权限不超过您的角色。",
        "Programs call the API in your name with a token, never with more than your role.",
    ));
    Ok(page(&list))
}

async fn new(State(app): State<App>, here: Here) -> Page {
    let frame = here.frame(&app, NEW, None).await?;
    Ok(page(&form(frame, &here.by.caller.actor, &Values::default(), &[])))
}

async fn issue(State(app): State<App>, Posted { by, values }: Posted) -> Page {
    let permissions = values.all("permissions");
    let wished = NewToken {
        label: values.get("label").trim().to_owned(),
        permissions: permissions.iter().filter_map(|code| Permission::from_code(code)).collect(),
        expires_at: end_of_day(&app, values.get("expires_at")),
    };
    let issued = service::issue(&app, &by.caller.origin, &by.signed_in, wished).await;
    let title = if issued.is_ok() { TITLE } else { NEW };
    let frame = respond::frame(&app, &by, title, None).await?;
    match problems(issued)? {
        Ok((token, made)) => Ok(page(&ShownOncePage {
            frame,
            about: Words::new(
                "请现在复制到要使用它的程序里。",
                "Copy it now into the program that will use it.",
            ),
            secret: token.expose().to_owned(),
            expires: time(&app, made.expires_at),
            back: Action::link("/tokens", TITLE),
        })),
        Err(found) => {
            let template = form(frame, &by.caller.actor, &values, &found);
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template))
        }
    }
}

async fn revoke(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, .. }: Posted) -> Page {
    service::revoke(&app, &by.caller, by.signed_in.account().id, id).await?;
    Ok(done("/tokens", Done::Removed))
}

/// The end of the day typed. What is no day lies in the past, which the service refuses with its words.
fn end_of_day(app: &App, typed: &str) -> DateTime<Utc> {
    // `parse_day` takes no day after the one it is told: here days to come are meant.
    let latest = app.today() + Days::new(2 * 366);
    let next = parse_day(typed, latest).ok().and_then(|day| day.succ_opt());
    next.and_then(|day| start_of(app, day)).unwrap_or_default()
}

fn row(app: &App, token: &ApiToken) -> TokenRow {
    let now = app.store.clock().now();
    let (ended, status) = match token.revoked_at {
        Some(_) => (true, Badge::new(Tone::Bad, Words::new("已吊销", "Revoked"))),
        None if token.expires_at <= now => {
            (true, Badge::new(Tone::Plain, Words::new("已到期", "Expired")))
        }
        None => (false, Badge::new(Tone::Good, Words::new("有效", "In force"))),
    };
    let may = |pick: fn(Words) -> String, sign| {
        let words = token.permissions.iter().map(|permission| pick(words(*permission)));
        words.collect::<Vec<_>>().join(sign)
    };
    TokenRow {
        name: token.label.clone(),
        may: Words::made(
            may(|words| words.zh.into_owned(), "、"),
            may(|words| words.en.into_owned(), ", "),
        ),
        status,
        last_used: token.used_at.map(|at| time(app, at)).unwrap_or_default(),
        expires: time(app, token.expires_at),
        revoke: (!ended).then(|| format!("/tokens/{}/revoke", token.id)),
    }
}

fn form(frame: Frame, actor: &Actor, values: &Values, problems: &[Problem]) -> FormPage {
    let all = MATRIX.iter().map(|(permission, _)| *permission);
    let offered = all.filter(|permission| actor.may(*permission).is_ok());
    let offered = offered.map(|permission| Choice::new(permission.code(), words(permission)));
    let fields = vec![
        Field::text("label", Words::new("用途", "Purpose"), values.get("label"))
            .required()
            .most(40)
            .first()
            .hint(
                "小写字母、数字或连字符,例如 city-report",
                "Small letters, digits or hyphens, e.g. city-report",
            ),
        Field::day("expires_at", Words::new("有效至", "Valid until"), values.get("expires_at"))
            .required()
            .hint("最长一年", "A year at most"),
        Field::checks(
            "permissions",
            Words::new("权限", "May"),
            offered.collect(),
            values.all("permissions"),
        ),
    ];
    let form = Form::new("/tokens/new", frame.csrf.clone(), Words::new("新建", "Create"))
        .fields(fields)
        .cancel("/tokens")
        .problems(problems);
    FormPage::new(frame, form)
}

/// What a permission lets a program do.
fn words(permission: Permission) -> Words {
    match permission {
        Permission::PeopleRead => Words::new("查找和查看(遮盖)", "Search and read, masked"),
        Permission::PeopleUnmask => Words::new("查看完整信息", "Read in full"),
        Permission::PeopleWrite => Words::new("登记和变更", "Register and amend"),
        Permission::DeathsRevoke => Words::new("撤回误记的身故", "Take back a death"),
        Permission::TransfersAsk => Words::new("提出转移", "Ask for transfers"),
        Permission::TransfersDecide => Words::new("接收转移", "Decide transfers"),
        Permission::MergesAsk => Words::new("提议合并", "Propose merges"),
        Permission::MergesDecide => Words::new("复核合并", "Confirm merges"),
        Permission::ReconciliationsDecide => {
            Words::new("处理跨机构重复", "Settle what two offices hold")
        }
        Permission::CasesWork => Words::new("办理初配案例", "Work on match cases"),
        Permission::CasesReview => Words::new("复核原因码", "Review reasons"),
        Permission::RatesClose => Words::new("指标封账", "Close the rates"),
        Permission::TargetsManage => Words::new("分解和调整目标", "Break down and replan targets"),
        Permission::CoordinatorsManage => {
            Words::new("管理协调员名册", "Keep the coordinators' register")
        }
        Permission::DonationsWork => Words::new("办理捐献实现", "Carry donations through"),
        Permission::DonationsOversee => {
            Words::new("查看所有在办捐献", "See every donation under way")
        }
        Permission::MemorialsWork => Words::new("办理缅怀条目", "Work on the memorial"),
        Permission::MemorialsApprove => Words::new("审核缅怀条目", "Approve memorial entries"),
        Permission::RemindersWork => Words::new("办理提醒", "Work on reminders"),
        Permission::HonoursWork => Words::new("颁发荣誉和办理待遇", "Issue honours and benefits"),
        Permission::MembershipsWork => {
            Words::new("办理会员与志愿者", "Keep members and volunteers")
        }
        Permission::ExportsAsk => Words::new("申请和下载导出", "Ask for exports and fetch them"),
        Permission::ExportsApprove => Words::new("审批导出", "Approve exports"),
        Permission::ExportsWatch => Words::new("查看导出预警", "See who exported many"),
        Permission::TeamManage => Words::new("管理志愿服务队", "Keep the volunteer team"),
        Permission::TasksDo => Words::new("办理自己的任务", "Do one's own tasks"),
        Permission::CareWork => Words::new("办理关怀台账", "Work on care ledgers"),
        Permission::AidApprove => Words::new("审批救助", "Approve aid"),
        Permission::PeopleErase => Words::new("删除志愿者", "Erase people"),
        Permission::CareErase => Words::new("删除关怀台账", "Erase care ledgers"),
        Permission::LedgersImport => Words::new("导入台账", "Import ledgers"),
        Permission::UnitsManage => Words::new("管理机构", "Keep units"),
        Permission::AccountsManage => Words::new("管理账号", "Keep accounts"),
        Permission::JobsRead => Words::new("查看定时任务", "See what the jobs do"),
        Permission::JobsRun => Words::new("手动运行定时任务", "Run jobs by hand"),
        Permission::AuditRead => Words::new("查看审计", "Read the audit trail"),
        Permission::SupervisionsWork => Words::new("办理督导检查", "Work on supervision visits"),
        Permission::StatisticsRead => Words::new("查看统计", "Read statistics"),
        Permission::ReportsIssue => Words::new("签发报表", "Issue reports"),
        Permission::ReleasesPublish => Words::new("发布公开统计", "Publish statistics"),
    }
}
