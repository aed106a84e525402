//! A report as bodies that the server takes: what is too long for one becomes several.

use hoist_api::TelemetryReport;

use super::Report;
use crate::endpoint::SDK;

/// The most counts of a report. One has at most a few hundred bytes, so that a report stays under
/// the server's limit of 1 MiB.
const COUNTS_MAX: usize = 1_000;
/// The most samples of a report.
const SAMPLES_MAX: usize = 100;

/// Divides a report. Each part tells the same seqs; there is at least one.
pub(super) fn divide(mut report: Report) -> Vec<Report> {
    let mut parts = Vec::new();
    while report.counts.len() > COUNTS_MAX || report.samples.len() > SAMPLES_MAX {
        let counts = report.counts.drain(..report.counts.len().min(COUNTS_MAX)).collect();
        let samples = report.samples.drain(..report.samples.len().min(SAMPLES_MAX)).collect();
        parts.push(Report { log: report.log.clone(), counts, samples, ..report });
    }
    parts.push(report);
    parts
}

/// The body of a report, and how many evaluations it counts.
pub(super) fn body(instance: &str, batch: u64, report: Report) -> (String, u64) {
    let Report { log, seq_applied, kill_seq_applied, counts, samples, is_last } = report;
    let evaluations = counts.iter().map(|count| count.n).fold(0, u64::saturating_add);
    let report = TelemetryReport {
        instance: instance.to_owned(),
        batch,
        sdk: SDK.to_owned(),
        log,
        seq_applied,
        kill_seq_applied,
        counts,
        samples,
        closing: is_last,
    };
    // Maps with keys of text, numbers and texts: there is nothing in it that is no JSON.
    (serde_json::to_string(&report).unwrap_or_default(), evaluations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reporter::tests::{count, sample};

    #[test]
    fn parts_are_the_whole() {
        for (counts, samples, parts) in
            [(0, 0, 1), (1_000, 100, 1), (1_001, 0, 2), (0, 101, 2), (2_500, 450, 5)]
        {
            let report = Report {
                log: Some("log".to_owned()),
                seq_applied: 7,
                kill_seq_applied: 8,
                counts: (0..counts).map(count).collect(),
                samples: (0..samples).map(sample).collect(),
                is_last: false,
            };
            let divided = divide(report.clone());
            assert_eq!(divided.len(), parts);
            let mut whole = Report { counts: Vec::new(), samples: Vec::new(), ..report.clone() };
            for part in divided {
                assert!(part.counts.len() <= COUNTS_MAX && part.samples.len() <= SAMPLES_MAX);
                assert_eq!((part.seq_applied, part.kill_seq_applied), (7, 8));
                let (body, evaluations) = body("i", 1, part.clone());
                assert_eq!(evaluations, part.counts.iter().map(|it| it.n).sum::<u64>());
                assert!(body.len() < 1 << 20, "{}", body.len());
                whole.counts.extend(part.counts);
                whole.samples.extend(part.samples);
            }
            assert_eq!(whole, report);
        }
    }
}
