"""Orthogonal regularisation: numbers by hand, the derivative, what it acts on."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ganreg.constraints import Orthogonal
from ganreg.errors import ParameterError

each_namespace = pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])
WEIGHT = [[1.0, 2.0], [0.0, 3.0]]  # WWᵀ = [[5, 6], [6, 9]]


@each_namespace
def test_the_squared_distance_from_orthonormal_filters(xp):
    # [[5, 6], [6, 9]] − I = [[4, 6], [6, 8]], whose squares sum to 16 + 36 + 36 + 64 = 152.
    assert float(Orthogonal(weight=0.5).value({"w": xp.asarray(WEIGHT)}, xp)) == pytest.approx(76)


@each_namespace
def test_without_the_diagonal_only_the_angles_count(xp):
    # BigGAN, equation 3: 36 + 36.
    assert float(Orthogonal(weight=0.5, diagonal=False).value({"w": xp.asarray(WEIGHT)}, xp)) == pytest.approx(36)


@each_namespace
def test_the_gradients_worked_by_hand(xp):
    # 4·[[4, 6], [6, 8]]·W = 4·[[4, 26], [6, 36]], and 4·[[0, 6], [6, 0]]·W = 4·[[0, 18], [6, 12]].
    weights = {"w": xp.asarray(WEIGHT), "b": xp.asarray([1.0])}
    whole = Orthogonal(weight=1).gradients(weights, xp)
    angles = Orthogonal(weight=1, diagonal=False).gradients(weights, xp)
    assert (set(whole), set(angles)) == ({"w"}, {"w"})
    np.testing.assert_allclose(np.asarray(whole["w"]), [[16, 104], [24, 144]])
    np.testing.assert_allclose(np.asarray(angles["w"]), [[0, 72], [24, 48]])


@given(st.integers(1, 4), st.integers(1, 4), st.booleans(), st.integers(0, 999))
def test_the_gradient_is_that_of_the_value(rows, columns, diagonal, seed):
    weight = torch.tensor(np.random.default_rng(seed).normal(size=(rows, columns, 2)), requires_grad=True)
    penalty = Orthogonal(weight=0.3, diagonal=diagonal)
    (expected,) = torch.autograd.grad(penalty.value({"w": weight}, torch_xp), weight)
    found = penalty.gradients({"w": weight.detach()}, torch_xp)["w"]
    torch.testing.assert_close(found, expected, rtol=1e-12, atol=1e-12)


@given(st.integers(1, 5), st.integers(0, 5), st.booleans())
def test_orthonormal_filters_cost_nothing(rows, more, diagonal):
    filters = np.linalg.qr(np.random.default_rng(rows).normal(size=(rows + more, rows)))[0].T
    penalty = Orthogonal(weight=1, diagonal=diagonal)
    assert penalty.value({"w": filters}, np) < 1e-28
    assert np.max(np.abs(penalty.gradients({"w": filters}, np)["w"])) < 1e-14


def test_the_length_of_filters_is_free_without_the_diagonal():
    weights = {"w": np.diag([3.0, 0.5])}
    assert Orthogonal(weight=1, diagonal=False).value(weights, np) == 0
    assert Orthogonal(weight=1).value(weights, np) == (9 - 1) ** 2 + (0.25 - 1) ** 2


def test_all_weights_are_summed_convolutions_by_their_output_channels_and_biases_left_out():
    random = np.random.default_rng(0)
    weights = {"0.w": random.normal(size=(2, 3)), "1.k": random.normal(size=(4, 3, 2, 2)), "1.b": random.normal(size=4)}
    flat = weights["1.k"].reshape(4, 12)
    expected = sum(np.sum((w @ w.T - np.eye(len(w))) ** 2) for w in (weights["0.w"], flat))
    assert Orthogonal(weight=1).value(weights, np) == pytest.approx(expected)
    assert Orthogonal(weight=1).gradients(weights, np)["1.k"].shape == (4, 3, 2, 2)
    one = Orthogonal(weight=1, exclude="1.*")
    assert one.value(weights, np) == Orthogonal(weight=1).value({"0.w": weights["0.w"]}, np)
    assert set(one.gradients(weights, np)) == {"0.w"}


def test_scales_and_shifts_are_left_alone_whatever_their_rank_beside_what_is_excluded():
    weights = {name: np.array(WEIGHT) for name in ("0.weight", "1.weight", "1.gamma")}
    penalty = Orthogonal(weight=1, exclude="0.*")
    assert set(penalty.gradients(weights, np)) == {"1.weight", "1.gamma"}
    assert set(penalty.among(("1.gamma",)).gradients(weights, np)) == {"1.weight"}
    assert penalty.among(()) == penalty


def test_a_bias_within_a_part_of_the_critic_is_left_alone_too():
    weights = {"0.path.weight": np.array(WEIGHT), "0.path.bias": np.array(WEIGHT)}
    assert set(Orthogonal().gradients(weights, np)) == {"0.path.weight"}


def test_type_and_device_are_those_of_the_weights():
    device = array_api_strict.Device("device1")
    weights = {"w": array_api_strict.asarray(WEIGHT, dtype=array_api_strict.float32, device=device)}
    found = Orthogonal().gradients(weights, array_api_strict)["w"]
    assert (found.dtype, found.device) == (array_api_strict.float32, device)
    assert Orthogonal().value(weights, array_api_strict).dtype == array_api_strict.float32


def test_nothing_to_act_on_is_an_error():
    with pytest.raises(ParameterError, match="finds nothing to act on"):
        Orthogonal(exclude="*").start({"0.weight": np.ones((2, 2))}, None)


def test_the_strength_is_that_of_biggan():
    assert Orthogonal() == Orthogonal(weight=1e-4, diagonal=True, exclude=(), every=1)


@pytest.mark.parametrize(("parameters", "word"), [({"weight": -1}, "weight=-1"), ({"diagonal": 1}, "diagonal=1")])
def test_parameters_out_of_range_are_refused(parameters, word):
    with pytest.raises(ParameterError, match=word):
        Orthogonal(**parameters)
