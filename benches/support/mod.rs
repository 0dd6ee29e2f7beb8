//! What the benchmarks stand on: the service over a real database, clients on keep-alive connections,
//! synthetic people, and rounds in which the two sides take turns.

pub mod clients;
pub mod databases;
pub mod office;
pub mod people;
pub mod rounds;

use std::path::{Path, PathBuf};

/// Whether this is `cargo bench`: `cargo test --all-targets` starts benchmarks too, which are no tests.
pub fn asked_for() -> bool {
    let asked = std::env::args().any(|argument| argument == "--bench");
    if !asked {
        println!("a benchmark, not a test: run it with cargo bench");
    }
    asked
}

/// Whether only to see that it runs: `cargo bench --bench NAME -- --quick`.
pub fn is_quick() -> bool {
    std::env::args().any(|argument| argument == "--quick")
}

/// A folder that is removed with everything in it on drop.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty folder below `TMPDIR`, which has to be on a real disk for the figures to mean anything.
    pub fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("lifelight-bench-{name}-{}", std::process::id()));
        std::fs::create_dir(&path)
            .unwrap_or_else(|error| panic!("cannot create {}: {error}", path.display()));
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("cannot remove {}: {error}", self.0.display());
        }
    }
}
