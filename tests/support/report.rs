//! Reports made by hand: every item passes but for those that a test sets.

use std::collections::BTreeMap;

use plugin_ready::checklist::tiers;
use plugin_ready::error::{Place, Position, Span};
use plugin_ready::evidence::boilerplate::scope::Area;
use plugin_ready::evidence::boilerplate::{Boilerplate, Class, Lines, Scope};
use plugin_ready::evidence::repository::Oid;
use plugin_ready::evidence::{Cause, CauseKind, Evidence, Fact, Role};
use plugin_ready::report::{Context, Location, Plugin, Report, Run, Tool, Waived};
use plugin_ready::verdict::{Hint, Judgement};

/// What a repository's author could write where we quote them, to act in a terminal, a log, a viewer or a browser.
pub(crate) const ATTACKS: &[&str] = &[
    "\u{1b}[31mred\u{1b}]8;;https://evil.example\u{7}",
    "\u{202e}txt.exe\u{2066}",
    "::error file=a.go,line=1::forged",
    "##[error]forged",
    "line one\n::warning::forged\r\n##vso[task.complete]",
    "[click](https://evil.example) ![i](https://evil.example/i.png) <https://evil.example>",
    "</td><script>alert(1)</script><img src=x onerror=alert(1)>\" onmouseover=\"alert(1)' x='",
    "\u{0}\u{8}\u{b}\u{fffe}\u{ffff}]]>&amp;&#0;",
    "| a | b |\n# heading @channel `code` ~~struck~~ {0} ${{ secrets.TOKEN }}",
    "%0A::error::forged%25",
    "=HYPERLINK(\"https://evil.example\")",
];

/// All attacks in one text.
pub(crate) fn attack() -> String {
    ATTACKS.join(" ")
}

/// A report in the making.
pub(crate) struct Sketch {
    judgements: BTreeMap<&'static str, Judgement>,
    hints: Vec<Hint>,
    waivers: Vec<(String, Waived)>,
    target: &'static str,
    run: Run,
    warnings: Vec<String>,
    plugin: Plugin,
    evidence: Evidence,
}

impl Sketch {
    /// Everything passes, the target is the lowest tier.
    pub(crate) fn new() -> Self {
        Self {
            judgements: BTreeMap::new(),
            hints: Vec::new(),
            waivers: Vec::new(),
            target: "ci-extensions",
            run: Run::default(),
            warnings: Vec::new(),
            plugin: Plugin {
                id: Some("com.example.weather".into()),
                name: Some("Weather".into()),
                version: Some("1.2.0".into()),
                path: ".".into(),
                commit: Some("0123456789abcdef0123456789abcdef01234567".into()),
                branch: Some("main".into()),
                dirty: false,
            },
            evidence: Evidence::default(),
        }
    }

    /// One of each verdict among the items of the lowest tier, a waiver, a hint, and open items above.
    pub(crate) fn mixed() -> Self {
        let line = "    branches: [main]";
        let workflow = |range| Place { span: Some(range), ..Place::line(".github/workflows/ci.yml", line, 1) };
        let ci = Judgement::fail("no workflow builds the bundle when main is pushed")
            .at(workflow(span(4, 5, 4, 20)))
            .at(Place::file("Makefile"))
            .help("add a job that runs `make dist` on pushes to main")
            .fact("builds", "no");
        Self::new()
            .run(Run { offline: true, ..Run::default() })
            .item("ci-master", ci)
            .item(
                "basic-code-review",
                Judgement::pending(Role::CoreCommitter, "nobody has signed off a review of this commit")
                    .help("ask a core committer to run: plugin-ready sign-off basic-code-review --by HANDLE"),
            )
            .item("nightly-build", Judgement::unknown(Cause::new(CauseKind::Offline, "the network was not asked")))
            .item("compatible-licence", Judgement::fail("GPL-3.0-only is in category X").at(Place::file("LICENSE")))
            .waive("compatible-licence", "relicensing is under way")
            .item("qa-pass", Judgement::pending(Role::Qa, "QA has not signed off"))
            .item("changelog", Judgement::fail("there is no changelog"))
            .code(&[
                ("Makefile", 12, 280),
                ("README.md", 90, 4),
                ("build/pluginctl/main.go", 0, 150),
                ("server/plugin.go", 210, 40),
                ("server/command/forecast.go", 640, 0),
                ("server/store/kv.go", 320, 0),
                ("webapp/src/components/panel.tsx", 410, 0),
                ("webapp/src/index.tsx", 30, 25),
                ("webapp/webpack.config.js", 0, 85),
            ])
            .item("high-availability", Judgement::not_applicable("the plugin has no server part"))
            .hint("manifest-min-server-version", "min_server_version is lower than the API needs", "server/plugin.go")
    }

    /// Untrusted text in every field that can hold it, on its way through the report floor.
    pub(crate) fn hostile() -> Self {
        let text = attack();
        let mut sketch = Self::new().waive("compatible-licence", &text).hint("a-hint", &text, &text);
        for (index, item) in tiers::TIERS.iter().flat_map(|tier| tier.items).enumerate() {
            let place = Place { span: Some(span(3, 2, 3, 9)), excerpt: Some(text.clone()), path: text.clone() };
            let judgement = match index % 5 {
                0 => Judgement::fail(&text),
                1 => Judgement::pending(Role::Security, &text),
                2 => Judgement::unknown(Cause::new(CauseKind::Malformed, &text)),
                3 => Judgement::pass(&text),
                _ => Judgement::not_applicable(&text),
            };
            let judgement = judgement.at(place).at(Place::file(&text)).help(&text).fact(&text, text.clone());
            sketch = sketch.item(item.id, judgement);
        }
        sketch.warnings.push(text.clone());
        sketch
    }

    /// Sets the judgement of an item.
    pub(crate) fn item(mut self, id: &'static str, judgement: Judgement) -> Self {
        assert!(plugin_ready::checklist::find(id).is_some(), "no item is called {id}");
        self.judgements.insert(id, judgement);
        self
    }

    /// Adds a hint at line 7 of `path`.
    pub(crate) fn hint(mut self, id: &'static str, because: &str, path: &str) -> Self {
        let place = Place { span: Some(span(7, 1, 7, 4)), excerpt: Some("func".into()), path: path.into() };
        let hint = Hint { id, because: because.into(), help: "raise it".into(), locations: vec![place] };
        self.hints.push(hint);
        self
    }

    /// Lays a waiver over an item.
    pub(crate) fn waive(mut self, id: &str, reason: &str) -> Self {
        let waived = Waived { reason: reason.into(), until: "2026-12-15".into(), by: "alice".into() };
        self.waivers.push((id.into(), waived));
        self
    }

    /// Sets the files of the repository: path, own lines, lines of the template.
    pub(crate) fn code(mut self, files: &[(&str, u32, u32)]) -> Self {
        let scope = |&(path, own, template): &(&str, u32, u32)| Scope {
            path: path.to_owned(),
            class: match (own, template) {
                (0, _) => Class::Boilerplate,
                (_, 0) => Class::Own,
                _ => Class::Mixed,
            },
            exclusion: None,
            area: Area::Tooling,
            origin: None,
            own: std::iter::once(0..own).collect(),
            boilerplate: std::iter::once(own..own + template).collect(),
            lines: (own + template) as usize,
            trivial: 0,
            leftovers: Vec::new(),
            doubtful: None,
        };
        let files: Vec<Scope> = files.iter().map(scope).collect();
        let sum = |of: fn(&Scope) -> usize| files.iter().map(of).sum::<usize>();
        let lines = Lines {
            own: sum(|f| f.own.iter().map(ExactSizeIterator::len).sum()),
            boilerplate: sum(|f| f.boilerplate.iter().map(ExactSizeIterator::len).sum()),
            ..Lines::default()
        };
        self.evidence.boilerplate = Fact::Seen(Boilerplate {
            template: Oid([0x89; 20]),
            files,
            lines,
            base: None,
            range: None,
            drift: Vec::new(),
            missing: Vec::new(),
        });
        self
    }

    /// Sets the target tier.
    pub(crate) fn target(mut self, tier: &'static str) -> Self {
        self.target = tier;
        self
    }

    /// Sets how the run was restricted.
    pub(crate) fn run(mut self, run: Run) -> Self {
        self.run = run;
        self
    }

    /// Puts the plugin into a folder of its repository.
    pub(crate) fn folder(mut self, path: &str) -> Self {
        self.plugin.path = path.into();
        self
    }

    /// The report.
    pub(crate) fn report(&self) -> Report {
        let context = Context {
            tool: Tool {
                version: "0.1.0",
                checklist: "2022-11-24",
                template_index: "89abcdef89abcdef89abcdef89abcdef89abcdef".into(),
                licence_table: "2026-11-01".into(),
            },
            target: tiers::find(self.target).expect("a tier"),
            run: self.run,
            waivers: self.waivers.clone(),
            silenced: Vec::new(),
            warnings: self.warnings.clone(),
        };
        let judge = |item: &'static plugin_ready::checklist::Item| {
            self.judgements.get(item.id).cloned().unwrap_or_else(|| Judgement::pass("it is as it should be"))
        };
        let mut report = Report::judged_by(judge, &self.evidence, self.hints.clone(), context);
        report.plugin = self.plugin.clone();
        report
    }

    /// As [`Sketch::hostile`], but the attacks get past the report floor: what a format does of its own.
    pub(crate) fn raw() -> Report {
        let mut report = Self::hostile().report();
        let text = attack();
        let places = |locations: &mut Vec<Location>| locations.iter_mut().for_each(|l| l.path.clone_from(&text));
        for item in report.tiers.iter_mut().flat_map(|tier| &mut tier.items) {
            item.because.clone_from(&text);
            item.help = Some(text.clone());
            places(&mut item.locations);
            if let Some(waived) = &mut item.waived {
                *waived = Waived { reason: text.clone(), until: text.clone(), by: text.clone() };
            }
        }
        for hint in &mut report.hints {
            hint.because.clone_from(&text);
            hint.help.clone_from(&text);
            places(&mut hint.locations);
        }
        report.warnings = vec![text.clone()];
        let some = Some(text.clone());
        report.plugin = Plugin {
            id: some.clone(),
            name: some.clone(),
            version: some.clone(),
            path: text.clone(),
            commit: some.clone(),
            branch: some,
            dirty: true,
        };
        report
    }
}

/// A span from its four numbers, the end inclusive.
pub(crate) fn span(line: usize, column: usize, end_line: usize, end_column: usize) -> Span {
    Span { start: Position { line, column }, end: Position { line: end_line, column: end_column } }
}
