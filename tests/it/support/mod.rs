//! What the tests stand on: a database of one's own, the real binary, a plain HTTP client and a
//! real browser. Everything a test starts here is stopped and removed when it goes out of scope.

pub mod browser;
pub mod coordinators;
pub mod dice;
pub mod http;
pub mod memberships;
pub mod memorials;
pub mod people;
pub mod postgres;
pub mod process;
pub mod registry;
pub mod server;
pub mod team;

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// A private folder that is removed with everything in it on drop.
pub struct TempDir(PathBuf);

impl TempDir {
    /// An empty folder (mode 0700) that nobody else uses.
    pub fn new() -> Self {
        let here = std::env::temp_dir();
        loop {
            let path = here.join(format!("lifelight-test-{}", unique()));
            match std::fs::DirBuilder::new().mode(0o700).create(&path) {
                Ok(()) => return Self(path),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => panic!("cannot create {}: {error}", path.display()),
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // A process that was just killed may still be writing: once more, then leave it.
        if std::fs::remove_dir_all(&self.0).is_err() {
            std::thread::sleep(std::time::Duration::from_millis(200));
            if let Err(error) = std::fs::remove_dir_all(&self.0) {
                eprintln!("cannot remove {}: {error}", self.0.display());
            }
        }
    }
}

/// Different at every call, and from other test processes running now.
fn unique() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
}

#[test]
fn a_temporary_folder_is_private_and_leaves_with_its_contents() {
    use std::os::unix::fs::PermissionsExt;

    let folder = TempDir::new();
    let path = folder.path().to_owned();
    let mode = std::fs::metadata(&path).expect("the folder is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
    std::fs::write(path.join("a"), "b").expect("can write in it");
    drop(folder);
    assert!(!path.exists());
}
