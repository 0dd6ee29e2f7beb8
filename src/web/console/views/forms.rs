//! Forms: what is asked, what is wrong with the answers, and the page that shows just one form.

use askama::Template;

use super::fields::Field;
use super::frame::Frame;
use super::parts::{Fact, Notice, Tone};
use super::sections::Section;
use crate::domain::words::{Problem, Words};

/// Where a draft of the form is kept.
pub struct DraftMark {
    /// Posted to as people type.
    pub url: String,
    /// The draft, once there is one.
    pub id: String,
    /// When it was last saved, e.g. `10:32`.
    pub saved_at: Option<String>,
}

/// One line of the summary above a form.
pub struct Complaint {
    /// The input it is about; empty when the form shows none of that name.
    pub target: String,
    /// Where it is: the row or the programme, and the input's label.
    pub label: Option<String>,
    /// What is wrong, or worth a look.
    pub words: Words,
    /// Something that may have been meant stands beside the input.
    offers: bool,
}

/// A form with everything around it.
#[derive(Template)]
#[template(path = "partials/form.html")]
pub struct Form {
    /// Where it posts.
    pub action: String,
    /// The CSRF token.
    pub csrf: String,
    /// Hidden values posted along.
    pub hidden: Vec<(String, String)>,
    /// Messages above the first field.
    pub notices: Vec<Notice>,
    /// What must be changed.
    pub problems: Vec<Complaint>,
    /// What is worth a look before going on.
    pub warnings: Vec<Complaint>,
    /// The questions.
    pub sections: Vec<Section>,
    /// The word on the button.
    pub submit: Words,
    /// `Bad` for what cannot be taken back.
    pub tone: Tone,
    /// Back without saving.
    pub cancel: Option<String>,
    /// Answers checks as a field is left.
    pub check_url: Option<String>,
    /// Keeps drafts.
    pub draft: Option<DraftMark>,
    /// Long enough for a table of contents, and for Enter to go to the next field.
    pub long: bool,
    /// Posts a file.
    pub upload: bool,
}

impl askama::filters::HtmlSafe for Form {}

impl Form {
    /// A form that posts to `action`.
    pub fn new(action: impl Into<String>, csrf: impl Into<String>, submit: Words) -> Self {
        Self {
            action: action.into(),
            csrf: csrf.into(),
            hidden: Vec::new(),
            notices: Vec::new(),
            problems: Vec::new(),
            warnings: Vec::new(),
            sections: Vec::new(),
            submit,
            tone: Tone::Good,
            cancel: None,
            check_url: None,
            draft: None,
            long: false,
            upload: false,
        }
    }

    /// One section without a heading: enough for most small forms.
    pub fn fields(mut self, fields: Vec<Field>) -> Self {
        self.sections.push(Section::new("fields", Words::new("", ""), fields));
        self
    }

    /// One more section.
    pub fn section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    /// More sections.
    pub fn sections(mut self, sections: impl Iterator<Item = Section>) -> Self {
        self.sections.extend(sections);
        self
    }

    /// Posts one more hidden value.
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.hidden.push((name.into(), value.into()));
        self
    }

    /// Back without saving.
    pub fn cancel(mut self, href: impl Into<String>) -> Self {
        self.cancel = Some(href.into());
        self
    }

    /// The action cannot be taken back.
    pub fn dangerous(mut self) -> Self {
        self.tone = Tone::Bad;
        self
    }

    /// Shows what must be changed: at the field, and in a summary that links to it.
    pub fn problems(mut self, problems: &[Problem]) -> Self {
        self.problems = problems.iter().map(|problem| self.place(problem, false)).collect();
        self
    }

    /// Shows what is worth a look. The form then posts the codes as `warnings_seen`, so that the
    /// handler can tell a warning that was read from a new one.
    pub fn warnings(mut self, warnings: &[Problem]) -> Self {
        self.warnings = warnings.iter().map(|warning| self.place(warning, true)).collect();
        if !warnings.is_empty() {
            let codes: Vec<&str> = warnings.iter().map(|warning| warning.code).collect();
            self.hidden.push(("warnings_seen".into(), codes.join(" ")));
        }
        self
    }

    /// Whether the page offers something to take over; Enter then still means saving.
    fn offers(&self) -> bool {
        self.problems.iter().any(|complaint| complaint.offers)
    }

    /// Writes the problem at its field. The cursor then belongs to the summary, not to a field.
    fn place(&mut self, problem: &Problem, mild: bool) -> Complaint {
        let fields = self.sections.iter_mut().flat_map(|section| &mut section.fields);
        fields.for_each(|field| field.first = false);
        let words = problem.words.clone();
        for section in &mut self.sections {
            if let Some((field, place)) = section.field_mut(&problem.field) {
                let said = Some(words.clone());
                if mild {
                    field.note = said
                } else {
                    field.problem = said;
                    field.candidates = problem.candidates.iter().map(str::to_owned).collect();
                }
                let (target, label) = (field.id(), Some(format!("{place}{}", field.label.zh)));
                section.fold = section.fold.map(|_| true);
                let offers = !problem.candidates.is_empty();
                return Complaint { target, label, words, offers };
            }
            if let Some(target) = section.target_of_group(&problem.field) {
                section.fold = section.fold.map(|_| true);
                return Complaint { target, label: None, words, offers: false };
            }
        }
        Complaint { target: String::new(), label: None, words, offers: false }
    }
}

/// One form on a page of its own: amend, withdraw, pause, transfer, merge, consent, account …
#[derive(Template)]
#[template(path = "form.html")]
pub struct FormPage {
    /// The frame; its title is the heading.
    pub frame: Frame,
    /// What this form is for, and what happens next.
    pub about: Option<Words>,
    /// The record it is about.
    pub facts: Vec<Fact>,
    /// Messages above the form.
    pub notices: Vec<Notice>,
    /// The form.
    pub form: Form,
}

impl FormPage {
    /// A page for `form`.
    pub fn new(frame: Frame, form: Form) -> Self {
        Self { frame, about: None, facts: Vec::new(), notices: Vec::new(), form }
    }

    /// What this form is for, and what happens next.
    pub fn about(mut self, words: Words) -> Self {
        self.about = Some(words);
        self
    }

    /// The record it is about.
    pub fn facts(mut self, facts: Vec<Fact>) -> Self {
        self.facts = facts;
        self
    }
}
