//! What everybody writes down, whatever she comes for: who she is, how she and hers are reached, to
//! what she agrees.

use chrono::{Datelike, Days, Months, NaiveDate};

use super::{papers::residence_permit, people::Writer, words};
use crate::domain::{
    contacts::InvalidReason,
    intake::{ConsentInput, Intake, PhoneInput, RelativeInput},
    people::Sex,
};

/// Who is writing.
pub struct Who {
    /// Her surname, which parents and children share.
    pub surname: &'static str,
    /// Her sex.
    pub sex: Sex,
    /// Her age in full years on the day of the form.
    pub age: u32,
    /// Whether she studies.
    pub student: bool,
}

impl Writer<'_> {
    /// Who she is and how she is reached.
    pub fn person(&mut self, who: &Who) -> Intake {
        // Months::new counts from the day of the form, so that the age is full on it.
        let birthday = self.day - Months::new(12 * who.age);
        let birth = birthday - Days::new(u64::from(self.draw.below(360)));
        let mut intake = Intake {
            name: words::name(self.draw, who.surname, who.sex),
            address: words::address(self.draw, self.town),
            ethnicity: self.draw.weighted(words::ETHNICITIES).to_owned(),
            education: if who.student { "本科" } else { self.draw.weighted(words::EDUCATION) }
                .to_owned(),
            blood_type: if self.draw.percent(70) {
                self.draw.weighted(words::BLOOD).to_owned()
            } else {
                String::new()
            },
            ..Intake::default()
        };
        self.document(&mut intake, who, birth);
        if who.student {
            intake.school = "某大学".to_owned();
            if self.draw.percent(20) {
                let year = self.day.year() + i32::try_from(self.draw.between(1, 4)).unwrap_or(1);
                intake.graduation_month = format!("{year}-06");
            }
        } else if who.age < 60 && self.draw.percent(80) {
            intake.employer = self.draw.weighted(words::EMPLOYERS).to_owned();
        }
        let phones = self.draw.weighted(&[(2, 0), (76, 1), (22, 2)]);
        intake.phones = (0..phones).map(|_| self.phone()).collect();
        let handle = self.draw.between(100_000, 999_999);
        if self.draw.percent(9) {
            intake.email = format!("demo{handle}@example.com");
        }
        if self.draw.percent(12) {
            intake.wechat = format!("demo_{handle}");
        }
        intake
    }

    /// A resident ID, but for a few from elsewhere.
    fn document(&mut self, intake: &mut Intake, who: &Who, birth: NaiveDate) {
        match self.draw.below(500) {
            0 | 1 => {
                intake.document_kind = "passport".to_owned();
                intake.document_number = self.papers.passport();
                intake.birth_date = birth.to_string();
                intake.sex = who.sex.code().to_owned();
            }
            2 | 3 if who.sex == Sex::Female && self.papers.take_permit(birth) => {
                let area = self.draw.pick(&["810000", "820000", "830000"]);
                intake.document_kind = "residence_permit".to_owned();
                intake.document_number = residence_permit(area, birth);
            }
            _ => {
                intake.document_kind = "resident_id".to_owned();
                intake.document_number = self.papers.resident_id(self.draw, birth, who.sex);
            }
        }
    }

    /// A phone: most were never called again, some were, a few are of no use any more.
    fn phone(&mut self) -> PhoneInput {
        let since = u32::try_from((self.until - self.day).num_days()).unwrap_or(0);
        let called = since > 60 && self.draw.percent(45);
        let verified = self.until - Days::new(u64::from(self.draw.between(1, since.clamp(1, 700))));
        let invalid = match self.draw.below(100) {
            0..=4 if since > 180 => InvalidReason::OutOfService.code(),
            5 if since > 365 => InvalidReason::SomebodyElse.code(),
            6 => InvalidReason::NotWanted.code(),
            _ => "",
        };
        PhoneInput {
            number: self.papers.phone(),
            verified_on: if called { verified.max(self.day).to_string() } else { String::new() },
            invalid: invalid.to_owned(),
        }
    }

    /// A relative or friend.
    pub fn relative(&mut self, who: &Who) -> RelativeInput {
        let (relation, sex) = words::relation(self.draw, who.age, who.sex);
        let own = matches!(relation.code(), "father" | "brother" | "sister" | "son" | "daughter");
        let surname = if own { who.surname } else { words::surname(self.draw) };
        RelativeInput {
            name: words::name(self.draw, surname, sex),
            relation: relation.code().to_owned(),
            phone: self.papers.phone(),
            address: words::address(self.draw, self.town),
            ..RelativeInput::default()
        }
    }

    /// An executor; nearly all signed that they will act.
    pub fn executor(&mut self, who: &Who) -> RelativeInput {
        let agreed = self.draw.weighted(&[(90, "yes"), (8, ""), (2, "no")]);
        RelativeInput { agreed: agreed.to_owned(), ..self.relative(who) }
    }

    /// Consents that come with every programme, some more often than others.
    pub fn common_consents(&mut self, intake: &mut Intake, way: &str) {
        self.consent(intake, "family_contact", way, 78);
        self.consent(intake, "publicity", way, 16);
        self.consent(intake, "membership", way, 11);
        self.consent(intake, "passing_on", way, 4);
    }

    /// Consents to `purpose` in `percent` of a hundred cases.
    pub fn consent(&mut self, intake: &mut Intake, purpose: &str, way: &str, percent: u32) {
        if self.draw.percent(percent) {
            let recipient =
                if purpose == "passing_on" { "某医院器官获取组织" } else { "" };
            intake.consents.push(consent(purpose, self.day, way, recipient));
        }
    }
}

/// A consent given on `day`.
pub fn consent(purpose: &str, day: NaiveDate, way: &str, recipient: &str) -> ConsentInput {
    ConsentInput {
        purpose: purpose.to_owned(),
        given_on: day.to_string(),
        way: way.to_owned(),
        recipient: recipient.to_owned(),
    }
}
