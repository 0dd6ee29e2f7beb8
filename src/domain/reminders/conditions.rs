//! The fixed list of what a rule may ask for. What hangs on a day (an age) is judged as of the day on which the
//! reminder is due, so that it does not matter when the service looked.

use chrono::{Datelike, Months, NaiveDate};

use super::subjects::{Item, Subject, Watch};
use crate::domain::{codes::codes, dates::age_on, match_cases::donations::Product};

/// From this age a donor's parent is greeted at Double Ninth (handbook §3.6: 60 岁以上父母).
const OLD_PARENT: i32 = 60;
/// From this age a registrant is asked twice a year (handbook §3.6).
const OLD_REGISTRANT: i32 = 70;
/// Who was reached within so many months need not be asked whether the number is still hers.
const VERIFIED_MONTHS: u32 = 6;

codes! {
    /// What has to be so.
    Condition {
        /// Bone marrow was collected.
        Marrow = "marrow", "捐献骨髓", "Marrow was given";
        /// Peripheral stem cells were collected.
        Pbsc = "pbsc", "捐献外周血", "Peripheral stem cells were given";
        /// The donor has not said that she has recovered.
        NotRecovered = "not_recovered", "尚未登记恢复", "Recovery is not recorded";
        /// Not in the national pool yet.
        NotPooled = "not_pooled", "尚未入库", "Not in the pool yet";
        /// A student who graduates in the year.
        Graduating = "graduating", "当年毕业的学生", "Graduates this year";
        /// Nobody reached her in the last half year.
        Unverified = "unverified", "半年内未联系上", "Not reached for half a year";
        /// Seventy or older.
        Aged70 = "aged_70", "年满七十", "Seventy or older";
        /// Younger than seventy.
        Under70 = "under_70", "未满七十", "Younger than seventy";
        /// Nobody has tried to reach the volunteer yet.
        NoCallYet = "no_call_yet", "尚未拨打", "Not called yet";
        /// The volunteer has not said yes or no.
        NoAnswerYet = "no_answer_yet", "尚无答复", "No answer yet";
        /// The volunteer has not agreed in writing.
        NotAgreedYet = "not_agreed_yet", "尚未书面同意", "Not agreed yet";
        /// The volunteer has agreed, and consent to donate is not signed.
        NotConsentedYet = "not_consented_yet", "已同意、未签捐献同意书", "Agreed, consent not signed";
        /// A parent of sixty or more.
        ParentsOver60 = "parents_over_60", "父母年满六十", "A parent of sixty or more";
        /// A child who goes to school.
        ChildrenAtSchool = "children_at_school", "有在学子女", "A child at school";
        /// No match case is under way: whoever calls about it asks what the other would ask.
        NoOpenCase = "no_open_case", "没有在办的初配案例", "No match case under way";
        /// The family of somebody who died.
        Bereaved = "bereaved", "捐献者家庭", "The family of somebody who died";
        /// A ledger of somebody who lives.
        Living = "living", "在世者", "Somebody who lives";
    }
}

impl Condition {
    /// Whether it holds on `day`; what is not known does not hold.
    pub fn holds(self, subject: &Subject, item: &Item, day: NaiveDate) -> bool {
        let age = subject.birth_date.map(|birth| age_on(birth, day));
        let family = subject.family.as_ref();
        match self {
            Self::Marrow => item.product == Some(Product::Marrow),
            Self::Pbsc => item.product == Some(Product::Pbsc),
            Self::NotRecovered => item.recovered_on.is_none_or(|recovered| recovered > day),
            Self::NotPooled => item.pooled_on.is_none_or(|pooled| pooled > day),
            Self::Graduating => {
                subject.graduates_in.is_some_and(|month| month.year() == day.year())
            }
            Self::Unverified => {
                let since = day.checked_sub_months(Months::new(VERIFIED_MONTHS));
                subject.reached_in.zip(since).is_none_or(|(month, since)| month <= since)
            }
            Self::Aged70 => age.is_some_and(|age| age >= OLD_REGISTRANT),
            Self::Under70 => age.is_none_or(|age| age < OLD_REGISTRANT),
            Self::NoCallYet => item.progress.is_some_and(|progress| !progress.called),
            Self::NoAnswerYet => item.progress.is_some_and(|progress| !progress.answered),
            Self::NotAgreedYet => item.progress.is_some_and(|progress| !progress.agreed),
            Self::NotConsentedYet => {
                item.progress.is_some_and(|progress| progress.agreed && !progress.consented)
            }
            Self::NoOpenCase => {
                !subject.items.iter().any(|one| one.watch == Watch::MatchCase && one.stop.is_none())
            }
            Self::ParentsOver60 => family
                .is_some_and(|f| f.parents.iter().any(|birth| age_on(*birth, day) >= OLD_PARENT)),
            Self::ChildrenAtSchool => family.is_some_and(|family| family.at_school),
            Self::Bereaved => family.is_some_and(|family| family.bereaved),
            Self::Living => family.is_some_and(|family| !family.bereaved),
        }
    }
}
