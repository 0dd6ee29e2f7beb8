//! Values to choose from.

use crate::domain::words::Words;

/// One value of a select, a radio group or a group of check boxes.
#[derive(Clone)]
pub struct Choice {
    /// The posted value.
    pub value: String,
    /// What people read.
    pub label: Words,
    /// How deep it stands in a tree (units); indents the line.
    pub depth: usize,
}

impl Choice {
    /// A value and its label.
    pub fn new(value: impl Into<String>, label: Words) -> Self {
        Self { value: value.into(), label, depth: 0 }
    }

    /// The same, `depth` steps down a tree.
    pub fn deep(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// “请选择”: nothing chosen yet.
    pub fn none() -> Self {
        Self::new("", Words::new("请选择", "choose"))
    }

    /// Yes, no, or not said.
    pub fn yes_no(yes: Words, no: Words) -> Vec<Self> {
        vec![
            Self::new("", Words::new("未说明", "not said")),
            Self::new("yes", yes),
            Self::new("no", no),
        ]
    }

    /// The label in one line, for an `<option>`, which cannot hold markup.
    pub fn line(&self) -> String {
        let indent = "\u{3000}".repeat(self.depth);
        if self.label.en.is_empty() {
            format!("{indent}{}", self.label.zh)
        } else {
            format!("{indent}{} {}", self.label.zh, self.label.en)
        }
    }
}

/// What the form of wishes lets people choose from.
#[derive(Default)]
pub struct WishChoices {
    /// The name on a memorial.
    pub memorials: Vec<Choice>,
    /// What becomes of personal data.
    pub data: Vec<Choice>,
}

/// Everything the registration form lets people choose from, in the order shown.
#[derive(Default)]
pub struct RegisterChoices {
    /// Kinds of identity documents.
    pub document_kinds: Vec<Choice>,
    /// Sexes.
    pub sexes: Vec<Choice>,
    /// The units in the account's scope.
    pub units: Vec<Choice>,
    /// Blood groups.
    pub blood_types: Vec<Choice>,
    /// GB/T 4761 groups.
    pub relations: Vec<Choice>,
    /// Blood, swab.
    pub sample_kinds: Vec<Choice>,
    /// How the volunteer was found.
    pub channels: Vec<Choice>,
    /// Organs of the national regulation, article 2.
    pub organs: Vec<Choice>,
    /// Tissues one by one.
    pub tissues: Vec<Choice>,
    /// What of the body.
    pub body_gifts: Vec<Choice>,
    /// Where the ashes go.
    pub ashes: Vec<Choice>,
    /// What may be wished for.
    pub wishes: WishChoices,
    /// The programmes, for refusals.
    pub programmes: Vec<Choice>,
    /// Purposes that need a consent of their own (PIPL 29).
    pub purposes: Vec<Choice>,
    /// How a registration or a consent was given: on site, at home, by proxy, on line.
    pub ways: Vec<Choice>,
    /// Offered while typing an ethnic group (GB/T 3304).
    pub ethnicities: Vec<String>,
    /// Offered while typing an education (GB/T 4658).
    pub educations: Vec<String>,
    /// Offered while typing: places where samples were taken lately.
    pub sample_places: Vec<String>,
    /// Offered while typing: units that receive bodies.
    pub receiving_units: Vec<String>,
    /// Offered while typing: what a body may be used for.
    pub body_uses: Vec<String>,
}
