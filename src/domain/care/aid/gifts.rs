//! What is given, who pays, and how amounts are written: whole fen, never a fraction.

use serde::{Deserialize, Serialize};

use crate::domain::{codes::codes, names::fold};

/// The most that is given at once, in fen (10 million yuan): more is a mistyped amount.
pub const MOST_FEN: i64 = 1_000_000_000;

codes! {
    /// Who pays.
    Source {
        /// The Red Cross' own humanitarian fund.
        RedCross = "red_cross_fund", "红十字人道救助资金", "Red Cross fund";
        /// Public money.
        Government = "government", "财政资金", "Government";
        /// A gift that a giver meant for this.
        Donation = "donation", "定向捐赠", "Designated donation";
        /// Anything else, said in words.
        Other = "other", "其他", "Other";
    }
}

/// What is given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Gift {
    /// Money.
    Money {
        /// How much, in fen; from 1 to [`MOST_FEN`].
        fen: i64,
    },
    /// Goods.
    Goods {
        /// What.
        what: String,
        /// What they are worth, in fen, where it is known.
        fen: Option<i64>,
    },
}

impl Gift {
    /// The money, or what the goods are worth; in fen.
    pub fn fen(&self) -> Option<i64> {
        match self {
            Self::Money { fen } => Some(*fen),
            Self::Goods { fen, .. } => *fen,
        }
    }

    /// The goods.
    pub fn goods(&self) -> Option<&str> {
        match self {
            Self::Money { .. } => None,
            Self::Goods { what, .. } => Some(what),
        }
    }
}

/// An amount in yuan as people write it (`2,000`, `￥1280.5`, `2000元`), in fen; none where it is no amount,
/// has parts of a fen, or is out of range.
pub fn fen_of(text: &str) -> Option<i64> {
    let folded = fold(text);
    let bare =
        folded.trim_start_matches(['¥', '￥']).trim_end_matches('元').replace([',', ' '], "");
    let (yuan, cents) = bare.split_once('.').unwrap_or((&bare, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if yuan.is_empty() || cents.len() > 2 || !digits(yuan) || !digits(cents) {
        return None;
    }
    let yuan: i64 = yuan.parse().ok()?;
    let cents: i64 = format!("{cents:0<2}").parse().ok()?;
    let fen = yuan.checked_mul(100)?.checked_add(cents)?;
    (1..=MOST_FEN).contains(&fen).then_some(fen)
}

/// Fen as people write them: `2000.00`.
pub fn yuan(fen: i64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_whole_fen() {
        for (text, fen) in [
            ("2000", 200_000),
            ("2,000.5", 200_050),
            ("￥1280.50", 128_050),
            ("¥0.01", 1),
            ("３００元", 30_000),
            ("10000000", MOST_FEN),
        ] {
            assert_eq!(fen_of(text), Some(fen), "{text}");
        }
        for text in
            ["0", "-5", "1.234", "二千", "1e5", "", ".", "10000000.01", "99999999999999999999"]
        {
            assert_eq!(fen_of(text), None, "{text}");
        }
        assert_eq!((yuan(200_050), yuan(1)), ("2000.50".to_owned(), "0.01".to_owned()));
    }
}
