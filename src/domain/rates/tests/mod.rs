//! The rates against a second, naive reading of the handbook, and against its worked example.

mod closings;
mod examples;
mod histories;
mod naive;
mod recount;
