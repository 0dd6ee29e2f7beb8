//! How care is spoken of. Donation is free of charge (Civil Code 1007; 人体器官捐献和移植条例): what a family
//! is given is humanitarian care, and no record may call it a compensation or a price. And no record names a
//! number at which somebody can be reached, which stands with the member, masked.

use super::problems;
use crate::domain::{names::fold, words::Problem};

/// Words that make a gift a price. Of buying and selling only with what is donated: rice may be bought.
const COMPENSATION: [&str; 20] = [
    "补偿",
    "赔偿",
    "报酬",
    "酬劳",
    "酬金",
    "酬谢",
    "劳务费",
    "有偿",
    "买卖",
    "对价",
    "交易",
    "等价",
    "卖钱",
    "compensat",
    "reimburs",
    "remunerat",
    "reward",
    "payment for",
    "paid for",
    "in exchange for",
];
/// To buy, to sell.
const TRADE: [char; 3] = ['买', '卖', '购'];
/// What is donated and never bought.
const DONATED: [&str; 7] = ["器官", "遗体", "角膜", "干细胞", "骨髓", "肝脏", "肾脏"];
/// Between to buy and what is bought stand at most so many characters (买下他的角膜).
const NEAR: usize = 3;
/// So many digits in a row are a phone's or a document's, not an amount or a day.
const NUMBER: usize = 11;

/// Whether `text` speaks of care and not of compensation.
///
/// # Errors
/// The problem of `field`, which says why and what to write instead.
pub fn humanitarian(field: &'static str, text: &str) -> Result<(), Problem> {
    if is_compensation(text) { Err(problems::compensation(field)) } else { Ok(()) }
}

fn is_compensation(text: &str) -> bool {
    // Spaces between Chinese characters hide nothing; between English words they belong to the word.
    let folded = fold(text).to_lowercase();
    let compact = folded.replace(' ', "");
    COMPENSATION.iter().any(|word| folded.contains(word) || compact.contains(word))
        || is_trade(&compact)
}

fn is_trade(text: &str) -> bool {
    text.char_indices().filter(|(_, c)| TRADE.contains(c)).any(|(at, c)| {
        let rest: Vec<char> = text[at + c.len_utf8()..].chars().collect();
        (0..=NEAR.min(rest.len())).any(|skipped| {
            let from: String = rest[skipped..].iter().take(3).collect();
            DONATED.iter().any(|donated| from.starts_with(donated))
        })
    })
}

/// Whether `text` holds no phone and no document number.
///
/// # Errors
/// The problem of `field`, which says where to write it.
pub fn no_numbers(field: &'static str, text: &str) -> Result<(), Problem> {
    let folded = fold(text);
    let written = folded.chars().filter(|c| !matches!(c, ' ' | '-'));
    let mut digits = 0;
    for c in written {
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        if digits >= NUMBER {
            return Err(problems::number_in_words(field));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_refused_however_it_is_written() {
        for text in [
            "一次性补偿2万元",
            "捐献补 偿",
            "给予赔偿。",
            "作为报酬",
            "Compensation for the family",
            "PAID FOR the donation",
            "有偿捐献",
            "购买器官",
            "买下他的角膜",
            "卖骨髓",
        ] {
            assert_eq!(humanitarian("words", text).unwrap_err().code, "compensation", "{text}");
        }
    }

    #[test]
    fn care_is_not() {
        for text in [
            "人道慰问，带去米和油",
            "家属生活困难，申请困难救助",
            "买了慰问品看望遗体捐献者家属",
            "帮老人购药、买菜",
            "无偿捐献，家属知情",
            "He was paid a visit",
            "助学金2000元",
        ] {
            assert!(humanitarian("words", text).is_ok(), "{text}");
        }
    }

    #[test]
    fn numbers_belong_to_the_member() {
        for text in
            ["电话15400000001", "154-0000-0001", "证件 330299199001010012", "１５４００００ 0001"]
        {
            assert_eq!(no_numbers("words", text).unwrap_err().code, "number", "{text}");
        }
        for text in ["2025-06-02 发放 20000.00 元", "收据 20250602 号", "三人"] {
            assert!(no_numbers("words", text).is_ok(), "{text}");
        }
    }
}
