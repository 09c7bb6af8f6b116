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
fn what_stands_in_many_files_makes_none_of_them_another() {
    let earlier: Vec<Lone> = (0..20).map(|number| file(&format!("old/{number}.ts"), &lines("same", 6))).collect();
    assert_eq!(pairs(&earlier, &[file("new/0.ts", &lines("same", 6))]), []);
    assert_eq!(pairs(&[file("old/blank.go", "\n}\n")], &[file("new/blank.go", "\n}\n")]), []);
}
