"""The reference: derivatives from a value formula alone, and what it says of formulas that it cannot differentiate."""

import math

import attrs
import numpy as np
import pytest
from free_forms import oracles
from free_forms.cases import CONSTRAINTS, case, convolutional, dropping
from free_forms.components import FreeGP, GradientNormalisation, JensenShannon

from ganreg.backend import Batch
from ganreg.constraints import AbstractFreePenalty, AbstractScoreTransform
from ganreg.errors import DataError, PluginError, UnsupportedError
from ganreg.networks import MLP, BatchNorm, Dense, Sequential, Tanh
from ganreg.registry import registry
from ganreg_reference.free_penalty import FreePenalty
from ganreg_reference.questions import Asking, answered
from ganreg_reference.score_transform import TransformedCritic

STEP = 1e-30


def engine_of(made):
    backend = registry().create("backend", "reference")
    engine = backend.engine(made.recipe(backend))
    engine.import_state(made.moved(engine.export_state()))
    return engine


def penalty_of(made):
    """The case's penalty at its first update, the critic, and its weights."""
    engine = engine_of(made)
    fake = 0.5 * np.random.default_rng(7).normal(size=made.real.shape)
    draw = engine.draws.at("critic", 0)
    constraint = engine.recipe.constraints[0].now({}, 0)
    weights = {name: np.asarray(value) for name, value in engine.state.critic.params.items()}
    return FreePenalty(constraint, 0, made.real, fake, made.label, draw), engine._critic, weights


def in_each_weight(function, weights):
    """A complex step on every weight, through the network."""
    found = {name: np.zeros(value.shape) for name, value in weights.items()}
    for name, value in weights.items():
        for place in np.ndindex(value.shape):
            moved = value.astype(complex)
            moved[place] += 1j * STEP
            found[name][place] = np.imag(function({**weights, name: moved})) / STEP
    return found


def assert_close(got, expected, tolerance=1e-13):
    scale = max(1.0, *(np.max(np.abs(value)) for value in expected.values()))
    for name, value in expected.items():
        np.testing.assert_allclose(got[name], value, rtol=0, atol=tolerance * scale, err_msg=name)


PENALTIES = [name for name in CONSTRAINTS if name != "normalised"]
MADE = {
    "smooth": case,
    "convolutions": convolutional,
    "classes": lambda constraint: convolutional(constraint, classes=3),
}


@pytest.mark.parametrize("made", MADE)
@pytest.mark.parametrize("name", PENALTIES)
def test_a_penaltys_gradient_is_that_of_complex_steps_on_every_weight(name, made):
    penalty, critic, weights = penalty_of(MADE[made](CONSTRAINTS[name]))
    oracle = registry().oracle(penalty.constraint)(penalty.constraint)

    def value(at):
        stream = penalty.draw.kept_stream("constraint/0")
        return oracle.value(Asking(critic, at, penalty.labels), penalty.real, penalty.fake, stream)

    found = penalty.evaluate(critic, weights)
    assert found.value == pytest.approx(float(np.real(value(weights))), rel=1e-15)
    assert_close(found.gradients, in_each_weight(value, weights))


@pytest.mark.parametrize(
    "made", [case(), convolutional(), convolutional(classes=3)], ids=["smooth", "image", "classes"]
)
def test_a_transforms_derivatives_are_those_of_complex_steps(made):
    engine = engine_of(made)
    critic = TransformedCritic(engine._critic, GradientNormalisation())
    weights = {name: np.asarray(value) for name, value in engine.state.critic.params.items()}
    derivatives = np.linspace(-1.0, 2.0, len(made.real))
    expected = in_each_weight(lambda at: np.sum(derivatives * critic.scores(made.real, at, made.label)), weights)
    in_samples, in_weights = critic.backward(made.real, weights, made.label, derivatives[:, None])
    assert_close(in_weights, expected)
    slopes = critic.slopes(made.real, weights, made.label)
    direction = np.random.default_rng(2).normal(size=made.real.shape)
    ahead, back = (critic.scores(made.real + s * 1e-6 * direction, weights, made.label) for s in (1, -1))
    along = np.sum((slopes * direction).reshape(len(slopes), -1), axis=1)
    np.testing.assert_allclose(along, (ahead - back) / 2e-6, atol=1e-7)
    np.testing.assert_allclose(in_samples.T, (slopes.T * derivatives), rtol=1e-15)


def test_each_sample_is_transformed_with_masks_of_its_own():
    made = dropping("gradient_normalisation")
    engine = engine_of(made)
    found = engine.gradients("critic", engine.state, Batch(made.real), engine.draws.at("critic", 0))
    assert set(found.params) == set(engine.state.critic.params)
    changed = dict(engine.export_state())
    step, total = 1e-6, 0.0
    direction = {name: np.random.default_rng(1).normal(size=value.shape) for name, value in found.params.items()}
    for sign in (1, -1):
        moved = {f"critic/params/{n}": changed[f"critic/params/{n}"] + sign * step * d for n, d in direction.items()}
        engine.import_state(changed | moved)
        again = engine.gradients("critic", engine.state, Batch(made.real), engine.draws.at("critic", 0))
        total += sign * again.terms["critic_loss"] / (2 * step)
    assert total == pytest.approx(sum(np.sum(found.params[n] * d) for n, d in direction.items()), abs=1e-7)


# Numbers worked out by hand ----------------------------------------------------------------------------------


class Line:
    """f(x) = 3x₁ + 4x₂, of slope (3, 4) and length 5 everywhere."""

    def score(self, x, i=None):
        return 3 * x[0] + 4 * x[1]

    def slope(self, x, i=None):
        return np.array([3.0, 4.0])


class Half:
    """ε = ½ for each sample."""

    def uniform(self, shape):
        return np.full(shape, 0.5)


ORIGIN, THIRD = np.zeros((1, 2)), np.array([[math.log(3) / 3, 0.0]])


@pytest.mark.parametrize(
    ("oracle", "real", "fake", "value"),
    [
        # f = 0: (γ/2)·((1 − ½)²·25 + (½)²·25) = 6.25 + 6.25 for γ = 2
        (oracles.JensenShannonOracle(JensenShannon()), ORIGIN, ORIGIN, 12.5),
        # f = ln 3, σ = ¾: (¼)²·25 + (¾)²·25 = (25 + 225)/16, of which γ/2 = ½ for γ = 1
        (oracles.JensenShannonOracle(JensenShannon(gamma=1.0)), THIRD, THIRD, 7.8125),
        # real ln 3, fake 0: (¼)²·25 + (½)²·25 = 25/16 + 100/16
        (oracles.JensenShannonOracle(JensenShannon()), THIRD, ORIGIN, 7.8125),
        # 10·(5 − 1)²
        (oracles.FreeGPOracle(FreeGP()), THIRD, ORIGIN, 160.0),
    ],
)
def test_the_penalties_of_a_line(oracle, real, fake, value):
    assert oracle.value(Line(), real, fake, Half()) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(("x", "value"), [((1, 1), 7 / 12), ((-1, -1), -7 / 12), ((0, 0), 0.0), ((4, -3), 0.0)])
def test_the_normalised_scores_of_a_line(x, value):
    # f(1, 1) = 7 and ‖∇f‖ = 5: 7/(5 + 7); f(4, −3) = 12 − 12
    oracle = oracles.GradientNormalisationOracle(GradientNormalisation())
    assert oracle.score(Line(), np.array(x)) == pytest.approx(value)


def test_normalised_scores_are_bounded_and_blind_to_the_critics_scale():
    """|f̂| < 1, and f̂ of 3f is f̂ of f: the theorem's two lines."""
    made = case()
    engine = engine_of(made)
    critic = TransformedCritic(engine._critic, GradientNormalisation())
    weights = {name: np.asarray(value) for name, value in engine.state.critic.params.items()}
    scores = critic.scores(made.real, weights, None)
    last = max(int(name.split(".")[0]) for name in weights)
    scaled = {name: 3 * value if name.startswith(f"{last}.") else value for name, value in weights.items()}
    np.testing.assert_allclose(critic.scores(made.real, scaled, None), scores, rtol=1e-13)
    assert np.all(np.abs(scores) < 1)


# What it cannot differentiate ----------------------------------------------------------------------------------


@attrs.frozen(kw_only=True)
class Mine(AbstractFreePenalty):
    name = "mine"


@attrs.frozen(kw_only=True)
class MyScores(AbstractScoreTransform):
    name = "my_scores"


class Oracle:
    """Right as it stands: the mean of the slopes' lengths."""

    def __init__(self, component):
        pass

    def value(self, critic, real, fake, stream):
        return sum(self.of(critic, x) for x in real) / len(real)

    def of(self, critic, x):
        return oracles.norm(critic.slope(x))


class ByLinalg(Oracle):
    def of(self, critic, x):
        return np.linalg.norm(critic.slope(x))


class ByAbs(Oracle):
    def of(self, critic, x):
        return abs(critic.score(x))


class PartlyByAbs(Oracle):
    def of(self, critic, x):
        return oracles.norm(critic.slope(x)) + 0.1 * np.abs(critic.score(x))


class ByMath(Oracle):
    def of(self, critic, x):
        return math.sqrt(np.sum(critic.slope(x) ** 2))


class ByFloat(Oracle):
    def of(self, critic, x):
        return float(critic.score(x))


class ByRealPart(Oracle):
    def of(self, critic, x):
        return np.real(critic.score(x)) ** 2


class Conjugated(Oracle):
    def of(self, critic, x):
        slope = critic.slope(x)
        return np.sqrt(np.sum(slope * np.conj(slope)))


def gradients_with(oracle, made=None):
    registry().register(Mine, oracle=oracle, implementations={"torch": "free_forms.by_torch:FreeGPByTorch"})
    engine = engine_of(made or case("mine"))
    batch = Batch((made or case()).real, None if made is None else made.label)
    return engine.gradients("critic", engine.state, batch, engine.draws.at("critic", 0))


@pytest.mark.parametrize("oracle", [ByLinalg, ByAbs, PartlyByAbs, ByMath, ByFloat, ByRealPart, Conjugated])
@pytest.mark.filterwarnings("ignore::numpy.exceptions.ComplexWarning")
def test_a_formula_that_drops_imaginary_parts_is_found_and_told_what_to_write(oracle):
    with pytest.raises(PluginError, match=r"'mine' is differentiated by complex steps.*np\.sqrt\(np\.sum\(g \* g\)\)"):
        gradients_with(oracle)
    assert gradients_with(Oracle).terms["mine"] > 0


@pytest.mark.parametrize("length", [1.0, 1e-3, 1e-4, 2e-5, 1e-6, 1e-8, 0.0])
def test_a_right_formula_is_not_accused_where_it_turns_sharply(length):
    """Near the tip of a norm differences are far from the derivative, at whatever distance."""

    class Tip:
        def slopes(self, xs, weights, labels):
            return length * xs

        def scores(self, xs, weights, labels):
            return 1e-6 * xs[:, 0]

    for seed in range(5):
        x = np.random.default_rng(seed).normal(size=3)
        x = x / oracles.norm(x)
        found = answered(
            lambda critic, x=x: oracles.norm(critic.slope(x)) + critic.score(x), Asking(Tip(), {}, None), "tip"
        )
        assert found.bends or length >= 1e-6
        if length:
            np.testing.assert_allclose(found.derivatives[0], x, rtol=1e-9)
        assert found.bends is False or length < 1e-3


def test_what_is_held_constant_is_said_by_constant_and_not_mistaken():
    class Held(Oracle):
        def of(self, critic, x):
            return critic.constant(critic.score(x)) * critic.score(x)

    class Square(Oracle):
        def of(self, critic, x):
            return critic.score(x) ** 2 / 2

    held, square = gradients_with(Held), gradients_with(Square)
    for name, value in square.params.items():
        np.testing.assert_allclose(held.params[name], value, rtol=1e-12)
    assert held.terms["mine"] == pytest.approx(2 * square.terms["mine"])


def test_an_array_in_the_place_of_a_number_is_refused():
    class Scores(Oracle):
        def value(self, critic, real, fake, stream):
            return np.array([critic.score(x) for x in real])

    with pytest.raises(PluginError, match=r"'mine' returned an array of shape \(4,\), expected a number"):
        gradients_with(Scores)


def test_samples_are_read_only():
    class InPlace(Oracle):
        def value(self, critic, real, fake, stream):
            real *= 2
            return super().value(critic, real, fake, stream)

    with pytest.raises(ValueError, match="read-only"):
        gradients_with(InPlace)


def test_a_critic_with_classes_needs_to_know_whose_label():
    with pytest.raises(DataError, match=r"critic\.score\(x, i\)"):
        gradients_with(Oracle, convolutional("mine", classes=3))


@pytest.mark.parametrize(
    ("component", "methods"), [(Mine, r"value\(critic, real, fake, stream\)"), (MyScores, r"score\(critic, x\)")]
)
def test_without_an_oracle_there_is_nothing_to_compute(component, methods):
    registry().register(component, implementations={"torch": "free_forms.by_torch:FreeGPByTorch"})
    with pytest.raises(UnsupportedError, match=rf"'{component.name}' has no oracle.*oracle=.*{methods}"):
        engine_of(case(component.name))


def test_an_oracle_of_another_kind_is_refused():
    registry().register(Mine, oracle=oracles.GradientNormalisationOracle)
    with pytest.raises(PluginError, match="is no FreePenaltyOracle"):
        engine_of(case("mine"))


@pytest.mark.parametrize("constraint", ["js_regulariser", "gradient_normalisation"])
def test_a_critic_without_scores_of_one_sample_is_refused(constraint):
    critic = Sequential([Dense(3), BatchNorm(), Tanh(), Dense(1)])
    made = case(constraint, critic=critic, real=np.ones((4, 2)), allow=("batch-norm-with-gp",))
    with pytest.raises(UnsupportedError, match="takes one sample at a time"):
        engine_of(made)


@pytest.mark.parametrize("constraint", ["js_regulariser", "gradient_normalisation"])
def test_a_game_that_differentiates_gradients_is_refused(constraint):
    made = case(constraint, game="consensus", critic=MLP(width=3, depth=1, activation="tanh"))
    engine, batch = engine_of(made), Batch(made.real)
    with pytest.raises(UnsupportedError, match=r"by complex steps already\. Use another game"):
        engine.iteration([batch, batch], batch)


def test_slopes_of_transformed_scores_under_a_penalty_are_refused():
    made = case("gradient_normalisation", "r1", allow=("slopes-of-transformed-scores",))
    engine = engine_of(made)
    with pytest.raises(UnsupportedError, match=r"'gradient_normalisation' makes: leave out penalties that take them"):
        engine.gradients("critic", engine.state, Batch(made.real), engine.draws.at("critic", 0))


# How well it is determined --------------------------------------------------------------------


class Bending(Oracle):
    """Σ |f(x) − c| with c what f(x) is: each term is at its tip."""

    def of(self, critic, x):
        t = critic.score(x) - critic.constant(critic.score(x))
        return t if np.real(t) > 0 else -t


def margins_with(oracle):
    registry().register(Mine, oracle=oracle)
    engine, made = engine_of(case("mine")), case()
    return engine, engine.margins("critic", engine.state, Batch(made.real), engine.draws.at("critic", 0))


def test_a_formula_at_a_kink_sets_the_samples_aside():
    assert margins_with(Bending)[1].kink == 0
    assert margins_with(Oracle)[1].kink > 0


@pytest.mark.parametrize("name", ["mine", "gradient_normalisation"])
def test_the_least_slope_says_how_well_the_gradient_is_determined(name):
    registry().register(Mine, oracle=Oracle)
    engine, made = engine_of(case(name)), case()
    raw = engine_of(made)
    found = engine.margins("critic", engine.state, Batch(made.real), engine.draws.at("critic", 0))
    fake = raw.sample(engine.draws.at("critic", 0).stream("latent").normal((len(made.real), 2)))
    slopes = raw.slopes(made.real if name == "mine" else np.concatenate([made.real, fake]))
    assert found.conditioning == pytest.approx(min(1.0, slopes.min()))


def test_transformed_scores_have_no_slopes_at_points_that_move():
    critic = TransformedCritic(engine_of(case())._critic, GradientNormalisation())
    with pytest.raises(UnsupportedError, match="does not differentiate slopes"):
        critic.slopes(case().real + 1e-30j, {}, None)
