//! A folder with the registry's key file, where the binary is told to back up and restore.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
    sync::Arc,
};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use lifelight::{
    crypto::{keyring::Keyring, random::OsRandom, secret::Secret},
    domain::{
        care::inputs::LedgerInput,
        clock::StandingClock,
        commemorations::inputs::{AskedInput, CommemorationInput, GuestInput},
        contact_ledger::Receipt,
        donations::inputs::{CallInput, EndInput as DonationEnd},
        exports::FileKind,
        honours::inputs::{HonourInput, RevocationInput},
        jobs::Job,
        match_cases::inputs::{EndInput, NoticeInput},
        permissions::{Actor, Permission, Role},
        reminders::inputs::OutcomeInput,
        reports::{
            ReportKind,
            inputs::{CopyInput, IssueInput},
        },
        supervisions::inputs::VisitInput,
        trainings::TrainingInput,
    },
    jobs::Instance,
    service::{
        App, Settings, care, commemorations, coordinators, donations, drafts, exports, honours,
        match_cases, memberships, memorials, merges, rates,
        reminders::{acts, planning},
        reports::{self, Wanted},
        sessions, start, supervisions, tasks, team, transfers,
    },
    store::{
        Store,
        backups::{Kind, TABLES, open_unfinished},
        contact_ledger, counts,
        db::{Db, Row, sql},
        imports::{self, PieceKind},
        migrations,
        people::{self, Opened},
        tokens::{self, LinkPurpose},
        units,
    },
};
use uuid::Uuid;

use crate::messages::{enter, leave_traces, sampled};
use crate::supervisions::{finding, visit_to};
use crate::support::{
    TempDir,
    coordinators::add_coordinator,
    memberships::{joining, roll_for},
    memorials::{by_pseudonym, consents_to, dies},
    people::intake_of,
    process::Finished,
    registry::{FENGHUA, JINPING, Registry, YUELIN, origin},
    server::run,
    team::{add_member, visit},
};

/// How many people [`fill`] registers; fewer than a sample, so that everybody is in it.
pub const FILLED: u32 = 30;

/// The folder.
pub struct Desk {
    folder: TempDir,
    aside: TempDir,
    keyring: Arc<Keyring>,
}

impl Desk {
    pub fn of(registry: &Registry) -> Self {
        let desk = Self {
            folder: TempDir::new(),
            aside: TempDir::new(),
            keyring: registry.keyring.clone(),
        };
        std::fs::write(desk.path("lifelight.key"), registry.keyring.to_text())
            .expect("the key is written");
        desk
    }

    pub fn folder(&self) -> &TempDir {
        &self.folder
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn url(&self, name: &str) -> String {
        format!("sqlite:{}", self.path(name).display())
    }

    pub fn files(&self) -> BTreeSet<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder");
        entries
            .map(|entry| entry.expect("a file").file_name().to_string_lossy().into_owned())
            .collect()
    }

    pub async fn backup(&self, database: &str, file: &str) -> Finished {
        run(&self.folder, &["backup", file, "--database", database], &[]).await
    }

    pub async fn restore(&self, database: &str, file: &str) -> Finished {
        run(&self.folder, &["restore", file, "--database", database], &[]).await
    }

    /// A copy of the SQLite file `name`, to look into it: the file itself is left as it is.
    pub async fn open(&self, name: &str) -> Db {
        let copy = self.aside.path().join(name);
        std::fs::copy(self.path(name), &copy).expect("it can be copied");
        Db::open(&format!("sqlite:{}", copy.display())).await.expect("it is a database")
    }

    /// The service over a database with the registry's key.
    pub async fn app(&self, url: &str) -> App {
        let db = start::open(url).await.expect("the database opens");
        App::new(store(db, self.keyring.clone()), Settings::default())
    }
}

fn store(db: Db, keyring: Arc<Keyring>) -> Store {
    let clock = StandingClock("2025-06-02T01:00:00Z".parse().expect("an instant"));
    Store::new(db, keyring, Arc::new(OsRandom), Arc::new(clock))
}

/// An empty backup in the making.
pub async fn empty(folder: &TempDir, name: &str, keyring: impl Into<Arc<Keyring>>) -> Store {
    let file = folder.path().join(name);
    std::fs::File::create_new(&file).expect("it can be made");
    let db = open_unfinished(&file).await.expect("it opens");
    migrations::run(&db).await.expect("it has the schema");
    store(db, keyring.into())
}

/// The content of every table that is backed up: rows as texts.
pub type Content = BTreeMap<&'static str, BTreeSet<Vec<String>>>;

pub async fn content(db: &Db) -> Content {
    let mut tx = db.begin_read().await.expect("it can be read");
    let mut content = Content::new();
    for table in TABLES {
        let columns: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        let all = format!("SELECT {} FROM {}", columns.join(", "), table.name);
        let rows = sql(all).all(&mut tx).await.expect("it has these columns");
        let text =
            |row: &Row| table.columns.iter().map(|(name, kind)| shown(row, name, *kind)).collect();
        content.insert(table.name, rows.iter().map(text).collect());
    }
    content
}

fn shown(row: &Row, name: &str, kind: Kind) -> String {
    let shown = match kind {
        Kind::Id | Kind::Own => row.get::<Option<Uuid>>(name).map(|value| format!("{value:?}")),
        Kind::Bytes => row.get::<Option<Vec<u8>>>(name).map(|value| format!("{value:?}")),
        Kind::Text => row.get::<Option<String>>(name).map(Option::unwrap_or_default),
        Kind::Count => row.get::<Option<i64>>(name).map(|value| format!("{value:?}")),
        Kind::Flag => row.get::<bool>(name).map(|value| format!("{value:?}")),
        Kind::Instant => row.get::<Option<DateTime<Utc>>>(name).map(|value| format!("{value:?}")),
        Kind::Date => row.get::<Option<NaiveDate>>(name).map(|value| format!("{value:?}")),
    };
    shown.unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub async fn count(db: &Db, table: &str) -> i64 {
    let mut tx = db.begin_read().await.expect("it can be read");
    let row = sql(format!("SELECT count(*) AS n FROM {table}")).one(&mut tx).await;
    row.expect("a table").get("n").expect("a number")
}

/// Opens every person.
pub async fn everybody(app: &App) -> Vec<Opened> {
    let mut tx = app.store.read().await.expect("it can be read");
    let root = units::root(&mut tx).await.expect("a root").id;
    let scope = Actor::operator(root).may(Permission::PeopleRead).expect("an operator may");
    let rows = sql("SELECT id FROM people").all(&mut tx.tx).await.expect("people");
    let ids: Vec<Uuid> = rows.iter().map(|row| row.get("id").expect("an id")).collect();
    let people = people::load(&mut tx, &scope, &ids).await.expect("people load");
    assert_eq!(people.len(), ids.len());
    people
}

/// Puts something into every table.
pub async fn fill(registry: &Registry) {
    let app = &registry.app;
    let county = registry.caller(Role::Supervisor, FENGHUA).await;
    let other = registry.caller(Role::Supervisor, FENGHUA).await;
    let here = registry.caller(Role::Coordinator, JINPING).await;
    let there = registry.caller(Role::Coordinator, YUELIN).await;
    let mut ids = Vec::new();
    for n in 0..FILLED - 1 {
        registry.clock.advance(Duration::milliseconds(1));
        let intake = if n == 9 { sampled(n) } else { intake_of(n) };
        ids.push(enter(app, &here, &intake).await);
    }
    // What was counted so far is gathered; more comes.
    let mut tx = app.store.write(&here.origin).await.expect("it can be written");
    counts::gather(&mut tx).await.expect("gathered");
    tx.commit_unseen().await.expect("committed");
    // The same document at two offices.
    let mut twice = intake_of(3);
    twice.address = intake_of(FILLED - 1).address;
    lifelight::service::intake::register(app, &there, &twice).await.expect("it is valid");
    transfers::ask(app, &here, ids[4], registry.unit(YUELIN)).await.expect("she can be offered");
    // The earlier record points to the later one: a copy meets it first.
    let merge = merges::ask(app, &county, ids[20], ids[6]).await.expect("they can be one");
    merges::decide(app, &other, merge, true).await.expect("they become one");
    // A match case that was changed, and a cohort that was closed.
    let notice = NoticeInput { notice_on: "2024-05-06".to_owned(), ..NoticeInput::default() };
    let case = match_cases::open(app, &here, ids[1], &notice).await.expect("a notice");
    let ending =
        EndInput { reason: "N1".to_owned(), on: "2024-05-08".to_owned(), ..EndInput::default() };
    match_cases::end(app, &here, case, 1, &ending).await.expect("it ends");
    rates::close(app, &county, 2023, None).await.expect("an old year is closed");
    // A coordinator who was trained.
    let coordinator = add_coordinator(app, &county, 1).await;
    let training = TrainingInput {
        on: "2025-05-01".to_owned(),
        what: "合成培训".to_owned(),
        hours: "6".to_owned(),
    };
    coordinators::train(app, &county, coordinator, 1, &training).await.expect("a training");
    // A donation that was not realised.
    let call = CallInput {
        programmes: vec!["body".to_owned()],
        called_on: "2025-06-01".to_owned(),
        call_from: "family".to_owned(),
        ..CallInput::default()
    };
    let donation = donations::open(app, &here, ids[1], &call).await.expect("a call")[0];
    let late = DonationEnd {
        on: "2025-06-01".to_owned(),
        reason: "too_late".to_owned(),
        ..Default::default()
    };
    donations::end(app, &here, donation, 1, &late).await.expect("it ends");
    // An entry of the memorial that was withdrawn.
    dies(app, &here, ids[5]).await;
    let entry = by_pseudonym("2025-05-30");
    let entry = memorials::draft(app, &here, ids[5], &entry).await.expect("a draft");
    memorials::withdraw(app, &here, entry, &Default::default()).await.expect("withdrawn");
    // An award that was revoked.
    let award = HonourInput {
        kind: "award".to_owned(),
        issued_on: "2025-06-01".to_owned(),
        handed_to: "donor".to_owned(),
        ..HonourInput::default()
    };
    let award = honours::issue(app, &here, ids[7], &award).await.expect("issued");
    let why = RevocationInput { why: "合成：误记".to_owned() };
    honours::revoke(app, &here, award, 1, &why).await.expect("revoked");
    // A member who left, and a roll that was given out before.
    consents_to(app, &here, ids[8], "membership").await;
    let joined = memberships::join(app, &here, ids[8], &joining("member")).await.expect("joined");
    let roll = exports::ask(app, &here, &roll_for("合成用途")).await.expect("asked for");
    exports::fetch(app, &here, roll, 1, FileKind::Csv).await.expect("a file");
    memberships::end(app, &here, joined).await.expect("she leaves");
    // A family's ledger whose title was amended.
    let family = |title: &str| LedgerInput {
        kind: "family".to_owned(),
        title: title.to_owned(),
        ..LedgerInput::default()
    };
    let ledger = care::open(app, &here, &family("合成家庭")).await.expect("a ledger");
    care::amend(app, &here, ledger, 1, &family("合成之家")).await.expect("amended");
    // A member of the team who was trained, and a task of hers that was taken back.
    let member = add_member(app, &here, 1, None).await;
    team::train(app, &here, member, 1, &training).await.expect("a training");
    let task = tasks::hand_out(app, &here, ids[2], &visit(member)).await.expect("handed out");
    tasks::withdraw(app, &here, task, 1).await.expect("taken back");
    // A commemoration that was changed, and its guest who was asked.
    let mut park = CommemorationInput {
        feast: "organ_day".to_owned(),
        on: "2025-06-11".to_owned(),
        title: "合成缅怀".to_owned(),
        place: "合成纪念园".to_owned(),
        ..CommemorationInput::default()
    };
    let event = commemorations::plan(app, &here, &park).await.expect("planned");
    park.notes = "合成：鲜花".to_owned();
    commemorations::amend(app, &here, event, 1, &park).await.expect("amended");
    let (kind, id) = ("member".to_owned(), member.to_string());
    let guest = GuestInput { kind, id, member: String::new() };
    commemorations::add(app, &here, event, &[guest]).await.expect("listed");
    let shown = commemorations::get(app, &here, event).await.expect("it");
    let asked = AskedInput { on: String::new(), way: "phone".to_owned() };
    let invitation = shown.guests[0].invitation.id;
    commemorations::ask(app, &here, invitation, 1, &asked).await.expect("asked");
    // A family that was visited on the seventh day, and a message of which the receipt came.
    let bereaved = LedgerInput { died_on: "2025-05-27".to_owned(), ..family("合成亲人") };
    care::open(app, &here, &bereaved).await.expect("a ledger");
    planning::plan_due(app, &planning::job("test")).await.expect("planned");
    let due = acts::list(app, &here).await.expect("listed").lines;
    let visit = due.iter().find(|line| line.rule.code == "family_day_7").expect("it is due");
    let visited = OutcomeInput {
        version: visit.reminder.version,
        outcome: "reached".to_owned(),
        means: Some("visit".to_owned()),
        ..OutcomeInput::default()
    };
    acts::done(app, &here, visit.reminder.id, &visited).await.expect("done");
    let mut tx = app.store.write(&here.origin).await.expect("it can be written");
    let (subject, long_ago) = (visit.reminder.subject, NaiveDate::default());
    let entry = contact_ledger::of_subjects(&mut tx, &[subject], long_ago).await.expect("found");
    let entry = entry.into_iter().next().expect("it is there").expect("it opens");
    let mut after = entry.clone();
    after.details.receipt = Some(Receipt::Delivered);
    contact_ledger::save(&mut tx, &entry, after).await.expect("saved");
    tx.commit_unseen().await.expect("committed");
    drafts::save(app, &here, None, "register", b"{}").await.expect("a draft is kept");

    // A supervision visit with a finding, and a report of which a copy was given out.
    let supervised = VisitInput {
        on: "2025-06-01".to_owned(),
        held: "yes".to_owned(),
        ..visit_to(registry, JINPING, &county)
    };
    let supervised = supervisions::plan(app, &county, &supervised).await.expect("a visit");
    supervisions::find(app, &county, supervised, 1, None, &finding("")).await.expect("a finding");
    let month = ReportKind::Monthly.period("2025-05").expect("a month");
    let wanted = Wanted { unit: county.actor.unit(), kind: ReportKind::Monthly, period: month };
    let issue = IssueInput { purpose: "archive".to_owned(), ..IssueInput::default() };
    let report = reports::issue(app, &county, &wanted, &issue).await.expect("issued");
    let copy = CopyInput { format: "csv".to_owned(), purpose: "archive".to_owned() };
    reports::copy_of_issued(app, &county, report, &copy).await.expect("a copy");

    leave_traces(app, &here).await;
    super::filled::statistics(registry, &county, ids[25]).await;

    let account = here.actor.account_id().expect("an account");
    let mut tx = app.store.write(&here.origin).await.expect("it can be written");
    let import = imports::create(&mut tx, here.actor.unit(), b"{}").await.expect("an import");
    for position in 0..20 {
        let piece = vec![u8::try_from(position).expect("small"); 4000];
        imports::put_piece(&mut tx, import, PieceKind::File, position, &piece)
            .await
            .expect("a piece");
    }
    let end = tx.now + Duration::days(30);
    tokens::insert(&mut tx, account, "合成", &[Permission::PeopleRead], end)
        .await
        .expect("a token");
    lifelight::store::calendar_feeds::open(&mut tx, account).await.expect("a calendar feed");
    tokens::issue_link(&mut tx, account, LinkPurpose::SignIn, Duration::hours(1))
        .await
        .expect("a link");
    lifelight::store::sessions::open(&mut tx, account, Duration::hours(1))
        .await
        .expect("a session");
    tx.commit_unseen().await.expect("it can be committed");
    let (wrong, address) = (Secret::new("合成口令".to_owned()), [127, 0, 0, 1].into());
    let guess = sessions::sign_in(app, &origin(), "nobody", &wrong, address).await;
    assert!(guess.is_err(), "and is counted");
    let operator = start::operator(app, "test").await.expect("there is a root");
    let ran = Instance::new(app.clone()).run_by_hand(&operator, Job::Pauses).await;
    assert!(ran.expect("asked").is_some());
    for table in lifelight::store::backups::LEFT_OUT {
        assert!(count(app.store.db(), table).await > 0, "{table}");
    }
}
