//! Who has to be told once a registration is withdrawn: executors, the receiving unit, the national system
//! (handbook §3.4). A notice owed stays on the person's page until somebody ticks it off.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    codes::codes,
    contacts::{Relative, RelativeRole},
    programmes::Programme,
    registrations::{Registration, Stance},
    words::{Problem, Words},
};

codes! {
    /// Who is told.
    NoticeTo {
        /// An executor.
        Executor = "executor", "执行人", "Executor";
        /// The unit that would have received the donation.
        ReceivingUnit = "receiving_unit", "接受单位", "Receiving unit";
        /// The national registration system, by hand.
        NationalSystem = "national_system", "全国登记系统", "National system";
    }
}

/// One notice, owed or given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Who is told.
    pub to: NoticeTo,
    /// Which executor: her row, since her data are her own.
    #[serde(default)]
    pub executor: Option<Uuid>,
    /// That it was given; none while it is owed.
    #[serde(default)]
    pub given: Option<Given>,
}

impl std::fmt::Debug for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Notice({}, …)", self.to.code())
    }
}

/// How a notice was given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// The day.
    pub on: NaiveDate,
    /// By which account; none for the operator.
    pub by: Option<Uuid>,
    /// The receipt of the national system, or of the post; at most 60 characters.
    pub receipt: Option<String>,
}

impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Given(…)")
    }
}

/// The notices that the withdrawal of `offer` calls for. Executors who had declined know of nothing to undo;
/// stem cells are told to the national pool alone, and only once they are in it.
pub fn owed(offer: &Registration, relatives: &[Relative]) -> Vec<Notice> {
    let notice = |to: NoticeTo, executor| Notice { to, executor, given: None };
    let details = &offer.details;
    if offer.stance == Stance::Refuses {
        return Vec::new();
    }
    if offer.programme == Programme::StemCell {
        let pooled = offer.pooled_on.is_some() || details.national_number.is_some();
        return pooled.then(|| notice(NoticeTo::NationalSystem, None)).into_iter().collect();
    }
    let executors = relatives
        .iter()
        .filter(|one| one.role == RelativeRole::Executor && one.details.agreed != Some(false));
    executors
        .map(|one| notice(NoticeTo::Executor, Some(one.id)))
        .chain(details.receiving_unit.as_ref().map(|_| notice(NoticeTo::ReceivingUnit, None)))
        .chain([notice(NoticeTo::NationalSystem, None)])
        .collect()
}

/// Ticks off the notice at `position`, from one, of `registration`.
///
/// # Errors
/// Where there is none, where it was given already, before the withdrawal, or without the receipt that the
/// national system gives.
pub fn give(registration: &mut Registration, position: usize, given: Given) -> Result<(), Problem> {
    let ended_on = registration.ended_on;
    let index = position.checked_sub(1);
    let notice = index.and_then(|index| registration.details.notices.get_mut(index));
    let (field, code, words) = match notice {
        None => {
            ("notice", "missing", Words::new("没有这项待通知。", "There is no such notice owed."))
        }
        Some(notice) if notice.given.is_some() => (
            "notice",
            "given",
            Words::new(
                "这项通知已登记办理，请刷新页面查看。",
                "This notice is ticked off already; reload the page.",
            ),
        ),
        Some(_) if ended_on.is_some_and(|ended| given.on < ended) => (
            "told_on",
            "before_withdrawal",
            Words::new(
                "通知日期早于撤销日期，请核对。",
                "The notice cannot be older than the withdrawal; check the day.",
            ),
        ),
        Some(notice) if notice.to == NoticeTo::NationalSystem && given.receipt.is_none() => (
            "receipt",
            "missing",
            Words::new(
                "请填写全国系统的注销凭证号；系统中没有此人的，写“未在册”。",
                "Write the national system's receipt; where it does not know the person, say so.",
            ),
        ),
        Some(notice) => {
            notice.given = Some(given);
            return Ok(());
        }
    };
    Err(Problem::new(field, code, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        contacts::RelativeDetails, intake::refusal, names::Name, registrations::RegistrationStatus,
    };

    fn executor(n: u128, agreed: Option<bool>) -> Relative {
        let details = RelativeDetails {
            name: Name::parse("合成某人").unwrap(),
            relation: None,
            phone: None,
            address: None,
            document: None,
            agreed,
            signed_on: None,
        };
        let role = RelativeRole::Executor;
        Relative { id: Uuid::from_u128(n), version: 1, role, position: 1, details }
    }

    fn offer(programme: Programme) -> Registration {
        let refusal = refusal(Uuid::nil(), Uuid::nil(), programme, None);
        Registration { stance: Stance::Offers, ..refusal }
    }

    fn told(offer: &Registration, relatives: &[Relative]) -> Vec<NoticeTo> {
        owed(offer, relatives).into_iter().map(|notice| notice.to).collect()
    }

    #[test]
    fn who_has_to_know_follows_from_the_registration() {
        use NoticeTo::*;
        let executors = [executor(1, Some(true)), executor(2, Some(false)), executor(3, None)];
        let mut body = offer(Programme::Body);
        assert_eq!(told(&body, &executors), [Executor, Executor, NationalSystem]);
        body.details.receiving_unit = Some("合成医学院".to_owned());
        assert_eq!(told(&body, &[]), [ReceivingUnit, NationalSystem]);
        let mut cells = offer(Programme::StemCell);
        assert!(told(&cells, &executors).is_empty(), "nobody outside the office knows yet");
        cells.details.national_number = Some("NR1".to_owned());
        assert_eq!(told(&cells, &executors), [NationalSystem]);
        let refused = refusal(Uuid::nil(), Uuid::nil(), Programme::Body, None);
        assert!(told(&refused, &executors).is_empty());
    }

    #[test]
    fn a_notice_is_ticked_off_once_with_its_day_and_receipt() {
        let day = |day| NaiveDate::from_ymd_opt(2025, 6, day).unwrap();
        let given = |on, receipt: Option<&str>| Given {
            on: day(on),
            by: None,
            receipt: receipt.map(str::to_owned),
        };
        let mut body = offer(Programme::Body);
        body.status = RegistrationStatus::Withdrawn;
        body.ended_on = Some(day(3));
        body.details.notices = owed(&body, &[executor(1, Some(true))]);
        let code = |result: Result<(), Problem>| result.expect_err("refused").code;
        assert_eq!(code(give(&mut body, 0, given(4, None))), "missing");
        assert_eq!(code(give(&mut body, 3, given(4, None))), "missing");
        assert_eq!(code(give(&mut body, 1, given(2, None))), "before_withdrawal");
        assert_eq!(give(&mut body, 1, given(3, None)), Ok(()));
        assert_eq!(code(give(&mut body, 1, given(4, None))), "given");
        assert_eq!(code(give(&mut body, 2, given(4, None))), "missing", "without a receipt");
        assert_eq!(give(&mut body, 2, given(4, Some("凭证1"))), Ok(()));
        assert!(body.details.notices.iter().all(|notice| notice.given.is_some()));
    }
}
