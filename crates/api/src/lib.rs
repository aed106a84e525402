//! The wire types of Hoist's HTTP API.
//!
//! Server and client share them, and the OpenAPI description is made from them, so the three
//! cannot drift apart. Documents (flags, segments, metrics, experiments) are JSON objects here:
//! `hoist-ruleset` says what is in them.

mod change;
#[cfg(feature = "client")]
pub mod client;
mod document;
mod emergency;
mod environment;
mod erase;
mod evaluation;
mod events;
mod exchange;
mod experiment;
mod notification;
mod ofrep;
mod plan;
mod problem;
mod release;
mod results;
mod rollout;
mod schedule;
mod session;
mod stale;
pub mod stream;
mod telemetry;
mod token;
mod watching;

pub use change::{Change, Changes, FieldChange, LogExport, NotAnEntry, Verification};
pub use document::{
    Document, KeysEdit, KeysEdited, Killed, ListBody, ListName, Page, ShareInForce, Snapshot,
    SnapshotState, Warning,
};
pub use emergency::{
    EventsSummary, Experiments, Flags, Freeze, FreezeRequest, FreezeScope, KillAllRequest,
    KillRequest, KilledAll, KilledFlag, ReasonRequest, RollbackRequest, RolledBack, Status,
};
pub use environment::{
    Compared, Comparison, Environment, EnvironmentPatch, Environments, NewEnvironment,
    PromoteRequest, Promotion, Standing,
};
pub use erase::{EraseRequest, Erased, PastOf, Remaining};
pub use evaluation::{
    Alternative, AlternativeChange, Counterfactual, EvaluateRequest, Evaluation, Evaluations,
    ExplainRequest, Explanation, Obstacle, Rule, Step,
};
pub use events::{
    Event, EventsAnswer, EventsRequest, Exposure, Observed, RefusedEvent, exposure_id,
};
pub use exchange::{
    ConfigStatus, Drift, DriftKind, ImportFile, ImportFiles, ImportReport, Imported, Place, Ready,
};
pub use experiment::{
    AssignRequest, Assigned, BaselineKind, ConcludeReason, ConcludeRequest, Concluded, Conclusion,
    Life, LifeState, Monitored, PowerAnswer, PowerRequest, PowerRow, StartRequest, Started,
};
pub use notification::{
    Channel, ChannelKind, ChannelQueue, DeadMessage, IssuedChannel, NewChannel, ReplayRequest,
    Replayed, TestedChannel,
};
pub use ofrep::{
    BulkAnswer, BulkFlag, BulkProblem, FlagProblem, OfrepEndpoint, OfrepRequest, OfrepStream,
    ResolvedFlag,
};
pub use plan::{
    AttributeRead, Counted, Estimate, ExactOf, ExactPart, Moved, MovedSide, Movement,
    MovementBasis, Plan, PlanFinding, PlannedChange, PlannedDocument, RankMove, Recorded,
};
pub use problem::{Code, Diagnostic, Problem};
pub use release::{
    AbortRequest, ApproveRequest, CheckRun, CheckVerdict, DecisionKind, GateState, HoldReason,
    PendingEffect, ReleaseCheckStatus, ReleaseDecision, ReleaseHold, ReleaseOfFile, ReleasePhase,
    ReleaseRun, ReleaseRunRequest, ReleaseStartRequest, ReleaseState, ReleaseStatus,
    ReleaseStepStatus, Threshold,
};
pub use results::{
    AbsoluteEffect, Breakdown, BreakdownMetric, BreakdownPart, BreakdownVariant, Correction,
    CovariateBalance, ExportEnd, ExportRow, ExportStart, ExportTotals, GuardrailState, Health,
    Interaction, LaterEffect, MetricEffect, MetricResults, MultipleExposure, Outcome, Results,
    ResultsMethod, ResultsSeries, SampleProgress, SeriesEffect, SeriesPoint, SeriesStep,
    SplitCheck, SplitPart, TooEarly, Unsummed, VariantResults, Verdict, Why, WhyStep,
};
pub use rollout::{
    FlaggerAnswer, FlaggerCall, FollowedRollout, GateAnswer, QueryAnswer, QueryData, QueryValue,
    Rollout, RolloutGate, RolloutRun, RolloutState,
};
pub use schedule::{
    DocumentCollection, FreezeWindow, FreezeWindows, NextSchedule, RefusedSchedule, Schedule,
    ScheduleEnd, ScheduleRequest, ScheduleState, ScheduledChange, SchedulesSummary, True,
};
pub use session::{HeadNotice, LoginLink, Session, SessionState, SignInRequest};
pub use stale::{StaleFlag, StalePage, StaleReason, Staleness};
pub use stream::{Difference, Heartbeat, KillNotice, StateDifference};
pub use telemetry::{
    Analytics, AnalyticsOverview, AnalyticsPart, AnalyticsStep, Count, Instance, Instances,
    InstancesSummary, Sample, TelemetryAnswer, TelemetryReport,
};
pub use token::{IssuedToken, NewToken, Token, TokenKind};
pub use watching::{WatchedEvaluation, WatchedEvaluations};
