//! Small outcomes inside the office: figures are exact, but of a unit below one's own, whose records one may not open,
//! fewer than five of an outcome are not told.
//!
//! Source: `statistics`, 1.3.

/// Fewer of an outcome are not shown to who may not open the records behind them.
pub const FEWEST_SHOWN: u64 = 5;

/// A number as somebody may see it: none for one that is hidden.
pub fn visible(number: u64, guarded: bool) -> Option<u64> {
    (!guarded || number >= FEWEST_SHOWN).then_some(number)
}
