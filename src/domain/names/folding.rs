//! The folding that makes typed text comparable.

/// Text as a careful reader sees it: full-width letters and digits made half-width, every kind
/// of dash made `-`, every run of spaces and line breaks one space, what cannot be seen dropped.
/// Spreadsheets and chat programs bring all of these. Folding twice changes nothing.
pub fn fold(raw: &str) -> String {
    let mut folded = String::with_capacity(raw.len());
    for c in raw.chars().filter(|c| !is_invisible(*c)) {
        match c {
            '\u{ff01}'..='\u{ff5e}' => folded.extend(char::from_u32(c as u32 - 0xfee0)),
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' => folded.push('-'),
            c if c.is_whitespace() && (folded.is_empty() || folded.ends_with(' ')) => {}
            c if c.is_whitespace() => folded.push(' '),
            c => folded.push(c),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Quotation marks, among them the apostrophe with which Excel keeps a number as text.
pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '\'' | '"' | '`' | '\u{b4}' | '\u{2018}'..='\u{201f}' | '\u{2032}' | '\u{2033}')
}

/// Whether a cell only says that there is nothing to say: 无, 不详, `-`, `/`, N/A and the like.
pub(crate) fn is_placeholder(folded: &str) -> bool {
    const NOTHING: [&str; 13] = [
        "无", "没有", "暂无", "空", "不详", "未知", "未填", "待补", "待定", "N/A", "NA", "NULL",
        "NONE",
    ];
    folded.chars().all(|c| is_quote(c) || c.is_ascii_punctuation() || c == ' ')
        || NOTHING.contains(&folded.to_uppercase().as_str())
}

/// Control characters, zero-width and direction marks, soft hyphens and variation selectors.
fn is_invisible(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds() {
        for (raw, folded) in [
            ("　Ａ１（Ｘ）\u{a0}\r\n ｂ，\u{200b}", "A1(X) b,"),
            ("2024–03—05−1", "2024-03-05-1"),
            ("\u{feff}\u{202a}王芳\u{202c}", "王芳"),
            ("", ""),
        ] {
            assert_eq!(fold(raw), folded);
        }
    }

    #[test]
    fn words_for_nothing() {
        for text in ["", "-", "/", "''", "无", "不详", "n/a", "Null"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["空号", "无锡", "王芳", "0"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
