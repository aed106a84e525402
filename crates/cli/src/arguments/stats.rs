//! What can be typed about statistics.

use clap::Subcommand;

/// Each reads one JSON object from standard input; docs/statistics.md tells of all fields.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum StatsCommand {
    /// Compare two variants: difference and lift, with interval and p-value
    #[command(after_help = "\
Fields:
  metric      proportion, mean, ratio, cuped or quantile (with its level beside it)
  control, candidate
              units and successes (proportion); units, mean, variance, or values (mean);
              values alone (quantile); ratio: units, numerator, denominator, numerator_variance,
              denominator_variance, covariance; cuped: mean and variance, covariate_mean,
              covariate_variance, covariance; of both also values, in pairs
  candidates  several by name, instead of candidate; then correction: holm (the default)
              or benjamini_hochberg
  margin, better
              a test of non-inferiority, with larger or smaller being better; the margin is a
              difference (0.01 is one point of a share), and no change of the control's value
  other_variants
              of cuped: further variants by name, whose past counts too
  alpha       0.05

Example:
  echo '{\"metric\": \"proportion\", \"control\": {\"units\": 1000, \"successes\": 100}, \
\"candidate\": {\"units\": 1000, \"successes\": 130}}' | hoist stats compare")]
    Compare,
    /// Tell how many units an experiment takes, what effect it can see, or with what power
    #[command(after_help = "\
Fields:
  metric      proportion, with control and candidate as shares, or mean, with variance and
              difference; without candidate or difference, the smallest that can be seen
  units       of control and candidate, for what these can see
  margin      of a mean: for non-inferiority, where difference is the true one
  alpha, power
              0.05 and 0.8
  candidates, allocation, tests
              how many; units of each for one of the control; effects that all have to be seen
  correlation, clusters
              with the past; their size, spread and correlation
  looks       units of control and candidate at each, [[1000, 1000], [2000, 2000]]
  standard_error
              of a running experiment: by how much it has to grow
  history, share
              new units on each of the past 14 days or more, and how many of them take part

Example:
  echo '{\"metric\": \"proportion\", \"control\": 0.1, \"candidate\": 0.12}' | hoist stats power")]
    Power,
    /// Check whether users were split as planned
    #[command(after_help = "\
Fields:
  users, weights
              of each variant, by name
  alpha       0.001
  concentration
              of the sequential test: 10000

Example:
  echo '{\"users\": {\"control\": 5000, \"new\": 5300}, \
\"weights\": {\"control\": 1, \"new\": 1}}' | hoist stats srm")]
    Srm,
    /// Correct the p-values of several tests
    #[command(after_help = "\
Fields:
  method      holm or benjamini_hochberg
  p_values    by name
  alpha       0.05

Example:
  echo '{\"method\": \"holm\", \"p_values\": {\"orders\": 0.01, \"revenue\": 0.04}}' | \
hoist stats adjust")]
    Adjust,
    /// Read an effect by a rule that holds under several looks, two-sided unless a margin is given
    #[command(after_help = "\
Fields:
  method      hybrid, confidence_sequence, mixture_test or group_sequential
  metric, control, candidate, scale
              of the effect, as compare takes them; the scale is lift or difference. Or, of a
              difference, as another program has computed it:
  units       of both variants together
  smaller_units
              of the variant that has fewer; half of the units where it is left out
  estimate, standard_error
              of the effect
  planned_units
              of hybrid and confidence_sequence, fixed before the first look
  margin, better
              of hybrid and confidence_sequence: the p-value is one-sided, at the margin, which
              has the scale of the effect; larger or smaller is better
  fixed       of hybrid: the fixed test, once there is one, as the effect is given, or its
              units, estimate, standard_error, degrees_of_freedom; with fewer units than
              planned also because: end_date, or planned_sample (all variants have it, these two
              fewer than their part)
  expected_effect
              of mixture_test
  information, spending, exponent
              of group_sequential: at each look so far, 1 being the end; obrien_fleming,
              pocock, or power with its exponent
  alpha, level
              0.05, and another at which the interval is read

Example:
  echo '{\"method\": \"hybrid\", \"planned_units\": 20000, \"units\": 8000, \
\"smaller_units\": 3900, \"estimate\": 0.02, \"standard_error\": 0.004}' | hoist stats sequential")]
    Sequential,
    /// Compare two variants within strata, or over steps between which the share changed
    #[command(after_help = "\
Fields:
  metric      mean or proportion
  strata      a list; each has control and candidate, with units, mean, variance, or units and
              successes
  alpha       0.05

Example:
  echo '{\"metric\": \"proportion\", \"strata\": [{\"control\": {\"units\": 900, \"successes\": 90}, \
\"candidate\": {\"units\": 100, \"successes\": 12}}, {\"control\": {\"units\": 500, \"successes\": 60}, \
\"candidate\": {\"units\": 500, \"successes\": 70}}]}' | hoist stats strata")]
    Strata,
    /// Tell what is believed of an effect, and how to share traffic by it
    #[command(after_help = "\
Fields:
  about       effect, proportion or variants
  estimate, standard_error, prior, alpha
              of effect; the prior has mean and standard_deviation, and is flat without it
  control, candidate, prior
              of proportion: units and successes; the prior has a and b, 1 and 1 without it
  variants, better, floor
              of variants: mean and standard_error by name; larger or smaller; what each gets
              at least

Example:
  echo '{\"about\": \"effect\", \"estimate\": 0.02, \"standard_error\": 0.01, \
\"prior\": {\"mean\": 0, \"standard_deviation\": 0.3}}' | hoist stats beliefs")]
    Beliefs,
}
