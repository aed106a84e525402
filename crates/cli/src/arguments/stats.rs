//! What can be typed about statistics.

use clap::Subcommand;

/// Each reads one JSON object from standard input; docs/statistics.md has all fields.
#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum StatsCommand {
    /// Compare two variants: difference and lift, with interval and p-value
    #[command(after_help = "Example:\n  \
        echo '{\"metric\": \"proportion\", \"control\": {\"units\": 1000, \"successes\": 100}, \
        \"candidate\": {\"units\": 1000, \"successes\": 130}}' | hoist stats compare")]
    Compare,
    /// Tell how many units an experiment takes, what effect it can see, or with what power
    #[command(after_help = "Example:\n  \
        echo '{\"metric\": \"proportion\", \"control\": 0.1, \"candidate\": 0.12}' | \
        hoist stats power")]
    Power,
    /// Check whether users were split as planned
    #[command(after_help = "Example:\n  \
        echo '{\"users\": {\"control\": 5000, \"new\": 5300}, \
        \"weights\": {\"control\": 1, \"new\": 1}}' | hoist stats srm")]
    Srm,
    /// Correct the p-values of several tests
    #[command(after_help = "Example:\n  \
        echo '{\"method\": \"holm\", \"p_values\": {\"orders\": 0.01, \"revenue\": 0.04}}' | \
        hoist stats adjust")]
    Adjust,
    /// Read an effect by a rule that holds under several looks
    #[command(after_help = "Example:\n  \
        echo '{\"method\": \"hybrid\", \"planned_units\": 20000, \"units\": 8000, \
        \"estimate\": 0.02, \"standard_error\": 0.004}' | hoist stats sequential")]
    Sequential,
}
