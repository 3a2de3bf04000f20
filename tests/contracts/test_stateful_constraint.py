"""A penalty whose target follows a running average, and one whose weight follows a schedule."""

import attrs
import numpy as np
import pytest

import ganreg
from ganreg.constraints import AbstractGradientPenalty, Interpolates, points_param
from ganreg.params import param

DATA = np.random.default_rng(0).normal(size=(40, 3))


@attrs.frozen(kw_only=True)
class Following(AbstractGradientPenalty):
    """mean((‖g‖ − a)²) with a the running average of the norms of the updates before, and a count of them."""

    target: float = param(0.0, "The average, put in by `now`.")
    points: object = points_param(Interpolates())

    def initial_state(self):
        return {"average": 0.0, "seen": 0}

    def now(self, state, update):
        return attrs.evolve(self, target=state["average"])

    def next_state(self, state, observed, xp):
        return {"average": 0.9 * state["average"] + 0.1 * xp.mean(observed), "seen": state["seen"] + 1}

    def value(self, norms, xp):
        return xp.mean((norms - self.target) ** 2)

    def derivative(self, norms, xp):
        return 2 * (norms - self.target) / norms.shape[0]


@attrs.frozen(kw_only=True)
class Growing(AbstractGradientPenalty):
    """w·mean(‖g‖²) with w = 1 + update; its state remembers the factor as a plain number that shrinks."""

    weight: float = param(1.0, "The factor, put in by `now`.")
    points: object = points_param(Interpolates())

    def initial_state(self):
        return {"decay": 0.5}

    def now(self, state, update):
        return attrs.evolve(self, weight=(1 + update) * state["decay"])

    def value(self, norms, xp):
        return self.weight * xp.mean(norms**2)

    def derivative(self, norms, xp):
        return 2 * self.weight * norms / norms.shape[0]


@pytest.mark.parametrize("constraint", [Following(), Growing()], ids=lambda c: type(c).__name__)
def test_it_trains_the_same_everywhere(on_all, batches, constraint):
    def steps(engine):
        for k in range(3):
            engine.critic_step(batches[k])
        return engine.export_state()

    result = on_all(steps, constraint=constraint)
    if isinstance(constraint, Following):
        assert result["constraint/0/seen"] == 3
        assert result["constraint/0/average"] > 0


def test_the_state_enters_the_next_update_and_not_this_one(backend, make_gan, batches):
    engine = make_gan(backend, constraint=Following()).engine
    first = engine.critic_step(batches[0])
    assert float(engine.state.constraints[0]["average"]) > 0
    assert first != engine.critic_step(batches[0])


def test_evaluating_gradients_does_not_change_the_state(backend, make_gan, batches):
    engine = make_gan(backend, constraint=Following()).engine
    engine.gradients("critic", engine.state, batches[0], engine.draws.at("critic", 0))
    assert engine.state.constraints[0] == {"average": 0.0, "seen": 0}


def test_a_generator_step_leaves_it_as_it_is(backend, make_gan, batches):
    engine = make_gan(backend, constraint=Following()).engine
    engine.critic_step(batches[0])
    before = float(engine.state.constraints[0]["average"])
    engine.generator_step()
    assert float(engine.state.constraints[0]["average"]) == before


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["numpy", "torch"])
@pytest.mark.parametrize("saved", [1, 2])
@pytest.mark.parametrize("cls", [Following, Growing])
@pytest.mark.usefixtures("own_registrations")
def test_it_is_checkpointed_and_goes_on_to_the_bit(name, dtype, saved, cls, make_gan, tmp_path):
    ganreg.register(cls)
    backend = {"name": name, "dtype": dtype}
    constraint = [cls(), cls(every=3)]
    make_gan(backend, constraint=constraint).fit(DATA, iterations=saved).save(tmp_path)
    resumed = ganreg.load(tmp_path).fit(DATA, iterations=2).engine.export_state()
    whole = make_gan(backend, constraint=constraint).fit(DATA, iterations=saved + 2).engine.export_state()
    assert list(resumed) == list(whole)
    assert all(np.array_equal(resumed[key], whole[key]) for key in whole)
    assert all(resumed[key].dtype == whole[key].dtype for key in whole)


@pytest.mark.parametrize("name", ["numpy", "torch"])
def test_a_plain_number_in_the_state_does_not_widen_float32(name, make_gan, tmp_path, own_registrations):
    ganreg.register(Growing)
    make_gan({"name": name, "dtype": "float32"}, constraint=Growing()).fit(DATA, iterations=1).save(tmp_path)
    engine = ganreg.load(tmp_path).engine
    assert isinstance(engine.state.constraints[0]["decay"], float)
