"""Corrections, splits, guardrails and sizes: SciPy and statsmodels, and mpmath where they end."""

import subprocess

import numpy
from mpmath import asin, log, loggamma, mp, mpf, sqrt
from scipy import stats
from statsmodels.stats import multitest, power as smp, proportion as smprop
from statsmodels.stats.meta_analysis import combine_effects

from .special import quantile, sf, t_two_sided, vector


def r_versions():
    script = "suppressMessages(library(rpact)); cat(as.character(getRversion()), as.character(packageVersion('rpact')))"
    run = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=True)
    r, rpact = run.stdout.split()
    return {"R": r, "rpact": rpact}


def in_r(expression):
    run = subprocess.run(["Rscript", "-e", f"cat(sprintf('%.17g', {expression}))"], capture_output=True, text=True, check=True)
    return float(run.stdout)


def corrections():
    for p in ([0.01, 0.04, 0.03], [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216], [0.5], [1, 1, 0.2],
              [1e-250, 1e-3, 0.9, 0.04], [0.02, 0.02, 0.02]):
        for kind, name in (("holm", "holm"), ("benjamini_hochberg", "fdr_bh")):
            adjusted = multitest.multipletests(p, 0.05, name)[1]
            yield vector(kind, {"p": p, "alpha": 0.05}, {str(k): v for k, v in enumerate(adjusted)}, "statsmodels multipletests")


def splits():
    for users, weights in [([5000, 5200], [0.5, 0.5]), ([100, 300, 620], [0.1, 0.3, 0.6]), ([500100000, 499900000], [0.5, 0.5]),
                           ([9000, 11000], [0.5, 0.5]), ([50000, 58000], [1, 1]), ([10, 12, 9, 7], [1, 1, 1, 1]),
                           ([500000, 600000], [1, 1])]:
        whole, n = sum(map(mpf, weights)), sum(users)
        expected = [n * mpf(w) / whole for w in weights]
        test = stats.chisquare(users, [float(e) for e in expected])
        statistic = sum((u - e) ** 2 / e for u, e in zip(users, expected))
        p = mp.gammainc(mpf(len(users) - 1) / 2, statistic / 2, regularized=True)
        yield vector("srm", {"users": users, "weights": weights}, {"p": p, "ln_p": log(p)} if p > 1e-300 else {"ln_p": log(p)})
        if test.pvalue > 1e-12 and n < 1e6:
            yield vector("srm", {"users": users, "weights": weights}, {"p": test.pvalue}, "scipy.stats.chisquare")
        for c in (100, 10000):
            ln = loggamma(mpf(c)) - loggamma(mpf(n + c))
            for u, w in zip(users, weights):
                prior = c * mpf(w) / whole
                ln += loggamma(prior + u) - loggamma(prior) - u * log(mpf(w) / whole)
            yield vector("srm_sequential", {"users": users, "weights": weights, "concentration": c},
                         {"p": min(mpf(1), mp.exp(-ln))} if ln < 690 else {"ln_p": -ln})
    yield vector("srm", {"users": [5000, 5200, 0], "weights": [0.5, 0.5, 0]}, {"p": stats.chisquare([5000, 5200]).pvalue},
                 "scipy.stats.chisquare")
    yield vector("srm", {"users": [5000, 5200, 1], "weights": [0.5, 0.5, 0]}, {"refusal": "srm_failed"}, "the contract")
    yield vector("srm", {"users": [2, 1], "weights": [0.5, 0.5]}, {"refusal": "insufficient_units"}, "the contract")


def margins():
    for estimate, se, margin in [(-0.03, 0.028, 0.1), (-0.2, 0.03, 0.1), (-0.1, 0.03, 0.1), (2, 0.06, 0), (5, 0.1, 0.1)]:
        p = sf((mpf(estimate) + mpf(margin)) / mpf(se))
        expected = {"p": p} if p > 1e-300 else {"ln_p": log(p)}
        yield vector("non_inferiority", {"estimate": estimate, "se": se, "margin": margin}, expected)
    # With few degrees of freedom, as by Welch: one-sided, by Student's t.
    for estimate, se, margin, df in [(0.4, 0.7071, 1, 6), (-0.03, 0.028, 0.1, 3.7), (-0.2, 0.03, 0.1, 12.25), (2, 0.06, 0, 1), (0.1, 0.5, 0.2, 58)]:
        t = (mpf(estimate) + mpf(margin)) / mpf(se)
        tail = t_two_sided(abs(t), mpf(df)) / 2
        yield vector("non_inferiority", {"estimate": estimate, "se": se, "margin": margin, "df": df}, {"p": tail if t > 0 else 1 - tail})


def segments():
    for estimates, errors in [([0.05, 0.01, 0.0], [0.01, 0.01, 0.01]), ([1.0, 1.1], [0.2, 0.1]), ([0.3, 0.3, 0.3], [0.1, 0.2, 0.3]),
                              ([1000000.5, 1000000.7, 1000000.1, 1000000.0], [0.1, 0.12, 0.05, 0.2]),
                              ([0.1, -0.2, 0.05, 0.4, 0.0, 0.21], [0.003, 0.002, 0.005, 0.01, 0.004, 0.006]),
                              ([0.02, -0.01, 0.005, 0.03], [0.02, 0.03, 0.01, 0.05]), ([1, 2], [0.01, 0.02])]:
        weights = [1 / mpf(e) ** 2 for e in errors]
        mean = sum(w * mpf(x) for w, x in zip(weights, estimates)) / sum(weights)
        q = sum(w * (mpf(x) - mean) ** 2 for w, x in zip(weights, estimates))
        df = len(errors) - 1
        given = {"estimates": estimates, "errors": errors}
        yield vector("cochran_q", given, {
            "ln_p": log(mp.gammainc(mpf(df) / 2, q / 2, regularized=True)), "statistic": q, "inconsistency": max(mpf(0), 1 - df / q) if q else 0})
        if 0.001 < q < 30:
            other = combine_effects(numpy.array(estimates), numpy.array(errors) ** 2, method_re="chi2").test_homogeneity()
            yield vector("cochran_q", given, {"p": other.pvalue, "statistic": other.statistic}, "statsmodels combine_effects")
    yield vector("cochran_q", {"estimates": [1], "errors": [1]}, {"refusal": "invalid"}, "the contract")
    yield vector("cochran_q", {"estimates": [1, 2], "errors": [1, 0]}, {"refusal": "zero_variance"}, "the contract")


def sizes():
    za, zb = quantile(0.025), quantile(0.2)
    for variance, difference, allocation in [(1, 0.1, 1), (25, 0.5, 0.5), (0.09, 0.001, 2), (1e6, 3, 1)]:
        given = {"variance": variance, "difference": difference, "allocation": allocation, "alpha": 0.05, "power": 0.8}
        n = (za + zb) ** 2 * mpf(variance) * (1 + 1 / mpf(allocation)) / mpf(difference) ** 2
        yield vector("units_for_means", given, {"units": n})
        standardised = difference / variance**0.5
        other = smp.NormalIndPower().solve_power(standardised, None, 0.05, 0.8, allocation, "two-sided")
        yield vector("units_for_means", given, {"units": other}, "statsmodels NormalIndPower",
                     tolerance=3e-6, why="it adds the chance of the wrong sign, 2.4e-6 of the units, and solves by a root finder")
    for standardised in (0.3, 0.8, 2.0):
        other = smp.TTestIndPower().solve_power(standardised, None, 0.05, 0.9, 1.0, "two-sided")
        yield vector("units_by_student", {"standardised": standardised, "alpha": 0.05, "power": 0.9}, {"units": other},
                     "statsmodels TTestIndPower", tolerance=1e-7, why="it solves by a root finder")
    # R adds the other side only where it is asked to. The last are tests of non-inferiority.
    for difference, alpha, power in [(0.5, 0.05, 0.8), (0.8, 0.05, 0.95), (1, 0.05, 0.9), (1.5, 0.01, 0.8), (3, 0.05, 0.9)]:
        yield vector("units_by_student", {"standardised": difference, "alpha": alpha, "power": power},
                     {"units": in_r(f"power.t.test(delta={difference}, sig.level={alpha}, power={power}, strict=TRUE, tol=1e-12)$n")},
                     "R power.t.test", tolerance=1e-7, why="it solves by a root finder")
    for difference, margin in [(0, 0.5), (0.2, 0.8), (-0.1, 1.3)]:
        given = {"variance": 1, "difference": difference, "margin": margin, "alpha": 0.05, "power": 0.8}
        yield vector("units_for_non_inferiority_by_student", given,
                     {"units": in_r(f"power.t.test(delta={difference + margin}, sig.level=0.05, power=0.8, alternative='one.sided', tol=1e-12)$n")},
                     "R power.t.test", tolerance=1e-7, why="it solves by a root finder")
    for standardised, n1, n2 in [(0.5, 30, 40), (1.5, 4, 4), (0.05, 5000, 5000), (3, 2, 2), (0, 10, 20)]:
        critical = stats.t.isf(0.025, n1 + n2 - 2)
        shift = standardised * (n1 * n2 / (n1 + n2)) ** 0.5
        yield vector("power_of_t_test", {"standardised": standardised, "units": [n1, n2], "alpha": 0.05},
                     {"power": stats.nct.sf(critical, n1 + n2 - 2, shift) + stats.nct.cdf(-critical, n1 + n2 - 2, shift)},
                     "scipy.stats.nct")
    for p1, p2, allocation in [(0.1, 0.11, 1), (0.02, 0.025, 0.5), (0.5, 0.45, 1)]:
        given = {"shares": [p1, p2], "allocation": allocation, "alpha": 0.05, "power": 0.8}
        a, b, r = mpf(p1), mpf(p2), mpf(allocation)
        yield vector("units_for_proportions", given, {"units": (za + zb) ** 2 * (a * (1 - a) + b * (1 - b) / r) / (b - a) ** 2})
        h = 2 * asin(sqrt(b)) - 2 * asin(sqrt(a))
        yield vector("units_by_arcsine", given, {"units": (za + zb) ** 2 * (1 + 1 / r) / h**2})
        other = smp.NormalIndPower().solve_power(smprop.proportion_effectsize(p2, p1), None, 0.05, 0.8, allocation)
        yield vector("units_by_arcsine", given, {"units": other}, "statsmodels NormalIndPower", tolerance=3e-6,
                     why="it adds the chance of the wrong sign, 2.4e-6 of the units, and solves by a root finder")
    for effect, se in [(0.1, 0.04), (0, 1), (-3, 0.5), (1e-9, 1e-10)]:
        shift = abs(mpf(effect)) / mpf(se)
        yield vector("power", {"effect": effect, "se": se, "alpha": 0.05}, {"power": sf(za - shift) + sf(za + shift)})
    for share, n1, n2, sign in [(0.001, 1000, 1000, 1), (0.02, 500, 500, 1), (0.1, 3839, 3839, 1), (0.5, 100, 300, -1), (0.9, 5000, 50, -1)]:
        # By a root finder, over the sample size.
        def lacking(d):
            p, other = mpf(share), mpf(share) + sign * d
            return d**2 - (za + zb) ** 2 * (p * (1 - p) / n1 + other * (1 - other) / n2)

        upper = 1 - mpf(share) if sign > 0 else mpf(share)
        yield vector("detectable_share", {"share": share, "units": [n1, n2], "towards": "larger" if sign > 0 else "smaller", "alpha": 0.05, "power": 0.8},
                     {"effect": mp.findroot(lacking, (mpf("1e-9"), upper), solver="anderson", maxsteps=500)})
    yield vector("detectable", {"se": 0.02, "alpha": 0.05, "power": 0.8}, {"effect": (za + zb) * mpf("0.02")})
    for effect, se, tests in [(0.1, 0.05, 1), (0.02, 0.015, 6), (-3, 0.5, 3)]:
        # By bisection, as others do it, over the power of both sides.
        z, wanted = quantile(mpf("0.05") / (2 * tests)), mpf("0.8") ** (1 / mpf(tests))

        def missing(growth):
            shift = abs(mpf(effect)) / (mpf(se) / sqrt(growth))
            return sf(z - shift) + sf(z + shift) - wanted

        yield vector("growth_needed", {"effect": effect, "se": se, "tests": tests, "alpha": 0.05, "power": 0.8},
                     {"growth": mp.findroot(missing, (mpf("0.01"), mpf(100)), solver="anderson", maxsteps=500)}, tolerance=3e-6,
                     why="the chance of the wrong sign, 2.4e-6 of the units, is left out")
    for size, cv, correlation in [(20, 0.65, 0.05), (1, 0, 0.3), (1000, 3, 0.01)]:
        # As with the variance of a mean of clusters of two sizes.
        m, c = mpf(size), mpf(cv)
        sizes = [m * (1 - c / 10), m * (1 + 10 * c)] if c else [m, m]
        share = mpf(10) ** 2 / (1 + mpf(10) ** 2)
        second = share * sizes[0] ** 2 + (1 - share) * sizes[1] ** 2
        first = share * sizes[0] + (1 - share) * sizes[1]
        variance = first + (second - first) * mpf(correlation)
        yield vector("design_effect", {"size": size, "cv": cv, "correlation": correlation}, {"effect": variance / first})
    n = (quantile(0.05) + zb) ** 2 * 4 * 2 / mpf("0.08") ** 2
    yield vector("units_for_non_inferiority", {"variance": 4, "difference": -0.02, "margin": 0.1, "alpha": 0.05, "power": 0.8}, {"units": n})


def vectors():
    return [row for part in (corrections, splits, margins, segments, sizes) for row in part()]
