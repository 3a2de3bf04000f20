"""Metrics of the players: slopes, clipped weights, gradients through depth."""

import attrs
import numpy as np
import pytest
from small_gan import small_gan

import ganreg
import ganreg.registry
from ganreg.data import Ring
from ganreg.errors import DataError
from ganreg.metrics import View
from ganreg.metrics.clipped import Clipped
from ganreg.metrics.depth import Depth
from ganreg.metrics.slopes import Slopes
from ganreg.networks import Dense, Flatten, Sequential

SOURCE = Ring().source()


def view_of(**choices):
    backend = {"name": choices.pop("backend", "numpy"), "dtype": "float64"}
    return View(small_gan(backend=backend, **choices).fit(SOURCE, 3), SOURCE)


def test_the_slope_of_a_linear_critic_is_the_length_of_its_weights_everywhere():
    gan = small_gan(critic=Sequential((Flatten(), Dense(1))), loss="ns").fit(SOURCE, 2)
    (weight,) = (array for array in gan.engine.state.critic.params.values() if array.ndim == 2)
    found = Slopes().of(View(gan, SOURCE))
    length = float(np.linalg.norm(weight))
    for name in ("critic_slope", "slope_mean", "slope_5", "slope_50", "slope_95"):
        assert found[name] == pytest.approx(length, rel=1e-6)
    assert found["slope_std"] == pytest.approx(0, abs=1e-6 * length)


def test_the_estimate_per_slope_is_that_of_an_optimal_critic_of_a_shift():
    """f(x) = 5x₁ between N(0, 1) and its shift by 2: the estimate is 10, the slope 5, W₁ = 2."""
    from ganreg.metrics.slopes import observed

    assert observed(np.array([5.0, 5.0]), 10.0) == {"critic_slope": 5.0, "wasserstein_per_slope": 2.0}
    assert observed(np.array([0.0]), 10.0) == {"critic_slope": 0.0}


def test_the_histogram_counts_every_norm():
    counts, edges = Slopes(samples=50).histogram(view_of(), bins=7)
    assert counts.sum() == 100
    assert (len(counts), len(edges), edges[0]) == (7, 8, 0)


def test_a_tight_box_holds_all_weights_at_its_sides():
    view = view_of(constraint={"name": "clip", "bound": 1e-9})
    found = Clipped(tolerance=0.02).of(view)  # the last updates have moved some by so much
    assert found == {"clipped_share": 0.96, "vanishing_share": 0.04}  # one of 25 has had no gradient, and is still 0
    assert found == Clipped(tolerance=0.02, bound=1e-9).of(view)
    assert Clipped(bound=1e9).of(view)["vanishing_share"] == 1


def test_weights_are_counted():
    view = view_of(constraint={"name": "clip", "bound": 0.05})
    weights = np.concatenate([np.abs(array).ravel() for array in view.engine.state.critic.params.values()])
    assert Clipped().of(view)["clipped_share"] == np.mean(weights > 0.05 * (1 - 1e-3))


def test_without_clip_a_bound_is_asked_for():
    with pytest.raises(DataError, match="Give bound="):
        Clipped().of(view_of())


def test_a_scheduled_bound_is_that_of_the_last_update():
    linear = {"name": "linear", "start": 0.1, "end": 0.01, "over": 5}
    found = Clipped().of(view_of(constraint={"name": "clip", "bound": linear}))
    assert found["clipped_share"] > 0


@pytest.mark.parametrize("backend", ["torch", "reference"])
@pytest.mark.parametrize("metric", [Depth(samples=16), Slopes(samples=16)], ids=["depth", "slopes"])
def test_every_backend_measures_the_same(backend, metric):
    view = view_of(average=None)
    recipe = attrs.evolve(view.gan.recipe, backend=ganreg.registry.registry().create("backend", backend))
    other = ganreg.GAN(recipe)
    other.engine.import_state(view.engine.export_state())
    found, expected = metric.of(View(other, SOURCE)), metric.of(view)
    assert found == pytest.approx(expected, rel=1e-4)


def test_depth_is_that_of_central_differences():
    view, metric = view_of(loss="ns", backend="torch"), Depth(samples=16)
    engine, name, step = view.engine, "1.weight", 1e-6

    def loss(weight):
        state = engine.state
        critic = attrs.evolve(state.critic, params={**state.critic.params, name: engine.from_numpy(weight)})
        terms = engine.gradients(
            "critic", attrs.evolve(state, critic=critic), view.batch(16), view.step_draws("critic")
        ).terms
        return terms["critic_loss"]

    weight = engine.to_numpy(engine.state.critic.params[name]).copy()
    slopes = []
    for index in np.ndindex(weight.shape):
        moved = np.zeros(weight.shape)
        moved[index] = step
        slopes.append((loss(weight + moved) - loss(weight - moved)) / (2 * step))
    assert metric.of(view)["depth_0"] == pytest.approx(np.sqrt(np.mean(np.square(slopes))), rel=1e-5)


def test_the_gradient_of_a_deep_clipped_critic_vanishes_on_its_way_to_the_samples():
    deep = {"name": "mlp", "width": 16, "depth": 6}
    clipped = view_of(critic=deep, constraint={"name": "clip", "bound": 0.01}, loss="wasserstein")
    penalised = view_of(critic=deep, constraint="gp", loss="wasserstein")
    assert Depth().of(penalised)["depth_ratio"] > 0.05
    assert Depth().of(clipped)["depth_0"] < 1e-6 * Depth().of(penalised)["depth_0"]
