//! Texts of messages as data (`config/messages/templates.toml`): one a rule, in two languages, with placeholders of
//! a closed list. A word that tells of health is refused at start with file, line and reason.

use std::{ops::Range, sync::LazyLock};

use serde::Deserialize;
use toml::Spanned;

use crate::domain::{codes::codes, people::Sex, person::Person, words::Words};

/// What is wrong with a file of texts, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {} / {}", reason.zh, reason.en)]
pub struct TemplateProblem {
    /// The file as it was named.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub reason: Words,
}

codes! {
    /// The language of messages.
    Language {
        /// Chinese.
        Zh = "zh", "中文", "Chinese";
        /// English.
        En = "en", "英文", "English";
    }
}

/// Words that no message may carry: somebody else may hold the phone (handbook §3.6: 短信不写敏感词).
const SENSITIVE: &[&str] = &[
    "遗体",
    "器官",
    "角膜",
    "眼库",
    "骨髓",
    "造血",
    "干细胞",
    "捐献",
    "捐赠",
    "移植",
    "配型",
    "艾滋",
    "HIV",
    "梅毒",
    "肝炎",
    "逝",
    "去世",
    "死亡",
    "body",
    "organ",
    "cornea",
    "eye bank",
    "marrow",
    "stem cell",
    "donat",
    "donor",
    "transplant",
    "death",
    "died",
    "hepatitis",
    "syphilis",
];

/// What may stand in braces.
const PLACEHOLDERS: &[&str] = &["office", "surname_and_title"];

/// The longest text: three parts of a Chinese SMS.
const LONGEST: usize = 200;

/// The text of one rule's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The rule's code.
    pub rule: String,
    /// Its version; a gateway that approves texts knows it by this.
    pub version: u32,
    /// The subject of a mail.
    pub subject: Words,
    /// The text.
    pub text: Words,
}

impl Template {
    /// Subject and text for a person of an office, in `language`.
    pub fn fill(&self, language: Language, person: &Person, office: &Words) -> (String, String) {
        let pick = |words: &Words| match language {
            Language::Zh => words.zh.to_string(),
            Language::En => words.en.to_string(),
        };
        let surname = person.identity.name.surname();
        let whom = match (language, person.identity.sex) {
            (Language::Zh, Sex::Female) => format!("{surname}女士"),
            (Language::Zh, Sex::Male) => format!("{surname}先生"),
            (Language::Zh, Sex::Unknown) => format!("{surname}女士/先生"),
            (Language::En, Sex::Female) => format!("Ms {surname}"),
            (Language::En, Sex::Male) => format!("Mr {surname}"),
            (Language::En, Sex::Unknown) => format!("Ms/Mr {surname}"),
        };
        let office = pick(office);
        let text = pick(&self.text).replace("{office}", &office);
        (pick(&self.subject), text.replace("{surname_and_title}", &whom))
    }
}

/// All texts of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Templates(Vec<Template>);

type Fault = (Range<usize>, Words);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    templates: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: Spanned<String>,
    version: Spanned<u32>,
    subject_zh: Spanned<String>,
    subject_en: Spanned<String>,
    text_zh: Spanned<String>,
    text_en: Spanned<String>,
}

impl Templates {
    /// The texts that come with the program.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Templates> = LazyLock::new(|| {
            let text = include_str!("../../../config/messages/templates.toml");
            // Unwrap safety: the shipped file is read by a test.
            Templates::load(text, "config/messages/templates.toml").unwrap()
        });
        &SHIPPED
    }

    /// The text of a rule's message.
    pub fn get(&self, rule: &str) -> Option<&Template> {
        self.0.iter().find(|template| template.rule == rule)
    }

    /// Texts from a file.
    ///
    /// # Errors
    /// [`TemplateProblem`], which names file, line and reason.
    pub fn load(text: &str, file: &str) -> Result<Self, TemplateProblem> {
        let place = |(span, reason): Fault| {
            let before = text.get(..span.start).unwrap_or_default();
            let line = before.matches('\n').count() + 1;
            TemplateProblem { file: file.to_owned(), line, reason }
        };
        let written: Written = toml::from_str(text).map_err(|error| {
            let reason = Words::made(format!("无法读取：{}", error.message()), error.message());
            place((error.span().unwrap_or_default(), reason))
        })?;
        let mut all: Vec<Template> = Vec::new();
        for entry in written.templates {
            if all.iter().any(|known| known.rule == *entry.rule.as_ref()) {
                let reason = Words::new("这条规则已有文本", "this rule has a text already");
                return Err(place((entry.rule.span(), reason)));
            }
            all.push(entry.read().map_err(place)?);
        }
        Ok(Self(all))
    }
}

impl Entry {
    fn read(self) -> Result<Template, Fault> {
        if *self.version.as_ref() == 0 {
            return Err((self.version.span(), Words::new("版本从 1 起", "versions count from 1")));
        }
        for subject in [&self.subject_zh, &self.subject_en] {
            check(subject, &[])?;
        }
        for text in [&self.text_zh, &self.text_en] {
            check(text, PLACEHOLDERS)?;
        }
        Ok(Template {
            rule: self.rule.into_inner(),
            version: self.version.into_inner(),
            subject: Words::made(self.subject_zh.into_inner(), self.subject_en.into_inner()),
            text: Words::made(self.text_zh.into_inner(), self.text_en.into_inner()),
        })
    }
}

fn check(written: &Spanned<String>, known: &[&str]) -> Result<(), Fault> {
    let text = written.as_ref();
    let fault = |reason| Err((written.span(), reason));
    if text.trim().is_empty() {
        return fault(Words::new("这里不能为空", "this must not be empty"));
    }
    if text.chars().count() > LONGEST {
        return fault(Words::made(
            format!("最多 {LONGEST} 字"),
            format!("{LONGEST} characters at most"),
        ));
    }
    let lower = text.to_lowercase();
    if let Some(word) = SENSITIVE.iter().find(|word| lower.contains(&word.to_lowercase())) {
        return fault(Words::made(
            format!("消息不能有敏感词“{word}”"),
            format!("a message must not carry the word {word}"),
        ));
    }
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        if before.contains('}') {
            break;
        }
        let (name, next) = after.split_once('}').unwrap_or((after, ""));
        if !known.contains(&name) {
            return fault(Words::made(
                format!("没有占位符“{name}”，可用：{}", known.join(", ")),
                format!("there is no placeholder {name}, only {}", known.join(", ")),
            ));
        }
        rest = next;
    }
    if rest.contains('}') {
        return fault(Words::new("多了一个 }", "a } too many"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reminders::rules::{Means, Rules};

    const GOOD: &str = "[[templates]]
rule = \"spring\"
version = 1
subject_zh = \"问候\"
subject_en = \"Greetings\"
text_zh = \"【{office}】{surname_and_title}，您好！\"
text_en = \"{office}: dear {surname_and_title}.\"
";

    #[test]
    fn every_shipped_message_has_its_text() {
        let shipped = Templates::shipped();
        let mut messages =
            Rules::shipped().all().iter().filter(|rule| rule.means == Means::Message).peekable();
        assert!(messages.peek().is_some());
        for rule in messages {
            assert!(shipped.get(&rule.code).is_some(), "{}", rule.code);
        }
        for template in &shipped.0 {
            let rule = Rules::shipped().get(&template.rule).expect("a text of a rule there is");
            assert_eq!(rule.means, Means::Message, "{}", rule.code);
        }
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        assert!(Templates::load(GOOD, "t.toml").is_ok());
        for (from, to, line, words) in [
            ("您好！", "感谢您捐献造血干细胞！", 6, "造血"),
            ("dear", "dear Donor", 7, "donor"),
            ("Greetings", "HIV", 5, "HIV"),
            ("{office}: ", "{hospital}: ", 7, "hospital"),
            ("{office}: ", "{office: ", 7, "office: "),
            ("{office}: ", "office}: ", 7, "}"),
            ("问候", "{office}", 4, "office"),
            ("问候", " ", 4, "empty"),
            ("text_en", "text_fr", 7, "text_fr"),
            ("text_en = \"{office}: dear {surname_and_title}.\"\n", "", 1, "text_en"),
            ("version = 1", "version = 0", 3, "from 1"),
        ] {
            let text = GOOD.replace(from, to);
            assert_ne!(text, GOOD);
            let problem = Templates::load(&text, "t.toml").expect_err(to);
            let told = problem.to_string();
            assert!(told.starts_with(&format!("t.toml:{line}: ")), "{told}");
            assert!(told.contains(words), "{told}");
        }
        let twice = format!("{GOOD}{GOOD}");
        assert_eq!(Templates::load(&twice, "t.toml").expect_err("twice").line, 9);
        let long = GOOD.replace("您好", &"好".repeat(200));
        assert_eq!(Templates::load(&long, "t.toml").expect_err("too long").line, 6);
    }
}
