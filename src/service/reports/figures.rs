//! The counters' part of a report: registrations and persons, gross and net, and what left or was realised.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::{
    domain::{
        counts::{Net, What},
        periods::{Month, Period},
        permissions::Scope,
        programmes::Programme,
        reports::{Cell, Column, Of, Section},
        words::Words,
    },
    service::Result,
    store::{self, Session, counts::Number},
};

const COUNTED: [What; 7] = [
    What::Registered,
    What::Person,
    What::PersonAfterDeath,
    What::Pooled,
    What::PersonPooled,
    What::Left,
    What::Realised,
];

/// What the counters say of a unit.
pub(super) struct Numbers {
    period: Period,
    by_month: Vec<(Option<Month>, Number)>,
    by_child: BTreeMap<(Uuid, What), i64>,
}

impl Numbers {
    /// Reads them. The caller has seen that the unit is within `scope`.
    pub(super) async fn read(
        tx: &mut Session,
        scope: &Scope,
        unit: Uuid,
        period: Period,
    ) -> Result<Self> {
        let by_month = store::counts::by_month(tx, scope, unit, &COUNTED).await?;
        let children = store::counts::by_child(tx, scope, unit, &COUNTED, Some(period)).await?;
        let mut by_child = BTreeMap::new();
        for (child, number) in children {
            *by_child.entry((child, number.what)).or_default() += number.count;
        }
        Ok(Self { period, by_month, by_child })
    }

    /// How many took effect in the period: of a unit directly below, of the unit itself apart from those, or of all.
    pub(super) fn of_unit(&self, unit: Option<Uuid>, what: What) -> i64 {
        match unit {
            Some(unit) => self.by_child.get(&(unit, what)).copied().unwrap_or(0),
            None => {
                let all = self.by_child.iter().filter(|((_, one), _)| *one == what);
                all.map(|(_, count)| count).sum()
            }
        }
    }

    /// In the period, and ever up to its end; of what nobody knows the month only the latter.
    fn of(&self, what: What, programme: Option<Programme>) -> (Net, Net) {
        let (mut within, mut ever) = (Net::default(), Net::default());
        let wanted = |number: &Number| {
            number.what == what && (programme.is_none() || number.programme == programme)
        };
        for (month, number) in self.by_month.iter().filter(|(_, number)| wanted(number)) {
            if month.is_some_and(|month| self.period.contains(month)) {
                within.add(number.standing, number.count);
            }
            if month.is_none_or(|month| month <= self.period.last_month()) {
                ever.add(number.standing, number.count);
            }
        }
        (within, ever)
    }

    /// Registrations by programme, persons once.
    pub(super) fn registrations(&self) -> Section {
        let columns = vec![
            Column::new("gross", Words::new("本期毛新增", "Gross in the period")),
            Column::new("net", Words::new("本期净新增", "Net in the period")),
            Column::new("total", Words::new("累计毛", "Gross to its end")),
            Column::new("total_net", Words::new("累计净", "Net to its end")),
        ];
        let title = Words::new("登记与入库", "Registrations and the pool");
        let mut section = Section::new("registrations", title, columns).note(Words::new(
            "累计截至期末，含登记日期不详者；净数扣除此后退出的。",
            "Totals run to the period's end, those of unknown day included; net leaves out who left since.",
        ));
        let cells = |(within, ever): (Net, Net)| {
            [within.gross, within.net(), ever.gross, ever.net()].map(Cell::Count).to_vec()
        };
        for programme in Programme::ALL {
            let label = programme.label();
            let words = Words::made(format!("{}（项）", label.zh), label.en);
            let code = format!("registered-{}", programme.code());
            section.push(code, words, Of::Whole, cells(self.of(What::Registered, Some(programme))));
        }
        for what in [
            What::Registered,
            What::Person,
            What::PersonAfterDeath,
            What::Pooled,
            What::PersonPooled,
        ] {
            let words = match what {
                What::Registered => Words::new("各项合计（项）", "All registrations"),
                other => other.label(),
            };
            section.push(what.code(), words, Of::Whole, cells(self.of(what, None)));
        }
        section
    }

    /// What left and what was realised, by programme.
    pub(super) fn outcomes(&self) -> Section {
        let column = |code: &str, zh: &'static str, en: &'static str| {
            Column::new(code, Words::new(zh, en)).outcome()
        };
        let columns = vec![
            column("left", "本期退出", "Left in the period"),
            column("left_total", "累计退出", "Left to its end"),
            column("realised", "本期实现", "Realised in the period"),
            column("realised_total", "累计实现", "Realised to its end"),
        ];
        let title = Words::new("退出与捐献实现（项）", "Left and realised");
        let mut section = Section::new("outcomes", title, columns);
        let cells = |programme| {
            let [(left, left_ever), (realised, realised_ever)] =
                [What::Left, What::Realised].map(|what| self.of(what, programme));
            [left, left_ever, realised, realised_ever].map(|net| Cell::Count(net.gross)).to_vec()
        };
        for programme in Programme::ALL {
            let cells = cells(Some(programme));
            section.push(programme.code(), programme.label(), Of::Whole, cells);
        }
        section.push("all", Words::new("合计", "All"), Of::Whole, cells(None));
        section
    }

    /// Month by month, from the beginning of the period's year to its end.
    pub(super) fn months(&self) -> Section {
        let column =
            |code: &str, zh: &'static str, en: &'static str| Column::new(code, Words::new(zh, en));
        let columns = vec![
            column("registered", "登记（项）", "Registrations"),
            column("person", "登记（人）", "Persons"),
            column("person_after_death", "身后捐献（人）", "After death, persons"),
            column("person_pooled", "入库（人）", "Pooled, persons"),
            column("left", "退出（项）", "Left").outcome(),
            column("realised", "实现（项）", "Realised").outcome(),
        ];
        let whats = [
            What::Registered,
            What::Person,
            What::PersonAfterDeath,
            What::PersonPooled,
            What::Left,
            What::Realised,
        ];
        let mut counts = BTreeMap::<(Month, What), i64>::new();
        for (month, number) in &self.by_month {
            if let Some(month) = month {
                *counts.entry((*month, number.what)).or_default() += number.count;
            }
        }
        let first = match self.period {
            Period::Span(first, _) => first,
            other => other.last_month().plus(1 - other.last_month().number().cast_signed()),
        };
        let title = Words::new("按月", "Month by month");
        let mut section = Section::new("months", title, columns);
        for month in Period::Span(first, self.period.last_month()).months() {
            let count = |what: &What| counts.get(&(month, *what)).copied().unwrap_or(0);
            let cells = whats.iter().map(|what| Cell::Count(count(what))).collect();
            section.push(month.to_string(), month.label(), Of::Whole, cells);
        }
        section
    }
}
