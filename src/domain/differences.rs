//! What differs between two versions of a row, field by field.

use std::fmt;

use serde_json::Value;

/// One field that differs. Personal data: `Debug` shows only the field.
#[derive(Clone, PartialEq, Eq)]
pub struct Difference {
    /// The field's path, e.g. `identity.name` or `contacts.phones.1.phone`.
    pub field: String,
    /// What it was; empty for nothing.
    pub was: String,
    /// What it became; empty for nothing.
    pub became: String,
}

impl fmt::Debug for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Difference({}, …)", self.field)
    }
}

/// The fields that differ between `was` and `became`, versions aside, which always do.
pub fn differences(was: &Value, became: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    collect("", was, became, &mut found);
    found.retain(|difference| difference.field != "version");
    found
}

fn collect(path: &str, was: &Value, became: &Value, found: &mut Vec<Difference>) {
    if was == became {
        return;
    }
    let inner = |key: &str| if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") };
    match (was, became) {
        (Value::Object(old), Value::Object(new)) => {
            let added = new.keys().filter(|key| !old.contains_key(*key));
            for key in old.keys().chain(added) {
                let side = |map: &serde_json::Map<String, Value>| {
                    map.get(key).cloned().unwrap_or_default()
                };
                collect(&inner(key), &side(old), &side(new), found);
            }
        }
        (Value::Array(old), Value::Array(new)) => {
            for n in 0..old.len().max(new.len()) {
                let side = |list: &[Value]| list.get(n).cloned().unwrap_or_default();
                collect(&inner(&(n + 1).to_string()), &side(old), &side(new), found);
            }
        }
        // One side is missing: name its fields one by one.
        (Value::Object(_), Value::Null) => {
            collect(path, was, &Value::Object(Default::default()), found)
        }
        (Value::Null, Value::Object(_)) => {
            collect(path, &Value::Object(Default::default()), became, found)
        }
        _ => found.push(Difference {
            field: path.to_owned(),
            was: shown(was),
            became: shown(became),
        }),
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_each_field_that_differs_and_no_other() {
        let was =
            json!({"version": 1, "name": "张三", "phones": [{"phone": "1"}], "same": {"x": 1}});
        let became = json!({"version": 2, "name": "张三丰", "phones": [{"phone": "1"}, {"phone": "2"}], "same": {"x": 1}});
        let found = differences(&was, &became);
        let shown: Vec<_> =
            found.iter().map(|d| (d.field.as_str(), d.was.as_str(), d.became.as_str())).collect();
        assert_eq!(shown, [("name", "张三", "张三丰"), ("phones.2.phone", "", "2")]);
        assert!(!format!("{found:?}").contains('张'));
    }
}
