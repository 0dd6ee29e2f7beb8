//! The office that the demo is about: Fenghua, its townships, and the accounts of its staff.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Failure, papers::Papers, plan::Plan};
use crate::{
    domain::{
        clock::Clock,
        permissions::{Actor, Role},
        programmes::Rules,
        units::UnitKind,
    },
    service::{App, Caller, accounts, start, units},
    store::{Door, Origin, accounts::NewAccount},
};

/// Fenghua.
pub const COUNTY: &str = "330213";
/// Township of the first township coordinator.
pub const XIKOU: &str = "330213100";
/// Township of the second.
pub const JINPING: &str = "330213001";

/// The account that the printed link signs in.
pub const COORDINATOR: &str = "demo-county";

/// The accounts: name, display name, role, unit.
pub const ACCOUNTS: [(&str, &str, Role, &str); 8] = [
    (COORDINATOR, "演示·县协调员", Role::Coordinator, COUNTY),
    ("demo-supervisor", "演示·督导", Role::Supervisor, COUNTY),
    ("demo-xikou", "演示·溪口协调员", Role::Coordinator, XIKOU),
    ("demo-jinping", "演示·锦屏协调员", Role::Coordinator, JINPING),
    ("demo-auditor", "演示·审计员", Role::Auditor, COUNTY),
    ("demo-statistics", "演示·统计查看", Role::StatisticsReader, COUNTY),
    ("demo-admin", "演示·管理员", Role::Administrator, COUNTY),
    ("demo-helper", "演示·志愿服务队员", Role::Helper, COUNTY),
];

/// A clock that the fill sets, so that what happened in 2022 says so.
pub struct SetClock(AtomicI64);

impl SetClock {
    /// A clock that shows `at`.
    pub fn new(at: DateTime<Utc>) -> Self {
        Self(AtomicI64::new(at.timestamp_micros()))
    }

    /// Shows `at` from now on.
    pub fn set(&self, at: DateTime<Utc>) {
        self.0.store(at.timestamp_micros(), Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::Relaxed)).unwrap_or_default()
    }
}

/// A township.
pub struct Town {
    /// Its id.
    pub id: Uuid,
    /// Its code.
    pub code: String,
    /// Its Chinese name.
    pub name: String,
}

/// The office while it is being filled.
pub struct Office {
    /// The service, its clock being `clock`.
    pub app: App,
    /// Set before every act.
    pub clock: Arc<SetClock>,
    /// What is drawn.
    pub plan: Plan,
    /// Fenghua's id.
    pub county: Uuid,
    /// Its townships.
    pub towns: Vec<Town>,
    /// Its entry rules.
    pub rules: Rules,
    /// Documents and phones given out.
    pub papers: Papers,
    operator: Caller,
    staff: Vec<(&'static str, Caller)>,
}

impl Office {
    /// The office in `app`, without staff yet.
    pub async fn of(app: App, clock: Arc<SetClock>, plan: Plan) -> Result<Self, Failure> {
        let operator = start::operator(&app, "demo").await?;
        let all = units::list(&app, &operator).await?;
        let county = all.iter().find(|unit| unit.code.as_deref() == Some(COUNTY));
        let county = county.map(|unit| unit.id).ok_or_else(missing)?;
        let below = all.into_iter().filter(|unit| unit.parent == Some(county));
        let towns = below.filter(|unit| unit.kind == UnitKind::Township);
        let towns = towns.map(|unit| Town {
            id: unit.id,
            code: unit.code.unwrap_or_default(),
            name: unit.zh,
        });
        let towns = towns.collect();
        let rules = units::rules_for(&app, county).await?;
        let papers = Papers::new(plan.seed);
        let office =
            Self { app, clock, plan, county, towns, rules, papers, operator, staff: Vec::new() };
        office.town(XIKOU)?;
        office.town(JINPING)?;
        Ok(office)
    }

    /// Which of the townships has this code.
    pub fn town(&self, code: &str) -> Result<usize, Failure> {
        self.towns.iter().position(|town| town.code == code).ok_or_else(missing)
    }

    /// Who fills the office.
    pub fn operator(&self) -> &Caller {
        &self.operator
    }

    /// Creates the accounts. They have no password: a link signs in.
    pub async fn employ(&mut self) -> Result<(), Failure> {
        for (name, display_name, role, code) in ACCOUNTS {
            let unit = if code == COUNTY { self.county } else { self.towns[self.town(code)?].id };
            let new = NewAccount {
                name: name.to_owned(),
                display_name: display_name.to_owned(),
                role,
                unit,
            };
            let (account, _) = accounts::create(&self.app, &self.operator, new).await?;
            let origin = Origin {
                account: Some(account.id),
                door: Door::Console,
                request_id: "demo".to_owned(),
            };
            self.staff
                .push((name, Caller { actor: Actor::account(account.id, role, unit), origin }));
        }
        Ok(())
    }

    /// The account `name`; the operator where it does not exist.
    pub fn caller(&self, name: &str) -> &Caller {
        self.staff
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(&self.operator, |(_, caller)| caller)
    }

    /// Who looks after the people of a township.
    pub fn coordinator(&self, town: usize) -> &Caller {
        self.caller(match self.towns[town].code.as_str() {
            XIKOU => "demo-xikou",
            JINPING => "demo-jinping",
            _ => COORDINATOR,
        })
    }
}

/// The demo needs the shipped office.
pub fn missing() -> Failure {
    Failure::from(
        "演示用的是随附的奉化机构树;请去掉 --office 后再运行 the demo is the shipped office of Fenghua: run it without --office",
    )
}
