//! Obviously synthetic people: an area code that no county has, phones of a range not given to people.

use lifelight::{
    crypto::keyring::Keyring,
    domain::{
        documents::check_digit,
        intake::{ConsentInput, Intake, PhoneInput, RegistrationInput, RelativeInput},
    },
    service::{App, Caller, intake},
};
use uuid::Uuid;

/// A valid document number of nobody: born 1990-01-01 plus `n`, area 330299.
pub fn document(n: u32) -> String {
    let body =
        format!("3302991990{:02}{:02}{:03}", 1 + n / 28_000 % 12, 1 + n / 1000 % 28, n % 1000);
    let check = check_digit(&body).expect("17 digits have a check digit");
    format!("{body}{check}")
}

/// A mobile number of nobody.
pub fn phone(n: u32) -> String {
    format!("154{n:08}")
}

/// A name that is this person's alone.
pub fn name(n: u32) -> String {
    const SURNAMES: [char; 10] = ['赵', '钱', '孙', '李', '周', '吴', '郑', '王', '冯', '陈'];
    const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];
    let digits = format!("{n}");
    let given: String = digits.bytes().map(|digit| DIGITS[usize::from(digit - b'0')]).collect();
    format!("{}合{given}", SURNAMES[(n % 10) as usize])
}

/// The intake of synthetic person `n`, who offers stem cells.
pub fn intake_of(n: u32) -> Intake {
    let relative = |k: u32| RelativeInput {
        name: name(500_000 + 2 * n + k),
        relation: "father".to_owned(),
        phone: phone(50_000_000 + 2 * n + k),
        address: format!("合成路{n}之{k}号"),
        ..RelativeInput::default()
    };
    Intake {
        document_kind: "resident_id".to_owned(),
        document_number: document(n),
        name: name(n),
        phones: vec![PhoneInput { number: phone(n), ..PhoneInput::default() }],
        email: format!("synthetic{n}@example.com"),
        address: format!("合成路{n}号"),
        relatives: vec![relative(0), relative(1)],
        registrations: vec![RegistrationInput {
            programme: "stem_cell".to_owned(),
            sampled_on: "2024-03-05".to_owned(),
            card_number: format!("HC-{n:05}"),
            national_number: format!("NR{n:07}"),
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

/// Registers synthetic person `n` as `caller`, at the caller's own unit.
pub async fn register(app: &App, caller: &Caller, n: u32) -> Uuid {
    match intake::register(app, caller, &intake_of(n)).await.expect("a synthetic intake is valid") {
        intake::Registered::New { id, .. } => id,
        intake::Registered::Known(id) => panic!("{id} has this document already"),
    }
}

/// Everything of synthetic person `n` that must not be read anywhere in plaintext.
pub fn secrets_of(n: u32) -> Vec<String> {
    let intake = intake_of(n);
    let mut secrets = vec![intake.document_number, intake.name, intake.email, intake.address];
    secrets.extend(intake.phones.into_iter().map(|phone| phone.number));
    for relative in intake.relatives {
        secrets.extend([relative.name, relative.phone, relative.address]);
    }
    secrets
}

/// Whether any of `secrets` stands in `bytes`, as UTF-8 or as base64 or hexadecimal text would show it.
pub fn found_in(bytes: &[u8], secrets: &[String]) -> Option<usize> {
    secrets.iter().position(|secret| {
        let plain = secret.as_bytes();
        let hex: String = plain.iter().map(|byte| format!("{byte:02x}")).collect();
        contains(bytes, plain) || contains(bytes, hex.as_bytes())
    })
}

/// Whether `part` is in `whole`.
pub fn contains(whole: &[u8], part: &[u8]) -> bool {
    whole.windows(part.len()).any(|window| window == part)
}

/// A keyring that no registry of a test has.
pub fn another_keyring() -> Keyring {
    Keyring::generate(&lifelight::crypto::random::OsRandom)
}
