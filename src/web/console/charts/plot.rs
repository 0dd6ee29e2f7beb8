//! The drawing surface: scales, axes, lines, shapes and the legend below.

use std::fmt::Write as _;

use crate::domain::words::Words;

/// The width in the picture's own units: on a phone of 360 px text of [`FONT`] units is still over 11 px.
pub(super) const WIDTH: f64 = 360.0;
/// The height of a line of text.
pub(super) const FONT: f64 = 14.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = WIDTH - 14.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 220.0;
const LINE: f64 = 20.0;
/// The width of the sample before a legend's words.
const SAMPLE: f64 = 26.0;
/// The most that an axis counts to.
const MOST: f64 = 1e9;
/// The size of a point's shape.
const RADIUS: f64 = 4.5;

/// The shape of a point: tells where it stands without colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Circle,
    Up,
    Down,
    Diamond,
}

/// How a legend's entry is drawn before its words.
pub(super) enum Sample {
    Line(&'static str),
    Area(&'static str),
    Point(Shape, &'static str),
}

/// What each axis runs over, and its marks: value and text.
pub(super) struct Scale {
    pub end: f64,
    pub marks: Vec<(f64, String)>,
}

impl Scale {
    /// From 0 to a round number not below `most`, with at most six marks.
    pub(super) fn counts(most: f64) -> Self {
        let most = most.clamp(0.0, MOST);
        let step = round_step(most / 5.0).max(1.0);
        Self::stepped(most, step, |value| match value {
            value if value >= 100_000_000.0 => format!("{}亿", value / 100_000_000.0),
            value if value >= 100_000.0 => format!("{}万", value / 10_000.0),
            value => format!("{value}"),
        })
    }

    /// From 0 to a round share not below `most`, at most 1.
    pub(super) fn shares(most: f64) -> Self {
        let step = round_step(most.min(1.0) / 5.0).max(0.01);
        let mut scale =
            Self::stepped(most.min(1.0), step, |value| format!("{:.0}%", value * 100.0));
        scale.end = scale.end.min(1.0);
        scale.marks.retain(|(value, _)| *value <= 1.0 + 1e-9);
        scale
    }

    fn stepped(most: f64, step: f64, text: impl Fn(f64) -> String) -> Self {
        let steps = (most / step - 1e-9).ceil().clamp(1.0, 6.0) as u32;
        let end = f64::from(steps) * step;
        let marks = (0..=steps).map(|n| f64::from(n) * step).map(|at| (at, text(at))).collect();
        Self { end: end.max(most), marks }
    }
}

/// 1, 2 or 5 times a power of ten, not below `rough`.
fn round_step(rough: f64) -> f64 {
    if !rough.is_finite() || rough <= 0.0 {
        return 0.0;
    }
    let power = 10_f64.powf(rough.log10().floor());
    let found = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= rough - 1e-12);
    found.unwrap_or(10.0) * power
}

/// A picture being drawn. Values outside the scales are drawn at their edge; what is no number is left out.
pub(super) struct Plot {
    x_end: f64,
    y_end: f64,
    body: String,
    below: f64,
    /// Boxes that labels take up already: left, top, right, bottom.
    taken: Vec<[f64; 4]>,
}

impl Plot {
    /// An empty plot with its axes; `measure` stands over the vertical one.
    pub(super) fn new(x: &Scale, y: &Scale, measure: &Words) -> Self {
        let (x_end, y_end) = (x.end.max(f64::MIN_POSITIVE), y.end.max(f64::MIN_POSITIVE));
        let mut plot =
            Self { x_end, y_end, body: String::new(), below: BOTTOM + LINE, taken: Vec::new() };
        for (value, text) in &y.marks {
            let at = plot.y(*value);
            plot.rule("chart-grid", (LEFT, at), (RIGHT, at));
            plot.text(LEFT - 5.0, at + FONT * 0.36, "end", text);
        }
        let mut free = 0.0;
        for (value, text) in &x.marks {
            let at = plot.x(*value);
            let half = width(text) / 2.0;
            let centre = at.clamp(half, WIDTH - half);
            plot.rule("chart-axis", (at, BOTTOM), (at, BOTTOM + 4.0));
            // A mark's words that would run into those before it are left out.
            if centre - half >= free {
                plot.text(centre, BOTTOM + FONT + 4.0, "middle", text);
                free = centre + half + 4.0;
            }
        }
        plot.rule("chart-axis", (LEFT, BOTTOM), (RIGHT, BOTTOM));
        let measure = fitted(measure, WIDTH);
        plot.text(0.0, FONT, "start", &measure);
        plot
    }

    fn x(&self, value: f64) -> f64 {
        LEFT + (value / self.x_end).clamp(0.0, 1.0) * (RIGHT - LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (value / self.y_end).clamp(0.0, 1.0) * (BOTTOM - TOP)
    }

    fn rule(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        let _ = writeln!(
            self.body,
            r#"<line class="{class}" x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}"/>"#
        );
    }

    fn text(&mut self, x: f64, y: f64, anchor: &str, text: &str) {
        let text = escaped(text);
        let _ = writeln!(
            self.body,
            r#"<text x="{x:.1}" y="{y:.1}" font-size="{FONT}" text-anchor="{anchor}">{text}</text>"#
        );
    }

    /// A line through `points`.
    pub(super) fn line(&mut self, class: &str, points: &[(f64, f64)]) {
        let places = self.places(points);
        if points.len() > 1 {
            let _ = writeln!(self.body, r#"<polyline class="{class}" points="{places}"/>"#);
        }
    }

    /// The area inside `points`.
    pub(super) fn area(&mut self, class: &str, points: &[(f64, f64)]) {
        let places = self.places(points);
        if points.len() > 2 {
            let _ = writeln!(self.body, r#"<polygon class="{class}" points="{places}"/>"#);
        }
    }

    /// A line across the whole width.
    pub(super) fn level(&mut self, class: &str, value: f64) {
        self.line(class, &[(0.0, value), (self.x_end, value)]);
    }

    fn places(&self, points: &[(f64, f64)]) -> String {
        let known = points.iter().filter(|(x, y)| x.is_finite() && y.is_finite());
        let places = known.map(|(x, y)| format!("{:.1},{:.1}", self.x(*x), self.y(*y)));
        places.collect::<Vec<_>>().join(" ")
    }

    /// A point with what it says when pointed at.
    pub(super) fn point(&mut self, shape: Shape, class: &str, (x, y): (f64, f64), says: &str) {
        if !x.is_finite() || !y.is_finite() {
            return;
        }
        let (x, y) = (self.x(x), self.y(y));
        self.taken.push([x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS]);
        let says = escaped(says);
        let _ = writeln!(self.body, "<g>{}<title>{says}</title></g>", drawn(shape, class, x, y));
    }

    /// Writes the first of `texts` that finds room beside the point; none where there is no room.
    pub(super) fn label(&mut self, (x, y): (f64, f64), texts: &[&str]) {
        let (x, y) = (self.x(x), self.y(y));
        for text in texts {
            let wide = width(text);
            let places = [
                (x + 8.0, y - FONT / 2.0),
                (x - 8.0 - wide, y - FONT / 2.0),
                (x - wide / 2.0, y - 8.0 - FONT),
                (x - wide / 2.0, y + 8.0),
            ];
            for (left, top) in places {
                let wanted = [left, top, left + wide, top + FONT];
                let inside =
                    left >= LEFT && wanted[2] <= RIGHT && top >= TOP && wanted[3] <= BOTTOM;
                if inside && !self.taken.iter().any(|other| overlap(other, &wanted)) {
                    self.text(left, top + FONT * 0.82, "start", text);
                    self.taken.push(wanted);
                    return;
                }
            }
        }
    }

    /// Puts the legend below, as many lines as it needs.
    pub(super) fn legend(&mut self, entries: &[(Sample, Words)]) {
        let mut at = 0.0;
        let mut base = self.below + LINE * 0.8;
        for (sample, words) in entries {
            let text = fitted(words, WIDTH - SAMPLE);
            let wide = SAMPLE + width(&text);
            if at > 0.0 && at + wide > WIDTH {
                (at, base) = (0.0, base + LINE);
            }
            let middle = base - FONT * 0.36;
            match sample {
                Sample::Line(class) => {
                    self.rule(class, (at + 1.0, middle), (at + SAMPLE - 5.0, middle))
                }
                Sample::Area(class) => {
                    let (top, wide) = (middle - 5.0, SAMPLE - 6.0);
                    let _ = writeln!(
                        self.body,
                        r#"<rect class="{class}" x="{at:.1}" y="{top:.1}" width="{wide:.1}" height="10.0"/>"#
                    );
                }
                Sample::Point(shape, class) => {
                    let mark = drawn(*shape, class, at + SAMPLE / 2.0 - 3.0, middle);
                    self.body.push_str(&mark);
                    self.body.push('\n');
                }
            }
            self.text(at + SAMPLE, base, "start", &text);
            at += wide + 10.0;
        }
        self.below = base + LINE * 0.4;
    }

    /// The whole picture. `id` names it on its page.
    pub(super) fn finish(self, id: &str, title: &Words, tells: &str) -> String {
        let id: String =
            id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        let title = escaped(format!("{} {}", title.zh, title.en).trim());
        let tells = escaped(tells);
        format!(
            r#"<svg class="chart" viewBox="0 0 {WIDTH} {:.0}" role="img" aria-labelledby="{id}-title {id}-tells">
<title id="{id}-title">{title}</title><desc id="{id}-tells">{tells}</desc>
{}</svg>"#,
            self.below, self.body
        )
    }
}

fn drawn(shape: Shape, class: &str, x: f64, y: f64) -> String {
    let r = RADIUS;
    let path = |points: [(f64, f64); 4]| {
        let places: Vec<String> =
            points.iter().map(|(dx, dy)| format!("{:.1},{:.1}", x + dx, y + dy)).collect();
        format!(r#"<polygon class="{class}" points="{}"/>"#, places.join(" "))
    };
    match shape {
        Shape::Circle => {
            format!(r#"<circle class="{class}" cx="{x:.1}" cy="{y:.1}" r="{:.1}"/>"#, r - 1.0)
        }
        Shape::Up => path([(-r, r), (0.0, -r), (r, r), (-r, r)]),
        Shape::Down => path([(-r, -r), (0.0, r), (r, -r), (-r, -r)]),
        Shape::Diamond => path([(0.0, -r), (r, 0.0), (0.0, r), (-r, 0.0)]),
    }
}

fn overlap(one: &[f64; 4], other: &[f64; 4]) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

/// About how wide `text` is: Chinese takes a whole square, Latin three fifths of one.
pub(super) fn width(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 0.6 * FONT } else { FONT }).sum()
}

/// Both languages where they fit into `room`, else the Chinese, cut where even that is too long.
fn fitted(words: &Words, room: f64) -> String {
    let both = format!("{} {}", words.zh, words.en).trim().to_owned();
    if width(&both) <= room { both } else { cut(&words.zh, room) }
}

/// `text` cut to `room`.
pub(super) fn cut(text: &str, room: f64) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        if width(&short) + width(c.encode_utf8(&mut [0; 4])) + FONT > room {
            break;
        }
        short.push(c);
    }
    short.push('…');
    short
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}
