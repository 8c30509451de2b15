//! The command line of imagejobs: is my image done?.

fn main() {}
