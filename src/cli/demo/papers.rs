//! Numbers that belong to nobody: documents of an area that does not exist, phones of a range that is
//! not assigned to people. Each is given out once.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::draw::Draw;
use crate::domain::{documents::check_digit, people::Sex};

/// No county has this code (330213 is Fenghua); the sample ledgers use it too.
const AREA: &str = "330299";
/// 154 is not a prefix of mobile phones in use.
const PREFIX: u64 = 15_400_000_000;
const PHONES: u64 = 100_000_000;
/// Odd and no multiple of five: steps through all phones before one comes again.
const STEP: u64 = 61_803_399;

/// What has been given out.
pub struct Papers {
    taken: HashSet<(NaiveDate, u32)>,
    phone: u64,
    cards: u32,
    samples: u32,
    passports: u32,
}

impl Papers {
    /// Nothing given out yet; `seed` says where the phones start.
    pub fn new(seed: u64) -> Self {
        let phone = seed.wrapping_mul(7_919) % PHONES;
        Self { taken: HashSet::new(), phone, cards: 0, samples: 0, passports: 0 }
    }

    /// The number of a resident ID card that nobody has.
    pub fn resident_id(&mut self, draw: &mut Draw, birth: NaiveDate, sex: Sex) -> String {
        let odd = u32::from(sex == Sex::Male);
        let mut sequence = draw.between(1, 499) * 2 + odd;
        while !self.taken.insert((birth, sequence)) {
            sequence = draw.between(1, 499) * 2 + odd;
        }
        with_check_digit(format!("{AREA}{}{sequence:03}", birth.format("%Y%m%d")))
    }

    /// Takes the one number of [`residence_permit`] that there is for this day of birth.
    pub fn take_permit(&mut self, birth: NaiveDate) -> bool {
        self.taken.insert((birth, 0))
    }

    /// The number of a passport that no country issues.
    pub fn passport(&mut self) -> String {
        self.passports += 1;
        format!("DEMO{:05}", self.passports)
    }

    /// A phone.
    pub fn phone(&mut self) -> String {
        self.phone = (self.phone + STEP) % PHONES;
        (PREFIX + self.phone).to_string()
    }

    /// The office's next card number.
    pub fn card(&mut self) -> String {
        self.cards += 1;
        format!("FH{:05}", self.cards)
    }

    /// The next sample's number, and the national registry's number that it would get.
    pub fn sample(&mut self, year: i32) -> (String, String) {
        self.samples += 1;
        (format!("FH{:02}{:04}", year % 100, self.samples), format!("DEMO{:06}", self.samples))
    }
}

/// The number of a residence permit of a woman (000 is even), which is nobody's: numbers start at 001.
pub fn residence_permit(area: &str, birth: NaiveDate) -> String {
    with_check_digit(format!("{area}{}000", birth.format("%Y%m%d")))
}

/// A resident ID with a wrong check digit, as typists make them.
pub fn mistyped(number: &str) -> String {
    let wrong = if number.ends_with('1') { '2' } else { '1' };
    number.chars().take(17).chain([wrong]).collect()
}

fn with_check_digit(body: String) -> String {
    let check = check_digit(&body).unwrap_or_default();
    body + &check.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{documents::Document, phones::Phone};

    #[test]
    fn numbers_are_valid_and_given_once() {
        let today = NaiveDate::from_ymd_opt(2025, 10, 31).unwrap();
        let birth = NaiveDate::from_ymd_opt(1990, 2, 3).unwrap();
        let (mut papers, mut draw) = (Papers::new(2025), Draw::new(1, 1));
        let (mut documents, mut phones) = (HashSet::new(), HashSet::new());
        for _ in 0..400 {
            let number = papers.resident_id(&mut draw, birth, Sex::Female);
            let document = Document::parse(None, &number, today).unwrap();
            assert_eq!((document.birth_date(), document.sex()), (Some(birth), Some(Sex::Female)));
            assert!(Document::parse(None, &mistyped(&number), today).is_err());
            assert!(documents.insert(number));
            let phone = papers.phone();
            assert!(phone.starts_with("154") && Phone::parse(&phone).unwrap().is_mobile());
            assert!(phones.insert(phone));
        }
        for number in [papers.passport(), residence_permit("810000", birth)] {
            assert!(Document::parse(None, &number, today).is_ok(), "{number}");
        }
    }
}
