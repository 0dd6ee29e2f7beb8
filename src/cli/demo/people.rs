//! What one person writes down, as the registration form would send it: so that the demo's people pass
//! the same checks as real ones.

use chrono::{Datelike, NaiveDate};

use super::{
    draw::Draw,
    papers::Papers,
    person::Who,
    plan::{Kind, Seat},
    words,
};
use crate::domain::{
    intake::{Intake, RegistrationInput},
    people::Sex,
    programmes::Programme,
    signing::ProxyInput,
};

/// Somebody with a pen in the hand.
pub struct Writer<'a> {
    /// What she writes is drawn.
    pub draw: &'a mut Draw,
    /// Where her documents and phones come from.
    pub papers: &'a mut Papers,
    /// The day of the form.
    pub day: NaiveDate,
    /// The last day of which she may tell.
    pub until: NaiveDate,
    /// Name of the township.
    pub town: &'a str,
}

impl Writer<'_> {
    /// Everything that the person of `seat` writes down.
    pub fn intake(&mut self, seat: &Seat) -> Intake {
        match seat.kind {
            Kind::StemCell => self.stem_cell(seat.pooled_on, "on_site"),
            Kind::AfterDeath => self.after_death("on_site"),
            Kind::Refusal => self.refusal(),
            Kind::OldLedger if self.draw.percent(22) => self.stem_cell(seat.pooled_on, "ledger"),
            Kind::OldLedger => self.after_death("ledger"),
        }
    }

    /// A stem-cell volunteer: three of four between 18 and 35, slightly more men (national figures).
    pub fn stem_cell(&mut self, pooled_on: Option<NaiveDate>, way: &str) -> Intake {
        let channels = [
            (36, "blood_service"),
            (28, "university"),
            (14, "employer"),
            (13, "community"),
            (9, "online"),
        ];
        let channel = if way == "ledger" { "other" } else { self.draw.weighted(&channels) };
        let student = channel == "university" && self.draw.percent(90);
        let age = match (student, self.draw.percent(72)) {
            (true, _) => self.draw.between(18, 23),
            (false, true) => self.draw.between(20, 35),
            (false, false) => self.draw.between(36, 45),
        };
        let sex = if self.draw.percent(53) { Sex::Male } else { Sex::Female };
        let who = Who { surname: words::surname(self.draw), sex, age, student };
        let mut intake = self.person(&who);
        let relatives = self.draw.weighted(&[(86, 2), (11, 1), (3, 0)]);
        intake.relatives = (0..relatives).map(|_| self.relative(&who)).collect();
        if self.draw.percent(2) && relatives == 2 {
            intake.relatives[1].address = intake.relatives[0].address.clone();
        }
        let (sample_number, national_number) = self.papers.sample(self.day.year());
        let place = match channel {
            "blood_service" => "区献血车",
            "university" => "某大学",
            "employer" => "某公司",
            "community" => "某社区",
            _ => "区红十字会",
        };
        let way = if channel == "online" { "online" } else { way };
        intake.registrations.push(RegistrationInput {
            programme: Programme::StemCell.code().to_owned(),
            registered_on: self.day.to_string(),
            channel: channel.to_owned(),
            way: way.to_owned(),
            national_number: if pooled_on.is_some() { national_number } else { String::new() },
            sampled_on: self.day.to_string(),
            pooled_on: pooled_on.map_or(String::new(), |day| day.to_string()),
            sample_place: place.to_owned(),
            sample_kind: if self.draw.percent(92) { "blood" } else { "swab" }.to_owned(),
            sample_number,
            family_aware: self.draw.weighted(&[(58, "yes"), (14, "no"), (28, "")]).to_owned(),
            ..RegistrationInput::default()
        });
        self.consent(&mut intake, "enrolment", way, 100);
        self.common_consents(&mut intake, way);
        intake
    }

    /// Somebody who gives after death, what by the shares of the sample ledger: organs early in life,
    /// the body late.
    pub fn after_death(&mut self, way: &str) -> Intake {
        let wishes: [(u32, &[Programme]); 8] = [
            (16, &[Programme::Organ]),
            (20, &[Programme::Organ, Programme::Cornea]),
            (4, &[Programme::Organ, Programme::Cornea, Programme::Tissue]),
            (22, &[Programme::Cornea]),
            (12, &[Programme::Cornea, Programme::Body]),
            (17, &[Programme::Body]),
            (7, &[Programme::Organ, Programme::Cornea, Programme::Body]),
            (2, &[Programme::Organ, Programme::Body]),
        ];
        let wish = self.draw.weighted(&wishes);
        let body = wish.contains(&Programme::Body);
        let age = match (body, wish.contains(&Programme::Organ)) {
            (true, _) => self.draw.between(38, 65).max(self.draw.between(45, 91)),
            (false, true) => self.draw.between(18, 48).min(self.draw.between(20, 66)),
            (false, false) => self.draw.between(22, 82),
        };
        let sex = if self.draw.percent(46) { Sex::Male } else { Sex::Female };
        let who = Who {
            surname: words::surname(self.draw),
            sex,
            age,
            student: age < 23 && self.draw.percent(50),
        };
        let mut intake = self.person(&who);
        let relatives = self.draw.weighted(&[(30, 0), (45, 1), (25, 2)]);
        intake.relatives = (0..relatives).map(|_| self.relative(&who)).collect();
        if body || self.draw.percent(10) {
            let executors = self.draw.weighted(&[(2, 0), (70, 1), (28, 2)]);
            intake.executors = (0..executors).map(|_| self.executor(&who)).collect();
        }
        let way = match way {
            "on_site" => self.draw.weighted(&[
                (62, "on_site"),
                (if age > 70 { 30 } else { 6 }, "at_home"),
                (3, "by_proxy"),
                (20, "online"),
            ]),
            other => other,
        };
        let aware = self.draw.weighted(&[(78, "yes"), (9, "no"), (13, "")]);
        for programme in wish {
            let registration = self.offer(*programme, way, aware);
            intake.registrations.push(registration);
        }
        if wish.contains(&Programme::Organ) {
            self.consent(&mut intake, "organ", way, 100);
        }
        if wish.iter().any(|programme| *programme != Programme::Organ) {
            self.consent(&mut intake, "body", way, 100);
        }
        self.common_consents(&mut intake, way);
        intake
    }

    /// One offer to give after death.
    pub fn offer(&mut self, programme: Programme, way: &str, aware: &str) -> RegistrationInput {
        let receiver = match programme {
            Programme::Body => words::BODY_RECEIVER,
            Programme::Cornea => words::CORNEA_RECEIVER,
            _ => "",
        };
        let organs: &[&str] = match programme {
            Programme::Organ => self.draw.weighted(&[
                (72, &[][..]),
                (16, &["liver", "kidney"]),
                (12, &["heart", "lung", "liver", "kidney"]),
            ]),
            _ => &[],
        };
        let use_limits = match programme {
            Programme::Body => {
                self.draw.weighted(&[(70, "医学教学与科研"), (12, "仅用于教学"), (18, "")])
            }
            _ => "",
        };
        RegistrationInput {
            programme: programme.code().to_owned(),
            registered_on: self.day.to_string(),
            organs: organs.iter().map(|&organ| organ.to_owned()).collect(),
            way: way.to_owned(),
            proxy: if way == "by_proxy" { self.proxy() } else { ProxyInput::default() },
            card_number: self.papers.card(),
            receiving_unit: receiver.to_owned(),
            use_limits: use_limits.to_owned(),
            confidential: self.draw.percent(5),
            family_aware: aware.to_owned(),
            ..RegistrationInput::default()
        }
    }

    /// Who brings the form of somebody who cannot come.
    fn proxy(&mut self) -> ProxyInput {
        let surname = words::surname(self.draw);
        ProxyInput {
            name: words::name(self.draw, surname, Sex::Female),
            relation: "daughter".to_owned(),
            phone: self.papers.phone(),
            authorisation_seen: true,
            notarised: self.draw.percent(20),
        }
    }

    /// Somebody who says no.
    fn refusal(&mut self) -> Intake {
        let sex = if self.draw.percent(50) { Sex::Male } else { Sex::Female };
        let age = self.draw.between(24, 84);
        let who = Who { surname: words::surname(self.draw), sex, age, student: false };
        let mut intake = self.person(&who);
        let refused: [(u32, &[&str]); 4] = [
            (50, &["organ", "cornea", "body"]),
            (25, &["body"]),
            (15, &["organ"]),
            (10, &["stem_cell", "organ", "cornea", "body"]),
        ];
        let refused = self.draw.weighted(&refused);
        intake.refusals = refused.iter().map(|&programme| programme.to_owned()).collect();
        intake.refused_on = self.day.to_string();
        intake
    }
}
