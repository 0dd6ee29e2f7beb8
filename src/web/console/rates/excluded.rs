//! The cases that the rates shown leave out, for those who may read them.

use crate::{
    domain::words::Words,
    service::rates::{Excluded, ExcludedCase},
    web::console::{
        match_cases::href,
        views::{Cell, Table},
    },
};

/// Those of `excluded` that one of the rates `shown` leaves out.
pub(super) fn table(csrf: &str, excluded: &Excluded, shown: &[&str]) -> Table {
    let of_shown = |case: &&ExcludedCase| case.rates.iter().any(|code| shown.contains(&&**code));
    let title = match excluded.left_off {
        0 => Words::new("排除的案例", "Cases left out"),
        n => Words::made(
            format!("排除的案例（另有 {n} 例未列出）"),
            format!("Cases left out ({n} more are not listed)"),
        ),
    };
    let columns = vec![
        Words::new("案例编号", "Case"),
        Words::new("初配通知日期", "Notice"),
        Words::new("原因", "Reason"),
        Words::new("复核", "Reviewed"),
        Words::new("不计入", "Left out of"),
    ];
    let rows = excluded.cases.iter().filter(of_shown).map(|case| row(case, shown));
    let mut table = Table::new(csrf, title, columns).rows(rows);
    table.empty = Words::new("没有排除的案例", "None");
    table
}

fn row(case: &ExcludedCase, shown: &[&str]) -> Vec<Cell> {
    let number = case.number.clone().unwrap_or_else(|| "未编号".to_owned());
    let reason = case.reason.label();
    let on = case.reviewed_on.map(|on| on.to_string()).unwrap_or_default();
    let who = case.reviewer.clone().unwrap_or_default();
    let rates = case.rates.iter().map(String::as_str).filter(|code| shown.contains(code));
    vec![
        Cell::Link { href: href(case.id), text: number },
        Cell::Number(case.notice_on.to_string()),
        Cell::Coded(Words::made(format!("{} {}", case.reason.code(), reason.zh), reason.en)),
        Cell::Text(format!("{on} {who}").trim().to_owned()),
        Cell::Text(rates.collect::<Vec<_>>().join("、")),
    ]
}
