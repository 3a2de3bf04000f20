"""What the methods train with, and how others are named."""

import numpy as np
import pytest

from ganreg.benchmark.architectures import METHODS, Architecture, method_named
from ganreg.errors import ParameterError, UnknownNameError
from ganreg.networks import BatchNorm, LayerNorm

NORMALISED = next(one for one in map(Architecture.drawn, [0] * 99, range(99)) if one.critic.normalised)


def norms(network):
    return {type(layer) for layer in network.stack} & {BatchNorm, LayerNorm}


def test_wgan_gp_has_the_numbers_of_the_authors_toy_code():
    # igul222/improved_wgan_training, gan_toy.py: LAMBDA = .1, CRITIC_ITERS = 5, beta1 = 0.5, beta2 = 0.9
    recipe = METHODS["wgan-gp"].gan(NORMALISED, 10).recipe
    (penalty,) = recipe.constraints
    assert (penalty.weight, recipe.n_critic(0)) == (0.1, 5)
    assert (recipe.critic_optimizer.beta1, recipe.critic_optimizer.beta2) == (0.5, 0.9)


def test_only_a_critic_with_a_gradient_penalty_has_layer_norm():
    found = {name: norms(method.gan(NORMALISED, 10).recipe.critic) for name, method in METHODS.items()}
    assert found == {"wgan-gp": {LayerNorm}, "gan": {BatchNorm}, "wgan-clip": {BatchNorm}}


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
def test_learning_rates_fall_to_0_by_the_last_update_of_each_player(method):
    recipe = method.gan(NORMALISED, 10).recipe
    for optimizer, updates in [(recipe.critic_optimizer, 10 * method.n_critic), (recipe.generator_optimizer, 10)]:
        assert optimizer.lr(0) == method.optimizer["lr"]
        assert optimizer.lr(updates // 2) == pytest.approx(method.optimizer["lr"] / 2, rel=0.3)
        assert optimizer.lr(updates) == 0


def test_all_methods_start_from_the_same_generator():
    starts = []
    for method in METHODS.values():
        gan = method.gan(NORMALISED, 10)
        gan.critic_step(np.zeros((4, 2)) + np.arange(4)[:, None])
        starts.append(gan.sample(5, seed=1, averaged=False))
    np.testing.assert_array_equal(starts[0], starts[1])
    np.testing.assert_array_equal(starts[0], starts[2])


@pytest.mark.parametrize(
    ("name", "like", "n_critic"),
    [
        ("wasserstein/one_sided_gp", "wgan-gp", 5),
        ("non_saturating/r1+r2", "wgan-gp", 1),
        ("hinge/clip", "wgan-clip", 1),
        ("w/sn", "gan", 5),
        ("js/none", "gan", 1),
    ],
)
def test_any_loss_and_constraint_is_trained_like_its_kind(name, like, n_critic):
    method, model = method_named(name), METHODS[like]
    assert (method.optimizer, method.norm, method.n_critic) == (model.optimizer, model.norm, n_critic)
    assert method.name == name
    assert method.gan(NORMALISED, 1).recipe.n_critic(0) == n_critic


def test_an_unknown_method_says_what_there_is():
    with pytest.raises(
        ParameterError, match=r"Did you mean 'wgan-gp' or .*\? Expected wgan-gp, gan, wgan-clip, or a loss"
    ):
        method_named("wgan-pg")
    with pytest.raises(UnknownNameError, match="one_sided"):
        method_named("wasserstein/one_sidedgp")
