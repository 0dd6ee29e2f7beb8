//! Obviously synthetic people: an area code that no county has, phones of a range not given to people.

use lifelight::domain::{
    documents::check_digit,
    intake::{ConsentInput, Intake, PhoneInput, RegistrationInput, RelativeInput},
};

/// A valid document number of nobody, another one for each `n`.
pub fn document(n: u32) -> String {
    let (day, month, year) = (1 + n / 1000 % 28, 1 + n / 28_000 % 12, 1990 + n / 336_000);
    let body = format!("330299{year}{month:02}{day:02}{:03}", n % 1000);
    format!("{body}{}", check_digit(&body).expect("17 digits have a check digit"))
}

fn name(n: u32) -> String {
    let surname = ['赵', '钱', '孙', '李', '周', '吴', '郑', '王'][n as usize % 8];
    let digits = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
    let given: String =
        n.to_string().bytes().map(|digit| digits[usize::from(digit - b'0')]).collect();
    format!("{surname}合{given}")
}

/// Synthetic person `n`, as much of her as an office usually writes down: one programme, one phone,
/// two relatives, one consent.
pub fn intake(n: u32) -> Intake {
    let relative = |k: u32, relation: &str| RelativeInput {
        name: name(5_000_000 + 2 * n + k),
        relation: relation.to_owned(),
        phone: format!("155{:08}", 2 * n + k),
        address: format!("合成路{n}之{k}号"),
        ..RelativeInput::default()
    };
    Intake {
        document_kind: "resident_id".to_owned(),
        document_number: document(n),
        name: name(n),
        phones: vec![PhoneInput { number: format!("154{n:08}"), ..PhoneInput::default() }],
        email: format!("synthetic{n}@example.com"),
        address: format!("合成路{n}号"),
        relatives: vec![relative(0, "father"), relative(1, "mother")],
        registrations: vec![RegistrationInput {
            programme: "stem_cell".to_owned(),
            sampled_on: "2024-03-05".to_owned(),
            card_number: format!("HC-{n:07}"),
            national_number: format!("NR{n:08}"),
            channel: "university".to_owned(),
            ..RegistrationInput::default()
        }],
        consents: vec![ConsentInput {
            purpose: "enrolment".to_owned(),
            given_on: "2024-03-05".to_owned(),
            way: "on_site".to_owned(),
            ..ConsentInput::default()
        }],
        ..Intake::default()
    }
}
