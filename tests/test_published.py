"""The published set-ups, number by number, and what a pair without one takes over."""

import pytest

import ganreg
from ganreg.constraints import R1, R2, Clip, GradientPenalty, Interpolates, SpectralNorm
from ganreg.errors import UnknownNameError
from ganreg.losses import Hinge, LeastSquares, Minimax, NonSaturating, Relativistic, Wasserstein
from ganreg.optimizers import SGD, Adam, RMSProp
from ganreg.published import PUBLISHED, published
from ganreg.schedules import Constant


def recipe(**choices):
    return ganreg.build(**choices).recipe


def test_wgan_is_algorithm_1_of_arjovsky_2017():
    # arXiv 1701.07875, Algorithm 1: α = 0.00005, c = 0.01, m = 64, n_critic = 5, RMSProp; ρ, ε: the authors' code.
    wgan = recipe(recipe="wgan")
    assert wgan.loss == Wasserstein()
    assert wgan.constraints == (Clip(bound=0.01),)
    assert wgan.critic_optimizer == wgan.generator_optimizer == RMSProp(lr=0.00005, decay=0.99, epsilon=1e-8)
    assert (wgan.batch_size, wgan.n_critic) == (64, Constant(5))


def test_wgan_gp_is_algorithm_1_of_gulrajani_2017():
    # arXiv 1704.00028v3, Algorithm 1: λ = 10, n_critic = 5, α = 0.0001, β₁ = 0, β₂ = 0.9; batch 64 in section 5.
    wgan_gp = recipe(recipe="wgan-gp")
    assert wgan_gp.loss == Wasserstein()
    assert wgan_gp.constraints == (
        GradientPenalty(weight=10, target=1, one_sided=False, points=Interpolates(), every=1),
    )
    assert wgan_gp.critic_optimizer == wgan_gp.generator_optimizer == Adam(lr=0.0001, beta1=0, beta2=0.9, epsilon=1e-8)
    assert (wgan_gp.batch_size, wgan_gp.n_critic) == (64, Constant(5))


def test_gan_is_algorithm_1_of_goodfellow_2014():
    # arXiv 1406.2661, Algorithm 1 with k = 1; learning rate 0.1, momentum 0.5, batch 100 and 100 latents: mnist.yaml.
    gan = recipe(recipe="gan")
    assert (gan.loss, gan.constraints) == (Minimax(), ())
    assert gan.critic_optimizer == gan.generator_optimizer == SGD(lr=0.1, momentum=0.5)
    assert (gan.batch_size, gan.n_critic, gan.latent_dim) == (100, Constant(1), 100)
    assert gan.init == "small"  # irange: .05


def test_the_networks_of_gan_start_small_so_that_its_learning_rate_holds():
    engine = ganreg.build(recipe="gan", data_shape=(2,)).engine
    weights = engine.state.critic.params["1.weight"]
    assert 0.045 < abs(weights).max() <= 0.05


@pytest.mark.parametrize(
    ("pair", "name"),
    [
        ({"loss": "wasserstein", "constraint": "clip"}, "wgan"),
        ({"loss": "wasserstein", "constraint": "gp"}, "wgan-gp"),
        ({"loss": "wasserstein"}, "wgan-gp"),
        ({"loss": "minimax"}, "gan"),
        ({"loss": "lsgan"}, "lsgan"),
        ({"loss": "hinge", "constraint": "sn"}, "sngan"),
        ({"loss": "ns"}, "dcgan"),
        ({"loss": "ns", "constraint": "r1", "average": {"name": "ema", "decay": 0.999, "warm_up": True}}, "gan-r1"),
    ],
)
def test_a_pair_without_a_recipe_takes_that_of_its_paper(pair, name):
    assert recipe(**pair) == recipe(recipe=name)


def test_the_non_saturating_loss_trains_as_dcgan_did():
    # arXiv 1511.06434, section 4: Adam, learning rate 0.0002, β₁ = 0.5, batch 128.
    dcgan = recipe(loss="non_saturating")
    assert (dcgan.loss, dcgan.constraints) == (NonSaturating(), ())
    assert dcgan.critic_optimizer == Adam(lr=0.0002, beta1=0.5, beta2=0.999)
    assert (dcgan.batch_size, dcgan.n_critic) == (128, Constant(1))


def test_lsgan_has_the_numbers_of_its_authors_program():
    # xudonmao/LSGAN, train_lsun.py: learning_rate 0.001, beta1 0.5, batch_size 64; one update of each.
    lsgan = recipe(recipe="lsgan")
    assert (lsgan.loss, lsgan.constraints) == (LeastSquares(a=0, b=1, c=1), ())
    assert lsgan.critic_optimizer == Adam(lr=0.001, beta1=0.5, beta2=0.999)
    assert (lsgan.batch_size, lsgan.n_critic) == (64, Constant(1))


def test_gan_r1_has_the_numbers_of_its_authors_program():
    # LMescheder/GAN_stability, configs/default.yaml: reg_param 10, rmsprop, lr 0.0001, d_steps 1, batch 64, beta 0.999.
    gan_r1 = recipe(recipe="gan-r1")
    assert (gan_r1.loss, gan_r1.constraints) == (NonSaturating(), (R1(gamma=10),))
    assert gan_r1.critic_optimizer == RMSProp(lr=0.0001, decay=0.99)
    assert (gan_r1.batch_size, gan_r1.n_critic, gan_r1.average.decay) == (64, Constant(1), 0.999)


def test_sngan_has_the_numbers_of_its_authors_program():
    # pfnet-research/sngan_projection, sn_cifar10_unconditional.yml: alpha 0.0002, β = (0, 0.9), n_dis 5, batch 64.
    sngan = recipe(recipe="sngan")
    assert (sngan.loss, sngan.constraints) == (Hinge(), (SpectralNorm(iterations=1),))
    assert sngan.critic_optimizer == Adam(lr=0.0002, beta1=0.0, beta2=0.9)
    assert (sngan.batch_size, sngan.n_critic) == (64, Constant(5))


def test_r3gan_has_the_first_numbers_of_its_schedules():
    # arXiv 2501.05441: learning rate from 2e-4, Adam (0, 0.9), batch 512; half-life 5e6 images, which is 9766 batches.
    r3gan = recipe(recipe="r3gan")
    assert (r3gan.loss, r3gan.constraints) == (Relativistic(base="logistic"), (R1(), R2()))
    assert r3gan.critic_optimizer == Adam(lr=0.0002, beta1=0.0, beta2=0.9)
    assert (r3gan.batch_size, r3gan.n_critic, r3gan.average.half_life) == (512, Constant(1), 9766)


def test_an_average_comes_with_a_recipe_by_name_and_can_be_left_out():
    assert recipe(loss="ns", constraint="r1").average is None
    assert recipe(recipe="gan-r1", average="none").average is None


@pytest.mark.parametrize(
    ("pair", "optimizer", "n_critic"),
    [
        ({"loss": "ns", "constraint": "gp"}, Adam(lr=1e-4, beta1=0.0, beta2=0.9), 1),
        ({"loss": "js", "constraint": "clip"}, RMSProp(lr=5e-5), 1),
        ({"loss": "w", "constraint": ["orthogonal", "gp"]}, Adam(lr=1e-4, beta1=0.0, beta2=0.9), 5),
    ],
)
def test_a_pair_of_no_paper_takes_the_optimizer_of_its_constraint_and_the_steps_of_its_loss(pair, optimizer, n_critic):
    mixed = recipe(**pair)
    assert (mixed.critic_optimizer, mixed.n_critic) == (optimizer, Constant(n_critic))


@pytest.mark.parametrize("name", ["wgan-gp", "WGAN-GP", "wgan_gp", " wgan-gp "])
def test_a_recipe_is_found_however_it_is_written(name):
    assert published(name) is published("wgan-gp")


def test_an_unknown_recipe_lists_the_known_ones():
    with pytest.raises(UnknownNameError, match=r"'stylegan'.*Known: gan, wgan, wgan-gp"):
        published("stylegan")


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_recipe_names_its_source(name):
    assert "arXiv" in published(name).source or "Algorithm 1" in published(name).source


@pytest.mark.parametrize("name", PUBLISHED)
def test_every_recipe_is_built_without_a_warning(name):
    assert recipe(recipe=name).loss.name == published(name).loss
