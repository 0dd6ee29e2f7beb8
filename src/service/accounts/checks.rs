//! What the names and passwords of accounts have to be.

use crate::{
    crypto::secret::Secret,
    domain::words::{Problem, Words},
};

/// Characters of a password: length, not composition, makes it strong (OWASP ASVS 5.0, 6.2).
const PASSWORD: std::ops::RangeInclusive<usize> = 12..=200;
const NAME: std::ops::RangeInclusive<usize> = 2..=40;
const DISPLAY_NAME: usize = 60;

/// The name as it is kept: people type capitals and spaces.
pub fn sign_in_name(given: &str) -> String {
    given.trim().to_lowercase()
}

/// What a password has to be, for the page that asks for one.
pub fn password_rules() -> Vec<Words> {
    vec![
        Words::new("12 至 200 个字符，中文也可", "12 to 200 characters, Chinese ones too"),
        Words::new("不能与用户名相同", "Not the user name"),
    ]
}

/// Names are readable in the database and the trail: plain ASCII invites no person's name.
pub(super) fn name(name: &str) -> Option<Problem> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-_".contains(c);
    let good = NAME.contains(&name.len()) && name.starts_with(|c: char| c.is_ascii_lowercase());
    let words = Words::new(
        "用户名为 2 至 40 个小写字母、数字或 . - _，以字母开头;请勿使用本人姓名",
        "2 to 40 small letters, digits or . - _, a letter first; not the person's own name",
    );
    (!good || !name.chars().all(plain)).then(|| Problem::new("name", "name", words))
}

pub(super) fn display_name(name: &str) -> Option<Problem> {
    let length = name.chars().count();
    let good = (1..=DISPLAY_NAME).contains(&length) && !name.chars().any(char::is_control);
    let words = Words::new(
        "请填写姓名，不超过 60 个字符",
        "Enter the holder's name, 60 characters at most",
    );
    (!good).then(|| Problem::new("display_name", "display_name", words))
}

pub(super) fn password(password: &Secret<String>, name: &str) -> Result<(), Problem> {
    let length = password.expose().chars().count();
    let problem = |code, words| Err(Problem::new("password", code, words));
    if length < *PASSWORD.start() {
        let words = Words::new("密码至少 12 个字符", "A password has at least 12 characters");
        return problem("too_short", words);
    }
    if length > *PASSWORD.end() {
        let words = Words::new("密码最多 200 个字符", "A password has at most 200 characters");
        return problem("too_long", words);
    }
    if sign_in_name(password.expose()) == name {
        let words = Words::new("密码不能与用户名相同", "The password must not be the user name");
        return problem("user_name", words);
    }
    Ok(())
}

pub(super) fn name_taken() -> Problem {
    let words =
        Words::new("该用户名已被使用，请另取一个", "This user name is taken: choose another");
    Problem::new("name", "taken", words)
}

pub(super) fn own_account() -> Problem {
    let words = Words::new(
        "不能变更自己的账号，请由另一位管理员办理",
        "Nobody amends the own account: ask another administrator",
    );
    Problem::new("account", "own_account", words)
}

pub(super) fn disabled() -> Problem {
    let words = Words::new("账号已停用，请先启用", "This account is disabled: enable it first");
    Problem::new("status", "disabled", words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_long_and_not_the_name() {
        let code = |text: &str| {
            password(&Secret::new(text.to_owned()), "administrator").err().map(|p| p.code)
        };
        assert_eq!(code("correct hors"), None);
        assert_eq!(code("生命之光生命之光生命之光"), None, "characters count, not bytes");
        assert_eq!(code("eleven char"), Some("too_short"));
        assert_eq!(code(""), Some("too_short"));
        assert_eq!(code(" Administrator"), Some("user_name"));
        assert_eq!((code(&"长".repeat(200)), code(&"长".repeat(201))), (None, Some("too_long")));
    }

    #[test]
    fn names_are_plain() {
        for good in ["admin", "jinping.01", "a-b_c"] {
            assert!(name(good).is_none(), "{good}");
        }
        for bad in ["", "a", "1st", "王芳", "Admin", "a b", &"a".repeat(41)] {
            assert!(name(bad).is_some(), "{bad}");
        }
        assert!(
            display_name("").is_some()
                && display_name("a\nb").is_some()
                && display_name("合成甲").is_none()
        );
    }
}
