//! One programme's offer as written on its form: what is given, when, and on what terms.

use chrono::{Days, NaiveDate};

use super::{Checks, Entry, RegistrationInput, parts::yes_or_no};
use crate::domain::{
    gifts::{Ashes, BodyGift, Tissue},
    grids::Grid,
    programmes::{Organ, Programme, Rules},
    registrations::{
        Channel, Registration, RegistrationDetails, RegistrationStatus, SampleKind, Stance, Way,
    },
    signing::family,
    words::{Problem, Words},
};

/// Neither typed nor pooled before the cooling-off period (静思期) is over; sampling may happen at once.
fn cooled_off(
    field: &'static str,
    signed_on: Option<NaiveDate>,
    on: Option<NaiveDate>,
    rules: &Rules,
    checks: &mut Checks,
) {
    let days = Days::new(u64::from(rules.cooling_off_days));
    let until = signed_on.and_then(|signed| signed.checked_add_days(days));
    if let (Some(until), Some(on)) = (until, on)
        && on < until
    {
        let words = Words::made(
            format!("静思期未满：{until} 起才能分型和入库。"),
            format!(
                "The cooling-off period lasts until {until}; neither typing nor pooling before."
            ),
        );
        checks.push(field, "cooling_off", words);
    }
}

fn grid(text: &str, checks: &mut Checks) -> Option<Grid> {
    if text.trim().is_empty() {
        return None;
    }
    match Grid::parse(text) {
        Ok(grid) => Some(grid),
        Err(problem) => {
            let meant = Grid::candidates(text).into_iter().map(|grid| grid.as_str().to_owned());
            checks.add(Problem::new("grid", problem.code(), problem.words()).meaning(meant));
            None
        }
    }
}

pub(super) fn registration(
    input: &RegistrationInput,
    checks: &mut Checks,
    entry: &mut Entry<'_>,
) -> Option<Registration> {
    let programme = checks.code("programmes", &input.programme, Programme::from_code);
    let registered_on = checks.day("registered_on", &input.registered_on);
    let sampled_on = checks.day("stem_cell_sampled_on", &input.sampled_on);
    let pooled_on = checks.day("stem_cell_pooled_on", &input.pooled_on);
    if let (Some(sampled), Some(pooled)) = (sampled_on, pooled_on)
        && pooled < sampled
    {
        let words = Words::new(
            "入库日期早于采样日期，请核对。",
            "Pooled before it was sampled; check the days.",
        );
        checks.push("stem_cell_pooled_on", "pooled_before_sampled", words);
    }
    let typed_on = checks.day("stem_cell_typed_on", &input.typed_on);
    if programme == Some(Programme::StemCell) {
        let signed_on = registered_on.or(sampled_on);
        let days = [("stem_cell_typed_on", typed_on), ("stem_cell_pooled_on", pooled_on)];
        for (field, on) in days {
            cooled_off(field, signed_on, on, entry.rules, checks);
        }
    }
    let organs = input
        .organs
        .iter()
        .filter_map(|organ| checks.code("organs", organ, Organ::from_code))
        .collect();
    let (tissues, other_tissue) = tissues(input, checks);
    let body = programme == Some(Programme::Body);
    let mut gifts: Vec<BodyGift> = input
        .body_gifts
        .iter()
        .filter_map(|gift| checks.code("body_gifts", gift, BodyGift::from_code))
        .collect();
    gifts.sort_unstable();
    gifts.dedup();
    let (ashes, ashes_words) = ashes(input, checks);
    let details = RegistrationDetails {
        organs,
        tissues,
        other_tissue,
        gifts: if body { gifts } else { Vec::new() },
        ashes: ashes.filter(|_| body),
        ashes_words: ashes_words.filter(|_| body),
        card_number: checks.text("card_no", &input.card_number, 40),
        national_number: checks.text("national_no", &input.national_number, 40),
        sampled_on,
        sample_place: checks.text("stem_cell_sample_place", &input.sample_place, 80),
        sample_kind: checks.code(
            "stem_cell_sample_kind",
            &input.sample_kind,
            SampleKind::from_code,
        ),
        sample_number: checks.text("stem_cell_sample_no", &input.sample_number, 40),
        typed_on,
        grid: grid(&input.grid, checks),
        receiving_unit: checks.text("body_receiving_unit", &input.receiving_unit, 120),
        use_limits: checks.text("body_uses", &input.use_limits, 120),
        confidential: input.confidential,
        family_aware: yes_or_no("family_aware", &input.family_aware, checks),
        remark: checks.text("remarks", &input.remark, 1000),
        ..RegistrationDetails::default()
    };
    let way = checks.code("way", &input.way, Way::from_code);
    let by_proxy = way == Some(Way::ByProxy);
    let after_death = programme.is_some_and(|programme| programme != Programme::StemCell);
    let details = RegistrationDetails {
        way,
        proxy: if by_proxy { input.proxy.read(checks) } else { None },
        family_signatures: if after_death {
            family(&input.family_signatures, entry.rules.family_signs, checks)
        } else {
            Vec::new()
        },
        ..details
    };
    Some(Registration {
        id: (entry.new_id)(),
        version: 1,
        unit: entry.unit,
        programme: programme?,
        stance: Stance::Offers,
        status: RegistrationStatus::Active,
        registered_on: registered_on.or(sampled_on).or(Some(entry.today)),
        pooled_on,
        ended_on: None,
        channel: checks.code("stem_cell_channel", &input.channel, Channel::from_code),
        details,
    })
}

/// The tissues, one by one; another one has to be named, since nobody may guess what was consented to.
fn tissues(input: &RegistrationInput, checks: &mut Checks) -> (Vec<Tissue>, Option<String>) {
    let mut tissues: Vec<Tissue> = input
        .tissues
        .iter()
        .filter_map(|tissue| checks.code("tissues", tissue, Tissue::from_code))
        .collect();
    tissues.sort_unstable();
    tissues.dedup();
    let named = checks.text("other_tissue", &input.other_tissue, 80);
    let other = tissues.contains(&Tissue::Other);
    if other && named.is_none() {
        let words =
            Words::new("选择“其他”时，请写明是哪种组织。", "Say which other tissue is meant.");
        checks.push("other_tissue", "missing", words);
    }
    (tissues, named.filter(|_| other))
}

/// Where the ashes go; what is not in the list has to be said.
fn ashes(input: &RegistrationInput, checks: &mut Checks) -> (Option<Ashes>, Option<String>) {
    let ashes = checks.code("ashes", &input.ashes, Ashes::from_code);
    let words = checks.text("ashes_words", &input.ashes_words, 200);
    if ashes == Some(Ashes::Other) && words.is_none() {
        let missing = Words::new(
            "选择“其他”时，请写明骨灰如何处理。",
            "Say what is to be done with the ashes.",
        );
        checks.push("ashes_words", "missing", missing);
    }
    (ashes, words)
}
