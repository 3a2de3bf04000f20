"""The spread within modes."""

from math import exp, isnan, sqrt

import numpy as np
import pytest

from ganreg.benchmark.worlds.spread import Spread
from ganreg.data import Grid, Ring

DATA = [Ring(radius=1.0, std=0.01), Grid(spacing=2.0, std=0.05)]
TRUNCATED = sqrt((1 - 5.5 * exp(-4.5)) / (1 - exp(-4.5)))
"""√(E(‖z‖² | ‖z‖ < 3)/2) of a 2-d normal z: ‖z‖²/2 is exponential, cut at 4.5."""


def spread(data, width, n=20_000):
    rng = np.random.default_rng(0)
    x = data.centres[rng.integers(data.modes, size=n)] + width * data.std * rng.normal(size=(n, 2))
    return Spread().on(data).measure(None, x, None)["mode_spread"]


@pytest.mark.parametrize("data", DATA)
def test_perfect_samples_score_what_the_closed_form_says(data):
    assert pytest.approx(0.9744, abs=1e-4) == TRUNCATED
    assert spread(data, 1.0) == pytest.approx(TRUNCATED, abs=0.01)
    perfect = Spread().prepared(data.source()).perfect(data.source())
    assert perfect["mode_spread"].low < TRUNCATED < perfect["mode_spread"].high


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("width", [0.0, 0.1, 0.5])
def test_narrow_modes_score_their_width(data, width):
    assert spread(data, width) == pytest.approx(width, abs=0.01)


def test_what_is_of_no_mode_has_no_spread():
    x = np.full((5, 2), 9.0)
    assert isnan(Spread().on(DATA[0]).measure(None, x, None)["mode_spread"])
