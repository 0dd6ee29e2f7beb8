//! Which readings of the two rates stand on the page: chosen by one control, which works without script.

use crate::{
    domain::{rates::definitions::Definition, words::Words},
    web::console::views::{Choice, Field, Width},
};

/// Every reading there is.
const ALL: &str = "all";

/// The control: the usual ones, all, or one in particular.
pub(super) fn field(definitions: &[&Definition], reading: &str) -> Field {
    let mut choices = vec![
        Choice::new("", Words::new("常用口径", "the usual ones")),
        Choice::new(ALL, Words::new("全部口径", "all")),
    ];
    choices.extend(definitions.iter().map(|one| {
        let (zh, en) = (&one.name.zh, &one.name.en);
        Choice::new(one.code.clone(), Words::made(format!("{} {zh}", one.code), en.clone()))
    }));
    Field::select("reading", Words::new("口径", "Reading"), choices, reading).width(Width::Third)
}

/// The codes of the rates to show. One reading stands beside the other rate as it is usually read; what is
/// no reading shows the usual ones.
pub(super) fn chosen<'a>(definitions: &[&'a Definition], reading: &str) -> Vec<&'a str> {
    let known = definitions.iter().find(|definition| definition.code == reading);
    let is_shown = |one: &&&Definition| match known {
        _ if reading == ALL => true,
        Some(known) if one.family() == known.family() => one.code == known.code,
        Some(_) => one.code == one.family(),
        None => one.shown,
    };
    definitions.iter().filter(is_shown).map(|definition| definition.code.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rates::definitions::Definitions;

    #[test]
    fn one_reading_of_either_rate_or_the_usual_ones_or_all() {
        let definitions = Definitions::shipped().of_year(2025);
        let chosen = |reading: &str| chosen(&definitions, reading);
        assert_eq!(chosen(""), ["R1", "R1-b", "R2", "R2-c", "R2-e"]);
        assert_eq!(chosen("R3"), chosen(""));
        assert_eq!(chosen("all").len(), definitions.len());
        assert_eq!(chosen("R1"), ["R1", "R2"]);
        assert_eq!(chosen("R1-c"), ["R1-c", "R2"]);
        assert_eq!(chosen("R2-d"), ["R1", "R2-d"]);
    }
}
