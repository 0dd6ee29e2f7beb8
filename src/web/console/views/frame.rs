//! The frame around every page, and the page shown when something did not work.

use askama::Template;

use super::parts::{Action, Notice};
use crate::domain::words::Words;

/// What surrounds a page: office, navigation, account, messages.
pub struct Frame {
    /// The page's title. Browsers keep titles in their history: never personal data.
    pub title: Words,
    /// The office that runs this installation.
    pub office: Words,
    /// The demonstration's day, e.g. `2025-10-31`; `None` outside a demonstration.
    pub demo_day: Option<String>,
    /// Where this account may go; empty when nobody is signed in.
    pub nav: Vec<NavItem>,
    /// The signed-in account's display name.
    pub account: Option<String>,
    /// The token that every POST form of this page repeats.
    pub csrf: String,
    /// What just happened (“saved”), shown once.
    pub notice: Option<Notice>,
    /// Changes when `app.css` or `app.js` change, so that old copies are not used.
    pub assets: String,
}

impl Frame {
    /// Whether some entries stand under “更多”.
    pub fn tucks(&self) -> bool {
        self.nav.iter().any(|item| item.tucked)
    }
}

/// The places of the navigation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Counts, open work, drafts.
    Today,
    /// Searching people.
    Find,
    /// The registration form.
    Register,
    /// Match cases: whom to call today.
    Calls,
    /// What is to be done on a day: follow-ups, visits, checks.
    Reminders,
    /// The plan's rates.
    Rates,
    /// Reports of a month, a quarter, a year, half a plan.
    Reports,
    /// Visits of an office to those below it.
    Supervisions,
    /// How far the plan's targets are.
    Board,
    /// The plan's targets, their versions and parts.
    Targets,
    /// Published statistics.
    Releases,
    /// Donations after death.
    Donations,
    /// The memorial.
    Memorials,
    /// Honours and benefits.
    Honours,
    /// Members and volunteers of the Red Cross.
    Memberships,
    /// Files of people: asked for, approved, given out.
    Exports,
    /// The register of donation coordinators.
    Coordinators,
    /// The volunteer team.
    Team,
    /// A helper's own tasks.
    Tasks,
    /// Families, and living registrants and donors.
    Care,
    /// Old ledgers.
    Import,
    /// The tree of offices.
    Units,
    /// Accounts, sessions, API tokens.
    Accounts,
    /// What happens by itself.
    Jobs,
    /// The audit trail.
    Audit,
}

impl Place {
    /// Every place in the order of the navigation.
    pub const ALL: [Self; 25] = [
        Self::Today,
        Self::Find,
        Self::Register,
        Self::Calls,
        Self::Reminders,
        Self::Rates,
        Self::Reports,
        Self::Supervisions,
        Self::Board,
        Self::Targets,
        Self::Releases,
        Self::Donations,
        Self::Memorials,
        Self::Honours,
        Self::Memberships,
        Self::Coordinators,
        Self::Team,
        Self::Tasks,
        Self::Care,
        Self::Import,
        Self::Exports,
        Self::Units,
        Self::Accounts,
        Self::Jobs,
        Self::Audit,
    ];

    /// Its address.
    pub const fn href(self) -> &'static str {
        match self {
            Self::Today => "/",
            Self::Find => "/find",
            Self::Register => "/register",
            Self::Calls => "/calls",
            Self::Reminders => "/reminders",
            Self::Rates => "/rates",
            Self::Reports => "/reports",
            Self::Supervisions => "/supervisions",
            Self::Board => "/board",
            Self::Targets => "/targets",
            Self::Releases => "/releases",
            Self::Donations => "/donations",
            Self::Memorials => "/memorials",
            Self::Honours => "/honours",
            Self::Memberships => "/memberships",
            Self::Exports => "/exports",
            Self::Coordinators => "/coordinators",
            Self::Team => "/team",
            Self::Tasks => "/tasks",
            Self::Care => "/care",
            Self::Import => "/imports",
            Self::Units => "/units",
            Self::Accounts => "/accounts",
            Self::Jobs => "/jobs",
            Self::Audit => "/audit",
        }
    }

    /// Its name.
    pub const fn words(self) -> Words {
        match self {
            Self::Today => Words::new("今日", "Today"),
            Self::Find => Words::new("查找", "Find"),
            Self::Register => Words::new("登记", "Register"),
            Self::Calls => Words::new("联络", "Calls"),
            Self::Reminders => Words::new("提醒", "Reminders"),
            Self::Rates => Words::new("指标", "Rates"),
            Self::Reports => Words::new("报表", "Reports"),
            Self::Supervisions => Words::new("督导", "Supervision"),
            Self::Board => Words::new("进度", "Progress"),
            Self::Targets => Words::new("目标", "Targets"),
            Self::Releases => Words::new("公开统计", "Releases"),
            Self::Donations => Words::new("实现", "Donations"),
            Self::Memorials => Words::new("缅怀", "Memorial"),
            Self::Honours => Words::new("荣誉", "Honours"),
            Self::Memberships => Words::new("会员", "Members"),
            Self::Exports => Words::new("导出", "Exports"),
            Self::Coordinators => Words::new("协调员", "Coordinators"),
            Self::Team => Words::new("服务队", "Team"),
            Self::Tasks => Words::new("任务", "Tasks"),
            Self::Care => Words::new("关怀", "Care"),
            Self::Import => Words::new("导入", "Import"),
            Self::Units => Words::new("机构", "Units"),
            Self::Accounts => Words::new("账号", "Accounts"),
            Self::Jobs => Words::new("定时", "Jobs"),
            Self::Audit => Words::new("审计", "Audit"),
        }
    }

    /// Whether it is part of most days' work, and so always in sight.
    const fn is_daily(self) -> bool {
        matches!(
            self,
            Self::Today
                | Self::Find
                | Self::Register
                | Self::Calls
                | Self::Reminders
                | Self::Donations
                | Self::Tasks
                | Self::Care
        )
    }

    /// The key of `app.js` that opens it, if any.
    const fn key(self) -> &'static str {
        match self {
            Self::Find => "/",
            Self::Register => "n",
            Self::Calls => "c",
            Self::Reminders => "t",
            _ => "",
        }
    }
}

/// One entry of the navigation.
pub struct NavItem {
    /// Its address.
    pub href: &'static str,
    /// Its name.
    pub words: Words,
    /// The page shown belongs to it.
    pub current: bool,
    /// The key that opens it; empty for none.
    pub key: &'static str,
    /// It stands under “更多”, so that the navigation stays one line.
    pub tucked: bool,
}

impl NavItem {
    /// As many places as fit into one line on a desk's screen.
    const ONE_LINE: usize = 9;

    /// The entries for the places an account may use. Where they do not fit into one line, those that are no
    /// daily work stand under “更多”.
    pub fn list(places: &[Place], current: Option<Place>) -> Vec<Self> {
        let item = |place: &Place| Self {
            tucked: places.len() > Self::ONE_LINE && !place.is_daily(),
            href: place.href(),
            words: place.words(),
            current: Some(*place) == current,
            key: place.key(),
        };
        places.iter().map(item).collect()
    }
}

/// Something did not work: what happened, what to do, and the number to quote on the phone.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    /// The frame.
    pub frame: Frame,
    /// The HTTP status.
    pub status: u16,
    /// What happened.
    pub what: Words,
    /// What to do now.
    pub remedy: Words,
    /// The id under which the log tells more.
    pub request_id: String,
    /// The way on, if there is a better one than going back.
    pub action: Option<Action>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_into_one_line_is_tucked_away_but_no_daily_work() {
        let tucked = |places: &[Place]| {
            let items = NavItem::list(places, None);
            items.iter().filter(|item| item.tucked).map(|item| item.href).collect::<Vec<_>>()
        };
        let rest = [
            "/rates",
            "/reports",
            "/supervisions",
            "/board",
            "/targets",
            "/releases",
            "/memorials",
            "/honours",
            "/memberships",
            "/coordinators",
            "/team",
            "/imports",
            "/exports",
            "/units",
            "/accounts",
            "/jobs",
            "/audit",
        ];
        assert_eq!(tucked(&Place::ALL), rest);
        assert!(Place::ALL.len() - rest.len() < NavItem::ONE_LINE);
        assert_eq!(tucked(&[Place::Today, Place::Units, Place::Accounts]), [""; 0]);
    }
}
