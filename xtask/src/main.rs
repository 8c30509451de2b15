//! The chores of the imagejobs repository.

fn main() {}
