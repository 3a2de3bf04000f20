"""Runs of the Dirac-GAN are those of the published fields, and end where the papers say."""

import numpy as np
import pytest
from theory.published import alternating, has_games, in_print, named, require, rows, simultaneous

H, START = 0.2, (1.0, -1.0)


def norms(points):
    return np.linalg.norm(points, axis=1)


# ganreg's runs against the published fields ---------------------------------------------------------------------------


@pytest.mark.parametrize("n_critic", [1, 5])
@rows
def test_alternating_play_follows_the_published_field(row, n_critic):
    if "game" in row.parts:
        pytest.skip("a game has its own order of play")
    steps = 5 if "noise" in row.name else 300
    found = row.dirac(lr=H, n_critic=n_critic).trajectory(START, steps)
    expected = alternating(row, H, steps, n_critic, generator_first=False)
    np.testing.assert_allclose(in_print(found), expected, rtol=0, atol=1e-9)


@rows
def test_simultaneous_play_follows_the_published_field(row):
    if not has_games():
        pytest.skip("recipes name no game yet")
    require("game", "simultaneous")
    steps = 5 if "noise" in row.name else 300
    found = row.dirac(**{"lr": H} | ({} if "game" in row.parts else {"game": "simultaneous"})).trajectory(START, steps)
    np.testing.assert_allclose(in_print(found), simultaneous(row, H, steps), rtol=0, atol=1e-9)


@rows
def test_training_ends_as_published(row):
    assert row.dirac().verdict().word == row.verdict


# The published fields' own numbers ------------------------------------------------------------------------------------

STEPS = 5000
MEASURED = {
    "GAN": (4.24, 1.42, 1.99),
    "NSGAN": (0.624, 0.088, 0.041),
    "WGAN": (5.4e42, 1.39, 1.00),
    "WGAN, clip": (1.03, 1.01, 0.85),
    "GAN, R1, γ = 0.3": (2e-56, 9e-68, 2e-323),
    "NSGAN, R1, γ = 0.3": (2e-56, 7e-68, 3e-323),
}
"""‖(θ, φ)‖ after 5000 steps of h = 0.2 from (1, 1): simultaneous, alternating with 1 and with 5 critic steps."""


@pytest.mark.parametrize("name", MEASURED)
def test_after_five_thousand_steps_the_published_field_is_where_it_was_measured(name):
    row, expected = named(name), MEASURED[name]
    runs = (simultaneous(row, H, STEPS), alternating(row, H, STEPS), alternating(row, H, STEPS, n_critic=5))
    for found, wanted in zip((norms(run)[-1] for run in runs), expected, strict=True):
        assert found == pytest.approx(wanted, rel=0.05) or wanted < 1e-50 > found


def test_consensus_converges_at_small_steps_and_leaves_at_five_critic_steps_of_this_size():
    row = named("GAN, consensus optimization 1")
    assert norms(simultaneous(row, H, STEPS))[-1] < 1e-98
    assert norms(alternating(row, H, STEPS))[-1] < 1e-110
    assert norms(alternating(row, H, STEPS, n_critic=5))[-1] == pytest.approx(21, rel=0.01)


@pytest.mark.parametrize("n", [1, 10, 500])
def test_the_norm_of_wgan_grows_by_a_known_factor_in_simultaneous_steps(n):
    # (I + hA) with A a rotation by 90°: the norm grows by √(1 + h²) a step; 2.56e4 after 500.
    found = norms(simultaneous(named("WGAN"), H, n))[-1]
    assert found == pytest.approx(np.sqrt(2) * (1 + H**2) ** (n / 2), rel=1e-12)
    assert n != 500 or found == pytest.approx(2.56e4, rel=2e-3)


# And ganreg's own over as many steps ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "least", "most"), [("GAN", 1.3, 1.6), ("NSGAN", 0.1, 0.2), ("WGAN, clip", 0.9, 1.1)])
def test_over_thousands_of_steps_training_neither_arrives_nor_leaves(name, least, most):
    found = norms(named(name).dirac(lr=H).trajectory(START, 2500))[-500:]
    assert least < np.min(found)
    assert np.max(found) < most


def test_over_thousands_of_steps_r1_arrives():
    assert norms(named("GAN, R1, γ = 0.3").dirac(lr=H).trajectory(START, 2000))[-1] < 1e-25
