"""The oracles of what the critic sees and is held to: instance noise, consistency, LeCam, augmentations."""

import attrs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganreg.constraints import AbstractInputTransform, Exchanged, FlippedShifted, InstanceNoise, Jittered
from ganreg.constraints import Consistency as ConsistencySpecification
from ganreg.constraints import LeCam as LeCamSpecification
from ganreg.draws import Draws
from ganreg.params import param
from ganreg_reference import augmentations, oracles
from ganreg_reference.consistency import Consistency
from ganreg_reference.inputs import CriticView
from ganreg_reference.instance_noise import InstanceNoise as InstanceNoiseOracle
from ganreg_reference.lecam import LeCam


@attrs.frozen(kw_only=True)
class Cubed(AbstractInputTransform):
    """x + ξx³ with one ξ per sample: a transform whose derivative depends on where it is taken."""

    def draw(self, stream, shape):
        return {"xi": stream.uniform((shape[0], *(1 for _ in shape[1:])))}

    def transform(self, x, draws, xp):
        return x + draws["xi"] * x**3

    def pullback(self, cotangents, x, draws, xp):
        return cotangents * (1 + 3 * draws["xi"] * x**2)


@attrs.frozen(kw_only=True)
class Blurred(AbstractInputTransform):
    """Each number plus half the one before it in the sample: the transpose looks ahead."""

    share: float = param(0.5, "Of the neighbour.")

    def transform(self, x, draws, xp):
        return x + self.share * np.roll(x, 1, axis=-1)

    def pullback(self, cotangents, x, draws, xp):
        return cotangents + self.share * np.roll(cotangents, -1, axis=-1)


CHAINS = [(InstanceNoise(std=0.3),), (Cubed(),), (Blurred(),), (Cubed(), InstanceNoise(std=2.0), Blurred(), Cubed())]


# The view -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("constraints", CHAINS)
@pytest.mark.parametrize("side", ["real", "fake"])
def test_what_is_pulled_back_is_the_derivative_of_what_is_seen(constraints, side, complex_step, assert_close):
    random = np.random.default_rng(0)
    samples, cotangents = random.normal(size=(3, 2, 2)), random.normal(size=(3, 2, 2))
    view = CriticView(constraints, ({},) * len(constraints), 0, Draws(1).at("generator", 0))
    expected = complex_step(lambda a: np.sum(cotangents * view.of(side, a["x"])), {"x": samples})
    assert_close({"x": view.pullback(side, samples, cotangents)}, expected, 1e-13)


def test_noise_is_added_with_the_draws_of_its_side_and_place():
    draw, samples = Draws(5).at("critic", 2), np.zeros((2, 3))
    view = CriticView((InstanceNoise(std=0.5), InstanceNoise(std=2.0)), ({}, {}), 0, draw)
    for side in ("real", "fake"):
        first, second = (draw.stream(f"constraint/{place}/{side}").normal((2, 3)) for place in (0, 1))
        np.testing.assert_allclose(view.of(side, samples), 0.5 * first + 2.0 * second, rtol=1e-15)


def test_other_constraints_do_not_touch_the_samples():
    samples = np.ones((2, 3))
    assert CriticView((LeCamSpecification(),), ({},), 0, Draws(0).at("critic", 0)).of("real", samples) is samples


def test_noise_follows_its_schedule():
    std = {"name": "linear", "start": 1.0, "end": 0.0, "over": 4}
    sizes = []
    for update in (0, 1, 4):
        view = CriticView((InstanceNoise(std=std),), ({},), update, Draws(0).at("generator", 0))
        sizes.append(np.abs(view.of("fake", np.zeros((1, 3)))).max())
    assert sizes == [sizes[0], pytest.approx(0.75 * sizes[0]), 0]


def test_an_input_transform_is_told_by_its_formulas_and_has_its_oracle():
    assert oracles.kind_of(Cubed()) == oracles.INPUT_TRANSFORM
    assert isinstance(oracles.input_transform_oracle(InstanceNoise()), InstanceNoiseOracle)


def test_a_recipe_with_all_of_them_is_proven_but_for_a_function_of_ones_own(make_recipe):
    balanced = {"name": "cr", "augmentation": "jittered", "balanced": True}
    recipe = make_recipe(constraints=["instance_noise", balanced, "lecam"])
    assert recipe.backend.engine(recipe).unproven == ()
    recipe = make_recipe(constraints=[{"name": "cr", "augmentation": np.negative, "balanced": True}])
    assert recipe.backend.engine(recipe).unproven == ("augmented",)


# Scores -------------------------------------------------------------------------------------------------------------


def test_consistency_by_hand():
    # 10·((3 − 1)² + (0 − 2)²)/2 = 40; fake: 3·((0 − 1)² + (5 − 2)²)/2 = 15.
    four = tuple(map(np.array, ([3.0, 0.0], [1.0, 2.0], [0.0, 5.0], [1.0, 2.0])))
    assert Consistency(ConsistencySpecification()).value(four[:2]) == 40
    assert Consistency(ConsistencySpecification(balanced=True, fake_weight=3.0)).value(four) == 55


@settings(deadline=None)
@given(n=st.integers(1, 4), balanced=st.booleans(), seed=st.integers(0, 99))
def test_consistencys_gradients_are_those_of_its_value(n, balanced, seed, complex_step, assert_close):
    penalty = Consistency(ConsistencySpecification(balanced=balanced, weight=2.0, fake_weight=0.7))
    vectors = dict(enumerate(np.random.default_rng(seed).normal(size=(4 if balanced else 2, n))))
    expected = complex_step(lambda a: penalty.value(tuple(a.values())), vectors)
    assert_close(dict(enumerate(penalty.gradients(tuple(vectors.values())))), expected, 1e-13)


@settings(deadline=None)
@given(n=st.integers(1, 4), m=st.integers(1, 4), rectified=st.booleans(), seed=st.integers(0, 99))
def test_lecams_gradients_are_those_of_its_value(n, m, rectified, seed, complex_step, assert_close):
    random = np.random.default_rng(seed)
    penalty = LeCam(LeCamSpecification(rectified=rectified, real_average=0.4, fake_average=-0.1))
    vectors = {0: random.normal(size=n), 1: random.normal(size=m)}
    expected = complex_step(lambda a: penalty.value((a[0], a[1])), vectors)
    assert_close(dict(enumerate(penalty.gradients((vectors[0], vectors[1])))), expected, 1e-13)


def test_lecam_by_hand():
    # α = 2, α̃ = −1, λ = ½: (1 + 4)/2 + (1 + 1)/2 = 3.5; rectified, of the fake scores only 1 < 2 counts: 2.5 + ½.
    averages = {"weight": 0.5, "real_average": 2.0, "fake_average": -1.0}
    scores = np.array([0.0, 1.0]), np.array([1.0, 3.0])
    assert LeCam(LeCamSpecification(**averages)).value(scores) == 1.75
    assert LeCam(LeCamSpecification(rectified=True, **averages)).value(scores) == 1.5
    # α̃ = ½: of the real scores only 1 > ½ counts, ½·(¼/2 + 1/2).
    nearer = {**averages, "fake_average": 0.5}
    assert LeCam(LeCamSpecification(rectified=True, **nearer)).value(scores) == 0.3125


def test_lecams_averages_by_hand():
    # γ = ½, means 4, 1, 7: α = 4, (½·4 + 1)/(½ + 1) = 2, (¼·4 + ½·1 + 7)/(¼ + ½ + 1) = 34/7.
    penalty, state, found = LeCam(LeCamSpecification(decay=0.5)), {"real": 0.0, "fake": 0.0, "seen": 0}, []
    for mean in (4.0, 1.0, 7.0):
        state = penalty.next_state(state, (np.array([mean - 1, mean + 1]), np.array([-mean])))
        found.append(state)
    assert [s["real"] for s in found] == pytest.approx([4, 2, 34 / 7])
    assert [s["fake"] for s in found] == pytest.approx([-4, -2, -34 / 7])
    assert [s["seen"] for s in found] == [1, 2, 3]


# Augmentations --------------------------------------------------------------------------------------------------------


def test_an_image_is_mirrored_first_then_shifted_and_reflected_at_its_border():
    image = np.arange(9.0).reshape(1, 1, 3, 3)
    draws = {"flip": np.array([1.0]), "shift": np.array([[1.0, -1.0]])}
    found = augmentations.FlippedShifted(FlippedShifted(pixels=2)).points(image, None, draws)
    assert found.reshape(3, 3).tolist() == [[4, 3, 4], [1, 0, 1], [4, 3, 4]]


@settings(max_examples=25, deadline=None)
@given(pixels=st.integers(1, 3), seed=st.integers(0, 99))
def test_its_draws_and_points_are_those_of_the_component(pixels, seed):
    images, component = np.random.default_rng(seed).normal(size=(3, 2, 4, 5)), FlippedShifted(pixels=pixels)
    oracle = augmentations.FlippedShifted(component)
    drawn, expected = (one.draw(Draws(seed).stream("here"), images.shape) for one in (oracle, component))
    assert {name: array.tolist() for name, array in drawn.items()} == {n: a.tolist() for n, a in expected.items()}
    assert np.array_equal(oracle.points(images, None, drawn), component.points(images, None, drawn, np))


def test_jitter_is_noise_on_every_number():
    found = augmentations.Jittered(Jittered(std=0.5)).points(np.ones((1, 2)), None, {"jitter": np.array([[1.0, -3.0]])})
    assert found.tolist() == [[1.5, -0.5]]


def test_exchanged_asks_the_other_sets_oracle():
    exchanged = augmentations.Exchanged(Exchanged(of=Jittered(std=1.0)))
    assert isinstance(exchanged.of, augmentations.Jittered)
    real, fake, jitter = np.zeros((1, 2)), np.ones((1, 2)), {"jitter": np.array([[1.0, 2.0]])}
    assert exchanged.points(real, fake, jitter).tolist() == [[2.0, 3.0]]
    assert exchanged.draw(Draws(0).stream("here"), (1, 2))["jitter"].shape == (1, 2)
