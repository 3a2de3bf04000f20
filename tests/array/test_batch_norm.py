"""Batch normalisation: sets of rows, running statistics, and what it refuses."""

import attrs
import numpy as np
import pytest
import torch
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st
from layer_numbers import BODY, BY_CLASS, SHORTCUT, Case, Numbers, ours
from layer_oracles import assert_equal, in_reference, in_torch

from ganreg.errors import NetworkError
from ganreg.networks.layers import BatchNorm, ConditionalBatchNorm, Residual
from ganreg_array.layers import chain_of, implementation
from ganreg_array.layers.abstract import Context
from ganreg_reference.layers import batch_layer

SETS = (slice(0, 3), slice(3, 5), slice(5, 9))
MIXING = [
    Case(BatchNorm(), (3,)),
    Case(BatchNorm(epsilon=0.1, affine=False), (2, 1, 3)),
    Case(ConditionalBatchNorm(classes=2), (2, 2, 2)),
    Case(Residual(BODY, SHORTCUT), (2, 5, 5)),
    Case(Residual(BY_CLASS), (4,)),
]
each_mixing = pytest.mark.parametrize("case", MIXING, ids=str)
seeds = st.integers(0, 2**32 - 1)


@each_mixing
@settings(max_examples=2, deadline=None)
@drawn(seed=seeds)
def test_each_set_of_rows_is_normalised_by_itself(case, seed):
    given = Numbers.draw(case, 9, seed)
    found = ours(case, given, sets=SETS).arrays
    assert_equal(found, in_torch(case, given, SETS))
    assert_equal(found, in_reference(case, given, SETS))


@each_mixing
def test_the_cache_of_some_sets_is_that_of_these_sets_alone(case):
    given, layer, some = Numbers.draw(case, 9, seed=1), case.implementation(), slice(3, None)
    labels = given.labels
    weights = layer.prepared(given.weights, np)
    _, cache = layer.forward_in(given.x, weights, np, Context(labels, SETS))
    own = Context(None if labels is None else labels[some], (slice(0, 2), slice(2, 6)))
    _, alone = layer.forward_in(given.x[some], weights, np, own)
    found, expected = (
        layer.walk_back(given.y_bar[some], part, weights, np)[0] for part in (layer.rows(cache, some, np), alone)
    )
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-11)


def test_a_set_cannot_be_parted():
    layer = implementation(BatchNorm())
    _, cache = layer.forward_in(np.ones((9, 2)), {}, np, Context(sets=SETS))
    with pytest.raises(AssertionError, match="cannot be parted"):
        layer.rows(cache, slice(0, 4), np)


@pytest.mark.parametrize("shape", [(3,), (3, 2, 1)], ids=str)
@pytest.mark.parametrize("momentum", [0.1, 1.0])
@settings(max_examples=5, deadline=None)
@drawn(order=st.permutations(range(3)), seed=seeds)
def test_running_statistics_are_pytorchs_and_the_references(shape, momentum, order, seed):
    spec, random = BatchNorm(momentum=momentum, affine=False), np.random.default_rng(seed)
    x, old = random.normal(2, 3, (9, *shape)), {"running_mean": random.normal(size=3), "running_var": np.ones(3)}
    layer = implementation(spec)
    _, cache = layer.forward_in(x, {}, np, Context(sets=SETS))
    found = layer.buffers(cache, old, tuple(order), np)

    module = (torch.nn.BatchNorm1d if len(shape) == 1 else torch.nn.BatchNorm2d)(3, momentum=momentum).double()
    module.running_mean[:] = torch.tensor(old["running_mean"])
    expected = old
    for index in order:
        module(torch.tensor(x[SETS[index]]))
        expected = batch_layer(spec).buffers(x[SETS[index]], {}, None, expected)
    assert_equal(found, {name: getattr(module, name).numpy() for name in old})
    assert_equal(found, expected)


def test_running_statistics_are_found_within_a_residual_and_leave_the_old_ones_as_they_were():
    case = Case(Residual(BODY, SHORTCUT), (2, 5, 5))
    given, layer, chain = Numbers.draw(case, 4, seed=2), case.implementation(), chain_of(BODY[:2], (2, 5, 5))
    old = {"body.1.running_mean": np.ones(3), "body.1.running_var": np.ones(3)}
    found = layer.buffers(layer.forward(given.x, layer.prepared(given.weights, np), np)[1], old, (0,), np)
    weights = {name.removeprefix("body."): value for name, value in given.weights.items()}
    _, caches = chain.forward(given.x, chain.weights(weights, np), np, Context())
    alone = chain.buffers(caches, {name.removeprefix("body."): value for name, value in old.items()}, (0,), np)
    assert_equal(found, {f"body.{name}": value for name, value in alone.items()})
    assert np.all(old["body.1.running_mean"] == 1)
    assert not np.any(found["body.1.running_mean"] == 1)


def test_running_statistics_keep_the_precision():
    x = np.random.default_rng(3).normal(size=(4, 3)).astype(np.float32)
    layer, old = implementation(BatchNorm(affine=False)), {"running_mean": x[0], "running_var": x[0] ** 2}
    found = layer.buffers(layer.forward(x, {}, np)[1], old, (0,), np)
    assert {value.dtype for value in found.values()} == {np.dtype(np.float32)}


@pytest.mark.parametrize("case", MIXING[:2], ids=str)
def test_one_number_alone_is_refused(case):
    given = Numbers.draw(attrs.evolve(case, shape=(3,)), 4, seed=4)
    sets = (slice(0, 3), slice(3, 4))
    with pytest.raises(NetworkError, match="at least 2 numbers per channel in training, but a batch has 1"):
        case.implementation().forward_in(given.x, given.weights, np, Context(sets=sets))


def test_one_image_has_enough_pixels():
    y, _ = implementation(BatchNorm(affine=False)).forward(np.array([[[[0.0, 2.0]]]]), {}, np)
    np.testing.assert_allclose(y, [[[[-1, 1]]]], rtol=1e-5)
