//! The figures in Prometheus' text format, and the one histogram: how long requests take.

use std::sync::LazyLock;
use std::time::Duration;

use metrics::{Histogram, Key, Label, Level, Metadata, Recorder, SharedString};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusRecorder};

use crate::domain::channels::ChannelKind;
use crate::telemetry::deliveries::Figure;
use crate::telemetry::metric::{Kind, Metric};

/// Bounds of the request histogram, in seconds.
const REQUEST_BOUNDS_S: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

const REQUEST_SECONDS: &str = "carebridge_http_request_duration_seconds";
const META: Metadata<'static> = Metadata::new("carebridge", Level::INFO, None);

/// One a process, as the totals are.
static SHOWN: LazyLock<Shown> = LazyLock::new(Shown::new);

struct Shown {
    recorder: PrometheusRecorder,
    requests: Histogram,
}

impl Shown {
    fn new() -> Self {
        let builder =
            PrometheusBuilder::new().set_buckets(&REQUEST_BOUNDS_S).expect("there is at least one bound");
        let recorder = builder.build_recorder();
        for metric in Metric::ALL {
            let row = metric.row();
            let (name, help) = (SharedString::const_str(row.name).into(), row.help.into());
            match row.kind {
                Kind::Counter => recorder.describe_counter(name, None, help),
                Kind::Gauge => recorder.describe_gauge(name, None, help),
            }
        }
        for figure in Figure::ALL {
            let row = figure.row();
            let (name, help) = (SharedString::const_str(row.name).into(), row.help.into());
            match row.kind {
                Kind::Counter => recorder.describe_counter(name, None, help),
                Kind::Gauge => recorder.describe_gauge(name, None, help),
            }
        }
        let help = "Seconds to the first byte of an answer.".into();
        recorder.describe_histogram(SharedString::const_str(REQUEST_SECONDS).into(), None, help);
        let requests = recorder.register_histogram(&Key::from_static_name(REQUEST_SECONDS), &META);
        Self { recorder, requests }
    }
}

/// A request was answered.
pub fn request_took(elapsed: Duration) {
    SHOWN.requests.record(elapsed.as_secs_f64());
}

/// All figures as they stand, in the text format 0.0.4.
#[must_use]
pub fn render() -> String {
    let recorder = &SHOWN.recorder;
    for metric in Metric::ALL {
        let row = metric.row();
        let labels: Vec<_> =
            row.label.map(|(name, value)| Label::from_static_parts(name, value)).into_iter().collect();
        let key = Key::from_parts(row.name, labels);
        match row.kind {
            Kind::Counter => recorder.register_counter(&key, &META).absolute(metric.total()),
            // What a gauge counts is far below 2^53.
            Kind::Gauge => recorder.register_gauge(&key, &META).set(metric.total() as f64),
        }
    }
    for (figure, channel) in
        Figure::ALL.into_iter().flat_map(|figure| ChannelKind::ALL.map(|kind| (figure, kind)))
    {
        let row = figure.row();
        let channel_label = Label::from_static_parts("channel", channel.as_str());
        let other = row.label.map(|(name, value)| Label::from_static_parts(name, value));
        let key = Key::from_parts(row.name, [channel_label].into_iter().chain(other).collect::<Vec<_>>());
        match row.kind {
            Kind::Counter => recorder.register_counter(&key, &META).absolute(figure.total(channel)),
            Kind::Gauge => recorder.register_gauge(&key, &META).set(figure.level(channel)),
        }
    }
    recorder.handle().render()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_shown_with_their_labels_and_what_they_are() {
        Metric::ResumesRecovered.rise();
        request_took(Duration::from_millis(3));
        let text = render();
        assert!(text.contains("# TYPE carebridge_realtime_sockets gauge"), "{text}");
        assert!(text.contains(r#"carebridge_realtime_resumes_total{outcome="recovered"}"#), "{text}");
        assert!(text.contains(r#"carebridge_http_request_duration_seconds_bucket{le="0.005"}"#), "{text}");
    }
}
