//! Taking turns, so that what else the machine does falls on both sides alike.

/// Two sides compared over several rounds.
pub struct Comparison {
    /// Requests a second of the one side, two a round.
    pub a: Vec<f64>,
    /// Of the other.
    pub b: Vec<f64>,
}

/// Runs `rounds` rounds of A, B, A, B, beginning with the other side every second time. Each side gives
/// its requests a second.
pub fn take_turns(
    rounds: usize,
    mut a: impl FnMut() -> f64,
    mut b: impl FnMut() -> f64,
) -> Comparison {
    let mut compared = Comparison { a: Vec::new(), b: Vec::new() };
    for round in 0..rounds {
        for turn in 0..4 {
            if (round + turn) % 2 == 0 {
                compared.a.push(a());
            } else {
                compared.b.push(b());
            }
        }
    }
    compared
}

impl Comparison {
    /// A against B, a ratio for each round.
    pub fn ratios(&self) -> Vec<f64> {
        let rounds = self.a.chunks(2).zip(self.b.chunks(2));
        rounds.map(|(a, b)| a.iter().sum::<f64>() / b.iter().sum::<f64>()).collect()
    }

    /// A against itself: how much of a ratio is chance.
    pub fn same_side_ratios(&self) -> Vec<f64> {
        self.a.chunks_exact(2).map(|a| a[0] / a[1]).collect()
    }
}

/// `median (least–most)`, with so many digits.
pub fn spread(values: &[f64], digits: usize) -> String {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let median = if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        (sorted[middle - 1] + sorted[middle]) / 2.0
    };
    let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
    format!("{median:.digits$} ({least:.digits$}–{most:.digits$})")
}
