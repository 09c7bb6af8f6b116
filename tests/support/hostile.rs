//! A good plugin that somebody made hostile, and what every run on one must keep to.

use std::fs;
use std::io::Read;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::fixture::Fixture;
use super::run::{Ran, program};

/// Longest that a run may take here: 10 s are its limit on a machine that does nothing else, 120 s the watchdog's.
pub(crate) const LONGEST: Duration = Duration::from_secs(100);

/// A plugin that is ready for the first tier, in git.
pub(crate) struct Victim(Fixture);

impl Victim {
    pub(crate) fn new() -> Self {
        Self(Fixture::new("ready-ci-extensions"))
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.root()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root().join(name)
    }

    pub(crate) fn git(&self, args: &[&str]) -> String {
        super::fixture::git(self.root(), args)
    }

    /// Whether git is content with `args`.
    pub(crate) fn git_takes(&self, args: &[&str]) -> bool {
        Command::new("git").args(args).current_dir(self.root()).output().unwrap().status.success()
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// Fills `folders` folders below webapp/src with `files` sources each. They are links to one another, which is far
    /// faster than making each.
    pub(crate) fn fill(&self, folders: usize, files: usize) {
        for folder in 0..folders {
            let first = format!("webapp/src/{folder}/0.ts");
            self.write(&first, "export const a = 1;\n");
            for file in 1..files {
                fs::hard_link(self.path(&first), self.path(&format!("webapp/src/{folder}/{file}.ts"))).unwrap();
            }
        }
    }

    /// Takes away what lies at `name`, and gives the path.
    pub(crate) fn clear(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        match path.symlink_metadata() {
            Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(&path).unwrap(),
            Ok(_) => fs::remove_file(&path).unwrap(),
            Err(_) => fs::create_dir_all(path.parent().unwrap()).unwrap(),
        }
        path
    }

    /// The JSON report, from a run that keeps to everything that [`hold`] asks for.
    pub(crate) fn report(&self) -> Report {
        report(self.root())
    }
}

/// A FIFO at `path`.
pub(crate) fn fifo(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// The JSON report on the plugin at `path`.
pub(crate) fn report(path: &Path) -> Report {
    let ran = check(path);
    let json = serde_json::from_str(&ran.stdout).unwrap_or(Value::Null);
    Report { ran, json }
}

/// Runs `check --offline --format json` on `path` under [`hold`].
pub(crate) fn check(path: &Path) -> Ran {
    hold(program().args(["check", "--offline", "--format", "json"]).arg(path))
}

/// Most memory of a run, in KiB; of one over hundreds of thousands of files, [`hold_within`] says more.
const MEMORY: u64 = 150 << 10;

/// Runs a command that must end by itself, with a code of the table and without a panic, in bounded time and memory.
pub(crate) fn hold(command: &mut Command) -> Ran {
    hold_within(MEMORY, command)
}

/// As [`hold`], with so many KiB of memory.
pub(crate) fn hold_within(memory: u64, command: &mut Command) -> Ran {
    let began = Instant::now();
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let drain = |mut pipe: Box<dyn Read + Send>| {
        std::thread::spawn(move || {
            let mut bytes = Vec::new();
            pipe.read_to_end(&mut bytes).unwrap();
            String::from_utf8(bytes).expect("output is UTF-8")
        })
    };
    let (out, err) = (drain(Box::new(child.stdout.take().unwrap())), drain(Box::new(child.stderr.take().unwrap())));
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if began.elapsed() > LONGEST {
            child.kill().unwrap();
            panic!("{command:?} was still running after {LONGEST:?}");
        }
        peak = peak.max(resident(child.id()));
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(peak < memory, "{command:?} took {peak} KiB of memory");
    let (stdout, stderr) = (out.join().unwrap(), err.join().unwrap());
    assert_eq!(status.signal(), None, "{command:?}\n{stderr}");
    assert!(matches!(status.code(), Some(0..=3)), "{command:?}: {status}\n{stderr}");
    for sign in ["panicked", "RUST_BACKTRACE", "overflowed its stack", "a defect in this program"] {
        assert!(!stderr.contains(sign) && !stdout.contains(sign), "{command:?}\n{stdout}\n{stderr}");
    }
    Ran { code: status.code(), stdout, stderr }
}

/// The most memory that a process has had so far, in KiB; 0 where the system does not tell.
fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let value = |key| status.lines().find_map(|line| line.strip_prefix(key)).map(str::trim);
    // Until it runs its program, it has the name and the memory of this thread.
    let this = fs::read_to_string("/proc/thread-self/comm").unwrap_or_default();
    if value("Name:") == Some(this.trim()) {
        return 0;
    }
    value("VmHWM:").and_then(|peak| peak.trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// A run and its report.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) ran: Ran,
    pub(crate) json: Value,
}

impl Report {
    /// An item by its id.
    pub(crate) fn item(&self, id: &str) -> &Value {
        let tiers = self.json["tiers"].as_array().unwrap_or_else(|| panic!("no report: {:?}", self.ran));
        let mut items = tiers.iter().flat_map(|tier| tier["items"].as_array().unwrap());
        items.find(|item| item["id"] == id).unwrap_or_else(|| panic!("no {id}"))
    }

    /// Asserts an item's verdict, that its cause is `cause`, and that its sentence speaks of `of`.
    #[track_caller]
    pub(crate) fn assert(&self, id: &str, verdict: &str, cause: Option<&str>, of: &str) {
        let item = self.item(id);
        assert_eq!(item["verdict"], verdict, "{item:#}");
        assert_eq!(item["cause"].as_str(), cause, "{item:#}");
        assert!(item["because"].as_str().unwrap().contains(of), "{of}: {item:#}");
    }
}
