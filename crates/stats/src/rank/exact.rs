//! The distribution of the rank sum with few units: counted, and not taken to be normal.

/// With more units times those of the smaller variant, the normal distribution is close, unless
/// these are few. That is 15 units of each.
const WORK_MAX: usize = 450;
/// With so few units of one variant the normal distribution is not close, however many the other
/// has.
const FEW: usize = 8;
/// As far as few are counted: 8 units and 442, 3 and 1197. The work is twice the square of it.
const WORK_OF_FEW_MAX: usize = 3_600;

/// How likely the candidate has each number of wins, where both variants are alike: all choices of
/// its units among all are.
pub(super) struct Exact {
    /// In how many choices there are half as many wins as the index.
    choices: Vec<f64>,
    all: f64,
}

impl Exact {
    /// By how many units have each value, in the values' order; none where there are too many.
    pub(super) fn of(equal: &[usize], control: usize, candidate: usize) -> Option<Self> {
        let (all, chosen) = (control + candidate, control.min(candidate));
        let max = if chosen <= FEW { WORK_OF_FEW_MAX } else { WORK_MAX };
        if all.saturating_mul(chosen) > max {
            return None;
        }
        // Whole even where ties make halves: twice the rank.
        let mut ranks = Vec::with_capacity(all);
        for &size in equal {
            let rank = 2 * ranks.len() + size + 1;
            ranks.extend(std::iter::repeat_n(rank, size));
        }
        let largest: usize = ranks[all - chosen..].iter().sum();
        // Choices of so many units with each sum of ranks.
        let mut sums = vec![vec![0.0; largest + 1]; chosen + 1];
        sums[0][0] = 1.0;
        for rank in ranks {
            for count in (1..=chosen).rev() {
                let (fewer, these) = sums.split_at_mut(count);
                let from = &fewer[count - 1];
                for sum in rank..=largest {
                    these[0][sum] += from[sum - rank];
                }
            }
        }
        let least = chosen * (chosen + 1);
        let wins = |of_chosen: usize| sums[chosen].get(least + of_chosen).copied().unwrap_or(0.0);
        let pairs = 2 * control * candidate;
        let is_candidate = candidate <= control;
        let choices: Vec<f64> = (0..=pairs)
            .map(|half_wins| wins(if is_candidate { half_wins } else { pairs - half_wins }))
            .collect();
        Some(Self { all: choices.iter().sum(), choices })
    }

    /// Two-sided: twice the smaller of both tails, with what was seen.
    pub(super) fn p_value(&self, wins: f64) -> f64 {
        let is_up_to = |half_wins: usize| 0.5 * half_wins as f64 <= wins;
        let is_from = |half_wins: usize| 0.5 * half_wins as f64 >= wins;
        let tail = |is_in: &dyn Fn(usize) -> bool| -> f64 {
            let inside = self.choices.iter().enumerate().filter(|(half_wins, _)| is_in(*half_wins));
            inside.map(|(_, choices)| choices).sum::<f64>() / self.all
        };
        (2.0 * tail(&is_up_to).min(tail(&is_from))).min(1.0)
    }

    /// The fewest losses, and the fewest wins, that are not significant; rounded up.
    pub(super) fn fewest(&self, alpha: f64) -> [u64; 2] {
        let first = |place: &dyn Fn(usize) -> usize| {
            let mut so_far = 0.0;
            let at = (0..self.choices.len()).find(|half_wins| {
                so_far += self.choices[place(*half_wins)];
                2.0 * so_far / self.all >= alpha
            });
            at.unwrap_or(0).div_ceil(2) as u64
        };
        let last = self.choices.len() - 1;
        [first(&|half_losses| last - half_losses), first(&|half_wins| half_wins)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of Mann and Whitney (1947) for 3 and 4 units, and Lehmann's (2006, table H) of 5
    /// and 5, as shares of all choices.
    #[test]
    fn untied_distributions_are_those_of_the_tables() {
        for (control, candidate, up_to, choices, all) in [
            (3, 4, 0, 1.0, 35.0),
            (4, 3, 2, 4.0, 35.0),
            (3, 4, 4, 11.0, 35.0),
            (5, 5, 2, 4.0, 252.0),
        ] {
            let exact = Exact::of(&vec![1; control + candidate], control, candidate).unwrap();
            let got = exact.p_value(f64::from(up_to));
            assert!((got - 2.0 * choices / all).abs() < 1e-15, "{control} {candidate}: {got}");
        }
        assert!(Exact::of(&[1; 30], 15, 15).is_some() && Exact::of(&[1; 32], 16, 16).is_none());
        assert!(Exact::of(&[1; 450], 8, 442).is_some() && Exact::of(&[1; 451], 8, 443).is_none());
    }

    /// As `scipy.stats.mannwhitneyu(.., method="exact")` has it.
    #[test]
    fn few_against_many_are_exact() {
        for (candidate, control, wins, p) in [
            (1, 450, 0.0, 0.004434589800443459),
            (3, 150, 0.0, 3.4171912055167136e-06),
            (8, 400, 282.0, 4.577936244624937e-06),
        ] {
            let exact = Exact::of(&vec![1; control + candidate], control, candidate).unwrap();
            let got = exact.p_value(wins);
            assert!((got / p - 1.0).abs() < 1e-12, "{candidate} {control}: {got}");
        }
    }
}
