"""Comparisons of two variants: formulae by mpmath from raw values, and what SciPy, statsmodels and R have."""

import itertools
import json
import random
import subprocess

import numpy
from mpmath import exp, hypot, log, mp, mpf, sqrt
from scipy import stats
from scipy.stats import contingency
from statsmodels.stats import proportion as sm

from .special import quantile, sf, t_quantile, t_two_sided, vector

# At an offset of 1e6, and where a difference of means so large is what is compared.
OFFSET = {"tolerance": 1e-7, "why": "means of 1e6 have ten digits after the point, and their difference no more"}


def t_interval(estimate, variance, df, alpha):
    """Estimate, standard error, interval and p, by mpmath."""
    se = sqrt(variance)
    guess = stats.t.isf(alpha / 2, float(df)) if df < 1e5 else stats.norm.isf(alpha / 2)
    critical = t_quantile(alpha, df, guess)
    p = t_two_sided(abs(estimate) / se, df)
    return {"estimate": estimate, "standard_error": se, "df": df, **({"p": p} if p > 1e-300 else {"ln_p": log(p)}),
            "lower": estimate - critical * se, "upper": estimate + critical * se}


def welch_df(a, b):
    return (a[0] + b[0]) ** 2 / (a[0] ** 2 / (a[1] - 1) + b[0] ** 2 / (b[1] - 1))


def both(control, candidate):
    (n1, m1, s1), (n2, m2, s2) = [[mpf(x) for x in one] for one in (control, candidate)]
    v1, v2 = s1 / n1, s2 / n2
    return m1, m2, v1, v2, welch_df((v1, n1), (v2, n2))


PAIRS = [
    ([100, 10, 4], [100, 10.5, 4]), ([2, 1, 1], [2, 4, 2]), ([1000000, 0.1, 0.09], [1000000, 0.102, 0.0916]),
    ([500000000, 1.0, 9.0], [500000000, 1.0003, 9.1]), ([5000, 1000000.25, 1.0], [5000, 1000000.29, 1.1]),
    ([10, 0, 4], [30, 2, 0]), ([300, -5, 9], [250, -4.4, 16]), ([20000, 3, 25], [20000, 4.7, 25]),
    ([400, 1e-9, 1e-18], [600, 1.1e-9, 1.2e-18]), ([7, 1e12, 1e22], [9, 1.3e12, 3e22]),
]


def differences():
    for control, candidate in PAIRS:
        for alpha in (0.05, 0.001):
            m1, m2, v1, v2, df = both(control, candidate)
            yield vector("difference", {"control": control, "candidate": candidate, "alpha": alpha},
                         t_interval(m2 - m1, v1 + v2, df, alpha))
    # p = 1e-250, twice: by many units, and by a large effect.
    more = [([1000000, 1, 1], [1000000, 1.0478, 1]), ([20000000, 0.5, 0.25], [20000000, 0.50535, 0.25])]
    # And where it is no number: only its logarithm is.
    more += [([1000000, 1, 1], [1000000, 1.1, 1]), ([1000000000, 0.5, 0.25], [1000000000, 0.51, 0.25]), ([200, 1, 1], [200, 1e9, 1])]
    for control, candidate in more:
        m1, m2, v1, v2, df = both(control, candidate)
        yield vector("difference", {"control": control, "candidate": candidate, "alpha": 1e-12},
                     t_interval(m2 - m1, v1 + v2, df, 1e-12))
    for control, candidate in PAIRS[:4]:
        t = stats.ttest_ind_from_stats(candidate[1], candidate[2] ** 0.5, candidate[0],
                                       control[1], control[2] ** 0.5, control[0], equal_var=False)
        yield vector("difference", {"control": control, "candidate": candidate, "alpha": 0.05},
                     {"p": t.pvalue}, "scipy.stats.ttest_ind_from_stats")
    refused = [([1, 3, 0], [50, 3, 1], "insufficient_units"), ([50, 3, 0], [50, 4, 0], "zero_variance"),
               ([50, 0, 1], [50, 1e308, 1e308], None)]
    for control, candidate, why in refused:
        if why:
            yield vector("difference", {"control": control, "candidate": candidate, "alpha": 0.05},
                         {"refusal": why}, "the contract")


def lifts():
    for control, candidate in PAIRS:
        m1, m2, v1, v2, df = both(control, candidate)
        given = {"control": control, "candidate": candidate, "alpha": 0.05}
        if m1 == 0:
            yield vector("lift_by_delta", given, {"refusal": "zero_baseline"}, "the contract")
            continue
        variance = v2 / m1**2 + v1 * m2**2 / m1**4
        yield vector("lift_by_delta", given, t_interval((m2 - m1) / abs(m1), variance, df, 0.05))
        critical = t_quantile(0.05, df, stats.t.isf(0.025, float(df)) if df < 1e5 else 1.96)
        g = critical**2 * v1 / m1**2
        if g >= 1:
            yield vector("lift_by_fieller", given, {"refusal": "unbounded_ratio"}, "the contract")
            continue
        r = m2 / m1
        half = critical / abs(m1) * sqrt(v2 + r * r * v1 - g * v2)
        ends = sorted([((r - half) / (1 - g) - 1) * mp.sign(m1), ((r + half) / (1 - g) - 1) * mp.sign(m1)])
        yield vector("lift_by_fieller", given, {"lower": ends[0], "upper": ends[1],
                                                "p": t_two_sided(abs(m2 - m1) / sqrt(v1 + v2), df)})


COUNTS = [(0, 20, 6, 20), (1, 10, 8, 10), (0, 50, 0, 60), (56, 70, 48, 80), (9, 10, 3, 10), (10, 10, 0, 20),
          (100, 1000, 130, 1000), (3, 5000, 12, 5100), (1000000, 10000000, 1003000, 10000000), (5, 1000000000, 30, 1000000000),
          (1, 1, 0, 1), (400, 2000, 380, 1900), (30, 100, 5000, 10000)]


def wilson(x, n, z):
    p, n = mpf(x) / n, mpf(n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (p + z * z / (2 * n) - half) / (1 + z * z / n), (p + z * z / (2 * n) + half) / (1 + z * z / n)


def proportions():
    z = quantile(0.025)
    for x1, n1, x2, n2 in COUNTS:
        given = {"counts": [x1, n1, x2, n2], "alpha": 0.05}
        p1, p2 = mpf(x1) / n1, mpf(x2) / n2
        (l1, u1), (l2, u2) = wilson(x1, n1, z), wilson(x2, n2, z)
        d = p2 - p1

        def distance(z, low, high):
            return hypot(high[0] / mpf(high[1]) - wilson(*high, z)[0], wilson(*low, z)[1] - low[0] / mpf(low[1]))

        low, high = ((x1, n1), (x2, n2)) if d > 0 else ((x2, n2), (x1, n1))
        touching = mpf(0) if d == 0 else mp.findroot(
            lambda z: distance(z, low, high) - abs(d), (mpf("1e-6"), mpf(10000)), solver="anderson", tol=1e-40, maxsteps=500)
        expected = {"estimate": d, "lower": d - hypot(p2 - l2, u1 - p1), "upper": d + hypot(u2 - p2, p1 - l1),
                    "p": 2 * sf(touching)}
        yield vector("newcombe", given, expected)
        if x1 > 0 and x2 > 0 and (x1, x2) != (n1, n2):
            se = sqrt((1 - p1) / x1 + (1 - p2) / x2)
            yield vector("lift_by_log_ratio", given, {
                "estimate": p2 / p1 - 1, "lower": exp(log(p2 / p1) - z * se) - 1,
                "upper": exp(log(p2 / p1) + z * se) - 1, "p": 2 * sf(abs(log(p2 / p1)) / se)})
        fisher = stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]])[1] if n1 < 1e5 else exact(x1, n1, x2, n2)
        oracle = "scipy.stats.fisher_exact" if n1 < 1e5 else "mpmath"
        if fisher is not None:
            yield vector("fisher_exact", given, {"p": fisher}, oracle)
    for x, n in [(0, 10), (10, 10), (3, 17), (1, 1000000000)]:
        lower, upper = sm.proportion_confint(x, n, 0.05, method="wilson")
        if 0 < x < n:
            yield vector("wilson", {"counts": [x, n], "alpha": 0.05}, {"lower": lower, "upper": upper},
                         "statsmodels proportion_confint")
        else:
            lower, upper = wilson(x, n, z)
            yield vector("wilson", {"counts": [x, n], "alpha": 0.05},
                         {"lower": 0 if x == 0 else lower, "upper": 1 if x == n else upper})
    for x1, n1, x2, n2 in COUNTS[3:5]:
        lower, upper = sm.confint_proportions_2indep(x2, n2, x1, n1, method="newcomb", compare="diff")
        yield vector("newcombe", {"counts": [x1, n1, x2, n2], "alpha": 0.05}, {"lower": lower, "upper": upper},
                     "statsmodels confint_proportions_2indep")
    yield vector("lift_by_log_ratio", {"counts": [0, 50, 5, 50], "alpha": 0.05}, {"refusal": "zero_baseline"}, "the contract")


def exact(x1, n1, x2, n2):
    """Fisher's p by mpmath, for few successes among many units."""
    drawn = x1 + x2
    if drawn > 1000:
        return None
    weights = [mp.binomial(n1, k) * mp.binomial(n2, drawn - k) for k in range(drawn + 1)]
    whole = sum(weights)
    return sum(w for w in weights if w <= weights[x1] * (1 + mpf("1e-7"))) / whole


def values(seed, count, of):
    rng = random.Random(seed)
    return [of(rng) for _ in range(count)]


def by_choices(control, candidate):
    """Twice the smaller tail of the wins over all choices of the candidate's units, counted one by one."""
    def half_wins(chosen, others):
        return sum(2 * (y > x) + (y == x) for y in chosen for x in others)

    both, seen, counts = control + candidate, half_wins(candidate, control), [0, 0, 0]
    for places in itertools.combinations(range(len(both)), len(candidate)):
        chosen = set(places)
        wins = half_wins([both[k] for k in places], [x for k, x in enumerate(both) if k not in chosen])
        counts = [counts[0] + (wins <= seen), counts[1] + (wins >= seen), counts[2] + 1]
    return min(mpf(1), 2 * mpf(min(counts[:2])) / counts[2])


def ranks():
    sets = [([1, 2, 3, 4, 5, 6, 7, 8], [3, 4, 5, 6, 7, 8, 9, 10]), ([1, 1, 1, 2], [2, 2, 3, 3, 3]),
            (values(1, 60, lambda r: round(r.gauss(0, 1), 2)), values(2, 80, lambda r: round(r.gauss(0.4, 1), 2))),
            (values(3, 100, lambda r: r.randint(0, 3)), values(4, 100, lambda r: r.randint(0, 4))), ([5.0], [7.0, 8.0]),
            ([3.1, 4.7, 0.2, 9.9, 6.0], [12.5, 7.7, 10.1, 11.4]), (values(5, 15, lambda r: r.gauss(0, 1)), values(6, 15, lambda r: r.gauss(0.9, 1))),
            (values(7, 85, lambda r: r.gauss(0, 1)), values(8, 5, lambda r: r.gauss(1, 1))), ([2, 2, 2, 5, 7, 7], [0, 2, 1, 1, 0])]
    for control, candidate in sets:
        test = stats.mannwhitneyu(candidate, control, use_continuity=True, method="asymptotic")
        given, probability = {"control": control, "candidate": candidate}, test.statistic / len(control) / len(candidate)
        if min(len(control), len(candidate)) * (len(control) + len(candidate)) > 450:
            yield vector("mann_whitney", given, {"p": test.pvalue, "probability": probability}, "scipy.stats.mannwhitneyu")
            continue
        if len(control + candidate) < 20:
            expected = {"p": by_choices(control, candidate), "probability": probability}
            yield vector("mann_whitney", given, expected, "all choices of units")
        if len(set(control + candidate)) == len(control + candidate):
            exact = stats.mannwhitneyu(candidate, control, method="exact")
            yield vector("mann_whitney", given, {"p": exact.pvalue}, "scipy.stats.mannwhitneyu, exact")
    yield vector("mann_whitney", {"control": [1, 1], "candidate": [1, 1]}, {"refusal": "zero_variance"}, "the contract")


def odds_ratios():
    more = [(1, 10, 8, 10), (0, 20, 6, 20), (10, 10, 3, 12), (12, 100, 27, 100), (3, 5000, 12, 5100), (40, 300, 90, 280),
            (2, 1000000, 40, 1000000), (0, 60, 0, 50), (0, 900, 300, 900)]
    for (x1, n1, x2, n2), alpha in [(counts, alpha) for counts in more for alpha in (0.05, 1e-6)]:
        given = {"counts": [x1, n1, x2, n2], "alpha": alpha}
        drawn = x1 + x2
        if drawn == 0:
            yield vector("odds_ratio", given, {"refusal": "zero_variance"}, "the contract")
            continue
        low, high = max(0, drawn - n1), min(drawn, n2)
        weights = {k: mp.binomial(n2, k) * mp.binomial(n1, drawn - k) for k in range(low, high + 1)}

        def chance(odds, keep):
            terms = {k: w * odds**k for k, w in weights.items()}
            return sum(t for k, t in terms.items() if keep(k)) / sum(terms.values())

        def solve(f):
            return exp(mp.findroot(f, (mpf(-60), mpf(60)), solver="bisect", tol=1e-18, maxsteps=800, verify=False))

        expected = {"p": min(1, 2 * min(chance(mpf(1), lambda k: k <= x2), chance(mpf(1), lambda k: k >= x2)))}
        expected["lower"] = 0 if x2 == low else solve(lambda u: log(chance(exp(u), lambda k: k >= x2)) - log(mpf(alpha) / 2))
        if x2 < high:
            expected["upper"] = solve(lambda u: log(chance(exp(u), lambda k: k <= x2)) - log(mpf(alpha) / 2))
            mean = lambda u: sum(k * w * exp(u) ** k for k, w in weights.items()) / sum(w * exp(u) ** k for k, w in weights.items())
            expected["estimate"] = 0 if x2 == low else solve(lambda u: mean(u) - x2)
        yield vector("odds_ratio", given, expected)
        if alpha == 0.05 and low < x2 < high and n1 <= 1000:
            odds = contingency.odds_ratio([[x2, n2 - x2], [x1, n1 - x1]])
            interval = odds.confidence_interval(0.95)
            yield vector("odds_ratio", given, {"estimate": odds.statistic, "lower": interval.low, "upper": interval.high},
                         "scipy.stats.contingency.odds_ratio", tolerance=1e-6, why="it looks for roots to a tolerance of its own")


def shifts():
    sets = [(values(71, 25, lambda r: round(r.gauss(0, 1), 3)), values(72, 30, lambda r: round(r.gauss(0.5, 1), 3)), 0.05),
            (values(73, 80, lambda r: r.randint(0, 9)), values(74, 61, lambda r: r.randint(1, 10)), 0.05),
            (values(75, 200, lambda r: round(r.lognormvariate(0, 2), 4)), values(76, 150, lambda r: round(r.lognormvariate(0.3, 2), 4)), 0.001),
            ([1000000.5 + k for k in range(12)], [1000000.25 + 2 * k for k in range(9)], 0.1)]
    for control, candidate, alpha in sets:
        differences = sorted(y - x for x in control for y in candidate)
        both, n1, n2 = control + candidate, len(control), len(candidate)
        n, ties = n1 + n2, sum(both.count(v) ** 3 - both.count(v) for v in set(both))
        sd = sqrt(mpf(n1 * n2) / 12 * (n + 1 - mpf(ties) / (n * (n - 1))))
        first = int(mp.floor(mpf(n1 * n2) / 2 - mpf("0.5") - quantile(mpf(alpha) / 2) * sd)) + 1
        is_exact = min(n1, n2) * n <= 450
        if is_exact:
            first = int(subprocess.run(["Rscript", "-e", f"cat(qwilcox({alpha / 2}, {n2}, {n1}))"], capture_output=True, text=True, check=True).stdout)
        given = {"control": control, "candidate": candidate, "alpha": alpha}
        yield vector("hodges_lehmann", given, {"estimate": float(numpy.median(differences)), "lower": differences[first - 1],
                                               "upper": differences[n1 * n2 - first]}, "sorted differences")
        script = f"options(digits=17); w <- wilcox.test(c({json.dumps(candidate)[1:-1]}), c({json.dumps(control)[1:-1]}), " \
                 f"exact={str(is_exact).upper()}, conf.int=TRUE, conf.level={1 - alpha}, tol.root=1e-10); cat(sprintf('%.17g ', c(w$estimate, w$conf.int)))"
        run = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
        # Its estimate without exact=TRUE is the root of the statistic, which is another one.
        _, lower, upper = map(float, run.stdout.split())
        if differences[first - 1] != 0:
            yield vector("hodges_lehmann", given, {"lower": lower, "upper": upper}, "R wilcox.test", tolerance=1e-8,
                         why="it looks for roots to a tolerance, here 1e-10")
    yield vector("hodges_lehmann", {"control": [1, 2, 3], "candidate": [4, 5], "alpha": 0.05}, {"refusal": "insufficient_units"}, "the contract")


def quantiles():
    for count, level in [(100, 0.5), (1000, 0.9), (997, 0.25), (5000, 0.99)]:
        data = values(count, count, lambda r: round(r.lognormvariate(3, 1), 4))
        ordered, half = sorted(data), 1.96 * (level * (1 - level) / count) ** 0.5
        low, high = ordered[int(count * (level - half) // 1) - 1], ordered[-int(-(count * (level + half)) // 1) - 1]
        yield vector("quantile", {"values": data, "level": level},
                     {"value": float(numpy.percentile(data, 100 * level)), "standard_error": (high - low) / 3.92},
                     "numpy.percentile, order statistics")
    yield vector("quantile", {"values": [1.0, 2.0, 3.0], "level": 0.9}, {"refusal": "insufficient_units"}, "the contract")
    units = [values(k, 1 + k % 5, lambda r: round(r.gauss(10 + k % 7, 2), 3)) for k in range(150)]
    flat, level = sorted(x for unit in units for x in unit), 0.5
    n, half = len(flat), 1.96 * (0.25 / len(flat)) ** 0.5
    value = float(numpy.percentile(flat, 50))
    spread = (flat[-int(-(n * (level + half)) // 1) - 1] - flat[int(n * (level - half) // 1) - 1]) / 3.92
    rows = [[sum(x <= value for x in unit), len(unit)] for unit in units]
    _, unit_variance = ratio(rows)
    yield vector("quantile_of_clusters", {"units": units, "level": level},
                 {"value": value, "standard_error": spread * sqrt(unit_variance / 150 / (mpf("0.25") / n))})


def covariance(rows, i, j):
    n = len(rows)
    mi, mj = (sum(mpf(row[k]) for row in rows) / n for k in (i, j))
    return sum((mpf(row[i]) - mi) * (mpf(row[j]) - mj) for row in rows) / (n - 1)


def mean(rows, i):
    return sum(mpf(row[i]) for row in rows) / len(rows)


def ratio(rows, i=0, j=1):
    y, d = mean(rows, i), mean(rows, j)
    variance = covariance(rows, i, i) / d**2 + covariance(rows, j, j) * y**2 / d**4 - 2 * covariance(rows, i, j) * y / d**3
    return y / d, variance


def rows_of(seed, count, columns, lift=0, offset=0):
    rng, rows = random.Random(seed), []
    for _ in range(count):
        past = rng.gauss(5, 2)
        views = rng.randint(1, 6)
        now = offset + 0.8 * past + rng.gauss(1 + lift, 1)
        row = [now, past] if columns == 2 else [views * 0.2 + rng.random() + lift, views, rng.random() + past / 9, rng.randint(1, 5)]
        rows.append([round(x, 6) for x in row])
    return rows


def of_two_covariates():
    # Two pasts; a past and whether there is none; the same past in other words; a past that does not vary.
    kinds = [lambda y, x, k: [y, x, round(x * x / 7 + k % 5, 6)], lambda y, x, k: [y - 3, 0, 1] if k % 3 == 0 else [y, x, 0],
             lambda y, x, k: [y, x, 3 - 2 * x], lambda y, x, k: [y, 4, x]]
    for which, kind in enumerate(kinds):
        a, b = ([kind(y, x, k) for k, (y, x) in enumerate(rows_of(seed, count, 2, lift))] for seed, count, lift in [(31, 60, 0), (32, 75, 0.3)])
        both, used = a + b, [(1, 2), (1, 2), (1,), (2,)][which]
        system = mp.matrix([[covariance(both, i, j) for j in used] for i in used])
        solved = mp.lu_solve(system, mp.matrix([covariance(both, 0, i) for i in used]))
        theta = {i: solved[k] for k, i in enumerate(used)}
        parts = []
        for rows in (a, b):
            adjusted = [[mpf(row[0]) - sum(theta[i] * mpf(row[i]) for i in used)] for row in rows]
            parts.append((mean(adjusted, 0), covariance(adjusted, 0, 0) / len(rows), len(rows)))
        df = welch_df(*[(v, n) for _, v, n in parts])
        expected = t_interval(parts[1][0] - parts[0][0], parts[0][1] + parts[1][1], df, 0.05)
        ya, yb = mean(a, 0), mean(b, 0)
        shares = [[[mpf(row[0]) * scale - sum(theta[i] * mpf(row[i]) for i in used)] for row in rows]
                  for rows, scale in ((a, yb / ya), (b, mpf(1)))]
        error = sqrt(sum(covariance(rows, 0, 0) / len(rows) for rows in shares)) / ya
        yield vector("cuped_of_three", {"control": a, "candidate": b, "alpha": 0.05},
                     {**expected, "theta_1": theta.get(1, 0), "theta_2": theta.get(2, 0), "lift": (parts[1][0] - parts[0][0]) / ya,
                      "lift_error": error})


def covariates():
    for seed, count, lift, offset in [(11, 40, 0.5, 0), (12, 150, 0, 0), (13, 80, 0.2, 1e6)]:
        a, b = rows_of(seed, count, 2, 0, offset), rows_of(seed + 50, count + 7, 2, lift, offset)
        theta = covariance(a + b, 0, 1) / covariance(a + b, 1, 1)
        parts = []
        for rows in (a, b):
            adjusted = [[mpf(y) - theta * mpf(x)] for y, x in rows]
            parts.append((mean(adjusted, 0), covariance(adjusted, 0, 0) / len(rows), len(rows)))
        df = welch_df(*[(v, n) for _, v, n in parts])
        given = {"control": a, "candidate": b, "alpha": 0.05}
        expected = t_interval(parts[1][0] - parts[0][0], parts[0][1] + parts[1][1], df, 0.05)
        more = OFFSET if offset else {}
        yield vector("cuped_difference", given, {"theta": theta, **expected}, **more)
        ya, yb = mean(a, 0), mean(b, 0)
        of_b = (covariance(b, 0, 0) + theta**2 * covariance(b, 1, 1) - 2 * theta * covariance(b, 0, 1)) / len(b) / ya**2
        of_a = (covariance(a, 0, 0) * (yb / ya) ** 2 - 2 * theta * covariance(a, 0, 1) * yb / ya
                + theta**2 * covariance(a, 1, 1)) / len(a) / ya**2
        # Fieller: the roots of (difference - L base)^2 = t^2 var(difference - L base).
        adjusted = [[mpf(y) - theta * mpf(x), y] for y, x in a]
        d, v, c = parts[0][1] + parts[1][1], covariance(a, 0, 0) / len(a), -covariance(adjusted, 0, 1) / len(a)
        square, apart = t_quantile(0.05, df, stats.t.isf(0.025, float(df))) ** 2, parts[1][0] - parts[0][0]
        qa, qb, qc = ya**2 - square * v, -2 * (apart * ya - square * c), apart**2 - square * d
        root = sqrt(qb**2 - 4 * qa * qc)
        yield vector("cuped_fieller", given, {"lower": (-qb - root) / (2 * qa), "upper": (-qb + root) / (2 * qa),
                                              "p": expected["p"]}, **more)
        df = welch_df((of_a, len(a)), (of_b, len(b)))
        yield vector("cuped_lift", given, t_interval((parts[1][0] - parts[0][0]) / abs(ya), of_a + of_b, df, 0.05), **more)
    yield from of_two_covariates()
    for seed in (21, 22):
        a, b = rows_of(seed, 60, 4), rows_of(seed + 5, 70, 4, 0.1)
        linear = []
        for rows in (a, b):
            (r, _), (q, _) = ratio(rows, 0, 1), ratio(rows, 2, 3)
            d, e = mean(rows, 1), mean(rows, 3)
            linear.append([[r + (mpf(y) - r * mpf(v)) / d, q + (mpf(z) - q * mpf(w)) / e] for y, v, z, w in rows])
        theta = covariance(linear[0] + linear[1], 0, 1) / covariance(linear[0] + linear[1], 1, 1)
        parts = []
        for rows in linear:
            adjusted = [[y - theta * x] for y, x in rows]
            parts.append((mean(adjusted, 0), covariance(adjusted, 0, 0) / len(rows), len(rows)))
        df = welch_df(*[(v, n) for _, v, n in parts])
        expected = t_interval(parts[1][0] - parts[0][0], parts[0][1] + parts[1][1], df, 0.05)
        yield vector("cuped_ratio", {"control": a, "candidate": b, "alpha": 0.05}, {"theta": theta, **expected})
    for seed in (31, 32, 33):
        rows = rows_of(seed, 30 * seed - 900, 4)
        value, variance = ratio(rows)
        yield vector("ratio", {"rows": [row[:2] for row in rows]}, {"value": value, "unit_variance": variance})


def strata():
    for seed, sizes in [(41, [(40, 60), (30, 30)]), (42, [(25, 400), (300, 31), (50, 50)])]:
        cells = []
        for k, (n1, n2) in enumerate(sizes):
            cells.append([[x[0] + 3 * k for x in rows_of(seed + k, n1, 2)], [x[0] + 3 * k for x in rows_of(seed + 9 + k, n2, 2, 0.3)]])
        n, parts, estimate, square = sum(map(sum, sizes)), [], mpf(0), mpf(0)
        values = [mpf(0), mpf(0)]
        for cell in cells:
            weight = mpf(len(cell[0]) + len(cell[1])) / n
            means = [mean([[x] for x in side], 0) for side in cell]
            for side in (0, 1):
                rows = [[x] for x in cell[side]]
                parts.append((weight**2 * covariance(rows, 0, 0) / len(rows), len(rows), side))
                values[side] += weight * means[side]
            estimate += weight * (means[1] - means[0])
            square += weight * (means[1] - means[0]) ** 2
        within = sum(v for v, _, _ in parts)
        df = within**2 / sum(v**2 / (m - 1) for v, m, _ in parts)
        yield vector("post_stratified", {"strata": cells, "alpha": 0.05},
                     t_interval(estimate, within + (square - estimate**2) / n, df, 0.05))
        yield vector("stratified", {"strata": cells}, {
            "control": values[0], "candidate": values[1],
            "control_error": sqrt(sum(v for v, _, s in parts if s == 0)),
            "candidate_error": sqrt(sum(v for v, _, s in parts if s == 1))})


def sums():
    n, low = 10**9, 10**14
    half = n // 2
    given = {"units": n, "sum": str(half * low + half * (low + 3)), "squares": str(half * low**2 + half * (low + 3) ** 2)}
    yield vector("exact_sums", given, {"mean": (mpf(low) + 1.5) * mpf("1e-6"), "variance": mpf(n) * 9 / 4 / (n - 1) * mpf("1e-12")})
    yield vector("float_sums", {"units": 1000, "sum": 1e9, "squares": 1e15 + 1000},
                 {"refusal": "numeric_cancellation"}, "the contract")
    for offset in (0, 1e6, -1e9):
        data = [[offset + x] for x in values(51, 200, lambda r: round(r.gauss(0, 1), 5))]
        yield vector("moments", {"rows": data}, {"mean": mean(data, 0), "variance": covariance(data, 0, 0)}, **(
            {} if offset >= -1e6 else {"tolerance": 1e-6, "why": "at 1e9, a value itself has 7 digits after the point"}))


def in_r():
    script = """
    options(digits=17); a <- c(%s); b <- c(%s)
    t <- t.test(b, a); w <- wilcox.test(b, a, exact=FALSE)
    f <- fisher.test(matrix(c(12, 88, 27, 73), 2)); p <- p.adjust(c(.01,.02,.03,.04,.05), "BH")
    cat(sprintf("%%.17g ", c(t$p.value, t$conf.int, t$parameter, w$p.value, f$p.value)))
    """
    a, b = values(61, 30, lambda r: round(r.gauss(0, 1), 3)), values(62, 40, lambda r: round(r.gauss(0.7, 2), 3))
    run = subprocess.run(["Rscript", "-e", script % (json.dumps(a)[1:-1], json.dumps(b)[1:-1])],
                         capture_output=True, text=True, check=True)
    p, lower, upper, df, wilcoxon, fisher = map(float, run.stdout.split())
    yield vector("difference_of_values", {"control": a, "candidate": b, "alpha": 0.05},
                 {"p": p, "lower": lower, "upper": upper, "df": df}, "R t.test")
    yield vector("mann_whitney", {"control": a, "candidate": b}, {"p": wilcoxon}, "R wilcox.test")
    yield vector("fisher_exact", {"counts": [12, 100, 27, 100], "alpha": 0.05}, {"p": fisher}, "R fisher.test")


def vectors():
    parts = (differences, lifts, proportions, odds_ratios, ranks, shifts, quantiles, covariates, strata, sums, in_r)
    return [row for part in parts for row in part()]
