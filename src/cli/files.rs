//! Files that commands write: whole or not at all.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use super::Failure;

/// A file that was not there before and that nobody else may read. Made before there is anything to write, so that a
/// place that cannot be written to is found before anything is done; unless it is filled, it is gone again.
pub struct NewFile {
    path: PathBuf,
    file: File,
    filled: bool,
}

impl NewFile {
    /// Makes an empty file.
    pub fn make(path: &Path) -> Result<Self, Failure> {
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
        let file = made.map_err(|error| unwritable(path, &error))?;
        Ok(Self { path: path.to_owned(), file, filled: false })
    }

    /// Writes all of it.
    pub fn fill(mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = self.file.write_all(bytes).and_then(|()| self.file.sync_all());
        written.map_err(|error| unwritable(&self.path, &error))?;
        self.filled = true;
        Ok(())
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.filled {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A folder that several files are written into, over those that are there.
pub struct Folder {
    path: PathBuf,
    /// What was made for it, the innermost first; gone again unless it is filled.
    made: Vec<PathBuf>,
}

impl Folder {
    /// The folder, made where it is missing, if files can be written into it.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.exists();
        let made = path.ancestors().take_while(missing).map(Path::to_owned).collect();
        let folder = Self { path: path.to_owned(), made };
        let can_be = fs::create_dir_all(path)
            .and_then(|()| File::create(folder.partial("")))
            .and_then(|_| fs::remove_file(folder.partial("")));
        can_be.map_err(|error| unwritable(path, &error))?;
        Ok(folder)
    }

    /// Writes `files`, in this order: first all of them beside those that are there, then each in its place, so that
    /// a disk that fills up leaves what was there.
    pub fn fill(mut self, files: &[(String, Vec<u8>)]) -> Result<(), Failure> {
        let written = files.iter().try_for_each(|(name, bytes)| {
            let mut file = File::create(self.partial(name))?;
            file.write_all(bytes)?;
            file.sync_all()
        });
        let placed = written.and_then(|()| {
            files
                .iter()
                .try_for_each(|(name, _)| fs::rename(self.partial(name), self.path.join(name)))
        });
        if let Err(error) = placed {
            for (name, _) in files {
                let _ = fs::remove_file(self.partial(name));
            }
            return Err(unwritable(&self.path, &error));
        }
        self.made.clear();
        Ok(())
    }

    fn partial(&self, name: &str) -> PathBuf {
        self.path.join(format!(".{name}.partial"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        for folder in &self.made {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The text of the file `path`.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let read = fs::read(path);
    read.map_err(|error| Failure::from(format!("无法读取 cannot read {}: {error}", path.display())))
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::from(format!("无法写入 cannot write {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let name = |entry: std::io::Result<fs::DirEntry>| {
            entry.expect("an entry").file_name().to_string_lossy().into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    #[test]
    fn what_fails_half_way_leaves_what_was_there() {
        let place = std::env::temp_dir().join(format!("lifelight-files-{}", std::process::id()));
        let out = place.join("a/b");
        drop(Folder::open(&out).expect("it can be made"));
        assert!(!place.exists(), "nothing is left of a folder that nothing was put into");

        let put = |files: &[(&str, &str)]| {
            let files =
                files.iter().map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()));
            Folder::open(&out).expect("it can be made").fill(&files.collect::<Vec<_>>())
        };
        put(&[("one", "1"), ("two", "2")]).expect("written");
        // A name that no file can have: as if the disk were full by then.
        put(&[("one", "other"), ("none/such", "3")]).expect_err("it cannot be written");
        assert_eq!(names(&out), ["one", "two"]);
        assert_eq!(fs::read(out.join("one")).expect("a file"), b"1");

        let file = out.join("three");
        drop(NewFile::make(&file).expect("it can be made"));
        assert!(!file.exists());
        NewFile::make(&file).expect("it can be made").fill(b"3").expect("written");
        assert!(NewFile::make(&file).is_err(), "nothing is overwritten");
        assert_eq!(fs::read(&file).expect("a file"), b"3");
        fs::remove_dir_all(&place).expect("removed");
    }
}
