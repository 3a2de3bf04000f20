"""The f-GAN losses: bounds of exact divergences on discrete distributions, and overflow that stays a number."""

import array_api_compat.torch as torch_xp
import numpy as np
import pytest
import torch

from ganreg.losses import FGan, Minimax, NonSaturating
from ganreg.losses.divergences import DIVERGENCES
from ganreg_reference.losses.divergences import ROWS

each_divergence = pytest.mark.parametrize("divergence", DIVERGENCES)
RANDOM = np.random.default_rng(5)
P, Q = (RANDOM.dirichlet(np.ones(12)) for _ in range(2))


def score_of(divergence, t):
    """The score v with g(v) = t: the inverses of the activations, by hand."""
    inverses = {
        "kl": lambda t: t,
        "reverse_kl": lambda t: -np.log(-t),
        "pearson": lambda t: t,
        "neyman": lambda t: -np.log(1 - t),
        "squared_hellinger": lambda t: -np.log(1 - t),
        "jensen_shannon": lambda t: t - np.log(2 - np.exp(t)),
        "gan": lambda t: t - np.log(1 - np.exp(t)),
        "total_variation": lambda t: np.sign(t) * 40.0,
    }
    return inverses[divergence](t)


def bound(divergence, scores):
    """E_p g(V) − E_q f*(g(V)) for weights p and q instead of samples: minus the critic's loss."""
    row = DIVERGENCES[divergence]
    return P @ row.activation(scores, np) - Q @ row.conjugate(scores, np)


def exact(divergence):
    return Q @ ROWS[divergence].f(P / Q)


@each_divergence
def test_the_bound_is_the_divergence_at_the_best_critic(divergence):
    # T* = f′(p/q), Nowozin et al. 2016, equation 5
    best = score_of(divergence, ROWS[divergence].f_slope(P / Q))
    assert bound(divergence, best) == pytest.approx(exact(divergence), rel=1e-12)


@each_divergence
def test_no_other_critic_exceeds_it(divergence):
    best = score_of(divergence, ROWS[divergence].f_slope(P / Q))
    for scale in (0.01, 0.3, 3.0):
        for _ in range(100):
            assert bound(divergence, best + scale * RANDOM.normal(size=12)) <= exact(divergence) + 1e-12


@each_divergence
def test_the_critics_loss_is_the_bound_negated(divergence):
    real, fake = np.array([0.3, -1.0]), np.array([0.5, 0.1, -0.7])
    row = ROWS[divergence]
    value = np.mean(row.g(real)) - np.mean(row.conjugate(row.g(fake)))
    loss = FGan(divergence=divergence)
    assert loss.critic(real, fake, np) == pytest.approx(-value, abs=1e-14)
    assert loss.generator(None, fake, np) == pytest.approx(-np.mean(row.conjugate(row.g(fake))), abs=1e-14)
    other = FGan(divergence=divergence, non_saturating=True)
    assert other.generator(None, fake, np) == pytest.approx(-np.mean(row.g(fake)), abs=1e-14)


def test_closed_forms_of_two_coins():
    # p = (¾, ¼), q = (½, ½): KL = ¾ log 3/2 + ¼ log ½; χ² = 2·(¼)²/½ = ¼; Neyman = (1/16)(4/3 + 4) = ⅓; TV = ¼
    p, q = np.array([0.75, 0.25]), np.array([0.5, 0.5])
    kl = 0.75 * np.log(1.5) + 0.25 * np.log(0.5)
    expected = {"kl": kl, "pearson": 0.25, "neyman": 1 / 3, "total_variation": 0.25}
    for divergence, value in expected.items():
        row = DIVERGENCES[divergence]
        v = score_of(divergence, ROWS[divergence].f_slope(p / q))
        assert p @ row.activation(v, np) - q @ row.conjugate(v, np) == pytest.approx(value, rel=1e-14)


def test_disjoint_supports_are_at_the_end_of_the_bounded_ones():
    # 2·JSD = 2 log 2, TV = 1, H² = 2 for distributions that share nothing
    sure = np.array([30.0]), np.array([-30.0])
    for divergence, value in {"jensen_shannon": 2 * np.log(2), "total_variation": 1, "squared_hellinger": 2}.items():
        assert -FGan(divergence=divergence).critic(*sure, np) == pytest.approx(value, abs=1e-12)


@each_divergence
def test_the_activations_increase_so_that_the_critic_is_high_on_real_samples(divergence):
    v = np.linspace(-5, 5, 41)
    assert (np.diff(DIVERGENCES[divergence].activation(v, np)) > 0).all()


def test_gan_is_the_minimax_game():
    real, fake = np.array([0.3, -1.0]), np.array([0.5, 0.1, -0.7])
    assert FGan(divergence="gan").critic(real, fake, np) == pytest.approx(Minimax().critic(real, fake, np))
    assert FGan(divergence="gan").generator(None, fake, np) == pytest.approx(Minimax().generator(None, fake, np))
    alternative = FGan(divergence="gan", non_saturating=True)
    assert alternative.generator(None, fake, np) == pytest.approx(NonSaturating().generator(None, fake, np))


@each_divergence
@pytest.mark.parametrize("non_saturating", [False, True])
def test_beyond_its_range_a_loss_is_infinite_and_never_nan(divergence, non_saturating):
    loss = FGan(divergence=divergence, non_saturating=non_saturating)
    with np.errstate(over="ignore"):
        for far in (-1e4, 1e4):
            real, fake = np.array([far, 0.0], dtype=np.float32), np.array([far, 1.0], dtype=np.float32)
            everything = [loss.critic(real, fake, np), loss.generator(None, fake, np)]
            everything += [*loss.critic_gradients(real, fake, np), loss.generator_gradients(None, fake, np)[1]]
            assert not any(np.isnan(value).any() for value in everything)
            low, high = loss.score_range
            assert np.isfinite(np.concatenate(everything, axis=None)).all() or not low <= far <= high


def test_what_is_infinite_is_the_critics_loss_and_upwards():
    infinite = {"kl": 1e4, "reverse_kl": -1e4, "neyman": -1e4, "squared_hellinger": 1e4}
    with np.errstate(over="ignore"):
        for divergence, far in infinite.items():
            scores = np.array([far], dtype=np.float32)
            assert FGan(divergence=divergence).critic(scores, scores, np) == np.inf


@pytest.mark.parametrize("divergence", ["kl", "reverse_kl", "neyman", "squared_hellinger"])
def test_automatic_differentiation_finds_no_nan_there_either(divergence):
    for far in (-1e4, 1e4):
        scores = torch.tensor([far, 0.0], requires_grad=True)
        value = FGan(divergence=divergence).critic(scores, scores, torch_xp)
        assert not torch.isnan(value)
        assert not torch.isnan(torch.autograd.grad(value, scores)[0]).any()


@each_divergence
@pytest.mark.parametrize("non_saturating", [False, True])
@pytest.mark.parametrize("score", [-70, -20, -3, -1, -0.3, 0, 0.3, 1, 3, 20, 70])
def test_automatic_differentiation_has_the_tails_of_the_formulas(divergence, non_saturating, score):
    # all scores alike: beside a large gradient nobody would see that a small one is missing
    loss = FGan(divergence=divergence, non_saturating=non_saturating)
    host = np.array([score, score], dtype=np.float32)
    real, fake = (torch.tensor(host, requires_grad=True) for _ in range(2))
    found = torch.autograd.grad(loss.critic(real, fake, torch_xp), (real, fake))
    found += torch.autograd.grad(loss.generator(None, fake, torch_xp), fake)
    exact, single = host.astype(np.float64), np.finfo(np.float32)
    expected = (*loss.critic_gradients(exact, exact, np), loss.generator_gradients(None, exact, np)[1])
    for gradient, wanted in zip(found, expected, strict=True):
        np.testing.assert_allclose(gradient.numpy(), wanted, rtol=64 * single.eps, atol=single.tiny)


@each_divergence
def test_at_the_ends_of_its_range_everything_is_finite_in_float32(divergence):
    for non_saturating in (False, True):
        loss = FGan(divergence=divergence, non_saturating=non_saturating)
        for end in loss.score_range:
            scores = np.full(1000, end, dtype=np.float32)
            assert np.isfinite(loss.critic(scores, scores, np))
            assert np.isfinite(loss.generator(None, scores, np))
            assert np.isfinite(loss.critic_gradients(scores, scores, np)).all()


RANGES = {
    "kl": (-1e4, 80),
    "reverse_kl": (-80, 1e4),
    "pearson": (-1e4, 1e4),
    "neyman": (-80, 1e4),
    "squared_hellinger": (-80, 80),
    "jensen_shannon": (-1e4, 1e4),
    "gan": (-1e4, 1e4),
    "total_variation": (-1e4, 1e4),
}


def test_a_range_ends_where_an_exponential_leaves_float32_or_at_ten_thousand():
    assert {name: FGan(divergence=name).score_range for name in DIVERGENCES} == RANGES


def test_below_minus_160_neymans_conjugate_is_held_with_slope_0():
    # 2 − 2e^(−v/2) at v = −160 is 2 − 2e⁸⁰; at −159 the slope is e^79.5.
    loss = FGan(divergence="neyman")
    assert loss.generator(None, np.array([-200.0]), np) == pytest.approx(2 * np.exp(80) - 2, rel=1e-14)
    _, slopes = loss.critic_gradients(np.zeros(3), np.array([-160.0, -200.0, -159.0]), np)
    assert slopes.tolist() == pytest.approx([0, 0, np.exp(79.5) / 3], rel=1e-14)
