//! What can be wrong with an entry of the memorial, and what to do about it.

use crate::domain::words::{Problem, Words};

pub(super) fn not_deceased() -> Problem {
    let words = Words::new(
        "登记中此人在世，不能列入缅怀名录；请先在捐献实现或台账中记录身故。",
        "By the record this person is living and cannot be remembered here; record the death first.",
    );
    Problem::new("person", "not_deceased", words)
}

pub(super) fn merged() -> Problem {
    let words = Words::new(
        "此记录已并入另一条，请在那里办理。",
        "This record was merged into another; go on there.",
    );
    Problem::new("person", "merged", words)
}

pub(super) fn consent_gone() -> Problem {
    let words = Words::new(
        "本人的“宣传公开”同意已撤回或不存在，不能展示；须有新的同意。",
        "Her own consent to publicity is withdrawn or missing; it takes a new one.",
    );
    Problem::new("consent", "consent_gone", words)
}

pub(super) fn no_own_consent() -> Problem {
    let words = Words::new(
        "登记中没有本人有效的“宣传公开”同意，或它已用于撤下的条目；请改填家属的书面同意。",
        "There is no consent to publicity of her own that stands and was not used by a withdrawn entry; enter a relative's written consent.",
    );
    Problem::new("consent", "no_own_consent", words)
}

pub(super) fn she_withdrew() -> Problem {
    let words = Words::new(
        "本人生前撤回了“宣传公开”同意，家属不能代为同意。",
        "She withdrew her consent to publicity in life; her family cannot give it for her.",
    );
    Problem::new("consent", "she_withdrew", words)
}

pub(super) fn confidential() -> Problem {
    let words = Words::new(
        "本人登记时要求保密，家属不能代为同意公开。",
        "She asked for confidentiality when she registered; her family cannot consent for her.",
    );
    Problem::new("consent", "confidential", words)
}

pub(super) fn name_changed() -> Problem {
    let words = Words::new(
        "登记中的姓名与条目所用的本名不一致；请更正条目后重新审核。",
        "The name on the record is not the one of the entry any more; amend the entry and have it approved again.",
    );
    Problem::new("naming", "name_changed", words)
}

pub(super) fn own_name_in_pseudonym() -> Problem {
    let words =
        Words::new("化名不能含有本人姓名。", "A pseudonym cannot contain the person's own name.");
    Problem::new("pseudonym", "own_name", words)
}

/// There is an entry for the person already; one is amended, not written twice.
pub fn one_already() -> Problem {
    let words = Words::new(
        "此人已有一条未撤下的缅怀条目，请更正那一条。",
        "There is an entry for this person that is not withdrawn; amend that one.",
    );
    Problem::new("person", "one_already", words)
}

/// Two records, each with an entry that stands, are one person: which of the two stays is nobody's to guess.
pub fn one_of_two() -> Problem {
    let words = Words::new(
        "两条记录各有一条未撤下的缅怀条目；请先撤下其中一条，再合并。",
        "Either record has a memorial entry that is not withdrawn; withdraw one of them before merging.",
    );
    Problem::new("merge", "two_memorials", words)
}

pub(super) fn old_family_consent() -> Problem {
    let words = Words::new(
        "条目撤下之后须有新的书面同意：签署日期不得早于撤下之日，且不是原来那一份。",
        "After a withdrawal it takes a new written consent: signed on or after that day, and not the former one.",
    );
    Problem::new("family_on", "old_consent", words)
}

pub(super) fn second_person() -> Problem {
    let words = Words::new(
        "须由另一人审核，起草或更正过的人不能批准。",
        "Somebody else has to approve it: nobody who wrote it can.",
    );
    Problem::new("entry", "second_person", words)
}

pub(super) fn no_draft() -> Problem {
    let words = Words::new("只有待审核的条目可以批准。", "Only a draft can be approved.");
    Problem::new("status", "no_draft", words)
}

pub(super) fn not_approved() -> Problem {
    let words = Words::new(
        "只有已批准的条目可以列入刻名批次。",
        "Only an approved entry can be put into a batch.",
    );
    Problem::new("status", "not_approved", words)
}

pub(super) fn withdrawn() -> Problem {
    let words = Words::new(
        "此条目已撤下，不能恢复；有新的同意时请另行起草。",
        "This entry is withdrawn for good; draft another where there is a new consent.",
    );
    Problem::new("status", "withdrawn", words)
}

pub(super) fn engraved() -> Problem {
    let words = Words::new(
        "此条目已列入刻名批次；请先移出批次再更正。",
        "This entry stands in a batch; take it out before amending it.",
    );
    Problem::new("status", "engraved", words)
}
