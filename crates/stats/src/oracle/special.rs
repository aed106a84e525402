//! The special functions.

use super::{Given, Said, named};
use crate::special::{beta, gamma, normal, student};

pub(super) fn said(kind: &str, given: &Given<'_>) -> Option<Said> {
    let number = |name| given.number(name);
    let one = match kind {
        "normal_sf" => ("sf", normal::sf(number("x"))),
        "normal_loss" => ("loss", normal::loss(number("x"))),
        "normal_quantile" => ("z", normal::upper_quantile(number("p"))),
        "student_two_sided" => ("p", student::two_sided(number("t"), number("df"))),
        "normal_ln_two_sided" => ("ln_p", normal::ln_two_sided(number("x"))),
        "student_ln_two_sided" => ("ln_p", student::ln_two_sided(number("t"), number("df"))),
        "chi_squared_ln_sf" => ("ln_p", gamma::ln_chi_squared_sf(number("x"), number("df"))),
        "student_quantile" => ("t", student::two_sided_quantile(number("alpha"), number("df"))),
        "chi_squared_sf" => ("sf", gamma::chi_squared_sf(number("x"), number("df"))),
        "beta_cdf" => {
            let x = number("x");
            ("lower", beta::tails(number("a"), number("b"), x, 1.0 - x).lower)
        }
        _ => return None,
    };
    Some(named(&[one]))
}
