//! A plugin bundle as a stream: gzip, then tar, with caps; nothing is written to disk.
