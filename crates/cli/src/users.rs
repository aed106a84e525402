//! Evaluation contexts, one JSON object a line.

use std::io::{self, BufRead, Read};

use hoist_eval::ContextError;
use hoist_ruleset::limits::CONTEXT_BYTES_MAX;

use crate::subject::User;

/// Reads contexts one by one. Memory is bounded by the limit of a context, however long a line is.
pub(crate) struct Users {
    input: Box<dyn BufRead>,
    line: usize,
}

impl Users {
    pub(crate) fn new(input: Box<dyn BufRead>) -> Self {
        Self { input, line: 0 }
    }

    /// The next line without its end; `None` at the end of the input.
    fn next_line(&mut self) -> io::Result<Option<Result<Vec<u8>, ContextError>>> {
        let mut line = Vec::new();
        let most = CONTEXT_BYTES_MAX as u64 + 1;
        if self.input.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        self.line += 1;
        if line.last() != Some(&b'\n') && line.len() > CONTEXT_BYTES_MAX {
            let bytes = line.len() + self.skip_line()?;
            return Ok(Some(Err(ContextError::TooLarge { bytes })));
        }
        Ok(Some(Ok(line)))
    }

    /// Skips the rest of a line without keeping it. Returns its length.
    fn skip_line(&mut self) -> io::Result<usize> {
        let mut skipped = 0;
        loop {
            let buffer = self.input.fill_buf()?;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let length = end.unwrap_or(buffer.len());
            let at_end = end.is_some() || buffer.is_empty();
            self.input.consume(end.map_or(length, |end| end + 1));
            skipped += length;
            if at_end {
                return Ok(skipped);
            }
        }
    }
}

impl Iterator for Users {
    /// The number of the line, from 1, and its user or what is wrong with it.
    type Item = io::Result<(usize, Result<User, ContextError>)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match self.next_line() {
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
                Ok(Some(line)) => line,
            };
            let bom = if self.line == 1 { "\u{feff}" } else { "" };
            let user = line.and_then(|line| {
                let text = std::str::from_utf8(&line)
                    .map_err(|error| ContextError::Syntax(error.to_string()))?;
                let text = text.strip_prefix(bom).unwrap_or(text).trim();
                if text.is_empty() { Ok(None) } else { User::parse(text.to_owned()).map(Some) }
            });
            // A blank line is no context and no mistake.
            if let Some(user) = user.transpose() {
                return Some(Ok((self.line, user)));
            }
        }
    }
}
