//! What each page of the console shows: plain values that handlers fill and templates print.
//!
//! No type here derives `Debug`: most hold what people entered or what a record says of them, and
//! personal data must not reach a log (blueprint §4).

mod accounts;
mod amend;
mod audit;
mod board;
mod calls;
mod care;
mod cases;
mod charts;
mod choices;
mod controls;
mod donations;
mod fields;
mod find;
mod forms;
mod frame;
mod imports;
mod jobs;
mod lists;
mod match_cases;
mod papers;
mod parts;
mod person;
mod prints;
mod programmes;
mod rates;
mod records;
mod register;
mod reminders;
mod reports;
mod sections;
mod sign_in;
mod signing;
mod tasks;
mod today;
mod units;
mod values;
mod wishes;

pub use accounts::{
    AccountRow, SessionRow, ShownOncePage, TokenRow, accounts_page, sessions_page, tokens_page,
};
pub use amend::{amend_form, registration_form};
pub use audit::{AuditFilter, AuditRow, audit_page};
pub use board::{BoardPage, IndicatorCard};
pub use calls::{
    AttemptRow, CallGroup, CallNumber, CallPage, CallRow, CallsPage, Due, ResultButton, SheetPage,
    SheetRow,
};
pub use care::{CareLine, CarePage, MemberCard, StoryRow};
pub use cases::{Case, CaseGroup, CasePage, CasesPage, Decide, Decision, PairRow};
pub use charts::Drawn;
pub use choices::{Choice, RegisterChoices, WishChoices};
pub use controls::Width;
pub use donations::{DonationPage, FactSection};
pub use fields::Field;
pub use find::{FindFilters, FindPage, FindQuery, Found, FoundPerson, FoundRow, Standing};
pub use forms::{DraftMark, Form, FormPage};
pub use frame::{ErrorPage, Frame, NavItem, Place};
pub use imports::{
    BatchPage, BatchRow, CellNote, ColumnGuess, Progress, ReasonGroup, SheetReport, SkippedSheet,
    imports_page,
};
pub use jobs::{JobRow, RunRow, jobs_page};
pub use lists::{Cell, Filter, ListPage, Pager, Table};
pub use match_cases::{CaseLine, MatchCasePage, StageRow};
pub use papers::{PaperPage, Printed, Reached};
pub use parts::{Action, Badge, Fact, Notice, Tone};
pub use person::{
    ConsentRow, ContactRow, HistoryRow, LineSection, NoticeRow, PersonPage, RegistrationCard,
    RelativeRow, Reveal, UnitSpell,
};
pub use prints::PrintPage;
pub use rates::{
    CountRow, FlowRow, Gauge, LossRow, LossTable, LossesPage, RateCard, RatesPage, bar,
};
pub use records::{PastRow, RecordPage};
pub use register::{RegisterPage, register_form};
pub use reminders::{ReminderGroup, ReminderPage, ReminderRow, RemindersPage, RoundsCard};
pub use reports::{Paper, ReportPage};
pub use sections::Section;
pub use sign_in::{EnterPage, SignInPage};
pub use tasks::TaskLine;
pub use today::{DraftRow, MonthRow, ProgrammeCard, TodayPage, Work};
pub use units::{UnitRow, units_page};
pub use values::Values;
pub use wishes::wish_fields;
