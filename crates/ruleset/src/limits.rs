//! Every limit of the rules, with its unit.
//!
//! A document over a limit is refused at the door with the limit and the value named; nothing is
//! ever cut short silently. DESIGN section 14 is the list that users see.

/// Longest key of a flag, experiment, segment or metric, in bytes.
pub const KEY_BYTES_MAX: usize = 128;
/// Longest name of an environment, in bytes.
pub const ENVIRONMENT_KEY_BYTES_MAX: usize = 63;
/// Longest name of a variant, rule or layer, in bytes.
pub const NAME_BYTES_MAX: usize = 128;
/// Longest description, hypothesis or other free text, in bytes.
pub const TEXT_BYTES_MAX: usize = 4_096;
/// Longest entry of a list, such as a user id or a group, in bytes.
pub const ENTRY_BYTES_MAX: usize = 1_024;
/// Flags and experiments of one environment.
pub const FLAGS_MAX: usize = 10_000;
/// Segments of one environment.
pub const SEGMENTS_MAX: usize = 1_000;
/// Metric documents of one environment.
pub const METRIC_DOCUMENTS_MAX: usize = 10_000;
/// Keys in one segment's `include` or `exclude` list.
pub const SEGMENT_KEYS_MAX: usize = 1_000_000;
/// Keys of a list that documents spell out; a longer list is named by its digest.
pub const LIST_INLINE_MAX: usize = 1_000;
/// Keys that one edit of a list adds or removes.
pub const LIST_EDIT_MAX: usize = 10_000;
/// Rules of one flag, audience or segment.
pub const RULES_MAX: usize = 100;
/// Variants of one flag or experiment.
pub const VARIANTS_MAX: usize = 50;
/// Levels of `all`, `any` and `not` in one rule.
pub const CONDITION_DEPTH_MAX: usize = 8;
/// Prerequisites that one flag names itself.
pub const PREREQUISITES_MAX: usize = 50;
/// Metrics of one flag or experiment.
pub const METRICS_MAX: usize = 100;
/// Releases of one environment.
pub const RELEASES_MAX: usize = 1_000;
/// Steps of one release.
pub const STEPS_MAX: usize = 50;
/// Checks of one release.
pub const CHECKS_MAX: usize = 50;
/// Smoke tests of one release.
pub const SMOKE_TESTS_MAX: usize = 20;
/// Tags of one document.
pub const TAGS_MAX: usize = 100;
/// Points of one gradual curve.
pub const CURVE_POINTS_MAX: usize = 1_000;
/// Longest chain of prerequisites, or of segments that name segments.
pub const REFERENCE_DEPTH_MAX: u32 = 250;
/// Comparisons that one evaluation may make at worst, segments and prerequisites included.
///
/// Each may look at all elements of a list attribute, so [`CONTEXT_LIST_MAX`] is the other factor.
/// Without it a lattice of flags that each require two others would double the work with every
/// level.
pub const EVALUATION_STEPS_MAX: u32 = 10_000;
/// Longest regular expression, in bytes.
pub const REGEX_BYTES_MAX: usize = 512;
/// Largest compiled regular expression, in bytes.
pub const REGEX_PROGRAM_BYTES_MAX: usize = 1 << 20;
/// All compiled regular expressions of one reading, in bytes, refused ones included.
pub const REGEX_TOTAL_BYTES_MAX: usize = 128 << 20;
/// Operands of one operator that tries them one by one.
pub const OPERANDS_MAX: usize = 1_000;
/// Largest JSON payload of a variant, `when_on` or `when_off`, in bytes.
pub const PAYLOAD_BYTES_MAX: usize = 64 << 10;
/// Deepest nesting of a YAML or JSON file, in levels.
pub const DEPTH_MAX: usize = 64;
/// Memory that anchors and aliases of one YAML file may stand for, in bytes.
pub const ALIAS_BYTES_MAX: usize = 16 << 20;
/// Largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 128 << 20;
/// Problems that one reading tells; the rest are counted.
pub const DIAGNOSTICS_MAX: usize = 1_000;
/// Attributes of one evaluation context.
pub const CONTEXT_ATTRIBUTES_MAX: usize = 256;
/// Elements of one list attribute of an evaluation context.
pub const CONTEXT_LIST_MAX: usize = 1_000;
/// Largest evaluation context, in bytes of JSON.
pub const CONTEXT_BYTES_MAX: usize = 64 << 10;
