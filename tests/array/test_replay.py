"""Steps by programs are the steps of the formulas, bit for bit, whatever the recipe."""

from typing import Any, ClassVar

import attrs
import numpy as np
import pytest

import ganreg
from ganreg.backend import Batch
from ganreg.constraints import GradientPenalty
from ganreg.errors import NonFiniteError
from ganreg.losses import Wasserstein
from ganreg.networks import BatchNorm, Dense, Dropout, Flatten, Head, LayerNorm, Sequential, dcgan, mlp
from ganreg.registry import registry
from ganreg_array import replay, resident
from ganreg_array.program.tree import mapped
from ganreg_array.programs import GradientProgram
from ganreg_array.recording import Recording

X = np.random.default_rng(0).normal(size=(24, 3)).astype("float32")
IMAGES = np.random.default_rng(1).uniform(-1, 1, size=(16, 3, 8, 8)).astype("float32")
LABELS = np.arange(24) % 3
SMOOTH = mlp(width=5, depth=2, activation="tanh")


def made(how="auto", data=X, **choices) -> Any:
    parts: dict[str, Any] = {
        "loss": "wasserstein",
        "constraint": "gp",
        "critic": mlp(width=5, depth=2),
        "generator": mlp(width=4, depth=1),
        "batch_size": 6,
        "latent_dim": 2,
        "n_critic": 2,
        "seed": 3,
    }
    dtype = choices.pop("dtype", "float32")
    backend = {"name": "numpy", "dtype": dtype, "compile": how}
    return ganreg.build(**{**parts, "data_shape": data.shape[1:], **choices}, backend=backend)


def trained(how, data=X, iterations=18, **choices):
    gan = made(how, data if not isinstance(data, tuple) else data[0], **choices)
    gan.fit(data, iterations=iterations)
    return gan


def assert_same(one, other):
    for (name, a), (_, b) in zip(one.engine.export_state().items(), other.engine.export_state().items(), strict=True):
        np.testing.assert_array_equal(a, b, err_msg=name)
    assert list(one.history) == list(other.history)


def programs_of(gan):
    known = gan.engine._replay._known
    return {key[0] for key, program in known.items() if program is not None}, [k for k, p in known.items() if p is None]


RECIPES: dict[str, dict[str, Any]] = {
    "wgan-gp": {},
    "smooth": {"critic": SMOOTH, "generator": SMOOTH},
    "float64": {"dtype": "float64"},
    "clip": {"constraint": "clip", "critic_optimizer": {"name": "rmsprop", "lr": 5e-5}},
    "none": {"loss": "non_saturating", "constraint": "none"},
    "r1+r2": {"loss": "non_saturating", "constraint": ["r1", "r2"]},
    "lazy": {"constraint": [{"name": "r1", "every": 3}, {"name": "r2", "every": 2}]},
    "spectral": {"constraint": ["spectral_norm", "r1"], "loss": "hinge"},
    "stateful": {"constraint": "lecam", "loss": "hinge"},
    "noise": {"constraint": [{"name": "instance_noise"}, "r1"], "loss": "non_saturating"},
    "scheduled": {"constraint": {"name": "gp", "weight": {"name": "linear", "start": 1.0, "end": 10.0, "over": 9}}},
    "rate": {"critic_optimizer": {"name": "adam", "lr": {"name": "cosine", "start": 1e-3, "end": 1e-5, "over": 9}}},
    "average": {"average": "ema"},
    "unrolled critic": {"n_critic": {"name": "bursts", "steps": 2, "burst": 4, "first": 1, "every": 5}},
    "layer norm": {"critic": Sequential([Dense(5), LayerNorm(), "relu", Head()])},
    "batch norm": {"generator": Sequential([Dense(5), BatchNorm(), "relu", Head()])},
    "dropout": {"critic": Sequential([Dense(5), Dropout(0.3), "relu", Head()])},
    "images": {"data": IMAGES, "critic": dcgan(width=4, norm="layer"), "generator": dcgan(width=4)},
    "flattened": {"data": IMAGES, "critic": Sequential([Flatten(), Dense(5), "relu", Head()]), "generator": SMOOTH},
    "classes": {"data": (X, LABELS), "critic": mlp(width=5, classes=3), "generator": mlp(width=5, classes=3)},
    "relativistic": {"loss": "relativistic", "constraint": ["r1", "r2"]},
    "features": {"loss": "wasserstein", "constraint": "consistency_term", "critic": mlp(width=5, dropout=0.2)},
    "augmented": {"data": IMAGES, "loss": "hinge", "constraint": ["consistency", "spectral_norm"]},
    "gelu": {"critic": mlp(width=5, activation="gelu"), "generator": mlp(width=5, activation="gelu")},
    "several": {
        "loss": "relativistic_average",
        "constraint": [{"name": "r1", "every": 2}, {"name": "instance_noise"}, "orthogonal"],
        "critic": mlp(width=6, dropout=0.2),
        "average": "ema",
        "critic_optimizer": {"name": "optimistic_adam", "lr": {"name": "warm_up", "value": 1e-3, "over": 5}},
        "game": {"name": "lookahead", "period": 3},
    },
    "simultaneous": {"game": "simultaneous"},
    "extragradient": {"game": "extragradient"},
    "lookahead": {"game": {"name": "lookahead", "period": 3}},
}
OPTIMIZERS = sorted(entry.spec.name for entry in registry().entries("optimizer"))


def choices_of(name):
    choices = dict(RECIPES[name])
    try:
        made(
            "never",
            choices.get("data", X)[0] if isinstance(choices.get("data"), tuple) else choices.get("data", X),
            **{key: value for key, value in choices.items() if key != "data"},
        )
    except ganreg.errors.GanregError as error:
        pytest.fail(f"{name}: {error}")
    return choices


@pytest.mark.parametrize("name", RECIPES)
def test_a_run_is_the_same_by_programs(name):
    choices = choices_of(name)
    plain, *others = (trained(how, **choices) for how in ("never", "auto", "always"))
    for other in others:
        assert_same(plain, other)
        assert programs_of(other)[1] == [], "a step that has no program"
        assert programs_of(other)[0] == {"critic", "generator"}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_is_the_same_by_programs(optimizer):
    choices = {
        "critic_optimizer": {"name": optimizer, "lr": 1e-3},
        "generator_optimizer": {"name": optimizer, "lr": 1e-3},
    }
    plain, other = (trained(how, **choices) for how in ("never", "auto"))
    assert_same(plain, other)
    assert programs_of(other) == ({"critic", "generator"}, [])


def test_a_run_goes_on_from_a_checkpoint_as_if_it_had_never_stopped(tmp_path):
    whole = trained("auto", iterations=9)
    first = trained("auto", iterations=4)
    first.save(tmp_path / "run")
    second = ganreg.load(tmp_path / "run")
    second.fit(X, iterations=5)
    assert_same(whole, second)


def kept_through(how, data=X, iterations=5, **choices):
    """A run, and the states it went through: what each held at first, by how it is now."""
    gan, kept = made(how, data[0] if isinstance(data, tuple) else data, **choices), []
    for _ in range(iterations):
        numbers = gan.engine.state.flatten()
        kept.append((numbers, {name: np.copy(value) for name, value in numbers.items()}))
        gan.fit(data, iterations=1)
    return kept


def assert_unchanged(kept):
    assert any(not np.array_equal(kept[0][1][name], value) for name, value in kept[1][1].items())
    for number, (now, first) in enumerate(kept):
        for name, value in now.items():
            np.testing.assert_array_equal(value, first[name], err_msg=f"{name} after {number} iterations")


@pytest.mark.parametrize("how", ["auto", "always"])
@pytest.mark.parametrize("name", RECIPES)
def test_states_that_somebody_kept_never_change(name, how):
    assert_unchanged(kept_through(how, **choices_of(name)))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_moments_that_somebody_kept_never_change(optimizer):
    choice = {"name": optimizer, "lr": 1e-3}
    assert_unchanged(kept_through("auto", critic_optimizer=choice, generator_optimizer=choice))


def test_gradients_at_another_state_in_the_midst_change_nothing():
    plain, other = made("never"), made("always")
    batch = Batch(X[:6])
    for gan in (plain, other):
        start = gan.engine.state
        gan.engine.iteration([batch, batch])
        gan.engine.kept = gan.engine.gradients("critic", start, batch, gan.engine.draws.at("critic", 0))
        gan.engine.iteration([batch, batch])
        gan.engine.load_state(start)
        gan.engine.iteration([batch])
    np.testing.assert_array_equal(plain.engine.kept.params.buffer, other.engine.kept.params.buffer)
    assert_same(plain, other)


def test_gradients_that_somebody_kept_never_change():
    engine = made("always").engine
    first, second = (
        engine.gradients("critic", engine.state, Batch(X[:6]), engine.draws.at("critic", t)) for t in (0, 1)
    )
    again = engine.gradients("critic", engine.state, Batch(X[:6]), engine.draws.at("critic", 0))
    np.testing.assert_array_equal(first.params.buffer, again.params.buffer)
    assert not np.array_equal(first.params.buffer, second.params.buffer)


def test_two_engines_share_no_memory():
    one, other = trained("always", iterations=2), trained("always", iterations=2)
    one.fit(X, iterations=2)
    assert_same(trained("never", iterations=2), other)


def test_after_an_overflow_the_parameters_are_those_before_it():
    gan = made("always", critic_optimizer={"name": "sgd", "lr": 1e30}, constraint="none", loss="least_squares")
    with pytest.raises(NonFiniteError):
        gan.fit(X, iterations=9)
    state = gan.engine.export_state()
    assert all(np.isfinite(value).all() for name, value in state.items() if "/params/" in name)


@attrs.frozen(kw_only=True)
class Hesitant(GradientPenalty):
    """A formula that asks for values."""

    def value(self, norms, xp):
        return super().value(norms, xp) * (1.0 if float(norms[0]) >= 0 else 2.0)


@attrs.frozen(kw_only=True)
class Counting(GradientPenalty):
    """A formula that is another each time it is called."""

    calls: ClassVar[list[int]] = []

    def value(self, norms, xp):
        self.calls.append(1)
        return super().value(norms, xp) * len(self.calls)


@attrs.frozen
class Borrowing(Wasserstein):
    """A formula that goes through NumPy."""

    def critic_gradients(self, real, fake, xp):
        return tuple(xp.asarray(np.asarray(one)) for one in super().critic_gradients(real, fake, xp))


@pytest.mark.parametrize("choices", [{"constraint": Hesitant()}, {"loss": Borrowing()}])
def test_formulas_that_cannot_be_recorded_are_computed_step_by_step(choices):
    plain, other = (trained(how, **choices) for how in ("never", "always"))
    assert_same(plain, other)
    assert len(programs_of(other)[1]) == 1


def test_a_formula_that_hides_something_fails_its_trial():
    gan = trained("always", constraint=Counting(), iterations=2)
    assert [key[0] for key in programs_of(gan)[1]] == ["critic"]


def test_steps_that_are_never_alike_are_not_recorded_without_end(monkeypatch):
    monkeypatch.setattr(replay, "MOST", 3)
    plain, other = (made(how) for how in ("never", "always"))
    for n in (2, 3, 4, 5, 6, 2, 3):
        for gan in (plain, other):
            gan.engine.iteration([Batch(X[:n])])
    assert_same(plain, other)
    assert len(other.engine._replay._known) == 3


def test_only_a_kind_of_step_that_comes_again_is_recorded():
    gan = made("auto")
    gan.engine.critic_step(Batch(X[:6]))
    assert not gan.engine._replay._known
    for count in (1, 2, 2):  # gradients, then the update that follows them
        gan.engine.critic_step(Batch(X[:6]))
        assert len(gan.engine._replay._known) == count


def without_first(self, arrays, numbers, draw):
    """A run that forgets to fill the first input."""
    self._places, kept = self._places[1:], self._places
    try:
        return FILLED(self, arrays[1:], numbers, draw)
    finally:
        self._places = kept


FILLED = Recording.__call__


def test_a_program_that_forgets_an_input_fails_its_trial(monkeypatch):
    plain = trained("never", iterations=3)
    monkeypatch.setattr(Recording, "__call__", without_first)
    other = trained("always", iterations=3)
    assert_same(plain, other)
    assert "critic" in {key[0] for key in programs_of(other)[1]}


def test_a_program_that_observes_something_else_fails_its_trial(monkeypatch):
    choices = RECIPES["stateful"]
    plain, right = trained("never", iterations=3, **choices), GradientProgram.__call__

    def wrong(self, moving, given, draw):
        found = right(self, moving, given, draw)
        return attrs.evolve(found, observed=mapped(lambda array: 2 * array, found.observed))

    monkeypatch.setattr(GradientProgram, "__call__", wrong)
    other = trained("always", iterations=3, **choices)
    assert_same(plain, other)
    assert "critic" in {key[0] for key in programs_of(other)[1]}


def test_memory_that_is_not_loaded_would_show(monkeypatch):
    plain = trained("never", iterations=3)
    monkeypatch.setattr(resident.Resident, "load", lambda self, own: None)
    with pytest.raises((AssertionError, NonFiniteError)):
        assert_same(plain, trained("always", iterations=3))


@pytest.mark.parametrize("how", ["never", "auto", "always"])
def test_moments_never_decay_into_numbers_that_are_slow(how):
    """Those of weights behind zeros, which have no gradient."""
    dead = Sequential([Dense(5), "relu", Dense(5, init="zeros"), "relu", Head()])
    gan = made(how, critic=dead, critic_optimizer={"name": "adam", "lr": 1e-3, "beta1": 0.0, "beta2": 0.9})
    gan.engine.load_state(with_moments(gan.engine.state, 1e-35))
    for _ in range(100):
        gan.engine.critic_step(Batch(X[:6]))
    square = gan.engine.state.critic.optimizer.moments["square"]["0.weight"]
    np.testing.assert_array_equal(square, 0)


def with_moments(state, value):
    """The state with one number as each moment of the critic."""
    own = state.critic.optimizer
    moments = {name: moment.like(np.full_like(moment.buffer, value)) for name, moment in own.moments.items()}
    critic = attrs.evolve(state.critic, optimizer=attrs.evolve(own, moments=moments))
    return state.with_player("critic", critic)
