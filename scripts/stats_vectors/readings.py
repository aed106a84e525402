"""Scores, intervals at any critical value, margins, and what rules make of them: by mpmath, from definitions.

Nothing here has the closed forms of the code under test: likeliest shares are roots of the derivative of the likelihood,
and ends of intervals roots of the score.
"""

import numpy
from mpmath import exp, findroot, hypot, log, mp, mpf, npdf, quad, sqrt
from scipy import stats
from statsmodels.stats import proportion as sm

from .contrasts import COUNTS, PAIRS, both, covariance, mean, rows_of, values, welch_df, wilson
from .designs import in_r
from .sequential import LOOKS, sequence, spent
from .special import quantile, sf, t_quantile, t_two_sided, vector


def bisect(f, low, high):
    """A root between two points of which the first is below it, and f falls or rises throughout."""
    low, high, sign = mpf(low), mpf(high), mp.sign(f(mpf(high)))
    for _ in range(130):
        middle = (low + high) / 2
        low, high = (low, middle) if mp.sign(f(middle)) == sign else (middle, high)
    return (low + high) / 2


def likeliest(x1, n1, x2, n2, r):
    """The control's share with the greatest likelihood where the candidate's is r times that."""
    if x1 + x2 == 0:
        return mpf(0)
    top = min(mpf(1), 1 / r)
    y1, y2 = n1 - x1, n2 - x2

    # Times p (1 - p) (1 - r p), which is positive.
    def slope(p):
        return (x1 + x2) * (1 - p) * (1 - r * p) - y1 * p * (1 - r * p) - y2 * r * p * (1 - p)

    last = top * (1 - mpf("1e-30"))
    return bisect(slope, 0, last) if slope(last) < 0 else top


def koopman(x1, n1, x2, n2, r):
    p = likeliest(x1, n1, x2, n2, r)
    error = sqrt(r * p * max(mpf(0), 1 - r * p) / n2 + r * r * p * (1 - p) / n1)
    return mpf(x2) / n2 - r * mpf(x1) / n1, error


def p_of(p):
    return {"p": p} if p > 1e-300 else {"ln_p": log(p)}


MORE = [(20, 1000, 0, 1000), (500, 1000, 0, 1000), (1000, 1000, 997, 1000), (12, 300, 4, 300), (10, 9500, 1, 500),
        (999999970, 1000000000, 999999990, 1000000000), (1, 7, 7, 7)]


def shares():
    z = quantile(0.025)
    for x1, n1, x2, n2 in COUNTS + MORE:
        given = {"counts": [x1, n1, x2, n2], "alpha": 0.05}
        if x1 == 0:
            yield vector("lift_of_proportions", given, {"refusal": "zero_baseline"}, "the contract")
            continue
        p1, ratio = mpf(x1) / n1, mpf(x2) / n2 / (mpf(x1) / n1)

        def score(r):
            apart, error = koopman(x1, n1, x2, n2, r)
            return apart / error

        apart, error = koopman(x1, n1, x2, n2, mpf(1))
        far = mpf(10) ** 12
        lower = -1 if x2 == 0 else exp(bisect(lambda u: score(exp(u)) - z, log(ratio) - 40, log(ratio) - mpf("1e-13"))) - 1
        start = log(ratio) if ratio else -log(far)
        upper = exp(bisect(lambda u: score(exp(u)) + z, start + mpf("1e-13"), log(ratio or 1 / far) + 60)) - 1
        yield vector("lift_of_proportions", given, {"estimate": ratio - 1, "standard_error": error / p1, "lower": lower, "upper": upper,
                                                    **p_of(2 * sf(abs(apart / error)))})
        for lift in (-0.3, 0.1, 1.0):
            yield vector("lift_score", {"counts": [x1, n1, x2, n2], "lift": lift}, {"score": score(1 + mpf(lift))})
        # With all of the control converted, its roots are complex.
        if 0 < x2 < n2 and x1 < n1 <= 1e5:
            low, high = sm.confint_proportions_2indep(x2, n2, x1, n1, method="score", compare="ratio", correction=False)
            yield vector("lift_of_proportions", given, {"lower": low - 1, "upper": high - 1}, "statsmodels confint_proportions_2indep",
                         tolerance=1e-6, why="it looks for roots to a tolerance of its own")
    for x1, n1, x2, n2 in [(0, 1000, 12, 1000), (0, 50, 0, 60)]:
        for lift in (0.1, 1.0):
            apart, error = koopman(x1, n1, x2, n2, 1 + mpf(lift))
            given = {"counts": [x1, n1, x2, n2], "lift": lift}
            yield vector("lift_score", given, {"score": apart / error} if error else {"refusal": "zero_variance"})


def newcombe_ends(x1, n1, x2, n2, z):
    (l1, u1), (l2, u2) = wilson(x1, n1, z), wilson(x2, n2, z)
    p1, p2 = mpf(x1) / n1, mpf(x2) / n2
    return p2 - p1 - hypot(p2 - l2, u1 - p1), p2 - p1 + hypot(u2 - p2, p1 - l1)


def differences_of_shares():
    for counts in [(3, 5000, 12, 5100), (0, 50, 0, 60), (56, 70, 48, 80), (10, 9500, 0, 500)]:
        for critical in (0.5, 2.8, 5.0):
            lower, upper = newcombe_ends(*counts, mpf(critical))
            yield vector("newcombe_within", {"counts": counts, "critical": critical}, {"lower": lower, "upper": upper})
        # The critical value at which an end is there: the lower one below the estimate, else the upper one.
        apart = mpf(counts[2]) / counts[3] - mpf(counts[0]) / counts[1]
        for value in (-0.02, 0.0, 0.03):
            below = mpf(value) < apart
            end = lambda z: newcombe_ends(*counts, z)[0 if below else 1] - mpf(value)
            z = bisect(end, mpf("1e-20"), 1000) if apart != value else mpf(0)
            yield vector("newcombe_score", {"counts": counts, "value": value}, {"score": z if below else -z})
        if apart > mpf("-0.02"):
            z = bisect(lambda z: newcombe_ends(*counts, z)[0] + mpf("0.02"), mpf("1e-20"), 1000)
            yield vector("newcombe_margin", {"counts": counts, "margin": 0.02}, {"p": sf(z)})


def fieller():
    """All L with |d - L |m1|| <= c se(L), by the roots of that."""
    for control, candidate in PAIRS:
        m1, m2, v1, v2, df = both(control, candidate)
        if m1 == 0:
            continue
        size = abs(m1)
        error = lambda lift: sqrt(v2 + (mp.sign(m1) + lift) ** 2 * v1) / size
        estimate = (m2 - m1) / size
        score = lambda lift: (estimate - lift) / error(lift)
        for critical in (1.0, 3.5):
            given = {"control": control, "candidate": candidate, "critical": critical, "lift": 0.4}
            if mpf(critical) ** 2 * v1 >= m1**2:
                yield vector("fieller_within", given, {"refusal": "unbounded_ratio"}, "the contract")
                continue
            reach = mpf(1)
            while score(estimate - reach) < critical or score(estimate + reach) > -critical:
                reach *= 2
            yield vector("fieller_within", given, {
                "lower": bisect(lambda x: score(x) - critical, estimate - reach, estimate),
                "upper": bisect(lambda x: score(x) + critical, estimate, estimate + reach),
                "error": error(mpf("0.4")), "score": score(mpf("0.4"))},
                **({"tolerance": 1e-7, "why": "means of 1e6 have ten digits after the point"} if abs(control[1]) == 1000000.25 else {}))
        t = score(mpf("0.5"))
        tail = t_two_sided(abs(t), df) / 2
        # At 0.05, two units of the control leave the lift without an end.
        if tail > 1e-300 and control[1] != 1000000.25 and control[0] > 2:
            given = {"control": control, "candidate": candidate, "margin": 0.5, "better": "smaller"}
            yield vector("fieller_margin", given, {"p": tail if t < 0 else 1 - tail})


def segments():
    """Six lifts over controls of 8 to 30 standard errors: Q at the root of its weighted mean."""
    for lifts, errors in [([0.75, 1.2, 0.85, 1.1, 1.3, 0.7], [0.08, 0.1, 0.06, 0.12, 0.08, 0.09]), ([0.1, -0.2, 0.3], [0.12, 0.05, 0.03])]:
        rows = [([1000, 1.0, 1000 * e * e], [900, 1.0 + lift, 900 * e * e]) for lift, e in zip(lifts, errors)]
        parts = [both(*row) for row in rows]
        square = lambda part, lift: part[3] + (1 + lift) ** 2 * part[2]
        apart = lambda part, lift: part[1] - part[0] - lift * part[0]
        weighted = lambda lift: sum(part[0] * apart(part, lift) / square(part, lift) for part in parts)
        common = bisect(weighted, min(lifts), max(lifts))
        q = sum(apart(part, common) ** 2 / square(part, common) for part in parts)
        p = mp.gammainc(mpf(len(parts) - 1) / 2, q / 2, regularized=True)
        yield vector("cochran_q_of_lifts", {"pairs": rows}, {"statistic": q, "p": p})


def pasts():
    for seed, gone in [(81, (3, 3)), (82, (4, 9)), (83, (2, 3))]:
        sides = [[[y, x, 0.0] if k % g else [y, 0.0, 1.0] for k, (y, x) in enumerate(rows_of(seed + s, 90 + 20 * s, 2))] for s, g in enumerate(gone)]
        found = []
        for place in (1, 2):
            columns = [[[row[place]] for row in side] for side in sides]
            parts = [(covariance(c, 0, 0) / len(c), len(c)) for c in columns]
            t = (mean(columns[1], 0) - mean(columns[0], 0)) / sqrt(parts[0][0] + parts[1][0])
            found.append((min(mpf(1), 2 * t_two_sided(abs(t), welch_df(*parts))), mean(columns[1], 0) - mean(columns[0], 0)))
        p, estimate = min(found)
        yield vector("covariate_balance", {"control": sides[0], "candidate": sides[1]}, {"p": p, "estimate": estimate})
        # 1 - R^2 of the regression on both, by least squares of all units.
        everyone = numpy.array(sides[0] + sides[1], dtype=numpy.longdouble)
        design = numpy.column_stack([numpy.ones(len(everyone)), everyone[:, 1], everyone[:, 2]]).astype(float)
        outcome = everyone[:, 0].astype(float)
        fitted = design @ numpy.linalg.lstsq(design, outcome, rcond=None)[0]
        left = ((outcome - fitted) ** 2).sum() / ((outcome - outcome.mean()) ** 2).sum()
        yield vector("variance_left", {"control": sides[0], "candidate": sides[1]}, {"left": left}, "numpy.linalg.lstsq")


def caps():
    for seed, count, level, share in [(91, 400, 0.99, 0.3), (92, 37, 0.5, 0.0), (93, 1000, 0.999, 0.8)]:
        data = values(seed, count, lambda r: 0.0 if r.random() < share else round(r.lognormvariate(2, 1), 3))
        for ignore in (False, True):
            counted = [x for x in data if x or not ignore]
            cap = float(numpy.quantile(counted, level, method="inverted_cdf"))
            yield vector("cap", {"values": data, "level": level, "ignore_zeros": ignore},
                         {"value": cap, "above": sum(x > cap for x in data) / count, "of_1000": min(1000.0, cap), "of_half": min(0.5, cap)},
                         "numpy.quantile, inverted_cdf")


def detectable():
    for units, power, alpha in [(20, 0.8, 0.05), (3, 0.9, 0.05), (500, 0.8, 0.001)]:
        delta = in_r(f"power.t.test(n={units}, power={power}, sig.level={alpha}, strict=TRUE, tol=1e-14)$delta")
        yield vector("detectable_by_student", {"variance": 4.0, "units": [units, units], "power": power, "alpha": alpha},
                     {"difference": 2 * delta}, "R power.t.test", tolerance=1e-8, why="its noncentral t (AS 243) has about ten digits")
    for units, power, alpha in [((30, 90), 0.8, 0.05), ((12, 400), 0.95, 0.01)]:
        df, root = sum(units) - 2, (1 / units[0] + 1 / units[1]) ** -0.5
        critical = stats.t.isf(alpha / 2, df)
        seen = lambda shift: stats.nct.sf(critical, df, shift) + stats.nct.cdf(-critical, df, shift) - power
        shift = float(bisect(lambda x: mpf(seen(float(x))), 0, 8))
        yield vector("detectable_by_student", {"variance": 1.0, "units": units, "power": power, "alpha": alpha},
                     {"difference": shift / root}, "scipy.stats.nct", tolerance=1e-8, why="scipy.stats.nct has about ten digits")


def looks():
    """The alpha at which a second look just crosses, by integrals over the first that did not."""
    for kind, t, z in [("obrien_fleming", 0.5, 2.3), ("pocock", 0.4, 3.1), ("2", 0.6, 1.2)]:
        mp.dps = 20

        def beyond(alpha):
            first = spent(kind, t, alpha)
            bound, step = quantile(first / 2) * sqrt(mpf(t)), sqrt(1 - mpf(t))
            inside = 2 * quad(lambda s: npdf(s, 0, sqrt(mpf(t))) * sf((mpf(z) - s) / step), [bound * k / 6 for k in range(-6, 7)])
            return inside - (mpf(alpha) - first)

        alpha = exp(findroot(lambda u: beyond(exp(u)), (log(2 * sf(mpf(z))), log(3 * sf(mpf(z)))), tol=1e-15))
        mp.dps = 34
        yield vector("group_p", {"spending": kind, "information": [t, 1.0], "estimate": z, "se": 1.0, "units": 1000}, {"p": alpha},
                     tolerance=1e-8, why="an integral within a search")
        only = findroot(lambda u: log(spent(kind, t, exp(u))) - log(2 * sf(mpf(z))), log(sf(mpf(z))) + 1) if kind != "obrien_fleming" else None
        if only is not None:
            yield vector("group_p", {"spending": kind, "information": [t], "estimate": z, "se": 1.0, "units": 1000}, {"p": exp(only)})


def hybrids():
    """Of both tests the one with the smaller p over its share: all that is told is that test's."""
    for (estimate, se, units), fixed in [(LOOKS[0], []), (LOOKS[2], []), (LOOKS[0], [0.048, 0.019]), (LOOKS[2], [0.1, 0.05]),
                                         (LOOKS[1], [0.2, 0.05]), (LOOKS[0], [0.06, 0.019, 7.5]), (LOOKS[0], [-0.05, 0.03, 1998])]:
        for alpha in (0.05, 0.01):
            half, p = sequence(estimate, se, units, mpf(alpha) / 5, [mpf(alpha) / 5, 2000])
            told = (min(mpf(1), 5 * p), estimate, estimate - half, estimate + half)
            if fixed:
                by, error, df = mpf(fixed[0]), mpf(fixed[1]), fixed[2] if fixed[2:] else None
                level = mpf(alpha) * 4 / 5
                if df:
                    tail, critical = t_two_sided(abs(by) / error, mpf(df)), t_quantile(level, mpf(df), stats.t.isf(float(level) / 2, df))
                else:
                    tail, critical = 2 * sf(abs(by) / error), quantile(level / 2)
                other = (min(mpf(1), tail * 5 / 4), by, by - critical * error, by + critical * error)
                told = told if told[0] < other[0] else other
            yield vector("hybrid", {"estimate": estimate, "se": se, "units": units, "alpha": alpha, "planned": 2000, "fixed": fixed},
                         {"p": told[0], "estimate": told[1], "lower": told[2], "upper": told[3]})


def vectors():
    parts = (shares, differences_of_shares, fieller, segments, pasts, caps, detectable, looks, hybrids)
    return [row for part in parts for row in part()]
