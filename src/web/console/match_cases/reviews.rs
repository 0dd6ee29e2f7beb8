//! The second look at reasons that take a case out of a rate.

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use uuid::Uuid;

use super::{beside_name, href, page as one};
use crate::{
    domain::{
        match_cases::{MatchCase, reasons::Reason},
        permissions::Permission,
        words::Words,
    },
    service::{
        App, ServiceError,
        match_cases::{self as service, Decision as Decided},
    },
    web::console::{
        ids::Ids,
        office::{Units, decided, kinds_of_work, names, problems},
        people::version,
        respond::{self, Done, Here, Page, done, page, page_with},
        session::{Posted, Signed},
        views::{
            Badge, Case, CaseGroup, CasesPage, Choice, Decide, Decision, Fact, Field, Notice,
            Place, Tone, Width,
        },
    },
};

/// More than a second person looks at in one go.
const MOST: usize = 50;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/match-cases/reviews", get(list))
        .route("/match-cases/{id}/review", post(review))
}

/// The case decided next, for the form on a page; none for whoever recorded the reason.
pub(super) fn decide(by: &Signed, case: &MatchCase) -> Option<Decide> {
    let ending = case.course.ending.as_ref().filter(|_| case.course.awaits_review())?;
    let actor = &by.caller.actor;
    let own = ending.by.is_some() && ending.by == actor.account_id();
    if own || actor.may(Permission::CasesReview).is_err() {
        return None;
    }
    let mut fields = vec![Field::hidden("version", case.version.to_string())];
    if ending.reason == Reason::Z {
        let ruling = vec![
            Choice::new("yes", Words::new("属于反悔", "Stepped back")),
            Choice::new("no", Words::new("不属于反悔", "Did not step back")),
        ];
        let asked = Words::new("这一案例是否属于反悔", "Did the volunteer step back?");
        fields.push(Field::radios("stepped_back", asked, ruling, "").width(Width::Full));
    }
    let decisions = vec![
        Decision::new("confirm", Words::new("原因属实", "Confirm"), Tone::Good),
        Decision::new("send_back", Words::new("退回,案例继续", "Send back"), Tone::Bad),
    ];
    Some(Decide { action: format!("{}/review", href(case.id)), fields, decisions })
}

async fn list(State(app): State<App>, here: Here) -> Page {
    let caller = &here.by.caller;
    let waiting = service::awaiting_review(&app, caller).await?;
    let units = Units::now(&app, caller).await?;
    let mut cases = Vec::new();
    for case in waiting.iter().take(MOST) {
        match service::get(&app, caller, case.id).await {
            Ok(shown) => cases.push(row(&here.by, &units, &shown)),
            // Reviewed or handed on meanwhile; or no longer whole, which is audited.
            Err(ServiceError::Missing | ServiceError::Tampered(_)) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let left_off = waiting.len().saturating_sub(MOST);
    let more = match left_off {
        0 => Words::new("等待复核", "Waiting for a second look"),
        _ => Words::made(
            format!("等待复核(另有 {left_off} 个未列出)"),
            format!("Waiting for a second look ({left_off} more follow)"),
        ),
    };
    Ok(page(&CasesPage {
        frame: here
            .frame(&app, Words::new("复核原因码", "Reasons to review"), Some(Place::Calls))
            .await?,
        about: Words::new(
            "这些原因会把案例移出流失率或反悔率,须由经办人以外的人复核后才算数。",
            "These reasons take a case out of a rate, so somebody else than who recorded them looks first.",
        ),
        kinds: kinds_of_work(&caller.actor),
        groups: vec![CaseGroup { title: more, cases }],
    }))
}

fn row(by: &Signed, units: &Units, shown: &service::Shown) -> Case {
    let (case, person) = (&shown.case, &shown.person);
    let decide = decide(by, case);
    let status = match decide {
        Some(_) => Badge::new(Tone::Warn, Words::new("待复核", "Waiting")),
        None => Badge::new(
            Tone::Info,
            Words::new("由本人登记,须他人复核", "Yours: somebody else decides"),
        ),
    };
    let mut facts = vec![
        Fact::coded(Words::new("通知时的归属机构", "Unit at the notice"), units.name(case.unit)),
        Fact::masked(Words::new("年份与后四位", "Year, last four"), beside_name(person)),
        Fact::new(Words::new("初配通知日期", "Notice"), case.notice_on.to_string()),
        Fact::coded(Words::new("环节", "Stage"), case.course.stage().label()),
    ];
    let names = names(&shown.history);
    facts.extend(case.course.ending.iter().flat_map(|ending| one::ending(ending, &names)));
    Case {
        id: case.id.to_string(),
        title: person.name.clone(),
        href: Some(href(case.id)),
        status,
        facts,
        decide,
        actions: Vec::new(),
    }
}

async fn review(State(app): State<App>, Ids(id): Ids<Uuid>, Posted { by, values }: Posted) -> Page {
    let decision = match decided(&values, "confirm", "send_back")? {
        true => Decided::Confirm {
            stepped_back: match values.get("stepped_back") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            },
        },
        false => Decided::SendBack,
    };
    let reviewed = service::review(&app, &by.caller, id, version(&values)?, decision).await;
    match problems(reviewed)? {
        Ok(_) => Ok(done("/match-cases/reviews", Done::Decided)),
        Err(problems) => {
            let shown = service::get(&app, &by.caller, id).await?;
            let frame = respond::frame(&app, &by, one::TITLE, Some(Place::Calls)).await?;
            let mut template = one::case_page(&app, &by, frame, &shown).await?;
            let told = problems.into_iter().map(|problem| Notice::new(Tone::Bad, problem.words));
            template.notices.extend(told);
            Ok(page_with(StatusCode::UNPROCESSABLE_ENTITY, &template))
        }
    }
}
