use std::sync::Arc;

use plugin_ready::evidence::boilerplate::renamed::{Lone, pairs};

use crate::support::template::lines;

fn file(path: &str, content: &str) -> Lone {
    (path.to_owned(), Arc::from(content.as_bytes()))
}

#[test]
fn a_file_is_an_earlier_one_where_half_of_it_is_and_the_most_alike_wins() {
    let (a, b) = (lines("a", 10), lines("b", 10));
    let earlier = [file("server/a.go", &a), file("server/b.go", &b), file("server/gone.go", &lines("gone", 10))];
    let later = [
        file("backend/b.go", &format!("{b}{}", lines("more", 10))),
        file("backend/copy.go", &format!("{b}{}", lines("more", 9))),
        file("backend/a.go", &a),
        file("backend/new.go", &format!("{}{}", lines("gone", 4), lines("new", 6))),
    ];
    assert_eq!(pairs(&earlier, &later), [(0, 2), (1, 1)]);
    assert_eq!(pairs(&earlier, &later[..1]), [(1, 0)], "one half, and no more");
}

#[test]
fn of_two_that_are_as_much_alike_the_one_of_the_same_name_wins() {
    let text = lines("same", 6);
    let later = [file("new/a.go", &text), file("new/b.go", &text)];
    assert_eq!(pairs(&[file("old/b.go", &text)], &later), [(0, 1)]);
}

#[test]
fn what_stands_in_many_files_tells_of_none_of_them_unless_they_are_equal() {
    let text = |number: usize| format!("{}{}", lines("licence", 6), lines(&format!("own {number}"), 2));
    let mut earlier: Vec<Lone> = (0..20).map(|number| file(&format!("old/{number}.ts"), &text(number))).collect();
    earlier.push(file("old/index.ts", &lines("licence", 6)));
    let later = [
        file("new/other.ts", &format!("{}{}", lines("licence", 6), lines("new", 2))),
        file("new/half.ts", &format!("{}{}", text(7), lines("new", 2))),
        file("new/index.ts", &lines("licence", 6)),
    ];
    assert_eq!(pairs(&earlier, &later), [(20, 2), (7, 1)]);
    assert_eq!(pairs(&[file("old/blank.go", "\n}\n\n")], &[file("new/blank.go", "\n}\n")]), []);
}

#[test]
fn equal_files_keep_their_names_as_far_as_they_can() {
    let text = lines("same", 2);
    let earlier = [file("old/a.ts", &text), file("old/b.ts", &text)];
    let later = [file("new/b.ts", &text), file("new/c.ts", &text), file("new/d.ts", &text)];
    assert_eq!(pairs(&earlier, &later), [(1, 0), (0, 1)]);
}
