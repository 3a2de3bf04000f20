"""Penalties of every kind: lazy ones, scores at several point sets, weights, and all of them together."""

import attrs
import numpy as np
import pytest

from ganreg.constraints import (
    AbstractGradientPenalty,
    AbstractScorePenalty,
    AbstractWeightPenalty,
    Clip,
    Fake,
    GradientPenalty,
    Interpolates,
    Real,
)


@attrs.frozen(kw_only=True)
class Drift(AbstractScorePenalty):
    """0.1·(E f(x)² + E f(x̃)²). Source: after Karras et al. 2018 (arXiv 1710.10196), appendix A.1."""

    points = (Real(), Fake())

    def value(self, scores, xp):
        return 0.1 * sum(xp.mean(s * s) for s in scores)

    def gradients(self, scores, xp):
        return tuple(0.2 * s / s.shape[0] for s in scores)


@attrs.frozen(kw_only=True)
class Between(AbstractScorePenalty):
    """The mean difference between scores at two draws of interpolates, squared: each point set has its own draws."""

    points = (Interpolates(), Interpolates())

    def value(self, scores, xp):
        return xp.mean((scores[0] - scores[1]) ** 2)

    def gradients(self, scores, xp):
        difference = 2 * (scores[0] - scores[1]) / scores[0].shape[0]
        return difference, -difference


@attrs.frozen(kw_only=True)
class Ridge(AbstractWeightPenalty):
    """½ Σ w² over matrices; biases are left alone."""

    def value(self, weights, xp):
        return sum(xp.sum(w * w) for name, w in weights.items() if name.endswith("weight")) / 2

    def gradients(self, weights, xp):
        return {name: w for name, w in weights.items() if name.endswith("weight")}


@attrs.frozen(kw_only=True)
class LargestSlope(AbstractGradientPenalty):
    """maxᵢ ‖gᵢ‖²: a function of the whole vector of norms, which is no mean."""

    points = Real()

    def value(self, norms, xp):
        return xp.max(norms) ** 2

    def derivative(self, norms, xp):
        return xp.where(norms == xp.max(norms), 2 * norms, xp.zeros_like(norms))


KINDS = {
    "scores": Drift(),
    "scores at drawn points": Between(),
    "weights": Ridge(),
    "largest slope": LargestSlope(),
    "lazy scores": Drift(every=3),
    "lazy weights": Ridge(every=2),
    "all": [Drift(), GradientPenalty(one_sided=True, every=2), Ridge(every=3), LargestSlope(), Clip(bound=0.3)],
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_trains_the_same_everywhere(on_all, batches, kind):
    def steps(engine):
        terms = {}
        for k in range(4):
            terms |= {f"{name} {k}": value for name, value in engine.critic_step(batches[k]).items()}
        return engine.export_state() | terms

    on_all(steps, constraint=KINDS[kind])


def gradients(engine, batch, update=0):
    return engine.gradients("critic", engine.state, batch, engine.draws.at("critic", update))


def flat(engine, found):
    return np.concatenate([engine.to_numpy(found.params[name]).reshape(-1) for name in found.params])


@pytest.mark.parametrize("kind", ["scores", "scores at drawn points", "weights", "largest slope"])
def test_its_weight_gradient_is_the_central_difference_of_the_loss(backend, make_gan, batches, kind):
    engine = make_gan(backend, constraint=KINDS[kind]).engine
    start = engine.export_state()
    found = gradients(engine, batches[0])
    for name, index in (("1.weight", (0, 1)), ("3.weight", (2, 3)), ("3.bias", (1,))):
        losses = []
        for step in (1e-5, -1e-5):
            moved = start[f"critic/params/{name}"].copy()
            moved[index] += step
            engine.import_state(start | {f"critic/params/{name}": moved})
            losses.append(gradients(engine, batches[0]).terms["critic_loss"])
        expected = (losses[0] - losses[1]) / 2e-5
        assert engine.to_numpy(found.params[name])[index] == pytest.approx(expected, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("penalty", [Drift, Ridge, GradientPenalty, LargestSlope])
def test_a_lazy_penalty_is_k_times_itself_at_every_kth_update_and_nothing_between(backend, make_gan, batches, penalty):
    constraints = {"without": [], "always": penalty(), "lazy": penalty(every=3)}
    engines = {name: make_gan(backend, loss="ns", constraint=c).engine for name, c in constraints.items()}
    for update in range(4):
        found = {name: gradients(engine, batches[0], update) for name, engine in engines.items()}
        bare, always, lazy = (flat(engines[name], found[name]) for name in constraints)
        factor = 3 if update % 3 == 0 else 0
        assert lazy - bare == pytest.approx(factor * (always - bare), abs=1e-12)
        terms = {name: set(found[name].terms) for name in constraints}
        assert (terms["lazy"] == terms["without"]) is (factor == 0)


def test_the_terms_are_the_parts_of_the_loss(backend, make_gan, batches):
    gan = make_gan(backend, constraint=KINDS["all"])
    bare = gradients(
        make_gan(backend, loss="w", constraint=Clip(bound=0.3), optimizer=gan.recipe.critic_optimizer).engine,
        batches[0],
    )
    terms = gradients(gan.engine, batches[0]).terms
    known = set(bare.terms)
    parts = [value for name, value in terms.items() if name not in known]
    assert len(parts) == 4
    assert terms["critic_loss"] == pytest.approx(bare.terms["critic_loss"] + sum(parts))


def test_penalties_of_one_kind_have_draws_of_their_own(backend, make_gan, batches):
    engine = make_gan(backend, constraint=["gp", "gp"]).engine
    terms = gradients(engine, batches[0]).terms
    assert terms["gradient_penalty_0"] != terms["gradient_penalty_1"]


def test_point_sets_of_one_penalty_have_draws_of_their_own(backend, make_gan, batches):
    terms = gradients(make_gan(backend, constraint=Between()).engine, batches[0]).terms
    (name,) = [name for name in terms if name.endswith("Between")]
    assert terms[name] > 0


def test_a_projection_comes_after_the_step_and_takes_biases_too(backend, make_gan, batches):
    engine = make_gan(backend, constraint=[Ridge(), Clip(bound=0.03)], optimizer={"name": "sgd", "lr": 1.0}).engine
    engine.critic_step(batches[0])
    params = {name: value for name, value in engine.export_state().items() if name.startswith("critic/params")}
    assert max(np.abs(value).max() for value in params.values()) == pytest.approx(0.03)
    assert np.abs(params["critic/params/1.bias"]).max() == pytest.approx(0.03)
