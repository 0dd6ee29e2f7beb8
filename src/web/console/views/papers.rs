//! What is printed: one page a paper.

use askama::Template;
use chrono::NaiveDate;

use super::frame::Frame;
use crate::domain::papers::{Card, Certificate, Letter};

/// One of the papers.
pub enum Printed {
    /// The card for the wallet.
    Card(Card),
    /// The certificate.
    Certificate(Certificate),
    /// A letter of withdrawal.
    Letter(Letter),
}

/// Whom to call.
pub struct Reached {
    /// The office: the one that issues the paper, or one above it.
    pub office: String,
    /// Its phone.
    pub phone: String,
}

/// A paper, shown as it will be printed.
#[derive(Template)]
#[template(path = "paper.html")]
pub struct PaperPage {
    /// The frame; its title says nothing, since browsers print it.
    pub frame: Frame,
    /// The person's page.
    pub back: String,
    /// Who issues it.
    pub office: String,
    /// The same in English.
    pub office_en: String,
    /// Whom to call; none where no office on the way up has a phone: a line to write on then.
    pub phone: Option<Reached>,
    /// Today.
    pub day: String,
    /// What is printed.
    pub printed: Printed,
}

impl PaperPage {
    /// A day as papers write it: 2025 年 6 月 1 日; a line to write on where it is not known.
    fn day(&self, day: &Option<NaiveDate>) -> String {
        day.map_or("____ 年 __ 月 __ 日".to_owned(), |day| {
            day.format("%Y 年 %-m 月 %-d 日").to_string()
        })
    }
}
