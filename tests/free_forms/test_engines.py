"""Free penalties and score transforms in whole runs, and where they are refused."""

import attrs
import numpy as np
import pytest
from free_forms.by_hand import FreeGPByHand
from free_forms.cases import SGD, dropping
from free_forms.components import FreeGP

import ganreg
from ganreg.backend import Batch
from ganreg.constraints import AbstractFreePenalty, AbstractScoreTransform
from ganreg.errors import CombinationError, PluginError, UnsupportedError
from ganreg.networks import BatchNorm, Dense, Sequential, Tanh, mlp
from ganreg.params import NON_NEGATIVE, param
from ganreg.registry import registry

DATA = np.random.default_rng(0).normal(size=(20, 3))
BACKENDS = {
    "reference": "reference",
    "numpy": {"name": "numpy", "dtype": "float64"},
    "torch": {"name": "torch", "dtype": "float64", "device": "cpu"},
}


def build(constraint, backend="torch", **choices):
    networks = {name: mlp(width=4, depth=1, activation="tanh") for name in ("critic", "generator")}
    settings = {"data_shape": (3,), "latent_dim": 2, "batch_size": 4, "n_critic": 2, "optimizer": SGD, "loss": "ns"}
    return ganreg.build(constraint=constraint, backend=backend, **(settings | networks | choices))


def state_after(constraint, backend, iterations=3):
    gan = build(constraint, BACKENDS.get(backend, backend))
    gan.fit(DATA, iterations=iterations)
    return gan.engine.export_state()


def test_a_run_with_the_penalty_by_hand_is_that_with_the_built_in_one():
    for backend in ("numpy", "torch"):
        one, other = (state_after(name, backend) for name in ("gp", "free_gp"))
        for name, array in one.items():
            np.testing.assert_allclose(other[name], array, rtol=0, atol=1e-12, err_msg=f"{backend} {name}")


@pytest.mark.parametrize(
    "constraint", ["js_regulariser", {"name": "js_regulariser", "every": 2}, ["free_gp", "spectral_norm"]], ids=str
)
def test_runs_agree_on_every_backend(constraint):
    wanted = state_after(constraint, "reference")
    for backend in ("numpy", "torch"):
        got = state_after(constraint, backend)
        for name, array in wanted.items():
            np.testing.assert_allclose(got[name], array, rtol=0, atol=1e-9, err_msg=f"{backend} {name}")


def test_what_is_scored_in_use_is_what_is_trained():
    gan = build("gradient_normalisation").fit(DATA, iterations=2)
    scores = gan.engine.scores(DATA)
    assert np.all(np.abs(scores) < 1)
    exact = build("gradient_normalisation", "reference").fit(DATA, iterations=2)
    np.testing.assert_allclose(scores, exact.engine.scores(DATA), atol=1e-4)
    np.testing.assert_allclose(gan.engine.slopes(DATA), exact.engine.slopes(DATA), atol=1e-3)
    raw = build("none", BACKENDS["torch"])
    raw.engine.import_state(gan.engine.export_state())
    assert np.max(np.abs(raw.engine.scores(DATA) - scores)) > 1e-2


@attrs.frozen(kw_only=True)
class Scaled(AbstractScoreTransform):
    """c·f(x), with c a schedule."""

    name = "scaled"
    per_sample_gradients = False

    factor: float = param(1.0, "The factor c.", validator=NON_NEGATIVE, schedulable=True)


class ScaledScores:
    def __init__(self, component):
        self.factor = component.factor

    def scores(self, critic, x):
        return self.factor * critic(x)

    def score(self, critic, x):
        return self.factor * critic.score(x)


def test_a_transforms_schedule_follows_the_critics_updates():
    registry().register(Scaled, oracle=ScaledScores, implementations={"torch": ScaledScores})
    scaled = {"name": "scaled", "factor": {"name": "linear", "start": 3.0, "end": 1.0, "over": 10}}
    engines = {name: build(scaled, BACKENDS[name]).fit(DATA, iterations=2).engine for name in ("reference", "torch")}
    raw = build("none", BACKENDS["torch"]).engine
    raw.import_state(engines["torch"].export_state())
    for engine in engines.values():
        np.testing.assert_allclose(engine.scores(DATA), (3 - 2 * 4 / 10) * raw.scores(DATA), atol=1e-9)


def test_a_run_is_saved_and_resumed_by_name(tmp_path):
    constraint = [{"name": "js_regulariser", "gamma": 0.5}]
    build(constraint, "numpy").fit(DATA, iterations=2, run=tmp_path / "run")
    again = ganreg.load(tmp_path / "run")
    assert again.recipe.constraints[0].gamma == 0.5
    assert (again.fit(DATA, iterations=1).history["js_regulariser"] > 0).all()


@attrs.frozen(kw_only=True)
class Counting(FreeGP):
    """A free penalty that remembers its last value."""

    name = "counting"

    def initial_state(self):
        return {"last": 0.0}

    def next_state(self, state, observed, xp):
        return {"last": observed}


def test_its_state_follows_its_value():
    registry().register(
        Counting,
        oracle="free_forms.oracles:FreeGPOracle",
        implementations={"numpy": FreeGPByHand, "torch": "free_forms.by_torch:FreeGPByTorch"},
    )
    for backend in BACKENDS.values():
        engine = build({"name": "counting", "every": 2}, backend).engine
        terms = engine.critic_step(Batch(DATA[:4]))
        last = float(engine.state.constraints[0]["last"])
        assert 2 * last == pytest.approx(terms["counting"], rel=1e-12)
        assert "counting" not in engine.critic_step(Batch(DATA[:4]))
        assert float(engine.state.constraints[0]["last"]) == last


def test_a_draw_in_between_does_not_disturb_the_stream():
    """Foreign code draws when it likes; other draws reset the generator that all streams of a run share."""
    engine, values = build("free_gp", BACKENDS["numpy"]).engine, []

    class Between(FreeGPByHand):
        def evaluate(self, critic, real, fake, stream, xp):
            first = stream.uniform((2,))
            engine.draws.stream("other").normal((3,))
            values.append(np.concatenate([first, stream.uniform((2,))]))
            return super().evaluate(critic, real, fake, stream, xp)

    registry().register(FreeGP, implementations={"numpy": Between})
    engine.critic_step(Batch(DATA[:4]))
    expected = engine.draws.at("critic", 0).stream("constraint/0").uniform((4,))
    np.testing.assert_array_equal(values[0], expected)


# Refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("backend", ["numpy", "strict"])
def test_a_backend_without_an_implementation_refuses_and_names_those_that_have_one(backend):
    with pytest.raises(UnsupportedError, match=rf"'gradient_normalisation' .* '{backend}'.*torch alone"):
        build("gradient_normalisation", backend)


def test_an_array_backend_refuses_a_score_transform_whoever_announces_one():
    @attrs.frozen(kw_only=True)
    class Brave(AbstractScoreTransform):
        name = "brave"

    registry().register(Brave, implementations={"numpy": FreeGPByHand})
    with pytest.raises(UnsupportedError, match=r"changes what is scored.*backend='torch'"):
        assert build("brave", "numpy").engine


@attrs.frozen(kw_only=True)
class Silent(AbstractFreePenalty):
    name = "silent"


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_one_that_nobody_registered_says_so(backend):
    with pytest.raises(UnsupportedError, match=rf"{backend} backend does not compute Silent: it is not registered"):
        build(Silent(), backend).engine.critic_step(Batch(DATA[:4]))


@pytest.mark.parametrize("backend", ["numpy", "torch"])
def test_one_without_any_implementation_says_so(backend):
    registry().register(Silent)
    with pytest.raises(UnsupportedError, match="Silent: it has no implementations"):
        build("silent", backend).engine.critic_step(Batch(DATA[:4]))


@pytest.mark.parametrize(("backend", "method"), [("numpy", "evaluate"), ("torch", "value")])
def test_an_implementation_without_the_method_is_refused(backend, method):
    class Nothing:
        def __init__(self, component):
            pass

    registry().register(Silent, implementations={backend: Nothing})
    with pytest.raises(PluginError, match=rf"Nothing.*has no method '{method}'"):
        build("silent", backend).engine.critic_step(Batch(DATA[:4]))


@pytest.mark.parametrize("found", [1.0, (np.float64(1), np.zeros((2, 2))), (np.zeros(3), np.zeros(3)), (1.0, None)])
def test_what_is_not_a_scalar_and_a_gradient_is_refused(found):
    class Wrong(FreeGPByHand):
        def evaluate(self, critic, real, fake, stream, xp):
            return found

    registry().register(FreeGP, implementations={"numpy": Wrong})
    with pytest.raises(PluginError, match=r"Wrong\.evaluate, which computes FreeGP.*Expected a pair"):
        build("free_gp", "numpy").engine.critic_step(Batch(DATA[:4]))


@pytest.mark.parametrize("backend", BACKENDS.values(), ids=BACKENDS)
def test_dropout_under_a_free_penalty_is_refused(backend):
    with pytest.raises(CombinationError, match=r"calls the critic as it likes.*dropout"):
        assert build("js_regulariser", backend, critic=dropping().critic).engine
    if backend != BACKENDS["numpy"]:
        assert build("gradient_normalisation", backend, critic=dropping().critic).engine


@pytest.mark.parametrize("backend", BACKENDS.values(), ids=BACKENDS)
def test_batch_norm_is_refused_unless_only_scores_are_asked_for(backend):
    critic = Sequential([Dense(3), BatchNorm(), Tanh(), Dense(1)])
    with pytest.raises(CombinationError, match="JensenShannon takes the gradient of each sample's own score"):
        assert build("js_regulariser", backend, critic=critic).engine

    @attrs.frozen(kw_only=True)
    class OfScores(FreeGP):
        name = "of_scores"
        per_sample_gradients = False

    if backend != "reference":
        implementations = {"numpy": FreeGPByHand, "torch": "free_forms.by_torch:FreeGPByTorch"}
        registry().register(OfScores, implementations=implementations)
        assert build("of_scores", backend, critic=critic).engine.critic_step(Batch(DATA[:4]))


@pytest.mark.parametrize("other", ["gp", "r1", "js_regulariser"])
def test_slopes_of_transformed_scores_are_refused_by_a_name_that_lifts_it(other):
    both = ["gradient_normalisation", other]
    for constraint in (both, both[::-1]):
        with pytest.raises(CombinationError, match=r"third derivative.*allow=\['slopes-of-transformed-scores'\]"):
            build(constraint)
    lifted = build(both, allow=["slopes-of-transformed-scores"])
    assert np.isfinite(lifted.engine.critic_step(Batch(DATA[:4]))["critic_loss"])
    assert build(["gradient_normalisation", "lecam"]).recipe


def test_two_transforms_by_slopes_are_refused():
    with pytest.raises(CombinationError, match="third derivative"):
        build(["gradient_normalisation", "gradient_normalisation"])


@pytest.mark.parametrize("constraint", ["js_regulariser", "gradient_normalisation"])
def test_a_game_that_differentiates_gradients_is_refused(constraint):
    with pytest.raises(UnsupportedError, match=r"Consensus differentiates gradients.*Use another game"):
        assert build(constraint, game="consensus").engine
