//! Lines over logarithmic axes, as SVG.

use std::fmt::Write;

const WIDTH: f64 = 760.0;
const HEIGHT: f64 = 420.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 240.0;
const TOP: f64 = 40.0;
const BOTTOM: f64 = 40.0;
/// Told apart also by who does not see all colours.
const COLOURS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"];

/// Draws lines of (size, value); both axes span whole powers of ten.
pub fn log_log(title: &str, unit: &str, lines: &[(&str, &[(usize, f64)])]) -> String {
    let points = || lines.iter().flat_map(|(_, points)| points.iter());
    let sizes = span(points().map(|(size, _)| *size as f64));
    let values = span(points().map(|(_, value)| *value));
    let x = |size: f64| at(size, sizes, LEFT, WIDTH - RIGHT);
    let y = |value: f64| at(value, values, HEIGHT - BOTTOM, TOP);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<title>{title}</title>\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"white\"/>\n\
         <text x=\"{LEFT}\" y=\"20\" font-size=\"14\">{title} ({unit})</text>\n"
    );
    let mut add = |line: String| {
        // Writing to a text cannot fail.
        writeln!(svg, "{line}").unwrap_or_default();
    };
    for power in sizes.0..=sizes.1 {
        let (x, end) = (x(10_f64.powi(power)), HEIGHT - BOTTOM);
        add(format!("<path d=\"M{x:.1} {TOP}V{end}\" stroke=\"#ddd\"/>"));
        add(format!(
            "<text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            end + 18.0,
            ten(power)
        ));
    }
    for power in values.0..=values.1 {
        let (y, end) = (y(10_f64.powi(power)), WIDTH - RIGHT);
        add(format!("<path d=\"M{LEFT} {y:.1}H{end}\" stroke=\"#ddd\"/>"));
        add(format!(
            "<text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
            LEFT - 6.0,
            y + 4.0,
            ten(power)
        ));
    }
    for ((index, (name, points)), colour) in lines.iter().enumerate().zip(COLOURS.iter().cycle()) {
        let path: Vec<String> = points
            .iter()
            .map(|(size, value)| format!("{:.1},{:.1}", x(*size as f64), y(*value)))
            .collect();
        add(format!(
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            path.join(" ")
        ));
        let legend = TOP + 18.0 * index as f64;
        let left = WIDTH - RIGHT + 14.0;
        add(format!("<path d=\"M{left} {legend}h20\" stroke=\"{colour}\" stroke-width=\"2\"/>"));
        add(format!("<text x=\"{}\" y=\"{}\">{name}</text>", left + 26.0, legend + 4.0));
    }
    svg.push_str("</svg>\n");
    svg
}

/// The powers of ten around some numbers.
fn span(numbers: impl Iterator<Item = f64> + Clone) -> (i32, i32) {
    let least = numbers.clone().fold(f64::INFINITY, f64::min).log10().floor();
    let most = numbers.fold(f64::NEG_INFINITY, f64::max).log10().ceil();
    (least as i32, most as i32)
}

/// Where a number is between two ends.
fn at(number: f64, (least, most): (i32, i32), from: f64, to: f64) -> f64 {
    let part = (number.log10() - f64::from(least)) / f64::from((most - least).max(1));
    from + part * (to - from)
}

fn ten(power: i32) -> String {
    let number = 10_f64.powi(power);
    if power < 0 { format!("{number}") } else { format!("{number:.0}") }
}
