//! Who may do what, as a table. A permission gives a [`Scope`]; every store query about people takes
//! one, so that an unscoped query cannot be written.

use uuid::Uuid;

use super::words::Words;

/// The roles of an office (blueprint of roles: GB/T 22239 keeps system, security and audit apart).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Registers, follows up, imports.
    Coordinator,
    /// A volunteer helper; sees only tasks handed to her.
    Helper,
    /// The second pair of eyes.
    Supervisor,
    /// Reads the trail, never the people.
    Auditor,
    /// Reads aggregates only.
    StatisticsReader,
    /// Keeps accounts and units, never sees people.
    Administrator,
}

impl Role {
    /// All roles, in the order of the matrix' columns.
    pub const ALL: [Self; 6] = [
        Self::Coordinator,
        Self::Helper,
        Self::Supervisor,
        Self::Auditor,
        Self::StatisticsReader,
        Self::Administrator,
    ];

    /// The code in database and API.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Coordinator => "coordinator",
            Self::Helper => "helper",
            Self::Supervisor => "supervisor",
            Self::Auditor => "auditor",
            Self::StatisticsReader => "statistics_reader",
            Self::Administrator => "administrator",
        }
    }

    /// The role of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// The role's name.
    pub const fn label(self) -> Words {
        match self {
            Self::Coordinator => Words::new("协调员", "Coordinator"),
            Self::Helper => Words::new("志愿服务队员", "Volunteer helper"),
            Self::Supervisor => Words::new("督导", "Supervisor"),
            Self::Auditor => Words::new("审计员", "Auditor"),
            Self::StatisticsReader => Words::new("统计查看", "Statistics reader"),
            Self::Administrator => Words::new("系统管理员", "Administrator"),
        }
    }
}

/// What an account may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Search people and read their records masked.
    PeopleRead,
    /// See names, numbers and phones in full, for a stated reason.
    PeopleUnmask,
    /// Register, amend, pause, withdraw, record consents and contacts.
    PeopleWrite,
    /// Take back that somebody died, which was recorded by mistake.
    DeathsRevoke,
    /// Ask that a person be managed by another unit.
    TransfersAsk,
    /// Accept or decline a person offered to one's unit.
    TransfersDecide,
    /// Propose that two records are one person.
    MergesAsk,
    /// Take the second look at a merge, or take it back.
    MergesDecide,
    /// Settle records of two offices that hold the same document.
    ReconciliationsDecide,
    /// Work on match cases: notices, calls, steps, ends.
    CasesWork,
    /// Take the second look at a reason that takes a case out of a rate.
    CasesReview,
    /// Close the rates of a year.
    RatesClose,
    /// Break targets down to the units below, and plan them anew.
    TargetsManage,
    /// Keep the register of donation coordinators: certificates, trainings, bans.
    CoordinatorsManage,
    /// Carry donations after death through.
    DonationsWork,
    /// See every donation under way, not only those one handles.
    DonationsOversee,
    /// Draft entries of the memorial, withdraw them, put them into batches for the park.
    MemorialsWork,
    /// Take the second look at an entry of the memorial.
    MemorialsApprove,
    /// Issue honours and benefits, and see who is eligible.
    HonoursWork,
    /// Take registrants in as members or volunteers of the Red Cross, and end it.
    MembershipsWork,
    /// Ask for an export of people, and fetch the file.
    ExportsAsk,
    /// Take the second look at an export that somebody else asked for.
    ExportsApprove,
    /// See which accounts exported unusually many people.
    ExportsWatch,
    /// Keep the roster of the volunteer team, hand tasks out and take them back.
    TeamManage,
    /// See and do the tasks handed to oneself; every query is by the member whose account it is.
    TasksDo,
    /// Work on care ledgers: members, visits, condolences, aid asked for and given; plan commemorations and
    /// invite to them.
    CareWork,
    /// Approve aid that somebody else asked for.
    AidApprove,
    /// Work on reminders: see what is due, do it, put it off, hand it over.
    RemindersWork,
    /// Ask for a care ledger to be erased, and confirm what somebody else asked for.
    CareErase,
    /// Ask for a person to be erased, and confirm what somebody else asked for.
    PeopleErase,
    /// Import ledgers.
    LedgersImport,
    /// Add and rename units.
    UnitsManage,
    /// Create, disable and reset accounts.
    AccountsManage,
    /// See what the jobs do.
    JobsRead,
    /// Have a job run now.
    JobsRun,
    /// Read the audit trail.
    AuditRead,
    /// Work on supervision visits: plan them, write findings down, report what was put right, close it.
    SupervisionsWork,
    /// Read aggregates.
    StatisticsRead,
    /// Issue reports, and correct issued ones.
    ReportsIssue,
    /// Publish statistics for everybody to read.
    ReleasesPublish,
}

/// How far a permission reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// The account's own unit and all units below it.
    Subtree,
}

use Reach::{Nothing as N, Subtree as S};

/// The access matrix: a row a permission, a column a role in the order of [`Role::ALL`].
pub const MATRIX: [(Permission, [Reach; 6]); 40] = [
    //                                   coord help superv auditor statist admin
    (Permission::PeopleRead, [S, N, S, N, N, N]),
    (Permission::PeopleUnmask, [S, N, S, N, N, N]),
    (Permission::PeopleWrite, [S, N, S, N, N, N]),
    (Permission::DeathsRevoke, [N, N, S, N, N, N]),
    (Permission::TransfersAsk, [S, N, S, N, N, N]),
    (Permission::TransfersDecide, [S, N, S, N, N, N]),
    (Permission::MergesAsk, [S, N, S, N, N, N]),
    (Permission::MergesDecide, [N, N, S, N, N, N]),
    (Permission::ReconciliationsDecide, [S, N, S, N, N, N]),
    (Permission::CasesWork, [S, N, S, N, N, N]),
    (Permission::CasesReview, [N, N, S, N, N, N]),
    (Permission::RatesClose, [N, N, S, N, N, N]),
    (Permission::TargetsManage, [N, N, S, N, N, N]),
    (Permission::CoordinatorsManage, [N, N, S, N, N, N]),
    (Permission::DonationsWork, [S, N, S, N, N, N]),
    (Permission::DonationsOversee, [N, N, S, N, N, N]),
    (Permission::MemorialsWork, [S, N, S, N, N, N]),
    (Permission::MemorialsApprove, [N, N, S, N, N, N]),
    (Permission::HonoursWork, [S, N, S, N, N, N]),
    (Permission::MembershipsWork, [S, N, S, N, N, N]),
    (Permission::ExportsAsk, [S, N, S, N, N, N]),
    (Permission::ExportsApprove, [N, N, S, N, N, N]),
    (Permission::ExportsWatch, [N, N, S, N, N, S]),
    (Permission::TeamManage, [S, N, S, N, N, N]),
    (Permission::TasksDo, [N, S, N, N, N, N]),
    (Permission::CareWork, [S, N, S, N, N, N]),
    (Permission::AidApprove, [N, N, S, N, N, N]),
    (Permission::RemindersWork, [S, N, S, N, N, N]),
    (Permission::CareErase, [N, N, S, N, N, N]),
    (Permission::PeopleErase, [N, N, S, N, N, N]),
    (Permission::LedgersImport, [S, N, S, N, N, N]),
    (Permission::UnitsManage, [N, N, N, N, N, S]),
    (Permission::AccountsManage, [N, N, N, N, N, S]),
    (Permission::JobsRead, [N, N, S, N, N, S]),
    (Permission::JobsRun, [N, N, N, N, N, S]),
    (Permission::AuditRead, [N, N, N, S, N, N]),
    (Permission::SupervisionsWork, [S, N, S, N, N, N]),
    (Permission::StatisticsRead, [S, N, S, N, S, N]),
    (Permission::ReportsIssue, [N, N, S, N, N, N]),
    (Permission::ReleasesPublish, [N, N, S, N, N, N]),
];

impl Permission {
    /// The code in API tokens and errors.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PeopleRead => "people_read",
            Self::PeopleUnmask => "people_unmask",
            Self::PeopleWrite => "people_write",
            Self::DeathsRevoke => "deaths_revoke",
            Self::TransfersAsk => "transfers_ask",
            Self::TransfersDecide => "transfers_decide",
            Self::MergesAsk => "merges_ask",
            Self::MergesDecide => "merges_decide",
            Self::ReconciliationsDecide => "reconciliations_decide",
            Self::CasesWork => "cases_work",
            Self::CasesReview => "cases_review",
            Self::RatesClose => "rates_close",
            Self::TargetsManage => "targets_manage",
            Self::CoordinatorsManage => "coordinators_manage",
            Self::DonationsWork => "donations_work",
            Self::DonationsOversee => "donations_oversee",
            Self::MemorialsWork => "memorials_work",
            Self::MemorialsApprove => "memorials_approve",
            Self::HonoursWork => "honours_work",
            Self::MembershipsWork => "memberships_work",
            Self::ExportsAsk => "exports_ask",
            Self::ExportsApprove => "exports_approve",
            Self::ExportsWatch => "exports_watch",
            Self::TeamManage => "team_manage",
            Self::TasksDo => "tasks_do",
            Self::CareWork => "care_work",
            Self::AidApprove => "aid_approve",
            Self::RemindersWork => "reminders_work",
            Self::CareErase => "care_erase",
            Self::PeopleErase => "people_erase",
            Self::LedgersImport => "ledgers_import",
            Self::UnitsManage => "units_manage",
            Self::AccountsManage => "accounts_manage",
            Self::JobsRead => "jobs_read",
            Self::JobsRun => "jobs_run",
            Self::AuditRead => "audit_read",
            Self::SupervisionsWork => "supervisions_work",
            Self::StatisticsRead => "statistics_read",
            Self::ReportsIssue => "reports_issue",
            Self::ReleasesPublish => "releases_publish",
        }
    }

    /// The permission of a code.
    pub fn from_code(code: &str) -> Option<Self> {
        MATRIX.iter().map(|(permission, _)| *permission).find(|p| p.code() == code)
    }

    /// How far this permission reaches for `role`.
    pub fn reach(self, role: Role) -> Reach {
        let column = Role::ALL.iter().position(|other| *other == role);
        let row = MATRIX.iter().find(|(permission, _)| *permission == self);
        match (row, column) {
            (Some((_, reaches)), Some(column)) => reaches[column],
            _ => Reach::Nothing,
        }
    }
}

/// The units whose people a query may touch. Only [`Actor::may`] makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    root: Uuid,
}

impl Scope {
    /// The unit whose subtree this scope is.
    pub fn root(&self) -> Uuid {
        self.root
    }
}

/// The account may not do this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("permission {} is missing", .0.code())]
pub struct Denied(pub Permission);

/// Somebody who acts: an account in a role at a unit, or the operator at the command line.
#[derive(Debug, Clone)]
pub struct Actor {
    account: Option<Uuid>,
    unit: Uuid,
    grants: Grants,
}

#[derive(Debug, Clone)]
enum Grants {
    Role(Role),
    /// An API token: never more than the role, and only what the token names.
    Token(Role, Vec<Permission>),
    /// Whoever holds the key file and starts a command: everything below the unit.
    Operator,
}

impl Actor {
    /// A signed-in account.
    pub fn account(account: Uuid, role: Role, unit: Uuid) -> Self {
        Self { account: Some(account), unit, grants: Grants::Role(role) }
    }

    /// An account through one of its API tokens.
    pub fn token(account: Uuid, role: Role, unit: Uuid, permissions: Vec<Permission>) -> Self {
        Self { account: Some(account), unit, grants: Grants::Token(role, permissions) }
    }

    /// The operator at the command line, for the units below `unit`.
    pub fn operator(unit: Uuid) -> Self {
        Self { account: None, unit, grants: Grants::Operator }
    }

    /// The account, none for the operator.
    pub fn account_id(&self) -> Option<Uuid> {
        self.account
    }

    /// The unit the actor belongs to.
    pub fn unit(&self) -> Uuid {
        self.unit
    }

    /// The scope in which the actor may do this.
    ///
    /// # Errors
    /// [`Denied`] where the matrix, or the token, does not give the permission.
    pub fn may(&self, permission: Permission) -> Result<Scope, Denied> {
        let reach = match &self.grants {
            Grants::Role(role) => permission.reach(*role),
            Grants::Token(role, named) if named.contains(&permission) => permission.reach(*role),
            Grants::Token(..) => Reach::Nothing,
            Grants::Operator => Reach::Subtree,
        };
        match reach {
            Reach::Subtree => Ok(Scope { root: self.unit }),
            Reach::Nothing => Err(Denied(permission)),
        }
    }
}

#[cfg(test)]
mod tests;
