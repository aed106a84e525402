//! Numbers as bytes: LEB128, signed ones in zigzag, so that small numbers take one byte.

use crate::Malformed;

/// Bytes that numbers are appended to.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    pub(crate) fn of_version(version: u8) -> Self {
        Self(vec![version])
    }

    pub(crate) fn unsigned(&mut self, mut number: u128) {
        loop {
            let low = number.to_le_bytes()[0] & 0x7f;
            number >>= 7;
            if number == 0 {
                self.0.push(low);
                return;
            }
            self.0.push(low | 0x80);
        }
    }

    pub(crate) fn signed(&mut self, number: i128) {
        self.unsigned(((number << 1) ^ (number >> 127)).cast_unsigned());
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Bytes that numbers are taken from.
pub(crate) struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    /// Refuses another version than the one that is expected.
    pub(crate) fn of_version(bytes: &'b [u8], version: u8) -> Result<Self, Malformed> {
        match bytes.split_first() {
            Some((found, rest)) if *found == version => Ok(Self(rest)),
            _ => Err(Malformed),
        }
    }

    pub(crate) fn unsigned(&mut self) -> Result<u128, Malformed> {
        let mut number = 0_u128;
        for place in 0..19 {
            let (byte, rest) = self.0.split_first().ok_or(Malformed)?;
            self.0 = rest;
            let low = u128::from(byte & 0x7f);
            number |= low.checked_shl(7 * place).ok_or(Malformed)?;
            // The last byte has room for two bits.
            if place == 18 && low > 3 {
                return Err(Malformed);
            }
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Malformed)
    }

    pub(crate) fn signed(&mut self) -> Result<i128, Malformed> {
        let number = self.unsigned()?;
        Ok((number >> 1).cast_signed() ^ -((number & 1).cast_signed()))
    }

    /// A number of a smaller type.
    pub(crate) fn small<T: TryFrom<i128>>(&mut self) -> Result<T, Malformed> {
        T::try_from(self.signed()?).map_err(|_error| Malformed)
    }

    /// How many elements of at least one byte follow.
    pub(crate) fn count(&mut self) -> Result<usize, Malformed> {
        let count = usize::try_from(self.unsigned()?).map_err(|_error| Malformed)?;
        if count > self.0.len() { Err(Malformed) } else { Ok(count) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn finish(self) -> Result<(), Malformed> {
        if self.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers =
            [0, 1, -1, 63, 64, -64, -65, i128::from(i64::MAX), i128::MAX, i128::MIN, 1 << 100];
        let mut writer = Writer::of_version(7);
        for number in numbers {
            writer.signed(number);
        }
        let bytes = writer.finish();
        let mut reader = Reader::of_version(&bytes, 7).unwrap();
        for number in numbers {
            assert_eq!(reader.signed(), Ok(number));
        }
        assert!(reader.finish().is_ok());
        assert!(Reader::of_version(&bytes, 8).is_err());
        let mut writer = Writer::default();
        writer.unsigned(63);
        assert_eq!(writer.finish(), [63]);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bytes in [&[1][..], &[1, 0x80], &[1; 0], &[[1].as_slice(), &[0xff; 19]].concat()] {
            let number = Reader::of_version(bytes, 1).and_then(|mut reader| reader.unsigned());
            assert_eq!(number, Err(Malformed), "{bytes:?}");
        }
    }
}
