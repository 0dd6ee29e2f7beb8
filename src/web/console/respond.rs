//! Answers of the console: pages, ways on, and what to say when something did not work.

use askama::Template;
use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Redirect, Response},
};
use axum_extra::extract::cookie::CookieJar;

use super::{
    session::Signed,
    views::{Action, ErrorPage, Frame, NavItem, Notice, Place, Tone},
};
use crate::{
    domain::{
        codes::codes,
        permissions::{Actor, Permission},
        words::Words,
    },
    service::{App, ServiceError, units},
    web::{
        error::{Told, tell},
        request,
    },
};

/// The cookie that carries the code of a notice to the next page.
const NOTICE: &str = "lifelight_notice";

codes! {
    /// What just happened, told once on the next page.
    Done {
        /// Something was saved.
        Saved = "saved", "已保存。", "Saved.";
        /// Something was sent to somebody else to decide.
        Asked = "asked", "已提交,等待对方处理。", "Sent; it waits for a decision.";
        /// A decision was recorded.
        Decided = "decided", "已处理。", "Decided.";
        /// Something was taken back or removed.
        Removed = "removed", "已撤下。", "Removed.";
        /// What came of a call was written down.
        Called = "called", "通话结果已记录。", "The call is recorded.";
        /// A job was asked to run.
        JobAsked = "job_asked", "已安排，几秒内开始运行。", "It begins within seconds.";
        /// Somebody signed out.
        SignedOut = "signed_out", "已退出登录。", "Signed out.";
    }
}

/// An error of the console, to be answered as a page.
pub struct PageError(Response);

impl<E: Into<ServiceError>> From<E> for PageError {
    fn from(error: E) -> Self {
        Self(error_page(tell(error.into())))
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        self.0
    }
}

/// What a handler gives back.
pub type Page = Result<Response, PageError>;

/// `template` as a page.
pub fn page(template: &impl Template) -> Response {
    page_with(StatusCode::OK, template)
}

/// `template` as a page with another status than 200: a form that comes back with problems.
pub fn page_with(status: StatusCode, template: &impl Template) -> Response {
    match template.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(error) => {
            self::error(ServiceError::Internal(format!("a page does not render: {error}")))
        }
    }
}

/// On to `href` (See Other), telling there what was done.
pub fn done(href: &str, what: Done) -> Response {
    let mut response = Redirect::to(href).into_response();
    set_notice(&mut response, what.code(), 60);
    response
}

fn set_notice(response: &mut Response, code: &str, seconds: u32) {
    let cookie = format!("{NOTICE}={code}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

fn noticed(headers: &HeaderMap) -> Option<Done> {
    CookieJar::from_headers(headers).get(NOTICE).and_then(|cookie| Done::from_code(cookie.value()))
}

/// The notice that the last page left.
pub fn notice(headers: &HeaderMap) -> Option<Notice> {
    noticed(headers).map(|done| Notice::new(Tone::Good, done.label()))
}

/// Takes a notice away once a page has shown it.
pub async fn told_once(request: Request, next: Next) -> Response {
    let told = noticed(request.headers()).is_some();
    let mut response = next.run(request).await;
    let kind = response.headers().get(header::CONTENT_TYPE);
    if told && kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        set_notice(&mut response, "", 0);
    }
    response
}

/// `error` as a page.
pub fn error(error: ServiceError) -> Response {
    error_page(tell(error))
}

/// The page to sign in.
pub fn to_sign_in() -> Response {
    Redirect::to("/sign-in").into_response()
}

/// A form that did not come from our own page, or from a session that has ended since.
pub fn forged() -> Response {
    error_page(Told {
        status: StatusCode::FORBIDDEN,
        code: "forged",
        what: Words::new(
            "这次提交不是来自本系统的页面,没有保存。",
            "This form did not come from our own page; nothing was saved.",
        ),
        remedy: Words::new("请重新打开页面再提交。", "Open the page again and repeat."),
        problems: Vec::new(),
        retry_after: None,
    })
}

/// A form that is too large or not a form.
pub fn unreadable_form(status: StatusCode) -> Response {
    error_page(Told {
        status,
        code: "unreadable_form",
        what: Words::new(
            "提交的内容无法读取,没有保存。",
            "What was sent cannot be read; nothing was saved.",
        ),
        remedy: Words::new("请减少内容或重新打开页面再试。", "Shorten it, or open the page again."),
        problems: Vec::new(),
        retry_after: None,
    })
}

/// No page has this address.
pub async fn nothing_here() -> Response {
    error(ServiceError::Missing)
}

fn error_page(told: Told) -> Response {
    let page = ErrorPage {
        frame: frame_for_visitor(told.what.clone()),
        status: told.status.as_u16(),
        // Where a button rather than a form was refused, its one problem says more.
        what: told.problems.into_iter().next().map_or(told.what, |problem| problem.words),
        remedy: told.remedy,
        request_id: request::id(),
        action: (told.code == "signed_out")
            .then(|| Action::link("/sign-in", Words::new("登录", "Sign in"))),
    };
    match page.render() {
        Ok(html) => (told.status, Html(html)).into_response(),
        Err(_) => told.status.into_response(),
    }
}

/// The frame of a page for somebody who is not signed in.
pub fn frame_for_visitor(title: Words) -> Frame {
    Frame {
        title,
        office: Words::new("生命之光", "Lifelight"),
        demo_day: None,
        nav: Vec::new(),
        account: None,
        csrf: String::new(),
        notice: None,
        assets: super::assets::version(),
    }
}

/// What a page of a signed-in account needs: who, and the notice that the last page left.
pub struct Here {
    /// Who is signed in.
    pub by: Signed,
    notice: Option<Notice>,
}

impl FromRequestParts<App> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let notice = notice(&parts.headers);
        Ok(Self { by: Signed::from_request_parts(parts, app).await?, notice })
    }
}

impl Here {
    /// The frame of a page of this account.
    ///
    /// # Errors
    /// What the database says.
    pub async fn frame(
        &self,
        app: &App,
        title: Words,
        place: Option<Place>,
    ) -> Result<Frame, PageError> {
        let mut frame = frame(app, &self.by, title, place).await?;
        frame.notice = self.notice.clone();
        Ok(frame)
    }
}

/// The frame of a page of `by`, without a notice: for forms that come back.
///
/// # Errors
/// What the database says.
pub async fn frame(
    app: &App,
    by: &Signed,
    title: Words,
    place: Option<Place>,
) -> Result<Frame, PageError> {
    let account = by.signed_in.account();
    let unit = units::list(app, &by.caller).await?.into_iter().find(|unit| unit.id == account.unit);
    let office =
        unit.map_or(Words::new("生命之光", "Lifelight"), |unit| Words::made(unit.zh, unit.en));
    Ok(Frame {
        title,
        office,
        demo_day: app.settings.demo.then(|| app.today().to_string()),
        nav: NavItem::list(&places(&by.caller.actor), place),
        account: Some(account.display_name.clone()),
        csrf: by.form_token(),
        notice: None,
        assets: super::assets::version(),
    })
}

/// The places an account may go to.
fn places(actor: &Actor) -> Vec<Place> {
    let may = |permission| actor.may(permission).is_ok();
    Place::ALL
        .into_iter()
        .filter(|place| match place {
            Place::Today | Place::Units => true,
            Place::Find | Place::Coordinators => may(Permission::PeopleRead),
            Place::Register => may(Permission::PeopleWrite),
            Place::Calls => may(Permission::CasesWork),
            Place::Reminders => may(Permission::RemindersWork) || may(Permission::AccountsManage),
            Place::Donations => may(Permission::DonationsWork),
            Place::Memorials => may(Permission::MemorialsWork),
            Place::Honours => may(Permission::HonoursWork),
            Place::Memberships => may(Permission::MembershipsWork),
            Place::Exports => may(Permission::ExportsAsk) || may(Permission::ExportsWatch),
            Place::Team => may(Permission::TeamManage),
            Place::Tasks => may(Permission::TasksDo),
            Place::Rates | Place::Board | Place::Targets | Place::Reports | Place::Releases => {
                may(Permission::StatisticsRead)
            }
            Place::Supervisions => may(Permission::SupervisionsWork),
            Place::Care => may(Permission::CareWork),
            Place::Import => may(Permission::LedgersImport),
            Place::Accounts => may(Permission::AccountsManage),
            Place::Jobs => may(Permission::JobsRead),
            Place::Audit => may(Permission::AuditRead),
        })
        .collect()
}
