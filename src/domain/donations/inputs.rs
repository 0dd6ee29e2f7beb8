//! What forms and calls say about a donation, as texts; read here, every problem told at once.

use chrono::{NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    CallFrom, Course,
    endings::{Ending, Unrealised},
    families::{JointConsent, Kin, Opinion, Signature},
    stages::{Process, Stage},
    steps::Step,
    witnessing::WitnessRecord,
};
use crate::domain::{
    intake::Checks,
    names::Name,
    programmes::{Organ, Programme},
    words::{Problem, Words},
};

/// The longest note.
const NOTE: u64 = 500;

/// A call that comes in.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CallInput {
    /// What may be given: `organ`, `cornea`, `body`, `tissue`; each becomes a donation of its own.
    pub programmes: Vec<String>,
    /// The day of the call.
    pub called_on: String,
    /// Who called: `hospital`, `family`, `executor`, `home`, `other`.
    pub call_from: String,
    /// Where the person is.
    #[schema(max_length = 200)]
    pub place: String,
    /// What the caller said.
    #[schema(max_length = 500)]
    pub note: String,
}

/// A step forward; each stage takes only what belongs to it.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = DonationStepInput)]
pub struct StepInput {
    /// The stage that is reached.
    pub stage: String,
    /// The day; for the family's consent that of the last signature, which is taken from the signatures.
    pub on: String,
    /// With the family's consent: who signed.
    pub signatures: Vec<SignatureInput>,
    /// With the family's consent: the kin of whom nobody lives: `spouse`, `adult_child`, `parent`.
    pub nobody: Vec<String>,
    /// With the assignment: ids of the coordinators.
    pub coordinators: Vec<String>,
    /// With the acceptance: the receiving unit.
    #[schema(max_length = 120)]
    pub receiving_unit: String,
    /// With the handover: the number of the proof.
    #[schema(max_length = 60)]
    pub proof_number: String,
    /// With the certificate: its number.
    #[schema(max_length = 60)]
    pub number: String,
    /// With the burial: how and where. With the report to the family: cremation, ashes, memorial park.
    #[schema(max_length = 500)]
    pub words: String,
    /// With the report to the family: what the donation was used for.
    #[schema(max_length = 200)]
    pub used_for: String,
}

/// One relative's word as written.
#[derive(Clone, Default, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SignatureInput {
    /// `spouse`, `adult_child` or `parent`.
    pub kin: String,
    /// Name.
    #[schema(max_length = 60)]
    pub name: String,
    /// `agrees` or `objects`.
    pub opinion: String,
    /// The day of the signature.
    pub on: String,
}

/// The record of a recovery as written.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WitnessInput {
    /// The day.
    pub on: String,
    /// The time of day, `14:05`.
    pub time: String,
    /// Where.
    #[schema(max_length = 200)]
    pub place: String,
    /// What was recovered.
    pub organs: Vec<String>,
    /// Whether all stood in silence.
    pub silence_held: bool,
    /// Whether the body's appearance was restored.
    pub appearance_restored: bool,
}

/// Why it was not realised.
#[derive(Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = DonationEndInput)]
pub struct EndInput {
    /// The day.
    pub on: String,
    /// The reason's code.
    pub reason: String,
    /// In words.
    #[schema(max_length = 500)]
    pub words: String,
}

fn missing(checks: &mut Checks, field: &'static str) {
    checks.push(field, "missing", Words::new("此项必填。", "This has to be filled in."));
}

fn required<T>(
    checks: &mut Checks,
    field: &'static str,
    text: &str,
    value: Option<T>,
) -> Option<T> {
    if text.trim().is_empty() {
        missing(checks, field);
    }
    value
}

fn day(checks: &mut Checks, field: &'static str, text: &str) -> Option<NaiveDate> {
    let value = checks.day(field, text);
    required(checks, field, text, value)
}

fn text(checks: &mut Checks, field: &'static str, text: &str, most: u64) -> Option<String> {
    let value = checks.text(field, text, most);
    required(checks, field, text, value)
}

fn code<T>(
    checks: &mut Checks,
    field: &'static str,
    text: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Option<T> {
    let value = checks.code(field, text, read);
    required(checks, field, text, value)
}

impl CallInput {
    /// The programmes, the day, and what is known at first.
    ///
    /// # Errors
    /// Every problem.
    pub fn read(
        &self,
        today: NaiveDate,
    ) -> Result<(Vec<Programme>, NaiveDate, Course), Vec<Problem>> {
        let mut checks = Checks::new(today);
        let given = |text: &str| {
            Programme::from_code(text).filter(|programme| Process::of(*programme).is_some())
        };
        let mut programmes: Vec<Programme> = Vec::new();
        for text in &self.programmes {
            let programme = checks.code("programmes", text, given);
            programmes.extend(programme.filter(|programme| !programmes.contains(programme)));
        }
        if self.programmes.is_empty() {
            missing(&mut checks, "programmes");
        }
        let called_on = day(&mut checks, "called_on", &self.called_on);
        let call_from = code(&mut checks, "call_from", &self.call_from, CallFrom::from_code);
        let place = checks.text("place", &self.place, 200);
        let note = checks.text("note", &self.note, NOTE);
        let read = called_on.zip(call_from).map(|(called_on, call_from)| {
            (programmes, called_on, Course::new(call_from, place, note))
        });
        checks.finish(read)
    }
}

impl StepInput {
    /// The step.
    ///
    /// # Errors
    /// Every problem of the form; whether it may come next, the donation says.
    pub fn read(&self, today: NaiveDate) -> Result<Step, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let c = &mut checks;
        let step = match code(c, "stage", &self.stage, Stage::from_code) {
            Some(Stage::FamilyConfirmed) => self.family(c),
            Some(Stage::Assessed) => day(c, "on", &self.on).map(|on| Step::Assessed { on }),
            Some(Stage::EthicsApproved) => {
                day(c, "on", &self.on).map(|on| Step::EthicsApproved { on })
            }
            Some(Stage::Assigned) => {
                let read = |text: &str| text.parse::<Uuid>().ok();
                let coordinators = self.coordinators.iter();
                let coordinators =
                    coordinators.filter_map(|text| c.code("coordinators", text, read)).collect();
                day(c, "on", &self.on).map(|on| Step::Assigned { on, coordinators })
            }
            Some(Stage::Determined) => day(c, "on", &self.on).map(|on| Step::Determined { on }),
            Some(Stage::Accepted) => {
                let receiving_unit = text(c, "receiving_unit", &self.receiving_unit, 120);
                let on = day(c, "on", &self.on);
                on.zip(receiving_unit)
                    .map(|(on, receiving_unit)| Step::Accepted { on, receiving_unit })
            }
            Some(Stage::HandedOver) => {
                let proof_number = text(c, "proof_number", &self.proof_number, 60);
                let on = day(c, "on", &self.on);
                on.zip(proof_number).map(|(on, proof_number)| Step::HandedOver { on, proof_number })
            }
            Some(Stage::Certified) => {
                let number = c.text("number", &self.number, 60);
                day(c, "on", &self.on).map(|on| Step::Certified { on, number })
            }
            Some(Stage::LaidToRest) => {
                let words = c.text("words", &self.words, NOTE);
                day(c, "on", &self.on).map(|on| Step::LaidToRest { on, words })
            }
            Some(Stage::ReportedBack) => {
                let used_for = text(c, "used_for", &self.used_for, 200);
                let rites = c.text("words", &self.words, NOTE);
                let on = day(c, "on", &self.on);
                on.zip(used_for).map(|(on, used_for)| Step::ReportedBack { on, used_for, rites })
            }
            Some(
                stage @ (Stage::Called | Stage::WillChecked | Stage::Witnessed | Stage::FromLedger),
            ) => {
                c.push("stage", "not_a_step", unasked(stage));
                None
            }
            None => None,
        };
        checks.finish(step)
    }

    fn family(&self, checks: &mut Checks) -> Option<Step> {
        let mut signatures = Vec::new();
        for (n, input) in (1..).zip(&self.signatures) {
            if [&input.name, &input.opinion, &input.on].iter().all(|text| text.trim().is_empty()) {
                continue;
            }
            signatures.extend(input.read(n, checks));
        }
        let nobody =
            self.nobody.iter().filter_map(|text| checks.code("nobody", text, Kin::from_code));
        let consent = JointConsent { nobody: nobody.collect(), signatures };
        let on = consent.signed_on();
        if on.is_none() {
            match consent.check() {
                // Who is told that nobody is left to sign cannot add a signature.
                Err(problem) if consent.nobody.len() == Kin::ALL.len() => checks.add(problem),
                _ => missing(checks, "signatures"),
            }
        }
        on.map(|on| Step::FamilyConfirmed { on, consent })
    }
}

/// What these stages are reached by instead of a step.
fn unasked(stage: Stage) -> Words {
    match stage {
        Stage::Witnessed => Words::new(
            "见证只能由两名协调员各自登录签名完成。",
            "Two coordinators complete it by signing, each under her own account.",
        ),
        Stage::FromLedger => {
            Words::new("历年台账的捐献请用“导入”。", "What an older ledger tells is imported.")
        }
        _ => Words::new("请用“核意愿”。", "Look the will up instead."),
    }
}

impl SignatureInput {
    fn read(&self, n: usize, checks: &mut Checks) -> Option<Signature> {
        let field = |part: &str| format!("signature_{n}_{part}");
        let mut asked = |part: &str, text: &str| {
            if text.trim().is_empty() {
                let words = Words::new("此项必填。", "This has to be filled in.");
                checks.push(field(part), "missing", words);
            }
        };
        asked("kin", &self.kin);
        asked("name", &self.name);
        asked("opinion", &self.opinion);
        asked("on", &self.on);
        let kin = checks.code(field("kin"), &self.kin, Kin::from_code);
        let opinion = checks.code(field("opinion"), &self.opinion, Opinion::from_code);
        let on = checks.day(field("on"), &self.on);
        let name = match Name::parse(&self.name) {
            Ok(name) => Some(name),
            Err(_) if self.name.trim().is_empty() => None,
            Err(problem) => {
                checks.push(field("name"), problem.code(), problem.words());
                None
            }
        };
        Some(Signature { kin: kin?, name: name?, opinion: opinion?, on: on? })
    }
}

impl WitnessInput {
    /// The record, not signed yet.
    ///
    /// # Errors
    /// Every problem.
    pub fn read(&self, today: NaiveDate) -> Result<WitnessRecord, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = day(&mut checks, "on", &self.on);
        let time = code(&mut checks, "time", &self.time, |text| {
            NaiveTime::parse_from_str(&text.replace('：', ":"), "%H:%M").ok()
        });
        let place = text(&mut checks, "place", &self.place, 200);
        let organs = self.organs.iter();
        let organs =
            organs.filter_map(|text| checks.code("organs", text, Organ::from_code)).collect();
        let read = on.zip(time).zip(place).map(|((on, time), place)| WitnessRecord {
            on,
            time,
            place,
            organs,
            silence_held: self.silence_held,
            appearance_restored: self.appearance_restored,
            signatures: Vec::new(),
        });
        checks.finish(read)
    }
}

impl EndInput {
    /// The end.
    ///
    /// # Errors
    /// Every problem.
    pub fn read(&self, by: Option<Uuid>, today: NaiveDate) -> Result<Ending, Vec<Problem>> {
        let mut checks = Checks::new(today);
        let on = day(&mut checks, "on", &self.on);
        let reason = code(&mut checks, "reason", &self.reason, |text| {
            Unrealised::to_choose().find(|reason| reason.code() == text)
        });
        let words = checks.text("words", &self.words, NOTE);
        let read = on.zip(reason).map(|(on, reason)| Ending { on, reason, words, by });
        checks.finish(read)
    }
}
