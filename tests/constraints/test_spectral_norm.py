"""Spectral normalisation: a step worked by hand, the exact mode, PyTorch's own, what it acts on, weights of zero."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import ganreg
from ganreg.constraints import Orthogonal, SpectralNorm
from ganreg.constraints.selection import matrices as acted_on
from ganreg.draws import Draws
from ganreg.errors import ParameterError
from ganreg.networks import Conv2d, Head, LayerNorm, Sequential, Tanh

each_namespace = pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])
each_method = pytest.mark.parametrize("method", ["power", "svd"])
matrices = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.float64, shape, elements=st.floats(-3, 3).filter(lambda v: abs(v) > 1e-3))
)


def drawn(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def start(constraint, weights, seed=0):
    return constraint.start(weights, Draws(seed).stream("constraint/0"))


# By hand --------------------------------------------------------------------------------------------------------------

# W = diag(3, 4), u = (0.8, 0.6): Wᵀu = (2.4, 2.4), v = (1, 1)/√2, Wv = (3, 4)/√2, u′ = (0.6, 0.8), σ = 5/√2.
WEIGHT, U, SIGMA = [[3.0, 0.0], [0.0, 4.0]], [0.8, 0.6], 5 / 2**0.5


@each_namespace
def test_one_power_iteration_worked_by_hand(xp):
    weights, state = {"w": xp.asarray(WEIGHT)}, {"w": xp.asarray(U)}
    found = SpectralNorm().effective(weights, state, xp)["w"]
    np.testing.assert_allclose(np.asarray(found), np.array(WEIGHT) / SIGMA, rtol=1e-6)
    after = SpectralNorm().next_state(state, weights, xp)["w"]
    np.testing.assert_allclose(np.asarray(after), [0.6, 0.8], rtol=1e-6)


@each_namespace
def test_its_gradient_worked_by_hand(xp):
    # G = I: ⟨G, W̃⟩ = 7√2/5, u′vᵀ = [[.6, .6], [.8, .8]]/√2, so G − ⟨G, W̃⟩u′vᵀ = I − 7/5·[[.6, .6], [.8, .8]].
    weights, state = {"w": xp.asarray(WEIGHT)}, {"w": xp.asarray(U)}
    found = SpectralNorm().pullback(weights, state, {"w": xp.asarray([[1.0, 0.0], [0.0, 1.0]])}, xp)["w"]
    expected = np.array([[0.16, -0.84], [-1.12, -0.12]]) / SIGMA
    np.testing.assert_allclose(np.asarray(found), expected, rtol=1e-5)


def test_two_iterations_are_one_after_another():
    # From u′ = (0.6, 0.8): Wᵀu′ = (1.8, 3.2), Wv ∝ (5.4, 12.8), so σ = √(5.4² + 12.8²)/√(1.8² + 3.2²).
    weights, state = {"w": np.array(WEIGHT)}, {"w": np.array(U)}
    found = SpectralNorm(iterations=2).effective(weights, state, np)["w"]
    np.testing.assert_allclose(found, np.array(WEIGHT) * (1.8**2 + 3.2**2) ** 0.5 / (5.4**2 + 12.8**2) ** 0.5)
    once = SpectralNorm().next_state(state, weights, np)
    np.testing.assert_allclose(found, SpectralNorm().effective(weights, once, np)["w"], rtol=1e-14)


# The exact mode -------------------------------------------------------------------------------------------------------


@given(matrices)
def test_the_exact_mode_makes_the_largest_singular_value_one(weight):
    found = SpectralNorm(method="svd").effective({"w": weight}, {}, np)["w"]
    np.testing.assert_allclose(np.linalg.norm(found, 2), 1, rtol=1e-12)
    np.testing.assert_allclose(found * np.linalg.norm(weight, 2), weight, rtol=1e-12)


@given(matrices, st.integers(0, 99))
def test_many_power_iterations_give_at_most_the_exact_norm_and_come_near(weight, seed):
    state = start(SpectralNorm(), {"w": weight}, seed)
    exact = SpectralNorm(method="svd").effective({"w": weight}, {}, np)["w"]
    ratio = SpectralNorm(iterations=500).effective({"w": weight}, state, np)["w"][0, 0] / exact[0, 0]
    assert 1 - 1e-12 <= ratio <= 1.05


def test_a_state_that_advances_with_each_update_converges_to_the_exact_norm():
    constraint, weights = SpectralNorm(), {"w": drawn(4, 3)}
    state = start(constraint, weights)
    for _ in range(100):
        state = constraint.next_state(state, weights, np)
    np.testing.assert_allclose(np.linalg.norm(constraint.effective(weights, state, np)["w"], 2), 1, rtol=1e-12)


def test_the_exact_mode_has_no_state():
    constraint, weights = SpectralNorm(method="svd"), {"w": drawn(2, 3)}
    assert start(constraint, weights) == {}
    assert constraint.next_state({}, weights, np) == {}


# PyTorch's own --------------------------------------------------------------------------------------------------------


def torch_gradient(module, x):
    module.weight_orig.grad = None
    (module(x) ** 2).sum().backward()
    return module.weight_orig.grad


@pytest.mark.parametrize("iterations", [1, 3])
@pytest.mark.parametrize("convolution", [False, True])
def test_one_evaluation_equals_torchs_own_from_the_same_u(iterations, convolution):
    torch.manual_seed(0)
    plain = torch.nn.Conv2d(3, 4, 2) if convolution else torch.nn.Linear(3, 5)
    x = torch.randn(6, 3, 4, 4) if convolution else torch.randn(6, 3)
    plain, x = plain.double(), x.double()
    weights = {"w": plain.weight.detach().clone()}
    module = torch.nn.utils.spectral_norm(plain, n_power_iterations=iterations).train()
    state, constraint = {"w": module.weight_u.clone()}, SpectralNorm(iterations=iterations)
    theirs = torch_gradient(module, x)
    found = constraint.effective(weights, state, torch_xp)["w"]
    torch.testing.assert_close(found, module.weight.detach(), rtol=1e-12, atol=0)
    torch.testing.assert_close(
        constraint.next_state(state, weights, torch_xp)["w"], module.weight_u, rtol=1e-12, atol=0
    )
    own = {"weight": found.requires_grad_(), "bias": module.bias.detach()}
    fresh = torch.nn.Conv2d(3, 4, 2) if convolution else torch.nn.Linear(3, 5)
    value = (torch.func.functional_call(fresh, own, (x,)) ** 2).sum()
    (cotangent,) = torch.autograd.grad(value, found)
    ours = constraint.pullback(weights, state, {"w": cotangent}, torch_xp)["w"]
    torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-12)


def test_unlike_torchs_it_is_the_same_at_the_second_evaluation():
    weights = {"w": drawn(4, 3)}
    state = start(SpectralNorm(), weights)
    first, second = (SpectralNorm().effective(weights, state, np)["w"] for _ in range(2))
    assert np.array_equal(first, second)
    module = torch.nn.utils.spectral_norm(torch.nn.Linear(3, 4)).train()
    x = torch.ones(1, 3)
    assert not torch.equal(module(x), module(x))


# What it acts on ------------------------------------------------------------------------------------------------------


def test_it_acts_on_every_parameter_of_rank_two_or_more():
    weights = {"w": drawn(2, 3), "kernel": drawn(4, 3, 2, 2), "bias": drawn(2), "embedding": drawn(5, 3)}
    found = SpectralNorm(method="svd").effective(weights, {}, np)
    assert set(found) == {"w", "kernel", "embedding"}
    assert set(start(SpectralNorm(), weights)) == {"w", "kernel", "embedding"}


def test_a_convolution_is_a_matrix_of_its_output_channels():
    kernel = drawn(4, 3, 2, 2)
    found = SpectralNorm(method="svd").effective({"k": kernel}, {}, np)["k"]
    np.testing.assert_allclose(found, kernel / np.linalg.norm(kernel.reshape(4, 12), 2), rtol=1e-12)


@each_method
def test_excluded_parameters_are_left_alone(method):
    weights = {"0.weight": drawn(2, 3), "2.weight": drawn(1, 2), "2.embedding": drawn(3, 2)}
    constraint = SpectralNorm(method=method, exclude=("2.*",))
    assert set(constraint.effective(weights, start(constraint, weights), np)) == {"0.weight"}


@each_method
def test_nothing_to_act_on_is_an_error(method):
    with pytest.raises(ParameterError, match=r"SpectralNorm\(.*finds nothing to act on among .* 0.weight, 0.bias"):
        start(SpectralNorm(method=method, exclude="*weight"), {"0.weight": drawn(2, 3), "0.bias": drawn(2)})


def test_the_first_u_are_normal_numbers_of_length_one_whatever_the_order_of_names():
    weights = {"b": drawn(1000, 2), "a": drawn(3, 2)}
    state = start(SpectralNorm(), weights)
    again = start(SpectralNorm(), dict(sorted(weights.items())))
    assert all(np.array_equal(state[name], again[name]) for name in weights)
    assert [np.linalg.norm(u) for u in state.values()] == pytest.approx([1, 1], rel=1e-15)
    assert abs(np.mean(state["b"])) * 1000**0.5 < 0.1
    assert np.mean(state["b"] ** 4) * 1000**2 == pytest.approx(3, abs=0.5)  # the fourth moment of N(0, 1)


@each_namespace
@each_method
def test_a_weight_of_zero_stays_as_it_is(xp, method):
    constraint, weights = SpectralNorm(method=method), {"w": xp.zeros((2, 3))}
    state = {"w": xp.asarray([0.6, 0.8])} if method == "power" else {}
    gradient = {"w": xp.ones((2, 3))}
    assert np.asarray(constraint.effective(weights, state, xp)["w"]).tolist() == [[0.0] * 3] * 2
    assert np.asarray(constraint.pullback(weights, state, gradient, xp)["w"]).tolist() == [[1.0] * 3] * 2
    after = constraint.next_state(state, weights, xp)
    assert {name: np.asarray(u).tolist() for name, u in after.items()} == (
        {"w": pytest.approx([0.6, 0.8])} if state else {}
    )


def test_a_u_at_right_angles_to_the_weight_is_kept():
    weights, state = {"w": np.array([[1.0, 2.0], [0.0, 0.0]])}, {"w": np.array([0.0, 1.0])}
    assert np.array_equal(SpectralNorm().effective(weights, state, np)["w"], weights["w"])
    assert np.array_equal(SpectralNorm().next_state(state, weights, np)["w"], [0.0, 1.0])


@each_method
def test_it_keeps_float32_and_the_rank_of_a_weight(method):
    weights = {"w": drawn(2, 3, 2, 2).astype(np.float32)}
    constraint = SpectralNorm(method=method)
    state = {name: u.astype(np.float32) for name, u in start(constraint, weights).items()}
    found = constraint.effective(weights, state, np)["w"], constraint.pullback(weights, state, weights, np)["w"]
    assert {(array.dtype, array.shape) for array in found} == {(np.dtype(np.float32), (2, 3, 2, 2))}


@pytest.mark.parametrize(
    ("parameters", "word"), [({"iterations": 0}, "iterations=0"), ({"method": "qr"}, "method='qr'")]
)
def test_parameters_out_of_range_are_refused(parameters, word):
    with pytest.raises(ParameterError, match=word):
        SpectralNorm(**parameters)


def test_scales_and_shifts_of_a_normalisation_are_no_matrices_whatever_their_rank():
    norm = Sequential([Conv2d(2, kernel=1), LayerNorm(), Tanh(), Head()])
    for constraint in ("spectral_norm", {"name": "spectral_norm", "method": "svd"}, "orthogonal"):
        gan = ganreg.build(loss="ns", constraint=constraint, critic=norm, data_shape=(1, 3, 3), batch_size=2)
        excluded = gan.engine.recipe.constraints[0].exclude
        assert excluded == ("1.weight", "1.bias")
        assert "constraint/0/1.weight" not in gan.engine.export_state()


def test_so_are_those_of_a_users_own_module():
    layers = [torch.nn.Conv2d(1, 2, 1), torch.nn.LayerNorm((2, 3, 3)), torch.nn.Flatten(), torch.nn.Linear(18, 1)]
    critic = torch.nn.Sequential(*layers)
    gan = ganreg.build(loss="ns", constraint="sn", critic=critic, data_shape=(1, 3, 3), batch_size=2, backend="torch")
    assert gan.engine.recipe.constraints[0].exclude == ("1.weight", "1.bias")
    objective = ganreg.objective(loss="ns", constraint={"name": "orthogonal", "weight": 1.0})
    found = objective.penalty(critic, torch.zeros(2, 1, 3, 3), torch.zeros(2, 1, 3, 3))
    rows = [critic[0].weight.reshape(2, -1), critic[3].weight]
    expected = sum(((w @ w.T - torch.eye(len(w))) ** 2).sum() for w in rows)
    assert found.item() == pytest.approx(expected.item(), rel=1e-6)


@pytest.mark.parametrize("constraint", [SpectralNorm(), Orthogonal()])
def test_the_bias_of_a_layer_norm_on_images_is_no_matrix(constraint):
    weights = {"0.weight": np.ones((2, 3)), "1.bias": np.zeros((2, 4, 4))}
    assert acted_on(weights, (), constraint) == ["0.weight"]
    with pytest.raises(ParameterError, match="finds nothing to act on"):
        acted_on({"1.bias": np.zeros((2, 4, 4))}, (), constraint)


def test_only_the_decomposition_is_differentiated_exactly():
    assert SpectralNorm(method="svd").is_exact
    assert not SpectralNorm().is_exact
