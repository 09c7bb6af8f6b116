//! All tests in one binary; the folders mirror `src`.

mod support;

mod evidence {
    mod yaml;
}

mod source {
    mod web;
}
