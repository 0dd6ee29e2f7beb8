//! What people may do: permission → transaction → audit event. Each public function is one act.

pub mod accounts;
mod ageing;
pub mod audit;
pub mod backups;
pub mod calendar_feeds;
pub mod care;
pub mod clean_up;
pub mod commemorations;
pub mod consents;
pub mod coordinators;
pub mod counts;
pub mod deaths;
pub mod donations;
pub mod drafts;
pub mod erasures;
pub mod exports;
pub mod honours;
pub mod imports;
pub mod intake;
pub mod jobs;
pub mod match_cases;
pub mod memberships;
pub mod memorials;
pub mod merges;
pub mod messages;
pub mod notices;
pub mod people;
pub mod rates;
pub mod reconciliations;
pub mod registrations;
pub mod releases;
pub mod reminders;
pub mod reports;
pub mod search;
pub mod sessions;
pub mod start;
pub mod supervisions;
pub mod targets;
pub mod tasks;
pub mod team;
pub mod today;
pub mod tokens;
pub mod transfers;
pub mod units;
pub mod wishes;

use std::{collections::BTreeMap, sync::Arc};

use chrono::{Duration, NaiveDate};
use chrono_tz::Tz;
use uuid::Uuid;

use self::messages::{channels::Channels, settings::MessageSettings};
use self::{backups::scheduled::BackupPlan, clean_up::Retention};
use crate::{
    domain::{
        audit::{Action, AuditEvent, SubjectKind},
        calendar::Calendar,
        clock::business_date,
        coordinators::Certificates,
        honours::policies::Policies,
        jobs::Timetable,
        match_cases::{attempts::Protocol, deadlines::Windows},
        permissions::{Actor, Denied},
        programmes::Rules,
        rates::{cohorts::Closing, definitions::Definitions},
        reminders::rules::Rules as ReminderRules,
        targets::plans::{self, Plan},
        words::{Problem, Words},
    },
    store::{Origin, Store, StoreError},
};

/// What an installation decides; read from `config/` by the command line.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The office's time zone: business dates are counted in it.
    pub zone: Tz,
    /// A session ends after this long without use.
    pub session_idle: Duration,
    /// A session ends after this long in any case.
    pub session_lifetime: Duration,
    /// Entry rules of units that have their own, by unit code; the nearest ancestor's rules hold.
    pub rules: BTreeMap<String, Rules>,
    /// What the rates count.
    pub definitions: Definitions,
    /// What the offices have promised.
    pub plans: Vec<Plan>,
    /// When the rates of a year close.
    pub closing: Closing,
    /// How much is tried before somebody counts as unreachable.
    pub protocol: Protocol,
    /// How long a notice is held for the patient.
    pub windows: Windows,
    /// Benefits that the law gives to those who gave and to their families.
    pub benefits: Policies,
    /// When certificates of coordinators count as running out.
    pub certificates: Certificates,
    /// Working days.
    pub calendar: Calendar,
    /// Who is reminded of what, and when.
    pub reminders: ReminderRules,
    /// When each job runs.
    pub jobs: Timetable,
    /// Where scheduled backups go; none for no such backups.
    pub backup: Option<BackupPlan>,
    /// After how long what was left lying goes.
    pub retention: Retention,
    /// How far this instance's clock may be from the database's and still run jobs.
    pub clock_tolerance: Duration,
    /// Texts, limits and tries of messages.
    pub messages: MessageSettings,
    /// Shown on every page of a demo: its data are synthetic and its clock stands.
    pub demo: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            zone: chrono_tz::Asia::Shanghai,
            session_idle: Duration::minutes(30),
            session_lifetime: Duration::hours(12),
            rules: BTreeMap::new(),
            definitions: Definitions::shipped().clone(),
            plans: plans::shipped().to_vec(),
            closing: Closing::default(),
            protocol: Protocol::default(),
            windows: Windows::default(),
            benefits: Policies::shipped().clone(),
            certificates: Certificates::default(),
            calendar: Calendar::shipped().clone(),
            reminders: ReminderRules::shipped().clone(),
            jobs: Timetable::default(),
            backup: None,
            retention: Retention::default(),
            clock_tolerance: Duration::minutes(2),
            messages: MessageSettings::default(),
            demo: false,
        }
    }
}

impl Settings {
    /// Whether the plans are those that come with the program, whose units need not all be there.
    pub fn plans_are_shipped(&self) -> bool {
        self.plans == plans::shipped()
    }
}

/// The running service: everything the doors need. Cheap to clone.
#[derive(Clone)]
pub struct App {
    /// Where it is kept.
    pub store: Store,
    /// What the installation decides.
    pub settings: Arc<Settings>,
    /// The ways in which messages leave the house.
    pub channels: Channels,
    /// Imports and jobs that run beside the requests; shutting down waits for them.
    pub background: tokio_util::task::TaskTracker,
}

/// Who calls: the actor and the request, for permission and audit.
#[derive(Debug, Clone)]
pub struct Caller {
    /// Who acts.
    pub actor: Actor,
    /// By which request.
    pub origin: Origin,
}

/// The account that answers for what it does, where that is done by people with a name and not by the operator at the
/// command line, who has none: `words` say so.
fn named(account: Option<Uuid>, words: Words) -> Result<Uuid> {
    account.ok_or_else(|| Problem::new("account", "named_account", words).into())
}

/// Why a service did not do what was asked. `web::error` maps it to HTTP, once.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// The role does not allow it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The input is wrong, field by field.
    #[error("{} field(s) are wrong", .0.len())]
    Invalid(Vec<Problem>),
    /// There is no such record within the caller's scope.
    #[error("no such record")]
    Missing,
    /// Somebody else changed the record meanwhile.
    #[error("changed by somebody else meanwhile")]
    Conflict,
    /// The record was changed outside the service and is refused.
    #[error("record {0} failed its integrity check")]
    Tampered(Uuid),
    /// Name or password is wrong; which one is not said.
    #[error("sign-in failed")]
    SignInFailed,
    /// Too many failures; try again after so many seconds.
    #[error("throttled for {0} s")]
    Throttled(i64),
    /// The session, link or token is not valid (any more).
    #[error("not signed in")]
    SignedOut,
    /// Something inside broke; logged, never shown.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Missing => Self::Missing,
            StoreError::Conflict => Self::Conflict,
            StoreError::Tampered(id) => Self::Tampered(id),
            StoreError::Database(inner) => Self::Internal(inner.to_string()),
        }
    }
}

impl From<Problem> for ServiceError {
    fn from(problem: Problem) -> Self {
        Self::Invalid(vec![problem])
    }
}

impl From<Vec<Problem>> for ServiceError {
    fn from(problems: Vec<Problem>) -> Self {
        Self::Invalid(problems)
    }
}

/// What a service gives back.
pub type Result<T, E = ServiceError> = std::result::Result<T, E>;

impl App {
    /// A service over `store`.
    pub fn new(store: Store, settings: Settings) -> Self {
        let channels = Channels::default();
        let store = store.in_zone(settings.zone);
        Self { store, settings: Arc::new(settings), channels, background: Default::default() }
    }

    /// The same with ways to send messages.
    #[must_use]
    pub fn with_channels(self, channels: Channels) -> Self {
        Self { channels, ..self }
    }

    /// The business date.
    pub fn today(&self) -> NaiveDate {
        business_date(self.store.clock().now(), self.settings.zone)
    }

    /// Passes `result` on; where a record failed its integrity check, that goes into the audit trail.
    ///
    /// # Errors
    /// The error in `result`.
    pub async fn witness<T>(&self, caller: &Caller, result: Result<T>) -> Result<T> {
        if let Err(ServiceError::Tampered(id)) = &result {
            self.record_tampered(caller, &[*id]).await?;
        }
        result
    }

    /// Writes into the trail that these records failed their integrity check.
    ///
    /// # Errors
    /// What the database says.
    pub async fn record_tampered(&self, caller: &Caller, people: &[Uuid]) -> Result<()> {
        self.record_refused(caller, SubjectKind::Person, people).await
    }

    /// The records that could be opened; of the others it goes into the trail that they failed their
    /// integrity check.
    ///
    /// # Errors
    /// What the database says.
    pub async fn readable<T>(
        &self,
        caller: &Caller,
        kind: SubjectKind,
        opened: Vec<Result<T, Uuid>>,
    ) -> Result<Vec<T>> {
        let refused: Vec<Uuid> =
            opened.iter().filter_map(|one| one.as_ref().err().copied()).collect();
        self.record_refused(caller, kind, &refused).await?;
        Ok(opened.into_iter().flatten().collect())
    }

    async fn record_refused(
        &self,
        caller: &Caller,
        kind: SubjectKind,
        subjects: &[Uuid],
    ) -> Result<()> {
        for &id in subjects {
            tracing::error!(kind = kind.code(), subject = %id, request_id = caller.origin.request_id, "record failed its integrity check");
            let tx = self.store.write(&caller.origin).await?;
            let event = AuditEvent::new(Action::IntegrityFailed);
            tx.commit(event.at(caller.actor.unit()).about(kind, id, 0)).await?;
        }
        Ok(())
    }
}
