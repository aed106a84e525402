//! What an experiment shall see: an effect, and how much units vary around it.

use hoist_stats::{Better, Design, Refusal, design_effect, power, power_for_means};

use super::Units;
use crate::stats::fields::Fields;

/// Nobody has more.
const UNITS_MAX: f64 = 1e15;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Metric {
    /// By the normal distribution.
    Proportion,
    /// By Student's t: of few units, the normal distribution promises too much.
    Mean,
}

/// What is to be seen.
pub(super) struct Sought {
    metric: Metric,
    /// Of a unit of control and of candidate.
    variances: [f64; 2],
    pub(super) difference: Option<f64>,
    /// Of control and candidate; the control's twice where that of the candidate is not known.
    shares: Option<[f64; 2]>,
    past: Past,
    pub(super) margin: Option<f64>,
}

/// What is known of units beforehand.
#[derive(Clone, Copy)]
struct Past {
    /// What a known past leaves of the variance, and clusters make of it; the variances have it.
    variance_left: f64,
    /// How many units a cluster has: there are so many times fewer that are independent.
    cluster: f64,
}

impl Sought {
    pub(super) fn of(fields: &mut Fields) -> anyhow::Result<Self> {
        let past = past(fields)?;
        let left = past.variance_left;
        let words = [("proportion", Metric::Proportion), ("mean", Metric::Mean)];
        match fields.word("metric", &words)? {
            metric @ Metric::Mean => {
                let variances = [fields.size("variance")? * left; 2];
                let difference = fields.optional_number("difference")?;
                let margin = fields.optional_size("margin")?;
                Ok(Self { metric, variances, difference, shares: None, past, margin })
            }
            metric @ Metric::Proportion => {
                let control = fields.share("control")?;
                let known =
                    fields.has("candidate").then(|| fields.share("candidate")).transpose()?;
                let shares = [control, known.unwrap_or(control)];
                let variance = |share: f64| share * (1.0 - share) * left;
                Ok(Self {
                    metric,
                    variances: shares.map(variance),
                    difference: known.map(|candidate| candidate - control),
                    shares: Some(shares),
                    past,
                    margin: None,
                })
            }
        }
    }

    /// The field that says the effect.
    pub(super) const fn field(&self) -> &'static str {
        match self.metric {
            Metric::Proportion => "the share of the `candidate`",
            Metric::Mean => "the `difference` of means",
        }
    }

    pub(super) fn units(
        &self,
        design: &Design,
        difference: f64,
        allocation: f64,
    ) -> Result<Units, Refusal> {
        let variance = self.of_cluster();
        let control = match (self.shares, self.margin) {
            (Some([control, candidate]), _) => {
                self.past.variance_left * design.units_for_proportions(control, candidate)?
            }
            (None, Some(margin)) => {
                let clusters =
                    design.units_for_non_inferiority_by_student(variance, difference, margin)?;
                clusters * self.past.cluster
            }
            (None, None) => {
                design.units_for_means_by_student(variance, difference)? * self.past.cluster
            }
        };
        Ok(Units { control: rounded(control)?, candidate: rounded(control * allocation)? })
    }

    /// How large it has to be. That of a share is up from the control's, unless the candidate's is
    /// less.
    pub(super) fn detectable(&self, design: &Design, units: [f64; 2]) -> Result<f64, Refusal> {
        let independent = self.independent(units)?;
        let Some([control, candidate]) = self.shares else {
            return design.detectable_by_student(self.of_cluster(), independent);
        };
        let towards = if candidate < control { Better::Smaller } else { Better::Larger };
        let units = units.map(|units| units / self.past.variance_left);
        design.detectable_share(control, units, towards)
    }

    pub(super) fn power(
        &self,
        design: &Design,
        difference: f64,
        units: [f64; 2],
    ) -> Result<f64, Refusal> {
        let (alpha, independent) = (design.alpha(), self.independent(units)?);
        match self.metric {
            Metric::Proportion => power(difference, self.standard_error(units), alpha),
            Metric::Mean => power_for_means(difference, self.of_cluster(), independent, alpha),
        }
    }

    pub(super) fn first_look(
        &self,
        design: &Design,
        difference: f64,
        looks: &[[u64; 2]],
    ) -> Result<Option<usize>, Refusal> {
        if self.metric == Metric::Proportion {
            return design.first_look_for(self.variances, difference, looks);
        }
        let clusters = |units: &[u64; 2]| units.map(|units| units as f64 / self.past.cluster);
        let looks: Vec<_> = looks.iter().map(clusters).collect();
        design.first_look_by_student(self.of_cluster(), difference, &looks)
    }

    /// The variance of the mean of a cluster, which is that of a unit where there are none.
    fn of_cluster(&self) -> f64 {
        self.variances[0] / self.past.cluster
    }

    /// How many independent ones there are of each variant.
    fn independent(&self, units: [f64; 2]) -> Result<[f64; 2], Refusal> {
        let independent = units.map(|units| units / self.past.cluster);
        let fewest = independent[0].min(independent[1]);
        if fewest >= 2.0 {
            return Ok(independent);
        }
        let [has, needs] = [units[0].min(units[1]), 2.0 * self.past.cluster];
        Err(Refusal::InsufficientUnits { has: whole(has), needs: whole(needs) })
    }

    fn standard_error(&self, [control, candidate]: [f64; 2]) -> f64 {
        (self.variances[0] / control + self.variances[1] / candidate).sqrt()
    }
}

fn past(fields: &mut Fields) -> anyhow::Result<Past> {
    let correlation = fields.number_or("correlation", 0.0)?;
    if correlation.abs() >= 1.0 {
        let what = "more than -1 and less than 1";
        return Err(fields.wrong("correlation", what, &correlation.into()));
    }
    let left = 1.0 - correlation * correlation;
    let Some(mut clusters) = fields.optional_object("clusters")? else {
        return Ok(Past { variance_left: left, cluster: 1.0 });
    };
    let size = clusters.number("size")?;
    let spread = clusters.optional_size("spread")?.unwrap_or(0.0);
    let alike = clusters.share("correlation")?;
    let effect = clusters.check("size", design_effect(size, spread, alike))?;
    clusters.finish()?;
    Ok(Past { variance_left: left * effect, cluster: size })
}

/// Up, and to as many as a comparison takes.
fn rounded(units: f64) -> Result<u64, Refusal> {
    if units > UNITS_MAX {
        return Err(Refusal::Invalid("it takes more than 1e15 units, which nobody has"));
    }
    Ok(whole(units.max(2.0)))
}

/// Up.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "units are no more than 1e15 and no less than 0"
)]
fn whole(units: f64) -> u64 {
    units.ceil() as u64
}
