//! One question of a form, drawn the same everywhere.

use askama::Template;

use super::choices::Choice;
use super::controls::{Control, Width};
use crate::domain::words::Words;

/// One question: label, control, help, and what is wrong with the answer.
#[derive(Clone, Template)]
#[template(path = "partials/field.html")]
pub struct Field {
    /// The posted name, `snake_case`; also the `field` of a `Problem`.
    pub name: String,
    /// What is asked.
    pub label: Words,
    /// What it is answered with.
    pub control: Control,
    /// Help shown below.
    pub hint: Option<Words>,
    /// What is wrong with the answer.
    pub problem: Option<Words>,
    /// What may have been meant, each to be taken over with one press.
    pub candidates: Vec<String>,
    /// What is worth a look, but does not stop anyone.
    pub note: Option<Words>,
    /// Must be answered.
    pub required: bool,
    /// How wide.
    pub width: Width,
    /// The names posted to the form's `data-check-url` when this field is left; empty for none.
    pub check: String,
    /// `maxlength`; 0 for none.
    pub most: usize,
    /// Takes the cursor when the page opens.
    pub first: bool,
}

impl askama::filters::HtmlSafe for Field {}

impl Field {
    /// A question answered by `control`.
    pub fn new(name: impl Into<String>, label: Words, control: Control) -> Self {
        Self {
            name: name.into(),
            label,
            control,
            hint: None,
            problem: None,
            candidates: Vec::new(),
            note: None,
            required: false,
            width: Width::default(),
            check: String::new(),
            most: 0,
            first: false,
        }
    }

    /// One line of text.
    pub fn text(name: impl Into<String>, label: Words, value: impl Into<String>) -> Self {
        Self::line(name, label, value, "text", "off", "")
    }

    /// A phone number.
    pub fn phone(name: impl Into<String>, label: Words, value: impl Into<String>) -> Self {
        Self::line(name, label, value, "tel", "off", "tel")
    }

    /// A new or an old password; the value is never shown again.
    pub fn password(name: impl Into<String>, label: Words, autocomplete: &'static str) -> Self {
        Self::line(name, label, "", "password", autocomplete, "")
    }

    /// One line with everything said.
    pub fn line(
        name: impl Into<String>,
        label: Words,
        value: impl Into<String>,
        kind: &'static str,
        autocomplete: &'static str,
        keyboard: &'static str,
    ) -> Self {
        let suggestions = Vec::new();
        Self::new(
            name,
            label,
            Control::Line { value: value.into(), kind, autocomplete, keyboard, suggestions },
        )
    }

    /// A day.
    pub fn day(name: impl Into<String>, label: Words, value: impl Into<String>) -> Self {
        Self::new(name, label, Control::Day(value.into())).width(Width::Third)
    }

    /// One of many.
    pub fn select(
        name: impl Into<String>,
        label: Words,
        choices: Vec<Choice>,
        value: impl Into<String>,
    ) -> Self {
        Self::new(name, label, Control::Select { choices, value: value.into() })
    }

    /// One of many, in groups; “请选择” stands first.
    pub fn grouped(
        name: impl Into<String>,
        label: Words,
        groups: Vec<(Words, Vec<Choice>)>,
        value: impl Into<String>,
    ) -> Self {
        Self::new(name, label, Control::Grouped { groups, value: value.into() })
    }

    /// One of few.
    pub fn radios(
        name: impl Into<String>,
        label: Words,
        choices: Vec<Choice>,
        value: impl Into<String>,
    ) -> Self {
        Self::new(name, label, Control::Radios { choices, value: value.into() })
    }

    /// Any of some.
    pub fn checks(
        name: impl Into<String>,
        label: Words,
        choices: Vec<Choice>,
        values: Vec<String>,
    ) -> Self {
        Self::new(name, label, Control::Checks { choices, values }).width(Width::Full)
    }

    /// Yes or nothing.
    pub fn tick(name: impl Into<String>, label: Words, on: bool) -> Self {
        Self::new(name, label, Control::Tick(on))
    }

    /// Several lines.
    pub fn area(name: impl Into<String>, label: Words, value: impl Into<String>) -> Self {
        Self::new(name, label, Control::Area { value: value.into(), rows: 3 }).width(Width::Full)
    }

    /// A value posted along.
    pub fn hidden(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self::new(name, Words::new("", ""), Control::Hidden(value.into()))
    }

    /// A value shown but not asked.
    pub fn shown(label: Words, value: impl Into<String>) -> Self {
        Self::new("", label, Control::Shown(value.into()))
    }

    /// Must be answered.
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Help shown below.
    pub fn hint(mut self, zh: &'static str, en: &'static str) -> Self {
        self.hint = Some(Words::new(zh, en));
        self
    }

    /// How wide.
    pub fn width(mut self, width: Width) -> Self {
        self.width = width;
        self
    }

    /// Checked when left, together with the fields named (separated by spaces).
    pub fn check(mut self, with: &str) -> Self {
        self.check = format!("{} {with}", self.name).trim_end().to_owned();
        self
    }

    /// No longer than `most` characters.
    pub fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Takes the cursor when the page opens.
    pub fn first(mut self) -> Self {
        self.first = true;
        self
    }

    /// Offers `list` while typing.
    pub fn suggest(mut self, list: &[String]) -> Self {
        if let Control::Line { suggestions, .. } = &mut self.control {
            *suggestions = list.to_vec();
        }
        self
    }

    /// The one value it holds; empty for groups of check boxes and files.
    pub fn value(&self) -> &str {
        match &self.control {
            Control::Line { value, .. }
            | Control::Day(value)
            | Control::Select { value, .. }
            | Control::Grouped { value, .. }
            | Control::Radios { value, .. }
            | Control::Area { value, .. }
            | Control::Hidden(value)
            | Control::Shown(value) => value,
            Control::Tick(true) => "yes",
            Control::Tick(false) | Control::Checks { .. } | Control::File { .. } => "",
        }
    }

    /// The value as people read it: of a choice, its label.
    pub fn value_line(&self) -> String {
        let value = self.value();
        match &self.control {
            Control::Select { choices, .. } | Control::Radios { choices, .. } => choices
                .iter()
                .find(|choice| choice.value == value)
                .map(Choice::line)
                .unwrap_or_default(),
            Control::Grouped { groups, .. } => groups
                .iter()
                .flat_map(|(_, choices)| choices)
                .find(|choice| choice.value == value)
                .map(Choice::line)
                .unwrap_or_default(),
            _ => value.to_owned(),
        }
    }

    /// The control is a group with a legend rather than one input with a label.
    fn is_group(&self) -> bool {
        matches!(self.control, Control::Radios { .. } | Control::Checks { .. })
    }

    /// The id of the input, to which labels and the summary point.
    pub fn id(&self) -> String {
        format!("f-{}", self.name)
    }

    /// One input with a label of its own.
    fn has_label(&self) -> bool {
        !self.is_group() && !matches!(self.control, Control::Tick(_) | Control::Shown(_))
    }

    /// The ids that describe the input: help, problem, note.
    fn described_by(&self) -> String {
        let id = self.id();
        let hint = if self.hint.is_some() { format!("{id}-hint ") } else { String::new() };
        format!("{hint}{id}-problem {id}-note")
    }
}
