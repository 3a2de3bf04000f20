"""Components without an oracle: their own formulas stand in for an oracle, and all around them is still computed."""

from typing import ClassVar

import attrs
import numpy as np
import pytest

from ganreg.constraints import (
    AbstractGradientPenalty,
    AbstractNorm,
    AbstractPointSet,
    AbstractProjection,
    AbstractScorePenalty,
    AbstractWeightPenalty,
    Fake,
    GradientPenalty,
    Real,
)
from ganreg.errors import DataError
from ganreg.losses import AbstractLoss
from ganreg.optimizers import AbstractOptimizer
from ganreg_reference import oracles


@attrs.frozen
class Relativistic(AbstractLoss):
    """The squared difference of means, for both players."""

    generator_needs_real: ClassVar[bool] = True

    def critic(self, real, fake, xp):
        return (xp.mean(fake) - xp.mean(real)) ** 2

    def critic_gradients(self, real, fake, xp):
        slope = 2 * (xp.mean(fake) - xp.mean(real))
        return -slope * xp.ones_like(real) / real.shape[0], slope * xp.ones_like(fake) / fake.shape[0]

    def generator(self, real, fake, xp):
        return self.critic(real, fake, xp)

    def generator_gradients(self, real, fake, xp):
        return self.critic_gradients(real, fake, xp)


@attrs.frozen
class Shifted(AbstractPointSet):
    def draw(self, stream, shape):
        return {"shift": stream.normal(shape)}

    def points(self, real, fake, draws, xp):
        return real + draws["shift"]


@attrs.frozen
class Cubic(AbstractNorm):
    """(Σ|g|³)^⅓."""

    def value(self, gradients, xp):
        return xp.sum(xp.abs(gradients) ** 3, axis=1) ** (1 / 3)

    def pullback(self, gradients, norms, cotangents, xp):
        return (cotangents / norms**2)[:, None] * gradients * xp.abs(gradients)


@attrs.frozen(kw_only=True)
class Quartic(AbstractGradientPenalty):
    """The mean fourth power of a norm, times a running count that only due updates raise."""

    points = Shifted()
    norm = Cubic()
    count: float = 1.0

    def initial_state(self):
        return {"count": 1.0, "largest": np.zeros(())}

    def now(self, state, update):
        return attrs.evolve(self, count=state["count"])

    def next_state(self, state, observed, xp):
        return {"count": state["count"] + 1.0, "largest": xp.max(observed)}

    def value(self, norms, xp):
        return self.count * xp.mean(norms**4)

    def derivative(self, norms, xp):
        return self.count * 4 * norms**3 / norms.shape[0]


@attrs.frozen(kw_only=True)
class Drift(AbstractScorePenalty):
    """The mean product of real and shifted scores, plus the mean square of fake ones."""

    points = (Real(), Shifted(), Fake())

    def next_state(self, state, observed, xp):
        return {"lengths": tuple(scores.shape for scores in observed)}

    def value(self, scores, xp):
        return xp.mean(scores[0] * scores[1]) + xp.mean(scores[2] ** 2)

    def gradients(self, scores, xp):
        n = scores[0].shape[0]
        return scores[1] / n, scores[0] / n, 2 * scores[2] / n


@attrs.frozen(kw_only=True)
class Decay(AbstractWeightPenalty):
    """Σ w² of the first layer."""

    def next_state(self, state, observed, xp):
        return {"names": tuple(observed)}

    def value(self, weights, xp):
        return xp.sum(weights["1.weight"] ** 2)

    def gradients(self, weights, xp):
        return {"1.weight": 2 * weights["1.weight"]}


@attrs.frozen(kw_only=True)
class Rounding(AbstractProjection):
    def project(self, name, value, xp):
        return xp.round(value)


@attrs.frozen(kw_only=True)
class Lion(AbstractOptimizer):
    moments = ("sign",)

    def step(self, grad, moments, param, t, xp):
        return param - self.lr * xp.sign(grad), xp.sign(grad)


def _engine(recipe):
    return recipe.backend.engine(recipe)


def test_components_without_an_oracle_are_named_once(make_recipe):
    recipe = make_recipe(loss=Relativistic(), constraints=[Quartic(), Drift()], critic_optimizer=Lion(lr=1))
    names = [name.rpartition(":")[2] for name in _engine(recipe).unproven]
    assert names == ["Relativistic", "Quartic", "Shifted", "Cubic", "Drift", "Lion"]


@pytest.mark.parametrize("constraints", [[Quartic()], [Quartic(every=2), "gp"], [Drift()], [Decay(), Drift()]], ids=str)
def test_own_formulas_get_whole_gradients(constraints, make_recipe, make_batch, central_differences, assert_close):
    engine = _engine(make_recipe(loss=Relativistic(), constraints=constraints))
    state, draw = engine.state, engine.draws.at("critic", 0)

    def loss(params):
        moved = state.with_player("critic", attrs.evolve(state.critic, params=params))
        return engine.gradients("critic", moved, make_batch(), draw).terms["critic_loss"]

    found = engine.gradients("critic", state, make_batch(), draw).params
    assert_close(found, central_differences(loss, state.critic.params), 1e-9)


def test_a_generators_loss_may_need_real_scores(make_recipe, make_batch, central_differences, assert_close):
    engine = _engine(make_recipe(loss=Relativistic()))
    state, draw = engine.state, engine.draws.at("generator", 0)

    def loss(params):
        moved = state.with_player("generator", attrs.evolve(state.generator, params=params))
        return engine.gradients("generator", moved, make_batch(), draw).terms["generator_loss"]

    found = engine.gradients("generator", state, make_batch(), draw).params
    assert_close(found, central_differences(loss, state.generator.params), 1e-9)
    with pytest.raises(DataError, match="real samples"):
        engine.generator_step()


def test_the_state_of_a_penalty_moves_on_only_when_it_was_due(make_recipe, make_batch):
    engine = _engine(make_recipe(constraints=[Quartic(every=2)]))
    counts = []
    for _ in range(5):
        engine.critic_step(make_batch())
        counts.append(engine.state.constraints[0]["count"])
    assert counts == [2.0, 2.0, 3.0, 3.0, 4.0]


def test_a_penalty_stands_as_its_state_says(make_recipe, make_batch):
    engine = _engine(make_recipe(constraints=[Quartic()]))
    draw = engine.draws.at("critic", 0)
    once = engine.gradients("critic", engine.state, make_batch(), draw)
    later = attrs.evolve(engine.state, constraints=({"count": 3.0, "largest": np.zeros(())},))
    thrice = engine.gradients("critic", later, make_batch(), draw)
    name = next(name for name in once.terms if name.endswith("Quartic"))
    assert thrice.terms[name] == pytest.approx(3 * once.terms[name], rel=1e-14)


def test_each_kind_observes_what_it_was_computed_from(make_recipe, make_batch):
    engine = _engine(make_recipe(constraints=[Quartic(), Drift(), Decay()]))
    found = engine.gradients("critic", engine.state, make_batch(), engine.draws.at("critic", 0)).constraints
    assert found[0]["largest"] > 0
    assert found[1]["lengths"] == ((4,), (4,), (4,))
    assert found[2]["names"] == tuple(engine.state.critic.params)


def test_each_point_set_of_a_score_penalty_has_draws_of_its_own(make_recipe, make_batch):
    engine, batch = _engine(make_recipe(constraints=[Drift()])), make_batch()
    draw = engine.draws.at("critic", 0)
    shifted = batch.x + draw.stream("constraint/0/1").normal((4, 3))
    fake = engine.sample(draw.stream("latent").normal((4, 2)))
    expected = np.mean(engine.scores(batch.x) * engine.scores(shifted)) + np.mean(engine.scores(fake) ** 2)
    terms = engine.gradients("critic", engine.state, batch, draw).terms
    assert next(value for name, value in terms.items() if name.endswith("Drift")) == pytest.approx(expected, rel=1e-13)


def test_projection_and_optimizer_of_ones_own_are_used_in_a_step(make_recipe, make_batch):
    engine = _engine(make_recipe(constraints=[Rounding()], critic_optimizer=Lion(lr=3.0)))
    engine.critic_step(make_batch())
    params, moments = engine.state.critic.params, engine.state.critic.optimizer.moments["sign"]
    assert all(np.array_equal(value, np.round(value)) for value in params.values())
    assert set(np.unique(moments["1.weight"])) <= {-1.0, 0.0, 1.0}


def test_kinds_are_told_by_their_formulas():
    kinds = [oracles.kind_of(constraint) for constraint in (GradientPenalty(), Drift(), Decay(), Rounding())]
    assert kinds == ["gradient penalty", "score penalty", "weight penalty", "projection"]
