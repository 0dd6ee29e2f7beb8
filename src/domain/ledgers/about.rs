//! What the rows around a table tell of the rows in it: title, names of sheet and file, sections.

use super::{
    Context, SheetOverrides, cells::Cell, columns::Column, layout::Layout, places,
    wishes::programmes_named,
};
use crate::domain::{programmes::Programme, units::Resolution};

/// Title rows that are kept, and their longest text.
const TITLES: usize = 10;
const LONGEST_TITLE: usize = 120;

/// What is told of the rows of a table outside of it.
#[derive(Debug, Default)]
pub(super) struct About {
    /// The name of the file.
    file: String,
    /// The name of the sheet.
    name: String,
    titles: Vec<String>,
    /// The unit of the whole sheet.
    pub base: Option<String>,
    /// The unit of rows that name none.
    pub unit: Option<String>,
    /// The programmes of rows that name none.
    pub programmes: Vec<Programme>,
    /// The last section row that named a unit.
    unit_section: Option<String>,
    /// The last section row that named a programme.
    programme_section: Option<String>,
}

impl About {
    /// Nothing but the names is known yet.
    pub fn new(file: &str, name: &str) -> Self {
        Self { file: file.to_owned(), name: name.to_owned(), ..Self::default() }
    }

    /// Keeps the texts of a row above the heading.
    pub fn remember_title(&mut self, cells: &[Cell]) {
        for cell in cells.iter().filter(|cell| !cell.is_empty()) {
            let text: String = cell.folded().chars().take(LONGEST_TITLE).collect();
            if self.titles.len() < TITLES && !self.titles.contains(&text) {
                self.titles.push(text);
            }
        }
    }

    /// Drops the texts of a row that turned out to belong to the heading.
    pub fn forget_title(&mut self, cells: &[Cell]) {
        for cell in cells {
            self.titles.retain(|title| *title != cell.folded());
        }
    }

    /// Understands what was told so far, once the columns are known.
    pub fn settle(&mut self, layout: &Layout, overrides: &SheetOverrides, ctx: &Context<'_>) {
        self.settle_unit(layout.one(Column::Unit).is_some(), overrides, ctx);
        self.programmes = self.offered(layout, overrides);
    }

    /// Understands which unit was told so far.
    pub fn settle_unit(&mut self, has_column: bool, overrides: &SheetOverrides, ctx: &Context<'_>) {
        let find = |text: &String| places::in_text(ctx.directory, text);
        let chosen =
            overrides.unit.as_ref().and_then(|unit| match ctx.directory.resolve(unit, None) {
                Resolution::One(key) => Some(key),
                _ => None,
            });
        let in_name = find(&self.name);
        let in_titles = self.titles.iter().find_map(find);
        let told = in_titles.or_else(|| in_name.clone()).or_else(|| find(&self.file));
        self.base = chosen.clone().or(told);
        // A blank cell in a column of units is no reason to take the unit of the whole sheet.
        self.unit = match (chosen, has_column) {
            (Some(chosen), _) => Some(chosen),
            (None, true) => None,
            (None, false) => {
                let section = self.unit_section.as_ref().and_then(find);
                section.or(in_name).or_else(|| self.base.clone())
            }
        };
    }

    /// The programmes the sheet is about: as corrected, or as the first of section, titles, names
    /// and columns tells that names exactly one; else all that the first of them names.
    fn offered(&self, layout: &Layout, overrides: &SheetOverrides) -> Vec<Programme> {
        if !overrides.programmes.is_empty() {
            return overrides.programmes.clone();
        }
        let words =
            self.programme_section.iter().chain(&self.titles).chain([&self.name, &self.file]);
        let mut told: Vec<_> = words.map(|text| programmes_named(text)).collect();
        if [Column::SampledOn, Column::PooledOn].iter().any(|column| layout.one(*column).is_some())
        {
            told.push(vec![Programme::StemCell]);
        }
        told.retain(|named| !named.is_empty());
        let one = told.iter().find(|named| named.len() == 1);
        one.or(told.first()).cloned().unwrap_or_default()
    }

    /// A text across the sheet that names a unit or a programme holds for the rows below it.
    /// Answers whether it names one.
    pub fn enter_section(
        &mut self,
        text: &str,
        layout: &Layout,
        overrides: &SheetOverrides,
        ctx: &Context<'_>,
    ) -> bool {
        let unit = places::in_text(ctx.directory, text);
        let names_programme = !programmes_named(text).is_empty();
        if unit.is_some() {
            self.unit_section = Some(text.to_owned());
            if overrides.unit.is_none() {
                self.unit.clone_from(&unit);
            }
        }
        if names_programme {
            self.programme_section = Some(text.to_owned());
            self.programmes = self.offered(layout, overrides);
        }
        unit.is_some() || names_programme
    }

    /// The section rows that hold now.
    pub fn sections(&self) -> Vec<String> {
        let sections = self.unit_section.iter().chain(&self.programme_section);
        let mut sections: Vec<String> = sections.cloned().collect();
        sections.dedup();
        sections
    }

    /// All that must stand above rows given back, so that they are understood again: the titles,
    /// and what the file's name or a correction told.
    pub fn titles(&self, overrides: &SheetOverrides) -> Vec<String> {
        let mut titles = self.titles.clone();
        if !overrides.programmes.is_empty() {
            let labels: Vec<_> = overrides.programmes.iter().map(|p| p.label().zh).collect();
            titles.insert(0, labels.join("、"));
        }
        if let Some(unit) = &overrides.unit {
            titles.insert(0, unit.clone());
        }
        titles.push(self.file.clone());
        titles
    }
}
