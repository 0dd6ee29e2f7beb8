//! What was posted, or kept in a draft: names and values in their order.

/// Posted names and values, shown again when a form comes back.
#[derive(Clone, Default)]
pub struct Values(Vec<(String, String)>);

impl From<Vec<(String, String)>> for Values {
    fn from(pairs: Vec<(String, String)>) -> Self {
        Self(pairs)
    }
}

impl Values {
    /// The first value of `name`, or the empty string.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// The value of `name` when it was posted, else `otherwise`.
    pub fn get_or<'a>(&'a self, name: &str, otherwise: &'a str) -> &'a str {
        self.0.iter().find(|(known, _)| known == name).map_or(otherwise, |(_, value)| value)
    }

    /// Every value of `name`, as check boxes post them.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect()
    }

    /// What was posted with the button of a candidate: `take` names a field and what stands there now.
    pub fn with_candidate_taken(mut self) -> Self {
        let taken = self.get("take").split_once(' ');
        if let Some((field, text)) = taken.map(|(field, text)| (field.to_owned(), text.to_owned()))
        {
            let held = self.0.iter_mut().find(|(name, _)| *name == field);
            held.into_iter().for_each(|(_, value)| value.clone_from(&text));
            self.0.retain(|(name, _)| name != "take");
        }
        self
    }

    /// All names and values.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.0
    }

    /// `name` was posted with `value`.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(known, held)| known == name && held == value)
    }

    /// Some name starting with `prefix` has a value.
    pub fn any(&self, prefix: &str) -> bool {
        self.0.iter().any(|(name, value)| name.starts_with(prefix) && !value.trim().is_empty())
    }

    /// The highest `n` for which a name `prefix_n…` has a value; names are numbered from one.
    pub fn rows(&self, prefix: &str) -> usize {
        let number = |name: &str| -> Option<usize> {
            let rest = name.strip_prefix(prefix)?.strip_prefix('_')?;
            rest.split('_').next()?.parse().ok()
        };
        let filled = self.0.iter().filter(|(_, value)| !value.trim().is_empty());
        filled.filter_map(|(name, _)| number(name)).max().unwrap_or(0).min(Self::MOST_ROWS)
    }

    /// More rows than any person has; keeps a forged number from drawing a million inputs.
    const MOST_ROWS: usize = 20;
}
