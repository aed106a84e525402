#!/usr/bin/env python3
"""Writes crates/stats/vectors.json: what mpmath, SciPy, statsmodels and R say.

    python3 -m venv venv && venv/bin/pip install mpmath==1.4.1 scipy==1.17.1 statsmodels==0.15.0
    apt-get install --no-install-recommends r-base-core r-cran-rpact
    cd scripts && ../venv/bin/python -m stats_vectors

Where no library has a method, its formula is evaluated by mpmath with 34 digits, from raw sums and
not by way of the code under test. Each vector says who the oracle is. `tolerance` is relative, 1e-9
unless a vector says otherwise and why.
"""

import json
import math
import pathlib
import sys

import mpmath
import numpy
import scipy
import statsmodels
from mpmath import mp, mpf

from . import contrasts, designs, readings, sequential, special

OUT = pathlib.Path(__file__).parents[2] / "crates" / "stats" / "vectors.json"


def main():
    mp.dps = 34
    vectors = []
    for part in (special, contrasts, sequential, designs, readings):
        vectors += part.vectors()
    for vector in vectors:
        numbers = [*vector["expected"].values()]
        assert all(n is None or isinstance(n, str) or math.isfinite(n) for n in numbers), vector
    document = {
        "made_by": "scripts/stats_vectors",
        "versions": {
            "python": sys.version.split()[0],
            "mpmath": mpmath.__version__,
            "numpy": numpy.__version__,
            "scipy": scipy.__version__,
            "statsmodels": statsmodels.__version__,
            **designs.r_versions(),
        },
        "vectors": vectors,
    }
    lines = json.dumps({**document, "vectors": 0}, indent=2)
    rows = ",\n".join("    " + json.dumps(vector) for vector in vectors)
    OUT.write_text(lines.replace('"vectors": 0', '"vectors": [\n' + rows + "\n  ]") + "\n")
    print(f"{len(vectors)} vectors")


main()
