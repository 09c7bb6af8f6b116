//! What the benches share: repositories to judge, and whole programs run on them.
//!
//! Programs are measured from outside, start-up included; of several runs in turn the median counts.
#![allow(
    dead_code,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and fails on the unexpected"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The program under study.
pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_plugin-ready");

/// A program to run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line<'a> {
    /// Its name or path.
    pub(crate) program: &'a str,
    /// Where.
    pub(crate) folder: &'a Path,
    /// Its arguments.
    pub(crate) args: &'a [&'a str],
}

/// What a program cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// From start to end.
    pub(crate) wall: Duration,
    /// Most memory it held, in MiB; 0 where the system does not say.
    pub(crate) peak: f64,
}

impl Cost {
    /// In milliseconds.
    pub(crate) fn milliseconds(&self) -> f64 {
        self.wall.as_secs_f64() * 1e3
    }
}

/// The program under study, run in `folder`.
pub(crate) fn ours<'a>(folder: &'a Path, args: &'a [&'a str]) -> Line<'a> {
    Line { program: PROGRAM, folder, args }
}

impl Line<'_> {
    fn start(&self) -> Child {
        Command::new(self.program)
            .current_dir(self.folder)
            .args(self.args)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Runs it to its end, which is 0 or 1.
    pub(crate) fn run(&self) -> Duration {
        let start = Instant::now();
        let status = self.start().wait().unwrap();
        assert!(matches!(status.code(), Some(0 | 1)), "{self:?}: {status}");
        start.elapsed()
    }

    /// Runs it for what the system says of its memory, asked all the time.
    fn peak(&self) -> f64 {
        let mut child = self.start();
        let status = PathBuf::from(format!("/proc/{}/status", child.id()));
        let mut peak = 0.0;
        while child.try_wait().unwrap().is_none() {
            peak = high_water(&status).unwrap_or(peak);
            std::thread::sleep(Duration::from_micros(100));
        }
        peak
    }
}

fn high_water(status: &Path) -> Option<f64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").parse().ok().map(|kibibytes: f64| kibibytes / 1024.0)
}

/// What each of `lines` costs: the median time of `times` runs in turn, and the memory of one run before.
pub(crate) fn costs<const N: usize>(times: usize, lines: [Line<'_>; N]) -> [Cost; N] {
    let peaks = lines.map(|line| line.peak());
    let mut walls: [Vec<Duration>; N] = std::array::from_fn(|_| Vec::new());
    for _ in 0..times {
        for (line, walls) in lines.iter().zip(&mut walls) {
            walls.push(line.run());
        }
    }
    std::array::from_fn(|at| {
        walls[at].sort_unstable();
        Cost { wall: walls[at][times / 2], peak: peaks[at] }
    })
}

/// Processor time that ended children of this process have had, in seconds.
pub(crate) fn processor_time() -> f64 {
    let Ok(stat) = fs::read_to_string("/proc/self/stat") else { return 0.0 };
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: f64 = fields.iter().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    // Linux counts for programs in hundredths of a second.
    ticks / 100.0
}

/// Runs git in `folder` as somebody. What is added goes into one pack, as in a clone, and not into a file each.
pub(crate) fn git(folder: &Path, args: &[&str]) {
    let identity = ["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "gc.auto=0"];
    let packed = ["-c", "core.bigFileThreshold=1"];
    Line { program: "git", folder, args: &[&identity[..], &packed, args].concat() }.run();
}

/// Commits everything in `folder`, which becomes a repository if it is none.
pub(crate) fn commit(folder: &Path, message: &str) {
    git(folder, &["init", "--quiet"]);
    git(folder, &["add", "--all"]);
    git(folder, &["commit", "--quiet", "--message", message]);
}

/// Copies the fixture `name` to `to`.
pub(crate) fn copy_fixture(name: &str, to: &Path) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    fs::create_dir_all(to).unwrap();
    Line { program: "cp", folder: to, args: &["-r", &format!("{}/.", fixture.display()), "."] }.run();
}

/// Writes the file at `path` and the folders above it.
pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Code that no other file has: `lines` lines, about 38 bytes each, as in real plugins.
pub(crate) fn code(at: usize, lines: usize) -> String {
    let mut text = String::from("package main\n\n");
    for line in 0..lines {
        text += &match line % 6 {
            0 => format!("func (p *Plugin) handle{at}x{line}(id string) error {{\n"),
            1 => format!("\tvalue, err := p.client.KV.Get(\"key-{at}-{line}\")\n"),
            2 => "\tif err != nil {\n".to_owned(),
            3 => format!("\t\treturn errors.Wrap(err, \"step {line} of {at}\")\n"),
            4 => "\t}\n".to_owned(),
            _ => format!("\treturn p.finish{at}x{line}(value, id)\n}}\n\n"),
        };
    }
    text
}

/// A script for the web app: `lines` lines that no other file has.
pub(crate) fn script(at: usize, lines: usize) -> String {
    let mut text = String::from("import React from 'react';\n\n");
    for line in 0..lines {
        text += &match line % 4 {
            0 => format!("export const View{at}x{line} = (props: Props) => {{\n"),
            1 => format!("    const [state, setState] = useState('{at} {line}');\n"),
            2 => format!("    return <Panel title={{state}} onClose={{() => setState('{line}')}}/>;\n"),
            _ => "};\n\n".to_owned(),
        };
    }
    text
}

/// One row of a table: what, the figure, and what it is held against.
pub(crate) fn row(what: &str, figure: &str, against: &str) {
    println!("{what:<44} {figure:>14}   {against}");
}
