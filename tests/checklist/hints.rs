mod code;
mod docs;
