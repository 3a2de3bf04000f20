"""Penalties that see a critic's features: of one's own, and the consistency term, on every backend."""

import attrs
import numpy as np
import pytest

import ganreg
from ganreg.backend import Batch
from ganreg.constraints import AbstractFeaturePenalty, ConsistencyTerm, Fake, Interpolates, Real
from ganreg.networks import BatchNorm, ClassProjection, Conv2d, Dense, Dropout, Flatten, Residual, Sequential, Tanh, mlp
from ganreg.registry import registry


@attrs.frozen(kw_only=True)
class Matching(AbstractFeaturePenalty):
    """‖E φ(x) − E φ(x̃)‖² + E f(x̂)·Σφ(x̂): features of three point sets, beside scores of one."""

    points = (Real(), Fake(), Interpolates())

    def value(self, scores, features, xp):
        difference = xp.mean(features[0], axis=0) - xp.mean(features[1], axis=0)
        return xp.sum(difference * difference) + xp.mean(scores[2] * xp.sum(features[2], axis=1))

    def gradients(self, scores, features, xp):
        difference = xp.mean(features[0], axis=0) - xp.mean(features[1], axis=0)
        n = [f.shape[0] for f in features]
        whole = [xp.ones_like(f) * difference[None, :] * 2 for f in features[:2]]
        in_scores = (0 * scores[0], 0 * scores[1], xp.sum(features[2], axis=1) / n[2])
        last = scores[2][:, None] * xp.ones_like(features[2]) / n[2]
        return in_scores, (whole[0] / n[0], -whole[1] / n[1], last)

    def next_state(self, state, observed, xp):
        scores, features = observed
        return {"scores": len(scores), "width": float(features[0].shape[1])}

    def initial_state(self):
        return {"scores": 0, "width": 0.0}


CRITICS = {
    "perceptron": mlp(width=5, depth=2, activation="tanh"),
    "dropout": mlp(width=5, depth=2, activation="tanh", dropout=0.3),
    "residual": Sequential([Dense(4), Residual([Tanh(), Dropout(0.3), Dense(4)]), Tanh(), Dense(1)]),
    "nothing after it": Sequential([Dense(1)]),
    "more after it": Sequential([Dense(3), Tanh(), Dense(1), Tanh()]),
    "batch norm": Sequential([Dense(4, bias=False), BatchNorm(), Tanh(), Dropout(0.3), Dense(1)]),
}


def steps(batches):
    def run(engine):
        terms = {}
        for k in range(3):
            terms |= {f"{name} {k}": value for name, value in engine.critic_step(batches[k]).items()}
            terms |= {f"{name} {k}": value for name, value in engine.generator_step(batches[k]).items()}
        return engine.export_state() | terms

    return run


@pytest.mark.parametrize("critic", CRITICS)
@pytest.mark.parametrize("constraint", [Matching(), [Matching(every=2), "gp"]], ids=["alone", "lazy, with gp"])
def test_a_penalty_of_ones_own_trains_the_same_everywhere(on_all, batches, critic, constraint):
    choices = {"allow": ["batch-norm-with-gp"]} if critic == "batch norm" else {}
    found = on_all(steps(batches), constraint=constraint, critic=CRITICS[critic], **choices)
    assert found["constraint/0/scores"] == 3


@pytest.mark.parametrize("critic", ["dropout", "residual", "batch norm"])
@pytest.mark.parametrize(
    "term", [ConsistencyTerm(), ConsistencyTerm(squared=False), ConsistencyTerm(margin=0.05, every=2)], ids=str
)
def test_the_consistency_term_trains_the_same_everywhere(on_all, batches, critic, term):
    choices = {"allow": ["batch-norm-with-gp"]} if critic == "batch norm" else {}
    found = on_all(steps(batches), constraint=["gp", term], critic=CRITICS[critic], **choices)
    assert found["consistency_term 0"] > 0


def test_what_it_sees_are_the_inputs_of_the_last_layer(backend, make_gan, batches):
    engine = make_gan(backend, constraint=Matching(), critic=CRITICS["more after it"]).engine
    start = engine.export_state()
    engine.critic_step(batches[0])
    assert float(engine.state.constraints[0]["width"]) == 3
    draw = engine.draws.at("critic", 0)
    fake = make_gan(backend, critic=CRITICS["more after it"]).engine.sample(draw.stream("latent").normal((8, 2)))
    epsilon = draw.stream("constraint/0/2").uniform((8,))[:, None]
    real, weights = batches[0].x, {k.removeprefix("critic/params/"): v for k, v in start.items()}
    sets = [real, fake, epsilon * real + (1 - epsilon) * fake]
    features = [np.tanh(x @ weights["0.weight"].T + weights["0.bias"]) for x in sets]
    scores = [np.tanh(f @ weights["2.weight"].T + weights["2.bias"])[:, 0] for f in features]
    engine.import_state(start)
    terms = engine.gradients("critic", engine.state, batches[0], draw).terms
    (found,) = [value for name, value in terms.items() if name.endswith("Matching")]
    assert found == pytest.approx(Matching().value(tuple(scores), tuple(features), np), rel=1e-10)


@pytest.mark.parametrize("critic", ["perceptron", "dropout"])
def test_its_weight_gradient_is_the_central_difference_of_the_loss(backend, make_gan, batches, critic):
    engine = make_gan(backend, constraint=Matching(), critic=CRITICS[critic]).engine
    start, draw = engine.export_state(), engine.draws.at("critic", 0)
    found = engine.gradients("critic", engine.state, batches[0], draw).params
    last = "5" if critic == "perceptron" else "7"
    for name, index in (("1.weight", (0, 1)), (f"{last}.weight", (0, 3)), ("1.bias", (1,))):
        losses = []
        for step in (1e-5, -1e-5):
            moved = start[f"critic/params/{name}"].copy()
            moved[index] += step
            engine.import_state(start | {f"critic/params/{name}": moved})
            losses.append(engine.gradients("critic", engine.state, batches[0], draw).terms["critic_loss"])
        expected = (losses[0] - losses[1]) / 2e-5
        assert engine.to_numpy(found[name])[index] == pytest.approx(expected, rel=1e-6, abs=1e-8)


def test_images_and_classes_are_fine(on_all):
    random = np.random.default_rng(0)
    batches = [Batch(random.normal(size=(4, 1, 4, 4)), random.integers(3, size=4)) for _ in range(3)]
    first = [Conv2d(2, kernel=3, padding=1), Tanh(), Dropout(0.3)]
    networks = {
        "critic": Sequential([*first, Conv2d(2), Tanh(), Flatten(), Dropout(), ClassProjection(3)]),
        "generator": mlp(width=4, depth=1, classes=3, dropout=0.2),
    }
    choices = {"data_shape": (1, 4, 4), "batch_size": 4, "constraint": ["gp", "ct"]}
    found = on_all(steps(batches), optimizer={"name": "sgd", "lr": 0.002}, **choices, **networks)
    assert found["consistency_term 0"] > 0


def test_without_an_oracle_it_is_unproven(make_gan):
    engine = make_gan("reference", constraint=[Matching(), "ct"], critic=CRITICS["dropout"]).engine
    assert [name.rpartition(":")[2] for name in engine.unproven] == ["Matching"]


def test_a_subclass_of_the_abstract_penalty_is_told_by_its_flag():
    oracles = pytest.importorskip("ganreg_reference.oracles")
    assert oracles.kind_of(Matching()) == oracles.FEATURE_PENALTY
    assert oracles.kind_of(ConsistencyTerm()) == oracles.FEATURE_PENALTY


def test_a_named_term_is_built_and_described():
    gan = ganreg.build(constraint=["gp", "ct"], critic=mlp(width=4, dropout=0.5), data_shape=(2,))
    assert gan.recipe.constraints[1] == ConsistencyTerm()
    assert registry().describe(gan.recipe.constraints[1])["name"] == "consistency_term"
