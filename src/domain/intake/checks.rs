//! Reading single fields and collecting what is wrong with them.

use std::borrow::Cow;

use chrono::NaiveDate;
use uuid::Uuid;
use validator::{ValidateEmail, ValidateLength};

use crate::domain::{
    dates::parse_day,
    names::Name,
    phones::Phone,
    words::{Problem, Words},
};

/// Collects problems while fields are read, so that all are told at once.
#[derive(Debug)]
pub struct Checks {
    pub(super) today: NaiveDate,
    problems: Vec<Problem>,
}

impl Checks {
    /// Nothing wrong yet.
    pub fn new(today: NaiveDate) -> Self {
        Self { today, problems: Vec::new() }
    }

    /// The day as of which is checked.
    pub fn today(&self) -> NaiveDate {
        self.today
    }

    /// Adds a problem.
    pub fn push(&mut self, field: impl Into<Cow<'static, str>>, code: &'static str, words: Words) {
        self.add(Problem::new(field, code, words));
    }

    /// Adds a problem that is made already.
    pub fn add(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// The problems found.
    pub fn problems(self) -> Vec<Problem> {
        self.problems
    }

    /// `value`, if it was understood and nothing at all was wrong.
    ///
    /// # Errors
    /// The problems.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Vec<Problem>> {
        match value {
            Some(value) if self.problems.is_empty() => Ok(value),
            _ => Err(self.problems),
        }
    }

    /// An optional text of at most `max` characters.
    pub fn text(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        value: &str,
        max: u64,
    ) -> Option<String> {
        let value = value.trim();
        if !value.validate_length(None, Some(max), None) {
            let words =
                Words::made(format!("最多 {max} 个字。"), format!("At most {max} characters."));
            self.push(field, "too_long", words);
            return None;
        }
        (!value.is_empty()).then(|| value.to_owned())
    }

    /// Says that `field` has to be filled in.
    pub fn missing(&mut self, field: impl Into<Cow<'static, str>>) {
        self.push(field, "missing", Words::new("此项必填。", "This has to be filled in."));
    }

    /// A text of at most `max` characters that has to be there.
    pub fn required_text(&mut self, field: &'static str, value: &str, max: u64) -> Option<String> {
        if value.trim().is_empty() {
            self.missing(field);
        }
        self.text(field, value, max)
    }

    /// A name that has to be there.
    pub fn name(&mut self, field: &'static str, value: &str) -> Option<Name> {
        Name::parse(value).map_err(|problem| self.push(field, problem.code(), problem.words())).ok()
    }

    /// An optional phone number.
    pub fn phone(&mut self, field: &'static str, value: &str) -> Option<Phone> {
        if value.trim().is_empty() {
            return None;
        }
        Phone::parse(value)
            .map_err(|problem| self.push(field, problem.code(), problem.words()))
            .ok()
    }

    /// An optional e-mail address.
    pub fn email(&mut self, field: &'static str, value: &str) -> Option<String> {
        let value = self.text(field, value, 120)?;
        if !value.validate_email() {
            let words = Words::new(
                "不是有效的电子邮箱，例如 name@example.com。",
                "Not an e-mail address such as name@example.com.",
            );
            self.push(field, "email", words);
            return None;
        }
        Some(value)
    }

    /// An optional day, not in the future.
    pub fn day(&mut self, field: impl Into<Cow<'static, str>>, value: &str) -> Option<NaiveDate> {
        if value.trim().is_empty() {
            return None;
        }
        match parse_day(value, self.today) {
            Ok(day) if day > self.today => {
                let words = Words::new("日期不能晚于今天。", "The day cannot be in the future.");
                self.push(field, "future", words);
                None
            }
            Ok(day) => Some(day),
            Err(problem) => {
                self.push(field, problem.code(), problem.words());
                None
            }
        }
    }

    /// A day that has to be there, not in the future.
    pub fn required_day(&mut self, field: &'static str, value: &str) -> Option<NaiveDate> {
        if value.trim().is_empty() {
            self.missing(field);
        }
        self.day(field, value)
    }

    /// A day that has to be there and may lie ahead.
    pub fn any_day(&mut self, field: &'static str, value: &str) -> Option<NaiveDate> {
        if value.trim().is_empty() {
            self.missing(field);
            return None;
        }
        parse_day(value, NaiveDate::MAX)
            .map_err(|problem| self.push(field, problem.code(), problem.words()))
            .ok()
    }

    /// An optional day that lies ahead.
    pub fn day_ahead(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        value: &str,
    ) -> Option<NaiveDate> {
        if value.trim().is_empty() {
            return None;
        }
        match parse_day(value, NaiveDate::MAX) {
            Ok(day) if day > self.today => Some(day),
            Ok(_) => {
                let words = Words::new("日期须在今天之后。", "The day has to lie ahead.");
                self.push(field, "not_ahead", words);
                None
            }
            Err(problem) => {
                self.push(field, problem.code(), problem.words());
                None
            }
        }
    }

    /// An optional id, as a choice of a form posts it.
    pub fn id(&mut self, field: &'static str, value: &str) -> Option<Uuid> {
        self.code(field, value, |text| Uuid::parse_str(text).ok())
    }

    /// An optional value of a closed list.
    pub fn code<T>(
        &mut self,
        field: impl Into<Cow<'static, str>>,
        value: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = value.trim();
        if value.is_empty() {
            return None;
        }
        let read = read(value);
        if read.is_none() {
            self.push(
                field,
                "not_in_list",
                Words::new("不在可选项中，请重新选择。", "Not one of the choices; choose again."),
            );
        }
        read
    }
}
