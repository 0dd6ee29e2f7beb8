//! What people wish to donate, in the words of ledgers. Consent is to be read narrowly (Civil Code
//! 1006): whatever excludes, doubts or postpones is left to a person to decide.

use crate::domain::{
    gifts::Tissue,
    names::{fold, is_placeholder},
    programmes::{Organ, Programme},
};

/// A wish that was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Wish {
    /// The programmes, in the order of [`Programme::ALL`].
    pub programmes: Vec<Programme>,
    /// The organs named one by one; empty means all.
    pub organs: Vec<Organ>,
    /// The tissues named one by one; empty means all.
    pub tissues: Vec<Tissue>,
    /// Whether something in it, such as 脑组织, belongs to no programme.
    pub partly: bool,
}

const STEM_CELL: [&str; 4] = ["干细胞", "骨髓", "造干", "造血"];
const CORNEA: [&str; 2] = ["角膜", "眼"];
const BODY: [&str; 3] = ["遗体", "大体", "尸体"];
const ORGAN: [&str; 2] = ["器官", "脏器"];
/// 组织 alone stands also for an organisation.
const TISSUE: [&str; 4] = ["人体组织", "器官组织", "组织捐献", "捐献组织"];
const ALL: [&str; 7] = ["全部", "所有", "全捐", "一切", "均可", "都捐", "不限"];
const DOUBT: [&str; 13] =
    ["不", "除", "未", "拒", "待", "否", "无", "暂", "考虑", "仅限", "撤", "取消", "?"];

fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// The programmes that a title, a sheet's name or a section names.
pub(super) fn programmes_named(text: &str) -> Vec<Programme> {
    let text = fold(text);
    let named = |programme: &Programme| match programme {
        Programme::StemCell => has(&text, &STEM_CELL),
        Programme::Organ => has(&text, &ORGAN),
        Programme::Cornea => has(&text, &CORNEA),
        Programme::Body => has(&text, &BODY),
        Programme::Tissue => has(&text, &TISSUE),
    };
    Programme::ALL.into_iter().filter(named).collect()
}

/// Reads the cell of a wish; `offered` are the programmes the sheet is about, which 全部 means.
pub(super) fn read(cell: &str, offered: &[Programme]) -> Option<Wish> {
    let text: String = fold(cell).chars().filter(|c| *c != ' ').collect();
    let text = ticked(&text)?.replace("不限", "全部").replace("无偿", "");
    if is_placeholder(&text) || has(&text, &DOUBT) {
        return None;
    }
    let pieces = text.split([
        '、', ',', ';', '/', '+', '|', '&', '和', '及', '与', '(', ')', '。', '.', '·', '-', '\\',
    ]);
    let mut wish = Wish::default();
    let (mut all, mut agreed) = (false, false);
    let mut programmes = Vec::new();
    for piece in pieces.filter(|piece| !piece.is_empty()) {
        let found = programmes_named(piece);
        let bare = strip(piece);
        if let Some(organs) = organs(&bare) {
            programmes.push(Programme::Organ);
            wish.organs.extend(organs);
        } else if let Some(tissue) = Tissue::from_heading(&bare) {
            programmes.push(Programme::Tissue);
            wish.tissues.push(tissue);
        } else if bare == "组织" {
            programmes.push(Programme::Tissue);
        } else if !found.is_empty() {
            programmes.extend(found);
        } else if has(piece, &ALL) || piece == "全" {
            all = true;
        } else if matches!(bare.as_str(), "" | "同意" | "是" | "有") {
            agreed = true;
        } else {
            wish.partly = true;
        }
    }
    // 人体器官(全部) is all organs; 全部 alone is everything the sheet is about: tissues only where it names them.
    if programmes.is_empty() && all && !wish.partly {
        let posthumous = [Programme::Organ, Programme::Cornea, Programme::Body];
        programmes.extend_from_slice(if offered.is_empty() { &posthumous } else { offered });
    }
    if let ([only], true, false) = (offered, agreed && programmes.is_empty(), wish.partly) {
        programmes.push(*only);
    }
    wish.programmes =
        Programme::ALL.into_iter().filter(|programme| programmes.contains(programme)).collect();
    wish.organs.sort_unstable();
    wish.organs.dedup();
    wish.tissues.sort_unstable();
    wish.tissues.dedup();
    (!wish.programmes.is_empty()).then_some(wish)
}

/// Of a form's boxes, as in ☑器官 □遗体, what stands behind the ticked ones. Where boxes stand
/// behind the words nobody can be sure which is whose.
fn ticked(text: &str) -> Option<String> {
    const OPEN: [char; 4] = ['□', '☐', '○', '◯'];
    const TICKED: [char; 8] = ['☑', '■', '√', '✓', '✔', '●', '☒', '▣'];
    if !text.contains(OPEN) {
        return Some(text.replace(TICKED, "、"));
    }
    let boxed = |c: char| OPEN.contains(&c) || TICKED.contains(&c);
    if !text.starts_with(boxed) {
        return None;
    }
    let mut chosen = String::new();
    let mut keep = false;
    for c in text.chars() {
        match c {
            // □√器官: the tick beside the box ticks it.
            c if boxed(c) => {
                keep = TICKED.contains(&c);
                chosen.push('、');
            }
            c if keep => chosen.push(c),
            _ => {}
        }
    }
    Some(chosen)
}

/// Whether a cell of a ticked column says yes.
pub(super) fn is_tick(cell: &str) -> bool {
    let text = fold(cell).to_lowercase();
    matches!(
        text.as_str(),
        "√" | "✓"
            | "✔"
            | "☑"
            | "■"
            | "●"
            | "v"
            | "y"
            | "yes"
            | "1"
            | "是"
            | "有"
            | "对"
            | "同意"
            | "愿意"
    )
}

/// A piece without the words that every wish may have.
fn strip(piece: &str) -> String {
    let words = ["捐献", "捐赠", "志愿", "登记", "自愿", "愿意", "人体", "本人", "身后", "死后"];
    words.iter().fold(piece.to_owned(), |left, word| left.replace(word, ""))
}

/// The organs of a piece that names nothing else: 肝, 肾脏, 心肝肺.
fn organs(piece: &str) -> Option<Vec<Organ>> {
    let names = [
        ("小肠", Organ::SmallIntestine),
        ("胰腺", Organ::Pancreas),
        ("胰脏", Organ::Pancreas),
        ("心脏", Organ::Heart),
        ("肺脏", Organ::Lung),
        ("肺部", Organ::Lung),
        ("肝脏", Organ::Liver),
        ("肾脏", Organ::Kidney),
        ("双肾", Organ::Kidney),
        ("双肺", Organ::Lung),
        ("心", Organ::Heart),
        ("肺", Organ::Lung),
        ("肝", Organ::Liver),
        ("肾", Organ::Kidney),
        ("胰", Organ::Pancreas),
    ];
    let mut rest = piece;
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (left, organ) =
            names.iter().find_map(|(name, organ)| Some((rest.strip_prefix(name)?, *organ)))?;
        rest = left;
        found.push(organ);
    }
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Programme::{Body, Cornea, Organ as Organs, StemCell, Tissue as Tissues};

    fn programmes(cell: &str) -> Vec<Programme> {
        read(cell, &[Organs, Cornea, Body]).map(|wish| wish.programmes).unwrap_or_default()
    }

    #[test]
    fn wishes_in_many_words() {
        let cases: [(&str, &[Programme]); 28] = [
            ("角膜", &[Cornea]),
            ("眼角膜捐献", &[Cornea]),
            ("遗体,角膜", &[Cornea, Body]),
            ("遗体(角膜)", &[Cornea, Body]),
            ("器官、角膜", &[Organs, Cornea]),
            ("器官/遗体/角膜", &[Organs, Cornea, Body]),
            ("器官+遗体", &[Organs, Body]),
            ("器官遗体角膜", &[Organs, Cornea, Body]),
            ("人体器官(全部)", &[Organs]),
            ("全部器官", &[Organs]),
            ("多器官", &[Organs]),
            ("全部", &[Organs, Cornea, Body]),
            ("全部捐献", &[Organs, Cornea, Body]),
            ("遗体捐献", &[Body]),
            ("造血干细胞", &[StemCell]),
            ("骨髓", &[StemCell]),
            ("肝脏、肾", &[Organs]),
            ("无偿捐献遗体", &[Body]),
            ("☑器官 □遗体 ☑角膜", &[Organs, Cornea]),
            ("□器官 □√遗体", &[Body]),
            ("■遗体 ■角膜", &[Cornea, Body]),
            ("器官□ 遗体☑", &[]),
            ("□器官□遗体", &[]),
            ("待定", &[]),
            ("除角膜外全部", &[]),
            ("不愿捐献", &[]),
            ("器官(暂缓)", &[]),
            ("", &[]),
        ];
        for (cell, want) in cases {
            assert_eq!(programmes(cell), want, "{cell}");
        }
    }

    #[test]
    fn organs_named_one_by_one_limit_the_consent() {
        let wish = read("器官(肾脏、肝)、角膜", &[]).unwrap();
        assert_eq!(wish.organs, [Organ::Liver, Organ::Kidney]);
        assert_eq!(wish.programmes, [Organs, Cornea]);
        assert_eq!(read("心肝肺肾", &[]).unwrap().organs.len(), 4);
        assert!(read("角膜、脑组织", &[]).unwrap().partly);
        assert_eq!(read("脑组织", &[]), None);
    }

    #[test]
    fn tissues_named_one_by_one_limit_the_consent() {
        let wish = read("组织/皮肤/骨骼", &[]).unwrap();
        assert_eq!(wish.programmes, [Tissues]);
        assert_eq!(wish.tissues, [Tissue::Skin, Tissue::Bone]);
        assert!(!wish.partly);
        let wish = read("心脏、角膜、心脏瓣膜", &[]).unwrap();
        assert_eq!(wish.programmes, [Organs, Cornea, Tissues]);
        assert_eq!((wish.organs, wish.tissues), (vec![Organ::Heart], vec![Tissue::HeartValve]));
        assert!(read("人体组织", &[]).unwrap().tissues.is_empty());
        assert_eq!(read("骨髓", &[]).unwrap().programmes, [StemCell]);
        assert_eq!(read("单位组织", &[]), None, "that is an organisation");
        assert_eq!(programmes("全部"), [Organs, Cornea, Body], "read narrowly");
    }

    #[test]
    fn a_bare_yes_is_the_programme_of_the_sheet() {
        assert_eq!(read("同意", &[StemCell]).unwrap().programmes, [StemCell]);
        assert_eq!(read("愿意捐献", &[Body]).unwrap().programmes, [Body]);
        assert_eq!(read("同意", &[Organs, Body]), None);
    }
}
