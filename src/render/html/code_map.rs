//! The map of own code against the template's: a bar, a treemap of folders, and the same as a table.

use maud::{Markup, html};

use super::treemap::{Tile, squarify};
use crate::evidence::boilerplate::Lines;
use crate::evidence::gather::Gather as _;
use crate::render::words::grouped;
use crate::report::{Boilerplate, Folder};

const WIDTH: f64 = 1000.0;
const HEIGHT: f64 = 380.0;
/// Rows of the table.
const ROWS: usize = 60;
/// Width of a character of a label, at most.
const LETTER: f64 = 7.4;

/// The section with the map.
pub(super) fn section(code: &Boilerplate) -> Markup {
    let lines = &code.lines;
    let all = weight(lines);
    html! {
        section {
            h2 { "Own code and boilerplate" }
            p.soft { "Which lines are the author’s own, and so for reviewers to read, and which are the starter template’s." }
            div.panel {
                (bar(lines))
                ul.legend {
                    (legend("own", "own", lines.own, all))
                    (legend("template", "template", lines.boilerplate, all))
                    (legend("generated", "generated", lines.generated, all))
                }
                @if all > 0 { (map(code)) }
                details.more {
                    summary { "By folder, as a table" }
                    div.scroll tabindex="0" { (table(code)) }
                }
                p.soft.more {
                    "Left out: " (grouped(lines.excluded)) " lines in lockfiles, licences, vendored code and binaries, and "
                    (grouped(lines.trivial)) " lines of fewer than three letters and digits."
                }
            }
        }
    }
}

fn weight(lines: &Lines) -> usize {
    lines.own + lines.boilerplate + lines.generated
}

fn legend(class: &str, name: &str, count: usize, all: usize) -> Markup {
    html! {
        @if count > 0 {
            li {
                svg aria-hidden="true" { rect class=(class) width="100%" height="100%" {} }
                span { b { (grouped(count)) } " " (name) " (" (percent(count, all)) ")" }
            }
        }
    }
}

fn bar(lines: &Lines) -> Markup {
    let all = weight(lines).max(1) as f64;
    let (own, template) = (lines.own as f64 * WIDTH / all, lines.boilerplate as f64 * WIDTH / all);
    html! {
        svg.bar viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" {
            rect.generated width="1000" height="10" {}
            rect.template width=(number(own + template)) height="10" {}
            rect.own width=(number(own)) height="10" {}
        }
    }
}

fn map(code: &Boilerplate) -> Markup {
    let folders = code.folders.iter().filter(|folder| weight(&folder.lines) > 0);
    let folders = folders.sorted_by(|a, b| weight(&b.lines).cmp(&weight(&a.lines)).then_with(|| a.path.cmp(&b.path)));
    let weights: Vec<f64> = folders.iter().map(|folder| weight(&folder.lines) as f64).collect();
    let tiles = squarify(&weights, Tile { x: 0.0, y: 0.0, width: WIDTH, height: HEIGHT });
    html! {
        svg.map viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img"
            aria-label="Folders by their lines; the table below has the numbers" {
            @for (folder, tile) in folders.iter().zip(tiles) { (tile_of(folder, tile)) }
        }
    }
}

fn tile_of(folder: &Folder, tile: Tile) -> Markup {
    let lines = &folder.lines;
    let all = weight(lines) as f64;
    // From the top: own, the template's, generated.
    let own = tile.height * lines.own as f64 / all;
    let template = tile.height * lines.boilerplate as f64 / all;
    let Tile { x, y, width, height } = tile;
    let room = ((width - 14.0) / LETTER).max(0.0) as usize;
    let name = name(folder);
    let label = shorten(&name, room);
    html! {
        g {
            title { (name) ": " (grouped(lines.own)) " own, " (grouped(lines.boilerplate)) " template" }
            rect.generated x=(number(x)) y=(number(y)) width=(number(width)) height=(number(height)) {}
            rect.template x=(number(x)) y=(number(y)) width=(number(width)) height=(number(own + template)) {}
            rect.own x=(number(x)) y=(number(y)) width=(number(width)) height=(number(own)) {}
            rect.edge x=(number(x)) y=(number(y)) width=(number(width)) height=(number(height)) rx="3" {}
            @if let Some(label) = label.filter(|_| height > 22.0) {
                text x=(number(x + 8.0)) y=(number(y + 18.0)) { (label) }
                @if height > 40.0 && room >= 9 {
                    text.count x=(number(x + 8.0)) y=(number(y + 34.0)) { (grouped(lines.own)) " own" }
                }
            }
        }
    }
}

fn table(code: &Boilerplate) -> Markup {
    let folders = code.folders.iter();
    let folders = folders.sorted_by(|a, b| b.lines.own.cmp(&a.lines.own).then_with(|| a.path.cmp(&b.path)));
    html! {
        table {
            caption.unseen { "Lines by folder, most own lines first" }
            thead {
                tr {
                    th scope="col" { "folder" }
                    th.n scope="col" { "files" }
                    th.n scope="col" { "own" }
                    th.n scope="col" { "template" }
                    th.n scope="col" { "generated" }
                }
            }
            tbody {
                @for folder in folders.iter().take(ROWS) {
                    tr {
                        th.mono scope="row" { (name(folder)) }
                        td.n { (grouped(folder.files)) }
                        td.n { (grouped(folder.lines.own)) }
                        td.n { (grouped(folder.lines.boilerplate)) }
                        td.n { (grouped(folder.lines.generated)) }
                    }
                }
            }
        }
        @if folders.len() > ROWS { p.soft { "and " (folders.len() - ROWS) " folders with fewer own lines" } }
    }
}

/// `server/` with its folders, `server/*` without.
fn name(folder: &Folder) -> String {
    match (folder.path.as_str(), folder.deep) {
        (".", _) => "(root)".to_owned(),
        (path, true) => format!("{path}/"),
        (path, false) => format!("{path}/*"),
    }
}

/// As many of the last parts of a folder's name as there is room for, if for any.
fn shorten(name: &str, room: usize) -> Option<&str> {
    let starts = std::iter::once(0).chain(name.match_indices('/').map(|(at, _)| at + 1));
    starts
        .filter_map(|at| name.get(at..))
        .filter(|part| part.chars().any(char::is_alphanumeric))
        .find(|part| part.chars().count() <= room)
}

fn number(value: f64) -> String {
    format!("{value:.1}")
}

fn percent(part: usize, all: usize) -> String {
    let share = part as f64 * 100.0 / all.max(1) as f64;
    if share > 0.0 && share < 1.0 { "under 1 %".to_owned() } else { format!("{share:.0} %") }
}
