use super::rules::Rules;

#[test]
fn the_shipped_plans_load() {
    let rules = Rules::load(include_str!("../../../config/reminders/plans.toml"), "plans.toml");
    let rules = rules.unwrap_or_else(|problem| panic!("{problem}"));
    assert!(rules.all().len() > 30);
}
