//! The backup that is made by itself: into one folder, of which the latest few are kept.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{App, BackupError, Caller, files};
use crate::domain::jobs::{Counted, Tallies};

/// Where scheduled backups go.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackupPlan {
    /// The folder; it must be there.
    pub folder: PathBuf,
    /// How many are kept, at least one.
    #[serde(default = "usually_kept")]
    pub keep: std::num::NonZeroU32,
}

fn usually_kept() -> std::num::NonZeroU32 {
    const { std::num::NonZeroU32::new(14).unwrap() }
}

/// How a file is named: `lifelight-20261121-023000.db`, by the office's clocks.
const NAME: &str = "lifelight-%Y%m%d-%H%M%S.db";

/// Writes a backup into the folder of `plan`, then removes the oldest beyond those that are kept. Only files
/// named like ours are ever removed, and only once the new one lies there whole.
///
/// # Errors
/// As [`files::write`]; the older backups are all still there then.
pub async fn make(app: &App, caller: &Caller, plan: &BackupPlan) -> Result<Tallies, BackupError> {
    let now = app.store.clock().now().with_timezone(&app.settings.zone);
    let file = plan.folder.join(now.format(NAME).to_string());
    let made = files::write(app, caller, &file, plan.folder.join("lifelight.partial")).await?;
    let removed = remove_oldest(&plan.folder, plan.keep.get() as usize)
        .map_err(|error| BackupError::Unwritable(plan.folder.clone(), error))?;
    Ok(Tallies::default()
        .with(Counted::Rows, u64::try_from(made.rows).unwrap_or_default())
        .with(Counted::Backups, removed)
        .with(Counted::Refused, made.broken.len() as u64))
}

fn remove_oldest(folder: &Path, keep: usize) -> std::io::Result<u64> {
    let mut ours = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if chrono::NaiveDateTime::parse_from_str(name, NAME).is_ok() {
            ours.push(path);
        }
    }
    ours.sort();
    let surplus = ours.len().saturating_sub(keep);
    for path in &ours[..surplus] {
        std::fs::remove_file(path)?;
    }
    Ok(surplus as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_oldest_of_our_own_go() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = [
            "lifelight-20250101-023000.db",
            "lifelight-20250102-023000.db",
            "lifelight-20250103-023000.db",
            "lifelight-20250101-by-hand.db",
            "lifelight-20259901-023000.db",
            "notes.txt",
        ];
        for name in names {
            std::fs::write(folder.path().join(name), "x").expect("can write");
        }
        assert_eq!(remove_oldest(folder.path(), 2).expect("can remove"), 1);
        assert!(!folder.path().join(names[0]).exists());
        assert!(names[1..].iter().all(|name| folder.path().join(name).exists()));
        assert_eq!(remove_oldest(folder.path(), 14).expect("nothing to do"), 0);
    }
}
