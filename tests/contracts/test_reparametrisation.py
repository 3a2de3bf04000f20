"""Constraints that reparametrise the critic's weights: where W̃ is used, what moves W, what advances the state."""

import attrs
import numpy as np
import pytest

import ganreg
from ganreg.backend import Batch
from ganreg.constraints import AbstractReparametrisation, AbstractWeightPenalty
from ganreg.errors import CheckpointError, ParameterError
from ganreg.params import POSITIVE, param
from ganreg.schedules import Linear

DATA = np.random.default_rng(0).normal(size=(40, 3))
NAMES = ["spectral_norm", {"name": "spectral_norm", "method": "svd"}]


@attrs.frozen(kw_only=True)
class Scaled(AbstractReparametrisation):
    """W̃ = s·W for one layer, s as large as the updates before plus the smallest start weight's size."""

    prefix: str = param("0.", "The names of its parameters begin with it.")

    def start(self, weights, stream):
        return {"scale": stream.uniform((1,)) + sum(w.size for w in weights.values()) / 100, "updates": 0}

    def effective(self, weights, state, xp):
        return {name: state["scale"] * w for name, w in weights.items() if name.startswith(self.prefix)}

    def pullback(self, weights, state, cotangents, xp):
        return {name: state["scale"] * g for name, g in cotangents.items() if name.startswith(self.prefix)}

    def next_state(self, state, observed, xp):
        return {
            "scale": 0.9 * state["scale"] + 0.01 * abs(xp.sum(observed["1.weight"])),
            "updates": state["updates"] + 1,
        }


@attrs.frozen(kw_only=True)
class Weighted(AbstractReparametrisation):
    """ã = b·a with a = `1.bias` and b the mean of `3.weight`: W̃ of one weight that depends on another."""

    def effective(self, weights, state, xp):
        return {"1.bias": xp.mean(weights["3.weight"]) * (1 + weights["1.bias"])}

    def pullback(self, weights, state, cotangents, xp):
        other, gradient = weights["3.weight"], cotangents["1.bias"]
        along = xp.sum(gradient * (1 + weights["1.bias"])) / np.prod(other.shape)
        return {
            "1.bias": xp.mean(other) * gradient,
            "3.weight": cotangents["3.weight"] + along * xp.ones_like(other),
        }

    def next_state(self, state, observed, xp):
        return state


@attrs.frozen(kw_only=True)
class Growing(AbstractReparametrisation):
    """The last layer times a factor that follows a schedule."""

    factor: float = param(1.0, "The factor.", validator=POSITIVE, schedulable=True)

    def effective(self, weights, state, xp):
        return {name: self.factor * w for name, w in weights.items() if name.startswith("5.")}

    def pullback(self, weights, state, cotangents, xp):
        return self.effective(cotangents, state, xp)

    def next_state(self, state, observed, xp):
        return state


@attrs.frozen(kw_only=True)
class SumOfSquares(AbstractWeightPenalty):
    """½Σw² over all weights."""

    def value(self, weights, xp):
        return sum(xp.sum(w * w) for w in weights.values()) / 2

    def gradients(self, weights, xp):
        return dict(weights)


def steps(engine):
    for seed in range(3):
        real = np.random.default_rng(seed).normal(size=(8, 3))
        engine.iteration([Batch(real)] * 2)
    return engine.export_state()


@pytest.mark.parametrize(
    "constraint",
    [
        [Scaled(prefix="1.")],
        [Weighted()],
        [Weighted(), "gp", SumOfSquares()],
        ["spectral_norm", Scaled(prefix="3."), Weighted()],
        [Scaled(prefix="1."), "spectral_norm", "gp"],
        [Growing(factor=Linear(start=1.0, end=3.0, over=4)), "gp"],
    ],
    ids=lambda c: "+".join(one if isinstance(one, str) else type(one).__name__ for one in c),
)
def test_it_trains_the_same_everywhere(on_all, constraint):
    on_all(steps, constraint=constraint)


@pytest.mark.parametrize("name", NAMES, ids=str)
def test_spectral_normalisation_trains_the_same_everywhere(on_all, name):
    on_all(steps, constraint=[name, "gp", {"name": "orthogonal", "weight": 0.1}])


def total(make_gan, backend, constraint, weights, batch):
    """The critic's loss at some weights."""
    engine = make_gan(backend, constraint=constraint).engine
    arrays = engine.export_state()
    engine.import_state(arrays | {f"critic/params/{name}": value for name, value in weights.items()})
    gradients = engine.gradients("critic", engine.state, batch, engine.draws.at("critic", 0))
    return gradients.terms["critic_loss"], {name: engine.to_numpy(array) for name, array in gradients.params.items()}


@pytest.mark.parametrize(
    "constraint",
    [[{"name": "spectral_norm", "method": "svd"}, "gp", SumOfSquares()], [Weighted(), "gp", SumOfSquares()]],
    ids=["exact spectral norm", "weighted"],
)
def test_the_gradient_is_that_of_the_loss_in_the_raw_weights(backend, make_gan, batches, constraint):
    engine = make_gan(backend, constraint=constraint).engine
    weights = {name: engine.to_numpy(value) for name, value in engine.state.critic.params.items()}
    _, gradients = total(make_gan, backend, constraint, weights, batches[0])
    for name, place in (("1.weight", (2, 1)), ("1.bias", (3,)), ("5.weight", (0, 4))):
        values, step = [], 1e-5
        for sign in (1, -1):
            moved = weights[name].copy()
            moved[place] += sign * step
            values.append(total(make_gan, backend, constraint, weights | {name: moved}, batches[0])[0])
        assert (values[0] - values[1]) / (2 * step) == pytest.approx(gradients[name][place], rel=1e-5, abs=1e-7)


def test_scores_slopes_and_both_players_losses_use_the_effective_weights(backend, make_gan, batches):
    plain = make_gan(backend, constraint="none", loss="non_saturating").engine
    normalised = make_gan(backend, constraint={"name": "sn", "method": "svd"}, loss="non_saturating").engine
    arrays = plain.export_state()
    for name, value in arrays.items():
        if name.startswith("critic/params") and value.ndim > 1:
            arrays[name] = value / np.linalg.norm(value, 2)
    plain.import_state(arrays)
    x = batches[0].x
    np.testing.assert_allclose(normalised.scores(x), plain.scores(x), rtol=1e-12)
    np.testing.assert_allclose(normalised.slopes(x), plain.slopes(x), rtol=1e-12)
    for player in ("critic", "generator"):
        terms = [e.gradients(player, e.state, batches[0], e.draws.at(player, 0)).terms for e in (plain, normalised)]
        assert terms[0][f"{player}_loss"] == pytest.approx(terms[1][f"{player}_loss"], rel=1e-12)


def test_a_schedule_counts_the_critics_updates(backend, make_gan, batches):
    plain = make_gan(backend, constraint="none", loss="minimax").engine
    engine = make_gan(backend, constraint=Growing(factor=Linear(start=1.0, end=3.0, over=4)), loss="minimax").engine
    for update, factor in enumerate([1.0, 1.5, 2.0, 2.5, 3.0, 3.0]):
        plain.import_state(engine.export_state())
        np.testing.assert_allclose(engine.scores(batches[0].x), factor * plain.scores(batches[0].x), rtol=1e-12)
        terms = engine.gradients("critic", engine.state, batches[0], engine.draws.at("critic", update)).terms
        assert terms["wasserstein_estimate"] == pytest.approx(
            factor
            * plain.gradients("critic", plain.state, batches[0], plain.draws.at("critic", update)).terms[
                "wasserstein_estimate"
            ],
            rel=1e-12,
        )
        engine.critic_step(batches[0])
        engine.generator_step(batches[0])


def test_a_weight_penalty_sees_the_raw_weights(backend, make_gan, batches):
    engine = make_gan(backend, constraint=["spectral_norm", SumOfSquares()]).engine
    terms = engine.gradients("critic", engine.state, batches[0], engine.draws.at("critic", 0)).terms
    raw = sum(np.sum(engine.to_numpy(value) ** 2) for value in engine.state.critic.params.values()) / 2
    (term,) = (value for name, value in terms.items() if "SumOfSquares" in name)
    assert term == pytest.approx(raw, rel=1e-12)


def test_only_a_critic_update_advances_the_state(backend, make_gan, batches):
    engine = make_gan(backend, constraint="spectral_norm").engine

    def kept():
        return {name: engine.to_numpy(u).tolist() for name, u in engine.state.constraints[0].items()}

    first = kept()
    engine.gradients("critic", engine.state, batches[0], engine.draws.at("critic", 0))
    engine.scores(batches[0].x), engine.slopes(batches[0].x)
    engine.generator_step(batches[0])
    assert kept() == first
    engine.critic_step(batches[0])
    after = kept()
    assert all(after[name] != u for name, u in first.items() if len(u) > 1)


def test_a_critic_of_spectral_norms_has_slopes_of_at_most_one(backend, make_gan):
    gan = make_gan(backend, constraint={"name": "sn", "method": "svd"}, loss="wasserstein", batch_size=8)
    gan.fit(DATA, iterations=5)
    assert np.max(gan.engine.slopes(DATA)) <= 1 + 1e-12


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["numpy", "torch"])
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_a_run_is_resumed_to_the_bit(name, dtype, optimizer, make_gan, tmp_path):
    backend, constraint = {"name": name, "dtype": dtype}, ["spectral_norm", {"name": "gp", "every": 2}]
    choices = {"constraint": constraint, "optimizer": {"name": optimizer, "lr": 1e-2}}
    make_gan(backend, **choices).fit(DATA, iterations=2).save(tmp_path)
    resumed = ganreg.load(tmp_path).fit(DATA, iterations=3).engine.export_state()
    whole = make_gan(backend, **choices).fit(DATA, iterations=5).engine.export_state()
    assert list(resumed) == list(whole)
    assert all(np.array_equal(resumed[key], whole[key]) for key in whole)
    assert {whole[key].dtype.name for key in whole if key.startswith("constraint/")} == {dtype}


@pytest.mark.parametrize("name", ["numpy", "torch"])
def test_a_state_of_another_precision_is_brought_into_ones_own(name, make_gan, batches):
    exact = make_gan("reference", constraint="spectral_norm").engine
    engine = make_gan({"name": name, "dtype": "float32"}, constraint="spectral_norm").engine
    engine.import_state(exact.export_state())
    assert {str(u.dtype).rpartition(".")[2] for u in engine.state.constraints[0].values()} == {"float32"}
    engine.load_state(exact.state)
    assert {str(u.dtype).rpartition(".")[2] for u in engine.state.constraints[0].values()} == {"float32"}
    exact.import_state(engine.export_state())
    assert {u.dtype.name for u in exact.state.constraints[0].values()} == {"float64"}


def test_a_saved_state_of_other_weights_is_refused(make_gan):
    arrays = make_gan("numpy", constraint="spectral_norm").engine.export_state()
    arrays["constraint/0/1.weight"] = arrays["constraint/0/1.weight"][:-1]
    with pytest.raises(CheckpointError, match=r"constraint/0/1.weight.*has shape \(4,\), expected \(5,\)"):
        make_gan("numpy", constraint="spectral_norm").engine.import_state(arrays)


def test_nothing_to_act_on_is_refused_on_every_backend(backend, make_gan):
    for name in ("spectral_norm", "orthogonal"):
        with pytest.raises(ParameterError, match="finds nothing to act on"):
            make_gan(backend, constraint={"name": name, "exclude": "*"})


def test_it_is_named_in_a_recipe_as_text(make_gan):
    recipe = make_gan("numpy", constraint=[{"name": "sn", "iterations": 2, "exclude": ["5.*"]}, "ortho"]).recipe
    assert ganreg.Recipe.from_text(recipe.to_text()) == recipe
