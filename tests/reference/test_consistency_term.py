"""The oracle of the consistency term, and the gradient of a critic's features by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ganreg.backend import Batch
from ganreg.constraints import ConsistencyTerm as Specification
from ganreg.networks import BoundNetwork, Dense, Dropout, Residual, Sequential, Tanh, mlp
from ganreg_reference import penalties
from ganreg_reference.consistency_term import ConsistencyTerm
from ganreg_reference.critic import Critic
from ganreg_reference.network import ReferenceNetwork

NONE = float("inf")
SCORES = np.array([1.0, 3.0]), np.array([0.0, 5.0])
FEATURES = np.array([[1.0, 2.0], [0.0, 0.0]]), np.array([[1.0, 0.0], [3.0, 4.0]])

specifications = st.builds(
    Specification,
    weight=st.sampled_from([0.5, 2.0]),
    feature_weight=st.sampled_from([0.1, 3.0]),
    margin=st.sampled_from([0.0, 0.5]),
    squared=st.booleans(),
)


def _oracle(**parameters):
    return ConsistencyTerm(Specification(**parameters))


def test_it_is_what_the_authors_code_computes():
    # 2·((1 + 0.1·(0 + 4)/2) + (4 + 0.1·(9 + 16)/2))/2 = 1.2 + 5.25
    assert _oracle().value(SCORES, FEATURES) == pytest.approx(6.45, rel=1e-15)
    # 2·((1 + 0.1·2) + (2 + 0.1·5))/2 = 1.2 + 2.5
    assert _oracle(squared=False).value(SCORES, FEATURES) == pytest.approx(3.7, rel=1e-15)
    # The first distance is below 2, the second 3.25 above.
    assert _oracle(margin=2.0).value(SCORES, FEATURES) == pytest.approx(3.25, rel=1e-15)


def test_its_gradients_are_pinned():
    in_scores, in_features = _oracle().gradients(SCORES, FEATURES)
    assert [part.tolist() for part in in_scores] == [[2.0, -4.0], [-2.0, 4.0]]
    np.testing.assert_allclose(in_features[0], [[0.0, 0.2], [-0.3, -0.4]], rtol=1e-15)
    in_scores, in_features = _oracle(squared=False).gradients(SCORES, FEATURES)
    assert in_scores[0].tolist() == [1.0, -1.0]
    np.testing.assert_allclose(in_features[1], [[0.0, -0.1], [0.06, 0.08]], rtol=1e-15)


def test_at_the_margin_it_pulls_nothing():
    # The scores' distance is 2² = 4, that of equal features 0.
    apart = (np.array([3.0]), np.array([1.0])), (np.array([[1.0]]), np.array([[1.0]]))
    assert _oracle(margin=4.0).value(*apart) == 0
    assert not any(np.any(part) for parts in _oracle(margin=4.0).gradients(*apart) for part in parts)
    assert _oracle(margin=3.9).gradients(*apart)[0][0].tolist() == [8.0]


@given(penalty=specifications, n=st.integers(1, 3), d=st.integers(1, 3), seed=st.integers(0, 2**32 - 1))
def test_its_gradients_are_those_of_its_value(penalty, n, d, seed, complex_step, assert_close):
    random, oracle = np.random.default_rng(seed), ConsistencyTerm(penalty)
    arrays = {"s": random.normal(size=n), "t": random.normal(size=n)}
    arrays |= {"u": random.normal(size=(n, d)), "v": random.normal(size=(n, d))}
    in_scores, in_features = oracle.gradients((arrays["s"], arrays["t"]), (arrays["u"], arrays["v"]))
    expected = complex_step(lambda a: oracle.value((a["s"], a["t"]), (a["u"], a["v"])), arrays)
    found = dict(zip("stuv", (*in_scores, *in_features), strict=True))
    assert_close(found, expected, 1e-12)


@pytest.mark.parametrize("squared", [True, False])
def test_equal_passes_pull_nothing(squared):
    same = (SCORES[0], SCORES[0]), (FEATURES[0], FEATURES[0])
    oracle = _oracle(squared=squared)
    assert oracle.value(*same) == 0
    assert not any(np.any(part) for parts in oracle.gradients(*same) for part in parts)


def test_its_kinks_are_at_the_margin_and_for_plain_distances_at_zero():
    # Distances 1.2 and 5.25, plain ones 1.2 and 2.5.
    assert _oracle().margins(SCORES, FEATURES) == (NONE, NONE)
    assert _oracle(margin=1.0).margins(SCORES, FEATURES)[0] == pytest.approx(0.2 / 5.25)
    assert _oracle(margin=10.0).margins(SCORES, FEATURES)[0] == pytest.approx(4.75 / 10)
    # The least score's difference is 1 of at most 5, the least distance of features 2 of at most 4.
    assert _oracle(squared=False).margins(SCORES, FEATURES) == (pytest.approx(1 / 5), pytest.approx(2 / 4))
    equal = (SCORES[0], SCORES[0]), FEATURES
    assert _oracle(squared=False).margins(*equal)[0] == 0.0


def test_how_near_plain_distances_are_to_zero_is_relative_and_0_where_all_is_0():
    smaller = tuple(tuple(array / 16 for array in part) for part in (SCORES, FEATURES))
    assert _oracle(squared=False).margins(*smaller) == (pytest.approx(1 / 5), pytest.approx(2 / 4))
    nothing = tuple(tuple(0 * array for array in part) for part in (SCORES, FEATURES))
    assert _oracle(squared=False).margins(*nothing) == (0.0, 0.0)


CRITICS = {
    "linear": (Dropout(0.3), Dense(1)),
    "smooth": (Dense(4), Tanh(), Dropout(0.4), Dense(3), Tanh(), Dropout(0.2), Dense(1)),
    "residual": (Dense(3), Residual([Tanh(), Dropout(0.3), Dense(3)], [Dropout(0.1)]), Dense(1)),
    "ends in a residual": (Dense(3), Dropout(0.4), Residual([Tanh(), Dense(1)], [Dense(1)])),
}


def _engine(make_recipe, critic, *constraints):
    recipe = make_recipe(critic=Sequential(CRITICS[critic]), constraints=constraints)
    return recipe.backend.engine(recipe)


@pytest.mark.parametrize("critic", CRITICS)
@pytest.mark.parametrize("penalty", [Specification(), Specification(squared=False, margin=0.01, feature_weight=2.0)])
def test_the_weight_gradient_is_that_of_the_whole_loss(
    critic, penalty, make_recipe, make_batch, complex_step, assert_close
):
    engine = _engine(make_recipe, critic, penalty, "gp")
    draw, state, batch = engine.draws.at("critic", 0), engine.state, make_batch()
    objective, rest = engine._critic_objective, (batch.x, np.ones((4, 3)), None, state.constraints, draw)

    def evaluated(weights):
        return objective.evaluate(Critic(weights, {}), *rest)

    weights = {name: value + 0.1 for name, value in state.critic.params.items()}
    found = evaluated(weights)
    assert found.terms["consistency_term"] > 0
    expected = complex_step(lambda moved: evaluated(moved).terms["critic_loss"], weights)
    assert_close(found.gradients, expected, 1e-10)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_the_gradient_of_features_is_that_of_their_pairing_with_constants(seed, complex_step, assert_close):
    bound, random = BoundNetwork.bind(Sequential(CRITICS["smooth"]), (3,), (1,)), np.random.default_rng(seed)
    network, x, d = ReferenceNetwork(bound), random.normal(size=(2, 3)), random.normal(size=(2, 3))
    masks = {name: random.choice([0.0, 2.0], (2, *spec.shape)) for name, spec in bound.masks().items()}
    weights = {name: random.normal(size=spec.shape) for name, spec in bound.parameters().items()}
    found = network.feature_gradient(x, {**weights, **masks}, None, d)
    expected = complex_step(lambda w: np.sum(d * network.features(x, {**w, **masks}, None)), weights)
    last = {"6.weight", "6.bias"}
    assert set(found) == set(weights) - last
    assert_close(found, {name: value for name, value in expected.items() if name not in last}, 1e-12)
    assert not any(np.any(expected[name]) for name in last)


def test_each_pass_of_a_penalty_has_its_own_weights():
    bound = BoundNetwork.bind(Sequential([Dropout(), Dense(1, bias=False)]), (2,), (1,))
    network, weights = ReferenceNetwork(bound), {"1.weight": np.array([[3.0, 4.0]])}
    along = [{**weights, "0.mask": np.array([mask])} for mask in ([2.0, 0.0], [0.0, 2.0])]
    found = penalties.evaluate(network, weights, Specification(), (np.ones((1, 2)),) * 2, None, along)
    # Features (2, 0) and (0, 2), scores 6 and 8: 2·(4 + 0.1·(4 + 4)/2) = 8.8. Its gradient in w: 2·2·(−2)·(2, −2).
    assert found.value == pytest.approx(8.8)
    assert found.gradients["1.weight"].tolist() == [[-16.0, 16.0]]
    assert [part.tolist() for part in found.observed[1]] == [[[2.0, 0.0]], [[0.0, 2.0]]]


def test_the_term_of_a_step_is_taken_over_two_random_passes_of_the_real_samples(make_recipe, make_batch):
    engine, batch = _engine(make_recipe, "linear", "gp", Specification()), make_batch()
    draw, w = engine.draws.at("critic", 3), engine.state.critic.params["1.weight"][0]
    masks = [draw.stream(f"dropout/critic/constraint/1/{k}/0").bernoulli(0.7, (4, 3)) / 0.7 for k in range(2)]
    q = (masks[0] - masks[1]) * batch.x
    expected = 2 * np.mean((q @ w) ** 2 + 0.1 * np.mean(q**2, axis=1))
    assert engine.gradients("critic", engine.state, batch, draw).terms["consistency_term"] == pytest.approx(expected)


def test_the_loss_of_a_linear_critic_that_drops_inputs_is_in_closed_form(make_recipe, make_batch):
    engine, batch = _engine(make_recipe, "linear"), make_batch()
    draw = engine.draws.at("critic", 1)
    fake = engine.sample(draw.stream("latent").normal((4, 2)))
    kept = [draw.stream(f"dropout/critic/{name}/0").bernoulli(0.7, (4, 3)) / 0.7 for name in ("real", "fake")]
    found = engine.gradients("critic", engine.state, batch, draw).params["1.weight"][0]
    assert found == pytest.approx(np.mean(kept[1] * fake, axis=0) - np.mean(kept[0] * batch.x, axis=0), rel=1e-12)


def test_a_generator_drops_numbers_in_both_players_steps_and_none_in_use(make_recipe, make_batch):
    recipe = make_recipe(generator=mlp(width=3, depth=1, dropout=0.5), critic=Sequential([Dense(1)]), constraints=[])
    engine, batch = recipe.backend.engine(recipe), make_batch()
    engine = _moved(engine)
    for player, term in (("critic", "wasserstein_estimate"), ("generator", "generator_loss")):
        draw = engine.draws.at(player, 0)
        z, mask = (
            draw.stream("latent").normal((4, 2)),
            draw.stream("dropout/generator/generated/3").bernoulli(0.5, (4, 3)) * 2,
        )
        w = engine.state.generator.params
        fake = (np.maximum(z @ w["1.weight"].T + w["1.bias"], 0) * mask) @ w["4.weight"].T + w["4.bias"]
        score = np.mean(engine.scores(fake))
        expected = np.mean(engine.scores(batch.x)) - score if player == "critic" else -score
        assert engine.gradients(player, engine.state, batch, draw).terms[term] == pytest.approx(expected, rel=1e-12)
    in_use = np.maximum(z @ w["1.weight"].T + w["1.bias"], 0) @ w["4.weight"].T + w["4.bias"]
    np.testing.assert_allclose(engine.sample(z), in_use, rtol=1e-12)


def _moved(engine):
    """Biases away from 0."""
    random, start = np.random.default_rng(1), engine.export_state()
    moved = {name: random.normal(size=a.shape) if "params" in name else a for name, a in start.items()}
    engine.import_state(moved)
    return engine


def test_a_kink_of_a_pass_counts(make_recipe):
    batch = Batch(np.random.default_rng(0).normal(size=(4, 3)))
    kinks = []
    for margin in (0.0, 0.3):
        engine = _engine(make_recipe, "smooth", Specification(margin=margin))
        kinks.append(engine.margins("critic", engine.state, batch, engine.draws.at("critic", 0)).kink)
    assert kinks[0] == NONE
    assert 0 < kinks[1] < 1
