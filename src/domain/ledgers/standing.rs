//! What a remark says about where a registration stands. A person who withdrew or died must never
//! be called, so every usual way of saying so is understood, and doubt counts against calling.

use chrono::{Datelike, NaiveDate};

use crate::domain::{dates::parse_day, names::fold};

/// What remarks and status columns say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Remarked {
    /// Withdrawn; the day if it is known.
    pub withdrawn: Option<Option<NaiveDate>>,
    /// Died; the year if it is known.
    pub died: Option<Option<i32>>,
    /// The donation took place; the year if it is known.
    pub donated: Option<Option<i32>>,
}

const WITHDRAWN: [&str; 14] = [
    "撤销",
    "撤消",
    "撤回",
    "注销",
    "退出",
    "退库",
    "取消登记",
    "取消捐献",
    "取消志愿",
    "已取消",
    "作废",
    "放弃",
    "反悔",
    "终止登记",
];
/// Just before a word of [`WITHDRAWN`], these say that only a phone or card is gone.
const THINGS: [&str; 10] =
    ["号码", "电话", "手机", "手机号", "号", "卡", "证", "表", "户口", "户籍"];
const NO_MORE: [&str; 6] =
    ["不再捐献", "不愿捐献", "不同意捐献", "不想捐献", "不愿意捐献", "不捐了"];
const DIED: [&str; 8] = ["已故", "去世", "逝世", "死亡", "病故", "身故", "亡故", "离世"];
const DONATED: [&str; 6] = ["捐献实现", "捐献完成", "捐献成功", "已捐献", "已捐遗体", "已捐角膜"];
/// Before 捐献, with 角膜 or the like between, these say that it took place.
const DONE: [&str; 3] = ["实现", "完成", "成功"];
/// Behind 捐献, these say that only papers were made.
const PAPERS: [&str; 4] = ["登记", "志愿", "意愿", "手续"];
/// Just before the word, these say the opposite.
const NOT: [&str; 8] = ["未", "没有", "没", "不", "无", "勿", "非", "尚未"];
/// Just before the word, these say that somebody else died.
const OTHERS: [&str; 18] = [
    "父",
    "母",
    "父亲",
    "母亲",
    "父母",
    "配偶",
    "丈夫",
    "妻子",
    "儿子",
    "女儿",
    "子女",
    "亲友",
    "联系人",
    "执行人",
    "家属",
    "兄弟",
    "姐妹",
    "老伴",
];

impl Remarked {
    /// Reads one text and adds what it says.
    pub fn read(&mut self, text: &str, today: NaiveDate) {
        let text: String = fold(text).chars().filter(|c| *c != ' ').collect();
        let text = text.replace("退出现役", "退伍");
        if says(&text, &WITHDRAWN, &[&NOT[..], &THINGS].concat()) || says(&text, &NO_MORE, &[]) {
            let day = day_in(&text, today);
            self.withdrawn = Some(self.withdrawn.flatten().or(day));
        }
        let others_too = [&NOT[..], &OTHERS].concat();
        if says(&text, &DIED, &others_too) {
            self.died = Some(self.died.flatten().or_else(|| year_in(&text, today)));
        }
        let done: Vec<&str> = DONE.into_iter().filter(|done| is_donation(&text, done)).collect();
        // 已捐献登记 is no donation either.
        let acts = PAPERS
            .iter()
            .fold(text.clone(), |left, word| left.replace(&format!("捐献{word}"), word));
        if says(&acts, &DONATED, &NOT) || says(&acts, &done, &NOT) {
            self.donated = Some(self.donated.flatten().or_else(|| year_in(&text, today)));
        }
    }
}

/// Whether 捐献 follows the word within its clause, as in 实现角膜捐献.
fn is_donation(text: &str, done: &str) -> bool {
    text.split(done).skip(1).any(|after| {
        let clause = after.split([',', ';', '。', '(']).next().unwrap_or_default();
        clause.split_once("捐献").is_some_and(|(between, rest)| {
            between.chars().count() <= 6
                && !between.contains("登记")
                && !PAPERS.iter().any(|word| rest.starts_with(word))
        })
    })
}

/// Whether one of the words stands in the text at least once without a denial just before it
/// (已 and 于 may come between: 未曾, 父亲已故, 母亲于2020年去世).
fn says(text: &str, words: &[&str], denials: &[&str]) -> bool {
    words.iter().any(|word| {
        text.match_indices(word).any(|(at, _)| {
            let clause =
                text[..at].rsplit([',', ';', '。', '、', '.', '(', ':']).next().unwrap_or_default();
            let before = clause.trim_end_matches(|c: char| {
                c.is_ascii_digit() || "年月日已于经曾在均都的".contains(c)
            });
            !denials.iter().any(|denial| before.ends_with(denial))
        })
    })
}

/// The first whole day written in the text.
fn day_in(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    dates_in(text).find_map(|written| parse_day(written, today).ok())
}

/// The first year written in the text.
fn year_in(text: &str, today: NaiveDate) -> Option<i32> {
    let years = dates_in(text).filter_map(|written| written.get(..4)?.parse().ok());
    years.into_iter().find(|year| (1950..=today.year()).contains(year))
}

/// The parts of a text made of digits and the signs of dates.
fn dates_in(text: &str) -> impl Iterator<Item = &str> {
    let sign = |c: char| c.is_ascii_digit() || "年月日号-/.".contains(c);
    let pieces = text.split(move |c| !sign(c));
    pieces
        .map(|piece| piece.trim_matches(|c: char| !c.is_ascii_digit() && c != '日'))
        .filter(|piece| !piece.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn read(text: &str) -> Remarked {
        let mut remarked = Remarked::default();
        remarked.read(text, day(2026, 11, 21));
        remarked
    }

    #[test]
    fn withdrawals() {
        let dated = Some(Some(day(2024, 5, 6)));
        for text in
            ["撤销 2024.5.6", "2024年5月6日撤销登记", "本人于2024-05-06退出", "已注销(20240506)"]
        {
            assert_eq!(read(text).withdrawn, dated, "{text}");
        }
        for text in
            ["已撤销", "本人已撤回登记", "2024年撤销", "要求退库", "不再捐献", "状态:已取消"]
        {
            assert_eq!(read(text).withdrawn, Some(None), "{text}");
        }
        for text in
            ["", "未撤销", "尚未撤回", "正常", "没有退出", "原手机号已注销", "旧卡作废", "退出现役"]
        {
            assert_eq!(read(text).withdrawn, None, "{text}");
        }
    }

    #[test]
    fn deaths_and_donations() {
        let both = read("2024年已故,已实现捐献");
        assert_eq!((both.died, both.donated), (Some(Some(2024)), Some(Some(2024))));
        assert_eq!(read("已于2024年去世并实现角膜捐献").donated, Some(Some(2024)));
        assert_eq!(read("完成遗体捐献").donated, Some(None));
        assert_eq!(read("已完成捐献登记").donated, None);
        assert_eq!(read("已去世").died, Some(None));
        assert_eq!(read("2023年5月病故").died, Some(Some(2023)));
        for text in
            ["父亲已故", "母亲于2020年去世", "执行人去世,已更换", "配偶已于2019年病故", "未去世"]
        {
            assert_eq!(read(text).died, None, "{text}");
        }
        assert_eq!(read("父亲已故,本人2025年去世").died, Some(Some(2025)));
        assert_eq!(read("2022年成功捐献造血干细胞").donated, Some(Some(2022)));
        assert_eq!(read("未实现捐献").donated, None);
    }
}
