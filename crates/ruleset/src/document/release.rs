//! Releases: a share that rises by steps as long as checks hold.

use serde::Serialize;

use super::{About, ReleaseCheck, Span};
use crate::key::FlagKey;
use crate::number::Percentage;

/// How the share of a flag rises, what is looked at, and what happens when it gets worse. How far
/// one has come is operational and no part of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Release {
    /// What people call it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// For people.
    #[serde(flatten)]
    pub about: About,
    /// The percentage flag whose share it moves; made at 0 % if there is none.
    pub flag: FlagKey,
    /// What is moved beside the share.
    pub strategy: ReleaseStrategy,
    /// At least one; the percentages rise, and the last is 100 %.
    pub steps: Vec<ReleaseStep>,
    /// The deployment that is released.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<ReleaseTarget>,
    /// Who sends traffic to the candidate.
    pub router: Router,
    /// What is compared while it runs.
    pub checks: Vec<ReleaseCheck>,
    /// What has to answer before anybody is sent there.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub smoke_tests: Vec<SmokeTest>,
    /// What a failed check leads to.
    pub on_failure: OnFailure,
    /// Steps that somebody has to let begin.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<Gate>,
    /// From its start to when it is taken back unless it is done; absent, a day after the steps.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Span>,
}

impl Release {
    /// How long all steps take if nothing holds them, in seconds.
    pub fn steps_seconds(&self) -> u64 {
        self.steps.iter().map(|step| u64::from(step.duration.seconds())).sum()
    }

    /// From its start to its deadline, in seconds.
    pub fn deadline_seconds(&self) -> u64 {
        const DAY: u64 = 24 * 60 * 60;
        self.deadline.map_or(self.steps_seconds() + DAY, |span| u64::from(span.seconds()))
    }
}

/// What is moved beside the flag's share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReleaseStrategy {
    /// Nothing: both versions are in one program, behind the flag.
    #[default]
    Flag,
    /// A second deployment gets the traffic bit by bit.
    Canary,
    /// The idle one of two deployments gets the image, then the traffic.
    BlueGreen,
}

impl ReleaseStrategy {
    /// The strategy's name in documents.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Canary => "canary",
            Self::BlueGreen => "blue_green",
        }
    }
}

/// A share, and for how long at least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReleaseStep {
    /// What people call it; each name is of one step.
    pub name: String,
    /// The share of users.
    pub percentage: Percentage,
    /// How long it holds at least.
    pub duration: Span,
}

impl ReleaseStep {
    /// The steps of a release that names none.
    pub fn defaults() -> Vec<Self> {
        let steps = [
            ("canary", 5, 5),
            ("early", 25, 10),
            ("half", 50, 15),
            ("majority", 75, 10),
            ("full", 100, 5),
        ];
        let step = |(name, percent, minutes): (&str, u16, u32)| Self {
            name: name.to_owned(),
            percentage: Percentage::from_threshold(percent * 100),
            duration: Span::of_seconds(minutes * 60),
        };
        steps.map(step).into()
    }
}

/// What is deployed, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReleaseTarget {
    /// The namespace.
    pub namespace: String,
    /// The deployment.
    pub deployment: String,
    /// The service; absent, it is called like the deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The image of the new version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

impl ReleaseTarget {
    /// The version that the image's tag names: `2` of `registry.example:5000/shop:2`.
    pub fn version(&self) -> Option<&str> {
        let image = self.image.as_deref()?;
        let name = image.split_once('@').map_or(image, |(name, _)| name);
        name.rsplit_once(':').map(|(_, tag)| tag).filter(|tag| !tag.contains('/'))
    }
}

/// Who sends traffic to the candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Router {
    /// Nobody: the flag alone decides.
    None,
    /// The weights of an `HTTPRoute`.
    GatewayApi,
    /// The weights of servers of `HAProxy`, by its runtime socket.
    Haproxy {
        /// The socket's path or address.
        socket: String,
        /// The backend.
        backend: String,
        /// The server of the new version.
        candidate: String,
        /// The server of the old one.
        stable: String,
    },
}

/// An address that has to answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SmokeTest {
    /// The address.
    pub url: String,
    /// The status that it has to answer with.
    pub expect_status: u16,
    /// How long the answer may take.
    pub timeout: Span,
}

/// What a failed check leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFailure {
    /// The share goes to 0 % and the flag is killed.
    #[default]
    Rollback,
    /// It stays where it is until somebody decides.
    Pause,
    /// Nothing: a dry run, whose checks are written down.
    Ignore,
}

/// A step that somebody has to let begin.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// The step's name.
    pub before: String,
}
