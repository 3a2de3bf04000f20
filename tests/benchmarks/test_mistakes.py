"""What the mistakes of the record are: their derivatives belong to their values, and the record is of these."""

import json
from pathlib import Path

import numpy as np
import pytest

import ganreg
from benchmarks.mistakes.catalogue import MISTAKES, RIGHT
from benchmarks.mistakes.functions import NotSquared, OverTheBatch, SquareOfMean, Summed
from benchmarks.mistakes.norms import MeanOfSquares, PerElement, PlusTinyInRoot, Squared

ROOT = Path(__file__).parents[2]
STEP = 1e-6


@pytest.mark.parametrize("penalty", [Summed(), SquareOfMean(), NotSquared(), OverTheBatch()])
def test_a_mistake_in_the_function_has_its_own_derivative(penalty):
    norms = np.abs(np.random.default_rng(0).normal(size=7)) + 0.2
    found = [(penalty.value(norms + h, np) - penalty.value(norms - h, np)) / (2 * STEP) for h in STEP * np.eye(7)]
    np.testing.assert_allclose(penalty.derivative(norms, np), found, rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("norm", [Squared(), PerElement(), MeanOfSquares(), PlusTinyInRoot()])
def test_a_mistake_in_the_norm_has_its_own_gradient(norm):
    random = np.random.default_rng(0)
    gradients, cotangents = random.normal(size=(5, 3)), random.normal(size=5)
    found = np.zeros_like(gradients)
    for place in np.ndindex(*gradients.shape):
        moved = np.zeros_like(gradients)
        moved[place] = STEP
        change = norm.value(gradients + moved, np) - norm.value(gradients - moved, np)
        found[place] = np.sum(cotangents * change) / (2 * STEP)
    pulled = norm.pullback(gradients, norm.value(gradients, np), cotangents, np)
    np.testing.assert_allclose(pulled, found, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("name", [name for name in MISTAKES if name != "detached-graph"])
def test_each_mistake_trains(name):
    gan = ganreg.build(**RIGHT | MISTAKES[name], seed=0).fit("ring", iterations=1, progress=False)
    assert gan.iterations == 1


def test_the_page_tells_what_the_record_holds():
    rows = json.loads((ROOT / "docs" / "mistakes.json").read_text(encoding="utf-8"))["rows"]
    page = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")
    assert list(rows) == list(MISTAKES)
    for name, seeds in rows.items():
        middle = {key: np.median([row[key] for row in seeds]) for key in ("modes", "high_quality", "w1")}
        cells = f"{middle['modes']:.0f} | {middle['high_quality']:.0%} | {middle['w1']:.3f}"
        assert any(f"`{name}`" in line and cells in line for line in page.splitlines()), (name, cells)
