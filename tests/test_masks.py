"""Masks are draws: zeros and 1/(1 − rate), a function of the seed, the set, the layer and the update."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganreg.conformance.case import RoundedSource
from ganreg.draws import Draws
from ganreg.masks import FAKE, GENERATED, REAL, drawn_masks, points_set
from ganreg.networks import BoundNetwork, Dense, Dropout, Residual, Sequential
from ganreg_reference.masks import masked
from ganreg_reference.network import ReferenceNetwork

TWO = {"1.mask": Dropout(0.3).masks((4,))["mask"], "3.mask": Dropout(0.3).masks((4,))["mask"]}


def masks_at(update=0, samples=REAL, seed=0, n=5, specs=TWO, evaluation=0):
    return drawn_masks(specs, samples, n, Draws(seed).at("critic", update, evaluation).stream)


@given(st.floats(0, 0.99), st.integers(0, 2**32 - 1))
def test_a_factor_is_zero_or_the_inverse_of_what_is_kept(rate, seed):
    specs = {"0.mask": Dropout(rate).masks((3, 2))["mask"]}
    mask = masks_at(seed=seed, specs=specs)["0.mask"]
    assert (mask.shape, mask.dtype) == ((5, 3, 2), np.float64)
    assert set(np.unique(mask)) <= {0.0, 1 / (1 - rate)}


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 0.9])
def test_a_number_is_dropped_with_the_probability_that_is_asked_for(rate):
    specs = {"0.mask": Dropout(rate).masks((100,))["mask"]}
    mask = masks_at(n=1000, specs=specs)["0.mask"]
    assert abs(np.mean(mask == 0) - rate) < 0.005
    assert abs(np.mean(mask) - 1) < 0.015


def test_a_rate_of_a_quarter_keeps_four_thirds():
    # 1/(1 − 1/4) = 4/3
    assert set(np.unique(masks_at(specs={"0.mask": Dropout(0.25).masks((50,))["mask"]})["0.mask"])) == {0.0, 4 / 3}


def test_it_is_the_same_again():
    for name, mask in masks_at().items():
        assert np.array_equal(mask, masks_at()[name])


@pytest.mark.parametrize(
    "other", [{"update": 1}, {"evaluation": 1}, {"samples": FAKE}, {"samples": GENERATED}, {"seed": 1}], ids=str
)
def test_another_update_evaluation_set_or_seed_has_other_masks(other):
    for name, mask in masks_at(n=50).items():
        assert not np.array_equal(mask, masks_at(n=50, **other)[name])


def test_two_layers_and_two_passes_have_masks_of_their_own():
    masks = masks_at(n=50)
    assert not np.array_equal(masks["1.mask"], masks["3.mask"])
    first, second = (masks_at(n=50, samples=points_set(f"constraint/0/{k}"))["1.mask"] for k in range(2))
    assert not np.array_equal(first, second)


def test_a_precision_below_float64_drops_the_same_numbers():
    specs = {"0.mask": Dropout(0.5).masks((100_000,))["mask"]}
    exact, rounded = (drawn_masks(specs, REAL, 3, source.at("critic", 0).stream)["0.mask"] for source in sources())
    assert np.array_equal(exact, rounded)


def sources():
    return Draws(0), RoundedSource(0, "float16")


def test_the_reference_draws_the_same_by_itself():
    block = Residual([Dense(3), Dropout(0.3)], [Dropout(0.1)])
    bound = BoundNetwork.bind(Sequential([Dense(3), Dropout(), block, Dense(1)]), (2,), (1,))
    draw = Draws(4).at("critic", 2)
    found = masked(ReferenceNetwork(bound), {"0.weight": np.ones(1)}, "critic/constraint/0", 6, draw)
    expected = drawn_masks(bound.masks(), points_set("constraint/0"), 6, draw.stream)
    assert set(found) == {"0.weight", "1.mask", "2.body.1.mask", "2.shortcut.0.mask"} == {"0.weight", *expected}
    for name, mask in expected.items():
        np.testing.assert_allclose(found[name], mask, rtol=1e-15)


def test_in_use_the_reference_draws_nothing():
    bound = BoundNetwork.bind(Sequential([Dropout(), Dense(1)]), (2,), (1,))
    weights = {"1.weight": np.ones((1, 2))}
    assert masked(ReferenceNetwork(bound, inference=True), weights, REAL, 3, Draws(0).at("critic", 0)) == weights
