"""Clip: the box, and what is left out of it."""

import array_api_compat.torch as torch_xp
import array_api_strict
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import ganreg
from ganreg.backend import Batch
from ganreg.constraints import Clip
from ganreg.errors import ParameterError
from ganreg.networks import BatchNorm, Dense, Sequential

each_namespace = pytest.mark.parametrize("xp", [np, torch_xp, array_api_strict], ids=["numpy", "torch", "strict"])


def numbers(array):
    return np.asarray(array).tolist()


weights = arrays(np.float64, (2, 3), elements=st.floats(-1e3, 1e3))


@given(weights, st.floats(1e-6, 10))
def test_clip_brings_every_number_into_the_box_and_changes_no_other(value, bound):
    clipped = Clip(bound=bound).project("0.weight", value, np)
    assert np.all(np.abs(clipped) <= bound)
    inside = np.abs(value) <= bound
    assert np.array_equal(clipped[inside], value[inside])
    assert np.array_equal(np.sign(clipped), np.sign(value))


@given(weights, st.floats(1e-6, 10))
def test_clipping_twice_is_clipping_once(value, bound):
    clip = Clip(bound=bound)
    once = clip.project("0.weight", value, np)
    assert np.array_equal(clip.project("0.weight", once, np), once)


@pytest.mark.parametrize("name", ["0.weight", "0.bias", "anything"])
def test_clip_includes_biases(name):
    assert Clip().project(name, np.array([-3.0, 0.001, 3.0]), np).tolist() == [-0.01, 0.001, 0.01]


@each_namespace
def test_clip_keeps_float32_and_its_input(xp):
    value = xp.asarray([-3.0, 3.0], dtype=xp.float32)
    clipped = Clip(bound=0.5).project("0.weight", value, xp)
    assert clipped.dtype == xp.float32
    assert (numbers(clipped), numbers(value)) == ([-0.5, 0.5], [-3.0, 3.0])


@pytest.mark.parametrize("bound", [0, -0.01, float("inf"), "0.01"])
def test_a_box_without_inside_is_refused(bound):
    with pytest.raises(ParameterError, match="bound="):
        Clip(bound=bound)


# Exclusion ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("exclude", "name", "expected"),
    [
        ("0.weight", "0.weight", 3.0),
        ("*.bias", "0.bias", 3.0),
        (("1.*", "2.*"), "2.scale", 3.0),
        ("*.bias", "0.weight", 0.5),
        ("0", "0.weight", 0.5),
        ((), "0.weight", 0.5),
    ],
)
def test_excluded_parameters_are_left_alone(exclude, name, expected):
    assert Clip(bound=0.5, exclude=exclude).project(name, np.array([3.0]), np).tolist() == [expected]


@pytest.mark.parametrize("backend", ["reference", "numpy", "torch"])
def test_a_batch_norms_scale_is_clipped_unless_it_is_excluded(backend):
    critic = Sequential([Dense(2), BatchNorm(), Dense(1)])
    found = []
    for exclude in ((), ("1.*",)):
        constraint = {"name": "clip", "bound": 0.01, "exclude": exclude}
        gan = ganreg.build(
            constraint=constraint, critic=critic, backend=backend, data_shape=(3,), batch_size=4, loss="wasserstein"
        )
        gan.engine.critic_step(Batch(np.random.default_rng(0).normal(size=(4, 3))))
        params = gan.engine.state.critic.params
        assert float(abs(params["0.weight"]).max()) <= 0.01 + 1e-9
        found.append(float(params["1.scale" if "1.scale" in params else "1.weight"].max()))
    assert found[0] == pytest.approx(0.01)
    assert found[1] == pytest.approx(1, abs=0.01)


def test_the_exclusion_is_part_of_a_recipe_as_text():
    recipe = ganreg.build(constraint=Clip(exclude=("*.bias",))).recipe
    assert type(recipe).from_text(recipe.to_text()).constraints == (Clip(exclude=("*.bias",)),)


@pytest.mark.parametrize("exclude", [3, ("",), (None,), {"a": 1}])
def test_what_names_no_parameter_is_refused(exclude):
    with pytest.raises(ParameterError, match="exclude="):
        Clip(exclude=exclude)


@pytest.mark.parametrize("backend", ["numpy", "torch"])
@pytest.mark.parametrize(
    ("constraint", "message"),
    [
        (
            {"name": "clip", "exclude": "*.biass"},
            r"leaves '\*\.biass' alone, but none of the critic's parameters.*1\.bias",
        ),
        ({"name": "spectral_norm", "exclude": "last"}, "leaves 'last' alone, but none of the critic's parameters"),
        ({"name": "orthogonal", "exclude": ["1.*", "x"]}, "leaves 'x' alone, but none of the critic's parameters"),
        ({"name": "clip", "exclude": "*"}, "leaves all of the critic's parameters alone: .*constraint='none'"),
    ],
)
def test_what_is_to_be_left_alone_is_there_and_is_not_all(constraint, message, backend):
    with pytest.raises(ParameterError, match=message):
        ganreg.build(loss="hinge", constraint=constraint, backend=backend, data_shape=(2,)).engine  # noqa: B018
