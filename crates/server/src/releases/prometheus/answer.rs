//! What Prometheus says: one finite number, or why it is none. Pure.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// Most characters of somebody else's words.
const TOLD_CHARS_MAX: usize = 300;

#[derive(Deserialize)]
struct Answer {
    status: String,
    data: Option<Data>,
    error: Option<String>,
    #[serde(default)]
    warnings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(tag = "resultType", content = "result", rename_all = "lowercase")]
enum Data {
    Vector(Vec<Series>),
    Scalar((IgnoredAny, String)),
    Matrix(IgnoredAny),
    String(IgnoredAny),
}

#[derive(Deserialize)]
struct Series {
    /// Absent where the series has histograms.
    value: Option<(IgnoredAny, String)>,
}

/// The number in an answer.
///
/// # Errors
///
/// Why there is none, as a sentence.
pub(super) fn read(status: u16, body: &[u8]) -> Result<f64, String> {
    if matches!(status, 401 | 403) {
        return Err(format!(
            "it does not let this server in ({status}): the secret is wrong, or none was given \
             (--prometheus-secret-file)"
        ));
    }
    if (300..400).contains(&status) {
        return Err(format!("it answered {status}, and no redirect is followed: name where it is"));
    }
    let Ok(answer) = serde_json::from_slice::<Answer>(body) else {
        return Err(format!("what answered, with status {status}, is not Prometheus"));
    };
    if answer.status != "success" || status != 200 {
        let error = answer.error.as_deref().map_or("no reason was given".to_owned(), told);
        return Err(format!("it refused the query ({status}): {error}"));
    }
    if let Some(warning) = answer.warnings.first() {
        return Err(format!("it warns, so the number may be wrong: {}", told(warning)));
    }
    let text = match answer.data {
        Some(Data::Scalar((_, text))) => text,
        Some(Data::Vector(series)) => only(series)?,
        Some(Data::Matrix(_)) => {
            return Err("it gives a range of samples where one number is needed: put it into a \
                        function such as rate()"
                .to_owned());
        }
        Some(Data::String(_)) => return Err("it gives a text where a number is needed".to_owned()),
        None => return Err("it answered without a result".to_owned()),
    };
    match text.parse::<f64>() {
        Ok(value) if value.is_finite() => Ok(value),
        _ => Err(format!("it gives {}, which is no number to compare", told(&text))),
    }
}

fn only(series: Vec<Series>) -> Result<String, String> {
    let count = series.len();
    let mut series = series.into_iter();
    match (series.next(), count) {
        (None, _) => Err("it gives nothing: no series fits".to_owned()),
        (Some(one), 1) => {
            let value = one.value.map(|(_, text)| text);
            value.ok_or_else(|| "it gives a histogram where a number is needed".to_owned())
        }
        (Some(_), _) => Err(format!(
            "it gives {count} series where one is needed: sum them up, or name the one"
        )),
    }
}

/// Words of others, short and without what draws on a terminal.
fn told(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(TOLD_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(series: &str) -> String {
        let data = format!(r#"{{"resultType":"vector","result":[{series}],"stats":{{}}}}"#);
        format!(r#"{{"status":"success","data":{data}}}"#)
    }

    #[test]
    fn one_number_is_a_number() {
        let scalar =
            r#"{"status":"success","data":{"result":[17.5,"-0.25"],"resultType":"scalar"}}"#;
        let one = vector(r#"{"metric":{"a":"b"},"value":[17.5,"1e-3"]}"#);
        for (body, value) in [(scalar, -0.25), (one.as_str(), 0.001)] {
            assert_eq!(read(200, body.as_bytes()), Ok(value), "{body}");
        }
    }

    #[test]
    fn nothing_else_is() {
        let series = |value: &str| format!(r#"{{"metric":{{}},"value":[1,"{value}"]}}"#);
        let of = |value: &str| vector(&series(value));
        let result = |kind: &str, result: &str| {
            format!(r#"{{"status":"success","data":{{"resultType":"{kind}","result":{result}}}}}"#)
        };
        let histogram = r#"{"metric":{},"histogram":[1,{"count":"1"}]}"#;
        let warned = of("1").replace(r#""data""#, r#""warnings":["half is missing"],"data""#);
        let refused = r#"{"status":"error","errorType":"bad_data","error":"parse error\u001b[2J"}"#;
        for (status, body, expected) in [
            (200, vector(""), "it gives nothing"),
            (200, vector(&[series("1"), series("2")].join(",")), "it gives 2 series"),
            (200, of("NaN"), "it gives NaN"),
            (200, of("+Inf"), "it gives +Inf"),
            (200, of("-Inf"), "it gives -Inf"),
            (200, of("1e999"), "it gives 1e999"),
            (200, of("one"), "it gives one"),
            (200, result("scalar", r#"[1,"NaN"]"#), "it gives NaN"),
            (200, result("matrix", r#"[{"metric":{},"values":[[1,"1"]]}]"#), "it gives a range"),
            (200, result("string", r#"[1,"1"]"#), "it gives a text"),
            (200, result("other", r#"[1,"1"]"#), "is not Prometheus"),
            (200, result("scalar", r#"[1,1]"#), "is not Prometheus"),
            (200, vector(histogram), "it gives a histogram"),
            (200, r#"{"status":"success"}"#.to_owned(), "without a result"),
            (200, warned, "it warns, so the number may be wrong: half is missing"),
            (400, refused.to_owned(), "it refused the query (400): parse error[2J"),
            (200, refused.to_owned(), "it refused the query (200)"),
            (500, of("1"), "it refused the query (500)"),
            (502, "<html>Bad gateway</html>".to_owned(), "with status 502, is not Prometheus"),
            (200, String::new(), "is not Prometheus"),
            (200, "[".repeat(10_000), "is not Prometheus"),
            (401, of("1"), "does not let this server in (401)"),
            (302, of("1"), "no redirect is followed"),
        ] {
            let problem = read(status, body.as_bytes()).unwrap_err();
            assert!(problem.contains(expected), "{body}: {problem}");
        }
    }
}
