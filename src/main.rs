//! The `lifelight` binary.

fn main() {}
