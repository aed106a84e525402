//! What can be typed about the experiments of a server.

use clap::Subcommand;

use super::experiments_results::ExperimentResultsArguments;

#[derive(Debug, Subcommand)]
pub(crate) enum ExperimentsCommand {
    Results(Box<ExperimentResultsArguments>),
}
