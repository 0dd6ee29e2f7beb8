use super::*;

fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// All days from the first to the last.
fn days(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    first.iter_days().take_while(move |day| *day <= last)
}

/// What is known without any notice, so that these tests outlive the next one.
fn reckoned() -> Calendar {
    let text = include_str!("../../../config/calendar/china.toml");
    let (feasts, _) = text.split_once("\n[[notices]]").unwrap();
    Calendar::load(feasts, "feasts.toml").unwrap()
}

/// A dot for each working day, a dash for each day off.
fn picture(calendar: &Calendar, first: NaiveDate, last: NaiveDate) -> String {
    days(first, last).map(|day| if calendar.is_working(day) { '.' } else { '-' }).collect()
}

#[test]
fn known_weeks() {
    for (first, last, weeks) in [
        // National Day 2024: work on Sunday 29 September and Saturday 12 October.
        (ymd(2024, 9, 23), ymd(2024, 10, 20), ".....-. .------ -.....- .....--"),
        // Mid-Autumn 2024: work on Saturday 14 September.
        (ymd(2024, 9, 9), ymd(2024, 9, 22), "......- --...--"),
        // Spring Festival 2025: eight days, work on Sunday 26 January and Saturday 8 February.
        (ymd(2025, 1, 20), ymd(2025, 2, 9), ".....-. .------ --....-"),
        // New Year 2023: its first day off belongs to 2022.
        (ymd(2022, 12, 26), ymd(2023, 1, 8), ".....-- -....--"),
        // New Year and Spring Festival 2026: work on Sunday 4 January, Saturdays 14 and 28 February.
        (ymd(2025, 12, 29), ymd(2026, 1, 4), "...---."),
        (ymd(2026, 2, 9), ymd(2026, 3, 1), "......- ------- -.....-"),
    ] {
        assert_eq!(picture(Calendar::shipped(), first, last), weeks.replace(' ', ""), "{first}");
    }
}

#[test]
fn reckoned_weeks() {
    let calendar = reckoned();
    for (first, last, weeks) in [
        // 2027: the eve on Friday 5 February, the first two days made up on 9 and 10 February.
        (ymd(2027, 2, 1), ymd(2027, 2, 14), "....--- ---..--"),
        // Mid-Autumn on the third of National Day, whose first is a Sunday: made up on 4 and 5 October.
        (ymd(2028, 9, 25), ymd(2028, 10, 8), ".....-- ----.--"),
        // Beyond the table: Friday 1 January 2049, and the Spring Festival is not known.
        (ymd(2048, 12, 28), ymd(2049, 1, 10), "....--- .....--"),
    ] {
        assert_eq!(picture(&calendar, first, last), weeks.replace(' ', ""), "{first}");
    }
}

#[test]
fn sixty_working_days_by_hand() {
    let listing: [(u32, u32, u32, u32, u32); 14] = [
        // month, first and last day, days among them off, working days so far
        (9, 3, 6, 0, 4),
        (9, 9, 14, 0, 10), // Saturday 14 made up for Mid-Autumn, 15–17 off
        (9, 18, 20, 0, 13),
        (9, 23, 27, 0, 18),
        (9, 29, 30, 0, 20), // Sunday 29 made up for National Day, 1–7 October off
        (10, 8, 12, 0, 25), // Saturday 12 made up
        (10, 14, 18, 0, 30),
        (10, 21, 25, 0, 35),
        (10, 28, 31, 0, 39),
        (11, 1, 8, 2, 45),
        (11, 11, 15, 0, 50),
        (11, 18, 20, 0, 53),
        (11, 21, 22, 0, 55),
        (11, 25, 29, 0, 60),
    ];
    let (calendar, asked) = (Calendar::shipped(), ymd(2024, 9, 2));
    let mut counted = 0;
    for (month, first, last, off, so_far) in listing {
        counted += last - first + 1 - off;
        assert_eq!(counted, so_far);
        assert_eq!(calendar.after(asked, counted), ymd(2024, month, last));
        assert_eq!(calendar.between(asked, ymd(2024, month, last)), counted);
    }
    assert_eq!(calendar.after(asked, 53), ymd(2024, 11, 20));
    assert_eq!(calendar.after(asked, 60), ymd(2024, 11, 29));
    // A request of December may end in June (60 days reserved, then 53).
    let reserved = calendar.after(ymd(2025, 12, 31), 60);
    assert_eq!((reserved, calendar.after(reserved, 53)), (ymd(2026, 4, 1), ymd(2026, 6, 18)));
}

#[test]
fn after_and_between_agree() {
    let calendar = Calendar::shipped();
    for day in days(ymd(2021, 1, 1), ymd(2030, 12, 31)) {
        for n in [1, 10, 60] {
            let end = calendar.after(day, n);
            assert!(calendar.is_working(end) && calendar.between(day, end) == n, "{day} {n}");
            let before = end.pred_opt().unwrap();
            assert_eq!(calendar.between(day, before), n - 1, "{day} {n}");
        }
        let (next, previous) = (calendar.next_working(day), calendar.previous_working(day));
        if calendar.is_working(day) {
            assert_eq!((previous, next), (day, day));
        } else {
            assert_eq!((next, calendar.between(previous, next)), (calendar.after(day, 1), 1));
        }
    }
}

#[test]
fn ends_and_nothing() {
    let (calendar, sunday) = (Calendar::shipped(), ymd(2026, 3, 1));
    assert_eq!(calendar.after(sunday, 0), sunday);
    assert_eq!(calendar.between(sunday, sunday), 0);
    assert_eq!(calendar.between(sunday, ymd(2025, 3, 1)), 0);
    assert_eq!(calendar.after(NaiveDate::MAX, 5), NaiveDate::MAX);
    assert!(calendar.previous_working(NaiveDate::MIN) <= calendar.next_working(NaiveDate::MIN));
}

/// Notices only move days about, so each year must have all its weekdays but the statutory days:
/// 11 until 2024, 13 since. This would show a forgotten or wrong date, and holds for reckoned years.
#[test]
fn no_notice_loses_a_day() {
    let calendar = Calendar::shipped();
    let year = |year| (ymd(year, 1, 1).pred_opt().unwrap(), ymd(year, 12, 31));
    for (year, (before, last)) in (2021..=2040).map(|number| (number, year(number))) {
        let weekdays = days(before, last).skip(1).filter(|day| !is_weekend(*day)).count();
        let statutory = if year < 2025 { 11 } else { 13 };
        assert_eq!(calendar.between(before, last) as usize, weekdays - statutory, "{year}");
        assert!(calendar.notice(year).is_some() || year > 2026);
    }
}

#[test]
fn the_feasts_are_off_in_announced_years() {
    let text = include_str!("../../../config/calendar/china.toml");
    let (written, _) = text.split_once("\n[[notices]]").unwrap();
    let reckoned = reckoned();
    let is_written = |day: &NaiveDate| written.contains(&day.to_string());
    let feasts: Vec<_> = days(ymd(2021, 1, 1), ymd(2026, 12, 31)).filter(is_written).collect();
    assert_eq!(feasts.len(), 24);
    for feast in feasts {
        assert!(!Calendar::shipped().is_working(feast) && !reckoned.is_working(feast), "{feast}");
    }
}

#[test]
fn mistakes_are_named_with_their_line() {
    const FILE: &str = r#"
feasts = [
    { spring_festival = 2028-01-26, qingming = 2028-04-04, dragon_boat = 2028-05-28, mid_autumn = 2028-10-03 },
]

[[notices]]
year = 2027
source = "a notice"
off = [
    2027-01-01, 2027-05-01,
    2027-10-01,
]
work = [2027-10-09]
"#;
    let calendar = Calendar::load(FILE, "calendar.toml").unwrap();
    assert_eq!((calendar.notice(2027), calendar.notice(2028)), (Some("a notice"), None));
    assert!(calendar.is_working(ymd(2027, 10, 9)) && !calendar.is_working(ymd(2028, 1, 25)));
    for (from, to, line, reason) in [
        ("source =", "name =", 8, "unknown field `name`"),
        ("2027-10-09", "2027-13-09", 13, ""),
        ("2027-10-09", "\"2027-10-09\"", 13, ""),
        ("2027-10-09", "2027-10-09T08:00:00", 13, "a date like"),
        ("2027-10-09", "2027-10-08", 13, "Saturday or a Sunday"),
        ("2027-10-09", "2026-10-10", 13, "December before"),
        ("2027-10-09", "2027-05-01", 13, "stands twice"),
        ("    2027-10-01,\n", "", 7, "off lacks 2027-10-01"),
        ("\"a notice\"", "\" \"", 8, "name the notice"),
        ("2028-05-28", "2029-05-28", 3, "of one year"),
        (
            "\n]\n\n",
            "\n    { spring_festival = 2028-01-26, qingming = 2028-04-04, dragon_boat = 2028-05-28, mid_autumn = 2028-10-03 },\n]\n\n",
            4,
            "stands twice",
        ),
    ] {
        assert!(FILE.contains(from));
        let problem = Calendar::load(&FILE.replacen(from, to, 1), "calendar.toml").unwrap_err();
        assert!(problem.to_string().starts_with(&format!("calendar.toml:{line}: ")), "{problem}");
        assert!(problem.reason.en.contains(reason), "{from} → {to}: {problem}");
    }
    let december = FILE.replace("2027-01-01", "2026-12-31, 2027-01-01");
    assert!(!Calendar::load(&december, "").unwrap().is_working(ymd(2026, 12, 31)));
}
