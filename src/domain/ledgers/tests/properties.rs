//! What holds for any sheet.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::*;

/// One day as offices write it.
fn written(day: NaiveDate, hand: usize) -> Cell {
    let excel = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
    let serial = (day - excel).num_days();
    match hand % 8 {
        0 => Cell::Day(day),
        1 => Cell::Number(serial as f64),
        2 => Cell::text(&serial.to_string()),
        3 => Cell::text(&day.format("%Y. %m. %d").to_string()),
        4 => Cell::text(&day.format("%Y年%-m月%-d日").to_string()),
        5 => Cell::text(&day.format("%Y%m%d").to_string()),
        6 => Cell::text(&day.format(" %Y/%-m/%-d").to_string()),
        _ => Cell::Number(day.format("%Y%m%d").to_string().parse().unwrap()),
    }
}

/// A ledger of `people` rows in the given order of columns and the given hands.
fn ledger(people: u32, order: &[usize], hands: &[usize]) -> Vec<Vec<Cell>> {
    let headings =
        ["姓名", "身份证号码", "联系电话", "所属镇街", "采样日期", "入库日期", "性别", "亲友姓名"];
    let arrange = |cells: Vec<Cell>| order.iter().map(|at| cells[*at].clone()).collect::<Vec<_>>();
    let mut rows = vec![arrange(headings.iter().map(|heading| Cell::text(heading)).collect())];
    for person in 0..people {
        let hand = hands[person as usize % hands.len()];
        let sampled = NaiveDate::from_ymd_opt(2020 + (person % 5) as i32, 3, 5).unwrap();
        let pooled = if person % 4 == 0 {
            Cell::Empty
        } else {
            written(sampled + chrono::Days::new(30), hand + 1)
        };
        let number = if person % 7 == 6 {
            Cell::Number(3.30299198501021e17)
        } else {
            Cell::text(&id(person % 9))
        };
        rows.push(arrange(vec![
            Cell::text("王测试"),
            number,
            Cell::text(if person % 3 == 0 { "空号" } else { "15400000001" }),
            Cell::text("锦屏"),
            written(sampled, hand),
            pooled,
            Cell::text("男"),
            Cell::text("李测试"),
        ]));
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_of_columns_and_hand_change_nothing(
        order in Just((0..8).collect::<Vec<usize>>()).prop_shuffle(),
        hands in proptest::collection::vec(0usize..8, 1..9),
    ) {
        let plain = ledger(24, &[0, 1, 2, 3, 4, 5, 6, 7], &[0]);
        let messy = ledger(24, &order, &hands);
        let count = |rows: &[Vec<Cell>]| {
            let mut report = read_with(SheetOverrides::default(), "a", "造血干细胞", rows).0;
            report.columns.clear();
            report.rejected.iter_mut().for_each(|rejected| rejected.cell = None);
            serde_json::to_value(&report).unwrap()
        };
        prop_assert_eq!(count(&plain), count(&messy));
    }

    #[test]
    fn any_sheet_is_read_to_its_end(
        rows in proptest::collection::vec(proptest::collection::vec(
            prop_oneof![
                Just("姓名".to_owned()), Just("身份证号".to_owned()), Just("登记日期".to_owned()), Just("关系".to_owned()),
                Just("合计".to_owned()), Just("锦屏街道".to_owned()), Just(id(1)), Just("2023-1-1".to_owned()), ".{0,6}",
            ], 0..7), 0..20),
    ) {
        let directory = Directory::of_offices(&shipped_offices());
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let ctx = Context { today, directory: &directory, rules: Rules::default() };
        let mut known = Known::default();
        let mut reader = SheetReader::new("a", "b", &ctx, SheetOverrides::default(), &mut known);
        let mut judged = 0;
        for (row, cells) in (1..).zip(&rows) {
            judged += u32::from(reader.push(row, cells.iter().map(|text| Cell::text(text)).collect()).is_some());
        }
        prop_assert_eq!(reader.headings().len(), reader.headings().len());
        if let Ok(report) = reader.finish() {
            prop_assert_eq!(report.rows, judged);
            prop_assert_eq!(report.rows, report.accept + report.reject + report.duplicate);
        }
    }
}
