//! Rules that cannot be meant are refused with their line.

use super::*;

#[test]
fn the_shipped_plans_load() {
    let rules = Rules::shipped();
    assert!(rules.all().len() > 30);
    for rule in rules.all() {
        assert_eq!(rules.get(&rule.code).map(|found| &found.code), Some(&rule.code));
    }
}

const SOUND: &str = "code = \"a\"\nwatches = \"registration\"\nanchor = \"sampled\"\nworking_day = \"never\"\n\
                     too_late_after = { days = 5 }\ntone = \"care\"";

fn wrong(change: &str, by: &str) -> String {
    assert!(SOUND.contains(change), "{change}");
    let text = rule(&SOUND.replace(change, by));
    Rules::load(&text, "test.toml").unwrap_err().to_string()
}

#[test]
fn mistakes_are_named_with_their_line() {
    rules(SOUND);
    for (change, by, expected) in [
        ("code = \"a\"", "code = \"A b\"", "test.toml:9: 代码用小写字母"),
        ("\"sampled\"", "\"notified\"", "test.toml:11: registration 没有这个日期"),
        ("anchor = \"sampled\"", "feast = \"other\"", "test.toml:11: 这个节日没有日期"),
        ("anchor = \"sampled\"", "anchor = \"sampled\"\nfeast = \"qingming\"", "只能写一个"),
        ("anchor = \"sampled\"\n", "", "须写 anchor 或 feast"),
        (
            "anchor = \"sampled\"",
            "feast = \"qingming\"\nrepeat = { every = { years = 1 } }",
            "不用 repeat",
        ),
        (
            "anchor = \"sampled\"",
            "anchor = \"sampled\"\nrepeat = { every = { days = 0 } }",
            "须大于零",
        ),
        ("anchor = \"sampled\"", "anchor = \"sampled\"\nafter = { days = 99999 }", "太长"),
        ("anchor = \"sampled\"", "anchor = \"sampled\"\nlead = { days = -1 }", "不能写负数"),
        ("anchor = \"sampled\"", "anchor = \"sampled\"\nanniversary = true", "周年须以"),
        ("\"care\"", "\"condolence\"", "慰唁只对关怀台账"),
        ("\"care\"", "\"office\"\nmeans = \"message\"", "内务不发消息"),
        ("\"care\"", "\"whisper\"", "test.toml:14: 无法读取"),
        ("\"care\"", "\"care\"\nhow = 1", "unknown field"),
        ("\"care\"", "\"care\"\nonly_if = [\"rich\"]", "unknown variant"),
    ] {
        let said = wrong(change, by);
        assert!(said.contains(expected), "{by}: {said}");
        assert!(said.starts_with("test.toml:"), "{said}");
    }
    let twice = format!("{}{}", rule(SOUND), rule(SOUND));
    let said = Rules::load(&twice, "test.toml").unwrap_err().to_string();
    assert!(said.contains("test.toml:23: 代码重复"), "{said}");
}

#[test]
fn a_title_tells_nothing_of_health() {
    let text = rule(SOUND).replace("title_zh = \"问候\"", "title_zh = \"骨髓捐献随访\"");
    let said = Rules::load(&text, "test.toml").unwrap_err().to_string();
    assert!(said.contains("test.toml:5: 标题不能有敏感词"), "{said}");
}
