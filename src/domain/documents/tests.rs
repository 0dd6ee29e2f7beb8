use proptest::prelude::*;

use super::*;

const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();

fn read(raw: &str) -> Result<Document, DocumentProblem> {
    Document::parse(None, raw, TODAY)
}

fn read_as(kind: DocumentKind, raw: &str) -> Result<Document, DocumentProblem> {
    Document::parse(Some(kind), raw, TODAY)
}

/// A correct resident ID number with sequence 000 and this birthday.
fn resident(area: &str, days: u32) -> String {
    let birth = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(days.into());
    let body = format!("{area}{}000", birth.format("%Y%m%d"));
    format!("{body}{}", check_digit(&body).unwrap())
}

#[test]
fn known_answers() {
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../../tests/data/resident_id.json")).unwrap();
    let as_sheet_says = [None, Some(DocumentKind::ResidentId)];
    for kind in as_sheet_says {
        for number in vectors["valid"].as_array().unwrap() {
            let number = number.as_str().unwrap();
            assert_eq!(Document::parse(kind, number, TODAY).unwrap().number(), number);
        }
        for (raw, number) in vectors["normalises_to_valid"].as_object().unwrap() {
            assert_eq!(Document::parse(kind, raw, TODAY).unwrap().number(), number);
        }
        for case in vectors["invalid"].as_array().unwrap() {
            let problem =
                Document::parse(kind, case["number"].as_str().unwrap(), TODAY).unwrap_err();
            let why = case["why"].as_str().unwrap();
            let expected = match problem {
                DocumentProblem::CheckDigit => "check digit",
                DocumentProblem::BirthDate => "February",
                DocumentProblem::Length { got: 17, want: "18" } => "17 characters",
                DocumentProblem::Province => "province",
                _ => "something else",
            };
            assert!(why.contains(expected), "{why}: {problem:?}");
        }
    }
}

#[test]
fn one_number_in_every_hand() {
    for raw in [
        "11010519491231002x",
        "'11010519491231002X",
        "110105 19491231 002X\n",
        "\u{feff}110105-19491231-002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "１１０１０５１９４９１２３１００２ｘ",
        "“11010519491231002X”",
        "11010519491231002X.",
        "110105\u{a0}1949\u{2009}1231\u{3000}002\u{200b}X",
        "‘11010519491231002X",
    ] {
        assert_eq!(read(raw).unwrap().number(), "11010519491231002X", "{raw:?}");
    }
}

#[test]
fn what_the_number_tells() {
    let woman = read("11010519491231002X").unwrap();
    assert_eq!(
        (woman.sex(), woman.birth_date()),
        (Some(Sex::Female), NaiveDate::from_ymd_opt(1949, 12, 31))
    );
    assert_eq!(read("440524188001010014").unwrap().sex(), Some(Sex::Male));
    for number in ["810000199203080007", "820000199203080017", "830000199203080027"] {
        let permit = read_as(DocumentKind::ResidentId, number).unwrap();
        assert_eq!(permit.kind(), DocumentKind::ResidencePermit);
        assert!(permit.birth_date().is_some() && permit.sex().is_some());
    }
    let foreigner = read_as(DocumentKind::ResidentId, "933011198808080004").unwrap();
    assert_eq!(foreigner.kind(), DocumentKind::ForeignPermanentResident);
    assert_eq!(
        (foreigner.birth_date(), foreigner.sex()),
        (NaiveDate::from_ymd_opt(1988, 8, 8), None)
    );
}

#[test]
fn digits_lost_in_a_spreadsheet() {
    for raw in [
        "3.30213E+17",
        "3.30213e17",
        "３.３０２１３Ｅ＋１７",
        "3,30213E+17",
        "3E+17",
        "330213199001010000",
        "330213199001011000",
        "330213199001010009.0",
        "3.30213199001010E+17",
        "330213199001010000.00",
    ] {
        for kind in [None, Some(DocumentKind::ResidentId), Some(DocumentKind::Passport)] {
            let problem = Document::parse(kind, raw, TODAY).unwrap_err();
            let passport_of_18 = matches!(problem, DocumentProblem::Length { got: 18, .. });
            let says_passport = kind == Some(DocumentKind::Passport);
            assert!(
                problem == DocumentProblem::NumberLostDigits || says_passport && passport_of_18,
                "{raw}: {problem:?}"
            );
        }
    }
    // Ends in 000 by right: the check digit says so.
    assert!(read("610399199110053000").is_ok());
    // Few digits survive a spreadsheet whole.
    assert_eq!(
        read_as(DocumentKind::TaiwanTravelPermit, "12345678.0").unwrap().number(),
        "12345678"
    );
}

#[test]
fn what_is_wrong_with_a_resident_id() {
    use DocumentProblem::*;
    let kind = DocumentKind::ResidentId;
    for (raw, problem) in [
        ("", Missing),
        (" 无 ", Missing),
        ("-", Missing),
        ("33021319900101000", Length { got: 17, want: "18" }),
        ("3302131990010100099", Length { got: 19, want: "18" }),
        ("330213900101000", FifteenDigits),
        ("33021319900101O009", Characters),
        ("X30213199001010009", Characters),
        ("330213184912310001", BirthDate),
        ("330213202603020009", BirthDate),
        ("330213199013010009", BirthDate),
        ("330213199001010019", CheckDigit),
        ("160213199001010009", Province),
        ("E12345678", Length { got: 9, want: "18" }),
    ] {
        assert_eq!(read_as(kind, raw), Err(problem), "{raw}");
    }
    // Letters never make an ID that lost a digit a passport.
    assert_eq!(read("3302131990010100X"), Err(Length { got: 17, want: "18" }));
}

#[test]
fn fifteen_digits_only_when_asked_for() {
    let old = Document::from_fifteen("110105491231002", TODAY).unwrap();
    assert_eq!(old.number(), "11010519491231002X");
    assert_eq!(read("110105491231002"), Err(DocumentProblem::FifteenDigits));
    assert_eq!(Document::from_fifteen("110105491331002", TODAY), Err(DocumentProblem::BirthDate));
    assert_eq!(
        Document::from_fifteen("11010549123100", TODAY),
        Err(DocumentProblem::Length { got: 14, want: "15" })
    );
}

#[test]
fn other_documents() {
    use DocumentKind::*;
    for (raw, kind, lifelong, masked) in [
        ("h00000001", HongKongMacauTravelPermit, "H00000001", "H******01"),
        ("M0000000102", HongKongMacauTravelPermit, "M00000001", "M********02"),
        ("00000001", TaiwanTravelPermit, "00000001", "0*****01"),
        ("0000000102", TaiwanTravelPermit, "00000001", "0*******02"),
        ("e00000001", Passport, "E00000001", "E******01"),
        ("EA0000001", Passport, "EA0000001", "E******01"),
        ("X1-00 001", Passport, "X100001", "X****01"),
        ("CAN000000000001", ForeignPermanentResident, "CAN000000000001", "C************01"),
        (
            "933011198808080004",
            ForeignPermanentResident,
            "933011198808080004",
            "9***************04",
        ),
        ("330213199001010009", ResidentId, "330213199001010009", "3****************9"),
    ] {
        for said in [None, Some(kind)] {
            let document = Document::parse(said, raw, TODAY).unwrap();
            assert_eq!((document.kind(), document.lifelong()), (kind, lifelong));
            assert_eq!(document.masked(), masked);
            assert_eq!(format!("{document:?}"), format!("Document({}, …)", kind.code()));
        }
    }
    assert!(read_as(HongKongMacauTravelPermit, "K00000001").is_err());
    assert!(read_as(TaiwanTravelPermit, "0000001").is_err());
    assert!(read_as(Passport, "ABCD").is_err());
    assert!(read_as(Passport, "ABCDEF").is_err());
    assert!(read("军字第0001号").is_err());
}

proptest! {
    #[test]
    fn any_single_wrong_digit_is_caught(days in 0..46_000_u32, at in 0..18_usize, by in 1..10_u8) {
        let number = resident("330213", days);
        prop_assert!(read(&number).is_ok());
        let mut wrong = number.into_bytes();
        let digit = if wrong[at] == b'X' { 9 } else { wrong[at] - b'0' };
        wrong[at] = b'0' + (digit + by) % 10;
        let wrong = String::from_utf8(wrong).unwrap();
        prop_assert!(read(&wrong).is_err(), "{}", wrong);
    }

    #[test]
    fn swapped_neighbours_are_caught(days in 0..46_000_u32, at in 0..17_usize) {
        let number = resident("610302", days);
        let mut swapped = number.clone().into_bytes();
        swapped.swap(at, at + 1);
        let swapped = String::from_utf8(swapped).unwrap();
        prop_assert!(swapped == number || read(&swapped).is_err());
    }

    #[test]
    fn parsing_is_idempotent_and_masks_hide(
        text in "\\PC{0,20}", number in "[HMEGA-C]{0,3}[0-9 ]{5,18}", days in 0..46_000_u32,
    ) {
        for raw in [text, number, resident("330213", days)] {
            if let Ok(document) = read(&raw) {
                let again = Document::parse(Some(document.kind()), document.number(), TODAY);
                prop_assert_eq!(again, Ok(document.clone()));
                let masked = document.masked();
                let shown = masked.chars().filter(|c| *c != '*').count();
                prop_assert!(shown <= 3 && masked.len() == document.number().len());
                prop_assert!(document.kind() != DocumentKind::ResidentId || shown == 2);
            }
            let _ = Document::from_fifteen(&raw, TODAY);
        }
    }
}
