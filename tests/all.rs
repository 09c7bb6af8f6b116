//! All tests in one binary; the folders mirror `src`.
