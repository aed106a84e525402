"""Special functions, by mpmath with 34 digits."""

from functools import lru_cache

from mpmath import betainc, erfc, findroot, gammainc, log, mp, mpf, npdf, quad, sqrt


def vector(kind, given, expected, oracle="mpmath", **more):
    expected = {k: v if v is None or isinstance(v, str) else float(v) for k, v in expected.items()}
    return {"kind": kind, "oracle": oracle, "given": given, "expected": expected, **more}


def sf(x):
    return erfc(mpf(x) / sqrt(2)) / 2


@lru_cache
def quantile(p):
    """The z with P(Z > z) = p, for p below 1/2."""
    p = mpf(p)
    guess = sqrt(-2 * log(p)) if p < mpf("0.1") else (mpf("0.5") - p) * 2
    return findroot(lambda z: log(sf(z)) - log(p), guess)


@lru_cache
def t_two_sided(t, df):
    """P(|T| > t), by the integral of the density over u = ln(1 + t^2/df), where it decays as it should."""
    t, df = mpf(t), mpf(df)
    constant = mp.gamma(df / 2 + mpf(1) / 2) / mp.gamma(df / 2) if df < 1e6 else mp.exp(
        mp.loggamma(df / 2 + mpf(1) / 2) - mp.loggamma(df / 2))
    constant /= sqrt(df * mp.pi)
    start = mp.log1p(t * t / df)
    width = 1 / (df / 2)

    def density(u):
        return mp.exp(-u * (df + 1) / 2) * mp.exp(u) * df / (2 * sqrt(df * mp.expm1(u)))

    # x = sqrt(df (e^u - 1)); dx = df e^u / (2x) du.
    if start == 0:
        return mpf(1)
    # The first panels for the root that the density has at t = 0.
    points = [start + width * k for k in (0, mpf("0.01"), mpf("0.1"), mpf("0.5"), *range(1, 4), *range(4, 84, 4))]
    # Near t = 0 the root needs tanh-sinh nodes; elsewhere these are good to 1e-10, and the others to 1e-30.
    method = "tanh-sinh" if start < width / 10 else "gauss-legendre"
    return 2 * constant * quad(density, points, method=method)


@lru_cache
def t_quantile(alpha, df, guess):
    return findroot(lambda t: log(t_two_sided(t, df)) - log(mpf(alpha)), guess)


def beta_tail(a, b, x):
    """P(X <= x) for x below the mean: by mpmath where it converges, else by the integral."""
    a, b, x = mpf(a), mpf(b), mpf(x)
    if max(a, b) < 5000:
        return betainc(a, b, 0, x, regularized=True)
    constant = mp.exp(mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b))
    sd = sqrt(a * b / (a + b) ** 3)
    points = [x - sd * mpf(k) / 2 for k in range(60, -1, -1)]
    points = [p for p in points if p > 0]
    if len(points) < 61:
        points = [mpf(0), *points]
    return constant * quad(lambda u: mp.exp((a - 1) * log(u) + (b - 1) * mp.log1p(-u)), points, method="gauss-legendre")


def vectors():
    rows = []
    for x in (0, 1e-9, 0.5, 1.0, 1.96, 3.3, 5.0, 8.0, 12.0, 20.0, 33.7, 37.0, -1.5, -6.0):
        rows.append(vector("normal_sf", {"x": x}, {"sf": sf(x)}))
    for x in (-3.0, 0.0, 1.9, 2.1, 8.0, 30.0):
        rows.append(vector("normal_loss", {"x": x}, {"loss": npdf(mpf(x)) - mpf(x) * sf(x)}))
    for p in (0.4999, 0.3, 0.025, 0.005, 1e-5, 1e-10, 1e-11, 1e-20, 1e-100, 1e-250, 1e-300):
        rows.append(vector("normal_quantile", {"p": p}, {"z": quantile(p)}))
    for t, df in [(0.1, 1), (12.7, 1), (1e10, 1), (1e200, 1), (2.0, 2.5), (3.0, 10), (40.0, 30), (2.0, 198.3),
                  (35.0, 1000), (1.96, 1e4), (8.0, 1e5), (1.5, 1e6), (33.0, 1e7), (1.96, 1e8), (20.0, 1e10)]:
        rows.append(vector("student_two_sided", {"t": t, "df": df}, {"p": t_two_sided(t, df)}))
    # Where the probability itself is no number any more.
    for x in (0.5, 9.9, 10.1, 38.0, 300.0, 1e10):
        rows.append(vector("normal_ln_two_sided", {"x": x}, {"ln_p": log(2 * sf(x))}))
    for t, df in [(0.3, 2), (3.0, 10), (1e200, 2.5), (1e90, 17), (1e12, 40), (60.0, 5000), (45.0, 1e6), (400.0, 1e8), (100.0, 1e12)]:
        rows.append(vector("student_ln_two_sided", {"t": t, "df": df}, {"ln_p": log(t_two_sided(t, df))}))
    for x, df in [(0.5, 3), (20.0, 4), (5000.0, 1), (1e5, 7), (3000.0, 100)]:
        rows.append(vector("chi_squared_ln_sf", {"x": x, "df": df}, {"ln_p": log(gammainc(mpf(df) / 2, mpf(x) / 2, regularized=True))}))
    for alpha, df, guess in [(0.05, 1, 12.7), (1e-12, 1, 6e11), (0.05, 3, 3.2), (0.9, 5, 0.13), (0.05, 29, 2.05),
                             (1e-10, 17.5, 12), (0.05, 1e4, 1.96), (0.01, 1e5, 2.58), (0.05, 1e6, 1.96),
                             (0.05, 1e7, 1.96), (0.05, 1e8, 1.96), (1e-250, 1e6, 33.8)]:
        rows.append(vector("student_quantile", {"alpha": alpha, "df": df}, {"t": t_quantile(alpha, df, guess)}))
    for x, df in [(0.01, 1), (3.84, 1), (10.8, 1), (1400.0, 1), (5.99, 2), (0.5, 3), (1e-6, 3), (30.0, 9),
                  (1200.0, 19), (95.0, 100), (1000.0, 1000)]:
        q = gammainc(mpf(df) / 2, mpf(x) / 2, regularized=True)
        rows.append(vector("chi_squared_sf", {"x": x, "df": df}, {"sf": q}))
    for a, b, x in [(0.5, 0.5, 0.3), (1, 1, 0.25), (2.5, 7, 0.1), (30, 400, 0.03), (0.5, 1000, 1e-5),
                    (900, 1200, 0.42), (1500, 1600, 0.48), (1e6, 1e6, 0.5), (1e6, 1e6, 0.499), (1e8, 1e8, 0.5),
                    (1e7, 9e7, 0.0999), (200, 1e8, 1.6e-6), (120, 4000, 0.028), (50, 1e7, 4e-6), (90, 1e9, 8e-8)]:
        rows.append(vector("beta_cdf", {"a": a, "b": b, "x": x}, {"lower": beta_tail(a, b, x)}))
    return rows
