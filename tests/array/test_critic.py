"""The critic's step with penalties of every kind at several point sets, against PyTorch's double backward."""

import array_api_compat.torch as torch_xp
import attrs
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from ganreg.constraints import (
    AbstractPenalty,
    AbstractScorePenalty,
    AbstractWeightPenalty,
    Clip,
    Fake,
    GradientPenalty,
    Interpolates,
    Real,
)
from ganreg.networks import MLP
from ganreg.objectives import due_penalties


@attrs.frozen(kw_only=True)
class Drift(AbstractScorePenalty):
    """mean f(x)²/100 + mean f(x̂)·f(x̃) at real samples, interpolates and fake ones."""

    points = (Real(), Interpolates(), Fake())

    def value(self, scores, xp):
        real, between, fake = scores
        return xp.mean(real * real) / 100 + xp.mean(between * fake)

    def gradients(self, scores, xp):
        real, between, fake = scores
        n = real.shape[0]
        return real / 50 / n, fake / n, between / n


@attrs.frozen(kw_only=True)
class Decay(AbstractWeightPenalty):
    """Σ w⁴ over the matrices."""

    def value(self, weights, xp):
        return sum(xp.sum(weights[name] ** 4) for name in weights if name.endswith("weight"))

    def gradients(self, weights, xp):
        return {name: 4 * weights[name] ** 3 for name in weights if name.endswith("weight")}


PENALTIES = [
    GradientPenalty(),
    GradientPenalty(points=Real(), weight=3.0, target=0.0),
    GradientPenalty(points=Fake(), one_sided=True, every=2),
    Drift(),
    Drift(every=3),
    Decay(),
    Decay(every=3),
]
CRITICS = [
    MLP(width=4, depth=2, activation="tanh"),
    MLP(width=5, depth=1, activation="leaky_relu"),
    MLP(width=4, depth=2, activation="softplus", layer_norm=True),
]


def scored_by_torch(engine, weights):
    """The engine's critic as a function of PyTorch arrays."""
    layers = {"flatten": lambda x, i, layer: x.flatten(1), "tanh": lambda x, i, layer: torch.tanh(x)}
    layers |= {
        "dense": lambda x, i, layer: x @ weights[f"{i}.weight"].T + weights[f"{i}.bias"],
        "leaky_relu": lambda x, i, layer: torch.nn.functional.leaky_relu(x, layer.slope),
        "softplus": lambda x, i, layer: torch.nn.functional.softplus(x),
        "layer_norm": lambda x, i, layer: torch.nn.functional.layer_norm(
            x, x.shape[1:], weights[f"{i}.weight"], weights[f"{i}.bias"], layer.epsilon
        ),
    }

    def score(x):
        for index, layer in enumerate(engine.critic.bound.layers):
            x = layers[layer.name](x, index, layer)
        return x[:, 0]

    return score


def by_torch(engine, batch, draw):
    """The critic's loss, its terms and its gradients, by double backward and the draws of the step."""
    weights = {k: torch.tensor(v, requires_grad=True) for k, v in engine.state.critic.params.items()}
    score, real = scored_by_torch(engine, weights), torch.tensor(batch.x)
    fake = torch.tensor(engine.sample(draw.stream("latent").normal((len(real), engine.recipe.latent_dim))))

    def points(point_set, path):
        draws = {k: torch.tensor(v) for k, v in point_set.draw(draw.stream(path), tuple(real.shape)).items()}
        return point_set.points(real, fake, draws, torch_xp)

    def value(item):
        if isinstance(item.penalty, AbstractScorePenalty):
            sets = enumerate(item.penalty.points)
            return item.penalty.value(tuple(score(points(p, f"{item.path}/{k}")) for k, p in sets), torch_xp)
        if isinstance(item.penalty, AbstractWeightPenalty):
            return item.penalty.value(weights, torch_xp)
        x = points(item.penalty.points, item.path).clone().requires_grad_()
        slopes = torch.autograd.grad(score(x).sum(), x, create_graph=True)[0]
        return item.penalty.value(slopes.flatten(1).norm(dim=1), torch_xp)

    due = due_penalties(engine.recipe.constraints, engine.state.constraints, draw.update)
    terms = {item.term: item.scale * value(item) for item in due}
    loss = engine.recipe.loss.critic(score(real), score(fake), torch_xp) + sum(terms.values())
    gradients = torch.autograd.grad(loss, list(weights.values()), materialize_grads=True)
    return {"critic_loss": loss, **terms}, dict(zip(weights, gradients, strict=True))


def assert_as_by_torch(engine, batch, update):
    draw = engine.draws.at("critic", update)
    found = engine.gradients("critic", engine.state, batch, draw)
    terms, gradients = by_torch(engine, batch, draw)
    reported = {"wasserstein_estimate", "critic_gradient_norm"}
    assert set(found.terms) == set(terms) | reported
    for name, value in terms.items():
        assert found.terms[name] == pytest.approx(value.item(), rel=1e-10, abs=1e-10), name
    for name, value in gradients.items():
        np.testing.assert_allclose(found.params[name], value, rtol=1e-8, atol=1e-10, err_msg=name)


@settings(max_examples=40, deadline=None)
@given(
    constraints=st.lists(st.sampled_from([*PENALTIES, Clip()]), max_size=4),
    critic=st.sampled_from(CRITICS),
    loss=st.sampled_from(["wasserstein", "non_saturating"]),
    shape=st.sampled_from([(1, 3), (3, 2), (4, 1, 2, 2), (2, 3, 1, 2)]),
    update=st.sampled_from([0, 1, 3, 6]),
    seed=st.integers(0, 100),
)
def test_all_penalties_together_are_as_by_double_backward(
    constraints, critic, loss, shape, update, seed, make_engine, make_batch
):
    parts = {"constraints": constraints, "critic": critic, "loss": loss, "data_shape": shape[1:], "seed": seed}
    assert_as_by_torch(make_engine(**parts), make_batch(shape, seed), update)


def test_a_term_is_reported_as_it_enters_the_loss(make_engine, make_batch):
    engine = make_engine(constraints=[GradientPenalty(every=4), Drift(), Decay(every=2), Clip()])
    terms = engine.gradients("critic", engine.state, make_batch(), engine.draws.at("critic", 0)).terms
    always = make_engine(constraints=[GradientPenalty(), Drift(), Decay(), Clip()])
    single = always.gradients("critic", always.state, make_batch(), always.draws.at("critic", 0)).terms
    names = ["gradient_penalty", "Drift", "Decay"]
    assert [terms[n] for n in names] == pytest.approx([4 * single[names[0]], single[names[1]], 2 * single[names[2]]])
    assert terms["critic_loss"] == pytest.approx(-terms["wasserstein_estimate"] + sum(terms[n] for n in names))
    assert list(terms) == ["critic_loss", *names, "wasserstein_estimate", "critic_gradient_norm"]
    later = engine.gradients("critic", engine.state, make_batch(), engine.draws.at("critic", 1)).terms
    assert {"gradient_penalty", "Decay"}.isdisjoint(later)


def test_the_gradient_norm_is_that_of_all_weights(make_engine, make_batch):
    engine = make_engine()
    found = engine.gradients("critic", engine.state, make_batch(), engine.draws.at("critic", 0))
    squares = sum(float(np.sum(array**2)) for array in found.params.values())
    assert found.terms["critic_gradient_norm"] == pytest.approx(squares**0.5)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("layer_norm", [False, True])
def test_a_slope_of_zero_gives_no_nan(dtype, layer_norm, make_engine, make_batch):
    engine = make_engine(dtype, critic=MLP(width=4, depth=2, layer_norm=layer_norm))
    flat = {k: 0 * v if k.startswith("critic/params") else v for k, v in engine.export_state().items()}
    engine.import_state(flat)
    found = engine.gradients("critic", engine.state, make_batch(), engine.draws.at("critic", 0))
    assert found.terms["gradient_penalty"] == 10.0
    assert np.all(np.isfinite(found.params.buffer))
    assert not np.any(engine.slopes(make_batch().x))


@attrs.frozen(kw_only=True)
class Watched(GradientPenalty):
    """Keeps the largest norm it has seen, and its own weight as a function of it."""

    name = "watched"

    def initial_state(self):
        return {"largest": 0.0}

    def now(self, state, update):
        return attrs.evolve(self, weight=1.0 + state["largest"])

    def next_state(self, state, observed, xp):
        return {"largest": max(state["largest"], float(xp.max(observed)))}


def test_a_stateful_penalty_sees_the_norms_and_is_used_as_it_stands(make_engine, make_batch):
    engine = make_engine(constraints=[Watched()])
    start = engine.state
    first = engine.critic_step(make_batch())
    largest = engine.state.constraints[0]["largest"]
    assert start.constraints == ({"largest": 0.0},)
    assert largest > 0
    draw = engine.draws.at("critic", 0)
    grown = attrs.evolve(start, constraints=engine.state.constraints)
    there, back = (engine.gradients("critic", state, make_batch(), draw).terms["Watched"] for state in (grown, start))
    assert there == pytest.approx((1 + largest) * first["Watched"])
    assert back == first["Watched"]


def test_every_kind_of_penalty_is_among_those_tested():
    assert all(isinstance(penalty, AbstractPenalty) for penalty in PENALTIES)
    kinds = {base for penalty in PENALTIES for base in type(penalty).__mro__} & set(AbstractPenalty.__subclasses__())
    assert {kind.__module__ for kind in kinds} == {"ganreg.constraints.abstract"}
    assert len(kinds) == 3
