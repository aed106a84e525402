//! Counts tests, by the `test result:` lines that cargo's test programs print.

use std::fmt;
use std::ops::AddAssign;

/// How many tests passed, failed and were ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) ignored: u64,
}

impl Tally {
    /// The counts of a `test result:` line; no other line has any.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let mut tally = Self::default();
        for count in counts.split("; ") {
            let (number, what) = count.split_once(' ')?;
            let field = match what {
                "passed" => &mut tally.passed,
                "failed" => &mut tally.failed,
                "ignored" => &mut tally.ignored,
                _ => continue,
            };
            *field = number.parse().ok()?;
        }
        Some(tally)
    }

    /// Whether no test ran.
    pub(crate) fn is_empty(self) -> bool {
        self.passed + self.failed == 0
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }
}

/// The closing line of `test` and `ci`. CI services read it: keep its form.
impl fmt::Display for Tally {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} passed, {} failed", self.passed, self.failed)?;
        if self.ignored > 0 {
            write!(formatter, ", {} skipped", self.ignored)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_lines_of_cargo() {
        let check = |line, expected| assert_eq!(Tally::parse(line), expected, "{line}");
        check(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; \
             finished in 0.00s",
            Some(Tally { passed: 3, failed: 0, ignored: 1 }),
        );
        check(
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
            Some(Tally { passed: 1, failed: 2, ignored: 0 }),
        );
        check("running 3 tests", None);
        check("test result: ok. many passed; none failed", None);
    }

    #[test]
    fn closing_line() {
        let mut tally = Tally { passed: 3, failed: 1, ignored: 0 };
        assert_eq!(tally.to_string(), "3 passed, 1 failed");
        tally += Tally { passed: 1, failed: 0, ignored: 2 };
        assert_eq!(tally.to_string(), "4 passed, 1 failed, 2 skipped");
    }
}
