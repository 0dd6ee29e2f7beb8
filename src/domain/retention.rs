//! The national list of volunteers to be kept (国家保留项目名单, handbook §3.6; the registry's 志愿者保留项目): once a
//! year the registry names volunteers in the pool who are to be contacted, told of donation and asked whether they
//! are still willing.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{
    codes::codes,
    dates::age_on,
    intake::Checks,
    person::{Person, PersonStatus},
    programmes::Programme,
    registrations::{Exit, Registration, RegistrationStatus, Stance},
    words::{Problem, Words},
};

/// The registry's project began with the century; an earlier year is a slip of the pen.
const FIRST: i32 = 2000;

/// One year's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetentionList {
    /// The year for which it was made: there is one list a year.
    pub year: i32,
    /// The day it was received: the rounds of calls count from it.
    pub received_on: NaiveDate,
}

impl RetentionList {
    /// Reads year and day as a form tells them; none where neither is filled in.
    ///
    /// # Errors
    /// Where only one is there, cannot be read, lies ahead, or the two are years apart (fields `list_year`,
    /// `list_received_on`).
    pub fn read(
        year: &str,
        received_on: &str,
        today: NaiveDate,
    ) -> Result<Option<Self>, Vec<Problem>> {
        if year.trim().is_empty() && received_on.trim().is_empty() {
            return Ok(None);
        }
        let mut checks = Checks::new(today);
        let read = year.trim().parse().ok();
        let year = read.filter(|year| (FIRST..=today.year() + 1).contains(year));
        if year.is_none() {
            let words = Words::made(
                format!("名单年份填四位数字，{FIRST} 至 {}。", today.year() + 1),
                format!("The list's year has four digits, {FIRST} to {}.", today.year() + 1),
            );
            checks.push("list_year", "year", words);
        }
        if received_on.trim().is_empty() {
            let words = Words::new(
                "请填收到名单的日期，期限从这一天起算。",
                "Say on which day the list came: the time counts from it.",
            );
            checks.push("list_received_on", "missing", words);
        }
        let received_on = checks.day("list_received_on", received_on);
        if let (Some(year), Some(day)) = (year, received_on)
            && (day.year() - year).abs() > 1
        {
            let words = Words::new(
                "名单年份与收到日期相差一年以上，请核对。",
                "The list's year and the day it came are more than a year apart: check them.",
            );
            checks.push("list_received_on", "years_apart", words);
        }
        let both = year.zip(received_on);
        checks.finish(both.map(|(year, received_on)| Some(Self { year, received_on })))
    }

    /// Both, for people.
    pub fn words(&self) -> Words {
        let Self { year, received_on } = self;
        Words::made(
            format!("{year} 年名单，{received_on} 收到"),
            format!("List of {year}, received {received_on}"),
        )
    }
}

codes! {
    /// Why a volunteer whom the list names is not put on it here. In order of precedence.
    Unlisted {
        /// Neither number stands in the row.
        NoNumber = "no_number", "缺登记号和证件号码", "No number";
        /// Nobody within the caller's reach has the number.
        Unknown = "unknown_number", "查无此号", "Unknown number";
        /// Number, document and name do not belong to one person.
        SomebodyElse = "somebody_else", "登记号、证件或姓名不符", "The numbers or the name differ";
        /// The record belongs to another unit than the one for which the list is imported.
        OtherUnit = "other_unit", "不属于所选机构", "Another unit's";
        /// The record fails its check.
        Damaged = "damaged", "记录校验失败", "The record fails its check";
        /// She died.
        Deceased = "deceased", "本人已故", "She died";
        /// She never offered stem cells.
        NotRegistered = "not_registered", "没有造血干细胞登记", "Not registered for stem cells";
        /// She refuses to give stem cells.
        Refused = "refused", "本人不同意捐献", "She refuses";
        /// She has given.
        Donated = "donated", "已实现捐献", "She has given";
        /// She left by age.
        AgedOut = "aged_out", "超龄出库", "Past the exit age";
        /// She withdrew.
        Withdrawn = "withdrawn", "登记已撤销", "Withdrawn";
        /// She asked not to be contacted.
        DoNotContact = "do_not_contact", "本人要求勿扰", "She asked for silence";
        /// She is not in the national pool by this registry.
        NotPooled = "not_pooled", "尚未入库", "Not in the pool";
    }
}

impl Unlisted {
    /// What to do about it.
    pub fn remedy(self) -> Words {
        match self {
            Self::NoNumber => Words::new(
                "这一行没有国家库登记号，也没有证件号码，请补填其中一个",
                "Neither the registry's number nor a document: fill one of them in",
            ),
            Self::Unknown => Words::new(
                "本机构及下级机构查不到这个号码，请核对；也可能由别的机构管理",
                "Nobody in this unit or below has this number: check it, or ask the office that looks after her",
            ),
            Self::SomebodyElse => Words::new(
                "登记号、证件号码或姓名不是同一人的，请核对后再导入，以免打错电话",
                "Number, document and name are not one person's: check them, so that nobody else is called",
            ),
            Self::OtherUnit => Words::new(
                "此人不归所选机构管理，请选上级机构，或交给管理她的机构导入",
                "She belongs to another unit: choose the one above, or let her own unit import the row",
            ),
            Self::Damaged => Words::new(
                "此记录校验失败，已拒绝打开，请通知管理员",
                "The record fails its check and was not opened: tell the administrator",
            ),
            Self::Deceased => Words::new(
                "本人已故，不再联系，请告知国家库",
                "She died and is not called: tell the national registry",
            ),
            Self::NotRegistered => Words::new(
                "此人没有造血干细胞登记，请核对号码，或先补登记",
                "She is not registered for stem cells: check the number, or register her first",
            ),
            Self::Refused => Words::new(
                "本人已表示不同意捐献，不再征求，请告知国家库",
                "She refuses and is not asked again: tell the national registry",
            ),
            Self::Donated => Words::new(
                "本人已实现捐献，由捐献后随访联系，请告知国家库",
                "She has given and is cared for as a donor: tell the national registry",
            ),
            Self::AgedOut => Words::new(
                "本人已超龄出库，请告知国家库",
                "She is past the exit age: tell the national registry",
            ),
            Self::Withdrawn => Words::new(
                "本人已撤销登记，不再联系，请告知国家库",
                "She withdrew and is not called: tell the national registry",
            ),
            Self::DoNotContact => Words::new(
                "本人要求免打扰，不再联系，请告知国家库",
                "She asked for silence and is not called: tell the national registry",
            ),
            Self::NotPooled => Words::new(
                "本机构没有她的入库日期，请先在登记里补填入库日期",
                "Her day of entering the pool is not known here: fill it in first",
            ),
        }
    }
}

/// The registration that a list is about, where she may stand on it. Paused ones may: her task waits until she takes
/// part again.
///
/// # Errors
/// Why not.
pub fn may_be_listed(
    person: &Person,
    exit_age: i32,
    today: NaiveDate,
) -> Result<&Registration, Unlisted> {
    match person.status {
        PersonStatus::Deceased => return Err(Unlisted::Deceased),
        // Found under the record that was kept.
        PersonStatus::Merged => return Err(Unlisted::Unknown),
        PersonStatus::Living => {}
    }
    let Some(standing) = person.standing(Programme::StemCell) else {
        let cells = |row: &&Registration| row.programme == Programme::StemCell;
        let last = person.registrations.iter().filter(cells).max_by_key(|row| row.ended_on);
        return Err(match last {
            None => Unlisted::NotRegistered,
            Some(row) if row.stance == Stance::Refuses => Unlisted::NotRegistered,
            Some(row) if row.status == RegistrationStatus::Realised => Unlisted::Donated,
            Some(row) if row.details.exit == Some(Exit::AgedOut) => Unlisted::AgedOut,
            Some(_) => Unlisted::Withdrawn,
        });
    };
    if standing.stance == Stance::Refuses {
        return Err(Unlisted::Refused);
    }
    if person.identity.birth_date.is_some_and(|birth| age_on(birth, today) >= exit_age) {
        return Err(Unlisted::AgedOut);
    }
    if person.do_not_contact {
        return Err(Unlisted::DoNotContact);
    }
    if standing.pooled_on.is_none() {
        return Err(Unlisted::NotPooled);
    }
    Ok(standing)
}

/// Puts her on a year's list. Whether that is news: a year has one list, and who is on it stays on it with the day that
/// was told first.
///
/// # Errors
/// Why not.
pub fn list(
    person: &mut Person,
    list: RetentionList,
    exit_age: i32,
    today: NaiveDate,
) -> Result<bool, Unlisted> {
    let id = may_be_listed(person, exit_age, today)?.id;
    let found = person.registrations.iter_mut().find(|row| row.id == id);
    let Some(lists) = found.map(|row| &mut row.details.lists) else {
        return Err(Unlisted::NotRegistered);
    };
    if lists.iter().any(|known| known.year == list.year) {
        return Ok(false);
    }
    lists.push(list);
    lists.sort_by_key(|list| list.year);
    Ok(true)
}

#[cfg(test)]
mod tests;
