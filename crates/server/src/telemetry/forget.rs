//! Dropping series of what is there no more, so that flags that come and go leave nothing behind.

use prometheus::core::{Collector as _, MetricVec, MetricVecBuilder};

/// Keeps only the series whose label values, in the order of `labels`, are `wanted`.
pub(super) fn retain<B: MetricVecBuilder, const N: usize>(
    series: &MetricVec<B>,
    labels: [&str; N],
    wanted: impl Fn([&str; N]) -> bool,
) {
    for family in series.collect() {
        for metric in family.get_metric() {
            let values = labels.map(|label| {
                let pair = metric.get_label().iter().find(|pair| pair.name() == label);
                pair.map_or("", |pair| pair.value())
            });
            if !wanted(values) {
                // It may be gone already: two may scrape at a time.
                series.remove_label_values(&values).ok();
            }
        }
    }
}
