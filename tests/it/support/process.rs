//! A child process whose output is kept in memory.

use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long anything may take before a test gives up; generous, for busy machines.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// How a process ended.
pub struct Finished {
    /// Exit code or signal.
    pub status: ExitStatus,
    /// From the signal (or the start, if none was sent) to the end.
    pub took: Duration,
    /// All it wrote to standard output.
    pub stdout: String,
    /// All it wrote to standard error.
    pub stderr: String,
}

/// A running child; killed on drop.
pub struct Process {
    name: String,
    child: Child,
    stdout: Stream,
    stderr: Stream,
    since: Instant,
}

impl Process {
    /// Starts `command` without standard input.
    pub fn spawn(command: &mut Command) -> Self {
        let name = command.get_program().to_string_lossy().into_owned();
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("cannot start {name} ({error}); `bash tests/run` installs what tests need")
            });
        let stdout = Stream::follow(child.stdout.take().expect("standard output is piped"));
        let stderr = Stream::follow(child.stderr.take().expect("standard error is piped"));
        Self { name, child, stdout, stderr, since: Instant::now() }
    }

    /// What it has written to standard output so far.
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What it has written to standard error so far.
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Waits until `find` finds something in a complete line of either stream.
    pub async fn wait_for<T>(&mut self, what: &str, find: impl Fn(&str) -> Option<T>) -> T {
        let end = Instant::now() + PATIENCE;
        loop {
            let exited = self.child.try_wait().expect("a child can be asked").is_some();
            if exited {
                self.stdout.join();
                self.stderr.join();
            }
            // A line still being written may be cut anywhere, so it does not count yet.
            let found = [self.stdout(), self.stderr()].iter().find_map(|text| {
                text.split_inclusive('\n').filter(|line| line.ends_with('\n')).find_map(&find)
            });
            if let Some(found) = found {
                return found;
            }
            assert!(!exited && Instant::now() < end, "no {what} from {}", self.name);
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Sends a signal such as `TERM`; time is counted from here.
    pub fn signal(&mut self, name: &str) {
        self.since = Instant::now();
        // The shell's own kill: /bin/kill is a package that small images lack.
        let sent = Command::new("sh")
            .args(["-c", "kill -s \"$0\" \"$1\"", name, &self.child.id().to_string()])
            .status()
            .expect("sh is there");
        assert!(sent.success(), "cannot send SIG{name} to {}", self.name);
    }

    /// Waits until it has ended by itself or by an earlier signal.
    pub async fn finished(mut self) -> Finished {
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child can be asked") {
                let took = self.since.elapsed();
                self.stdout.join();
                self.stderr.join();
                return Finished { status, took, stdout: self.stdout(), stderr: self.stderr() };
            }
            assert!(Instant::now() < end, "{} is still running", self.name);
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Waits without a runtime, for use in drop; false if it is still running after `limit`.
    pub fn finished_within(&mut self, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        loop {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return true;
            }
            if Instant::now() >= end {
                return false;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
        if std::thread::panicking() {
            let (stdout, stderr) = (self.stdout(), self.stderr());
            eprintln!("{}\n--- stdout\n{stdout}\n--- stderr\n{stderr}", self.name);
        }
    }
}

/// One output stream, read by a thread so that the child never blocks on a full pipe.
struct Stream {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Stream {
    fn follow(mut pipe: impl Read + Send + 'static) -> Self {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&bytes);
        let reader = std::thread::spawn(move || {
            let mut chunk = [0; 8192];
            while let Ok(length @ 1..) = pipe.read(&mut chunk) {
                let mut bytes = shared.lock().unwrap_or_else(PoisonError::into_inner);
                bytes.extend_from_slice(&chunk[..length]);
            }
        });
        Self { bytes, reader: Some(reader) }
    }

    fn text(&self) -> String {
        let bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Waits for the end of the stream, which is the end of the child.
    fn join(&mut self) {
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}

#[tokio::test]
async fn output_signal_and_end_of_a_process_are_seen() {
    let mut shell = Process::spawn(Command::new("sh").args([
        "-c",
        "echo up at 42; echo aside >&2; trap 'echo bye; exit 3' TERM; while :; do sleep 0.02; done",
    ]));
    let number: u32 =
        shell.wait_for("number", |l| l.trim().strip_prefix("up at ")?.parse().ok()).await;
    assert_eq!(number, 42);
    shell.wait_for("aside", |line| line.contains("aside").then_some(())).await;
    shell.signal("TERM");
    let end = shell.finished().await;
    assert_eq!((end.status.code(), end.stdout.as_str()), (Some(3), "up at 42\nbye\n"));
    assert_eq!(end.stderr, "aside\n");
    assert!(end.took < PATIENCE && end.status.signal().is_none());
}
