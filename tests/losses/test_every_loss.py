"""What all losses have in common, each held against its oracle: far out, in float32, and by differences."""

from itertools import product

import array_api_compat.torch as torch_xp
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from loss_catalogue import LOSSES

from ganreg.registry import registry
from ganreg_reference.oracles import loss_oracle

PLAYERS = ("critic", "generator")
each_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=list(LOSSES))
each_player = pytest.mark.parametrize("player", PLAYERS)


def scores(n):
    return st.lists(st.floats(-2, 2, allow_subnormal=False), min_size=n, max_size=n).map(np.array)


def value_of(loss, player, real, fake, *xp):
    return (loss.critic if player == "critic" else loss.generator)(real, fake, *xp)


def gradients_of(loss, player, real, fake, *xp):
    return (loss.critic_gradients if player == "critic" else loss.generator_gradients)(real, fake, *xp)


def within(loss, *values):
    return np.clip(np.array(values), *loss.score_range)


FAR = [
    ((1e4, 30.0, 0.25), (-1e4, -30.0, 0.5)),
    ((-1e4, -30.0, 0.25), (1e4, 30.0, 0.5)),
    ((-1e4, 1e4, 0.25), (1e4, -1e4, -0.75)),
    ((0.0, 0.0, 1e-3), (0.0, -1e-3, 0.0)),
    ((30.0, -30.0, 2.0), (0.0, 1.5, -3.0)),
]
"""Real and fake scores: sure and right, sure and wrong, both, none, and far beside near."""


@each_loss
def test_float32_is_exact_far_out_in_every_namespace(xp, array, numbers, loss):
    oracle = loss_oracle(loss)
    for player, chosen in product(PLAYERS, FAR):
        real, fake = (within(loss, *values).astype(np.float32).astype(np.float64) for values in chosen)
        native = [array(xp, *real), array(xp, *fake)]
        expected = value_of(oracle, player, real, fake)
        size = max(1.0, abs(expected), np.max(np.abs([real, fake])))
        assert abs(numbers(value_of(loss, player, *native, xp)) - expected) <= 8 * 2.0**-23 * size
        both = gradients_of(loss, player, *native, xp), gradients_of(oracle, player, real, fake)
        for got, wanted in zip(*both, strict=True):
            assert (got is None) == (wanted is None)
            if got is not None:
                scale = max(1.0, np.max(np.abs(wanted)))
                assert numbers(got) == pytest.approx(wanted, rel=0, abs=16 * 2.0**-23 * scale)


@each_loss
@each_player
@settings(max_examples=8)
@given(st.data())
def test_values_and_gradients_are_those_of_the_oracle(loss, player, data):
    n = data.draw(st.integers(2, 4))
    real, fake = data.draw(scores(n)), data.draw(scores(n if loss.pairwise else data.draw(st.integers(2, 4))))
    oracle = loss_oracle(loss)
    assert value_of(loss, player, real, fake, np) == pytest.approx(value_of(oracle, player, real, fake), abs=1e-13)
    for got, wanted in zip(
        gradients_of(loss, player, real, fake, np), gradients_of(oracle, player, real, fake), strict=True
    ):
        assert (got is None) == (wanted is None)
        assert got is None or got == pytest.approx(wanted, abs=1e-13)


def away_from_kinks(real, fake):
    """No margin or difference of these scores is at a kink of a hinge or of an absolute value."""
    everything = np.concatenate([real, fake])
    differences = np.abs(everything[:, None] - everything[None, :])
    return np.min(np.abs(np.abs(everything) - 1)) > 1e-3 and np.min(differences + 9 * np.eye(len(everything))) > 1e-3


REAL, FAKE = np.array([0.3, -1.2, 1.7]), np.array([-0.4, 0.9, -1.9])
assert away_from_kinks(REAL, FAKE)


@each_loss
@each_player
def test_gradients_are_central_differences_of_the_values(loss, player):
    in_real, in_fake = gradients_of(loss, player, REAL, FAKE, np)
    steps = 1e-5 * np.eye(3)
    by_fake = [
        (value_of(loss, player, REAL, FAKE + e, np) - value_of(loss, player, REAL, FAKE - e, np)) / 2e-5 for e in steps
    ]
    assert in_fake == pytest.approx(by_fake, abs=2e-8)
    if in_real is not None:
        by_real = [
            (value_of(loss, player, REAL + e, FAKE, np) - value_of(loss, player, REAL - e, FAKE, np)) / 2e-5
            for e in steps
        ]
        assert in_real == pytest.approx(by_real, abs=2e-8)


AT_KINKS = [(REAL, FAKE), (np.array([1.0, 1.0, 0.0]), np.array([-1.0, 0.0, -1.0])), (np.zeros(3), np.zeros(3))]


@each_loss
@each_player
@pytest.mark.parametrize(("real", "fake"), AT_KINKS)
def test_automatic_differentiation_finds_the_gradients_by_hand_at_kinks_too(loss, player, real, fake):
    native = [torch.tensor(values, requires_grad=True) for values in (real, fake)]
    found = torch.autograd.grad(value_of(loss, player, *native, torch_xp), native, materialize_grads=True)
    for got, wanted in zip(found, gradients_of(loss, player, real, fake, np), strict=True):
        assert got.numpy() == pytest.approx(np.zeros(3) if wanted is None else wanted, abs=1e-13)


@each_loss
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_values_and_gradients_keep_type_and_shape_and_unequal_batches_are_taken(xp, array, loss, dtype):
    real, fake = array(xp, 1.0, 2.0, dtype=dtype), array(xp, 0.5, -1.0, 1.5, dtype=dtype)
    real = fake + 1 if loss.pairwise else real
    wanted = getattr(xp, dtype)
    for player in PLAYERS:
        value = value_of(loss, player, real, fake, xp)
        assert (value.dtype, tuple(value.shape)) == (wanted, ())
        in_real, in_fake = gradients_of(loss, player, real, fake, xp)
        assert (in_fake.dtype, in_fake.shape) == (wanted, fake.shape)
        assert in_real is None or (in_real.dtype, in_real.shape) == (wanted, real.shape)
        assert (in_real is not None) == (player == "critic" or loss.generator_needs_real)


@each_loss
def test_a_batch_of_one_is_taken(loss):
    if getattr(loss, "unbiased", False):
        pytest.skip("the unbiased distances compare samples of a batch")
    real, fake = np.array([0.5]), np.array([-0.25])
    for player in PLAYERS:
        assert np.isfinite(value_of(loss, player, real, fake, np))
        assert np.isfinite(gradients_of(loss, player, real, fake, np)[1]).all()


@each_loss
def test_doubling_both_batches_changes_nothing(loss):
    if getattr(loss, "unbiased", False):
        pytest.skip("the unbiased distances do not compare a sample with itself, but with its copy")
    for player in PLAYERS:
        twice = value_of(loss, player, np.tile(REAL, 2), np.tile(FAKE, 2), np)
        assert twice == pytest.approx(value_of(loss, player, REAL, FAKE, np), abs=1e-13)


@each_loss
def test_scores_are_left_as_they_are(loss):
    real, fake = REAL.copy(), FAKE.copy()
    for values in (real, fake):
        values.flags.writeable = False
    for player in PLAYERS:
        value_of(loss, player, real, fake, np)
        gradients_of(loss, player, real, fake, np)


ZERO_SUM = [
    name for name, loss in LOSSES.items() if loss.name in ("minimax", "wasserstein", "cramer", "mmd", "sinkhorn")
]


@pytest.mark.parametrize("name", ZERO_SUM)
def test_games_without_another_generator_are_zero_sum_in_the_fake_scores(name):
    critic, generator = (gradients_of(LOSSES[name], player, REAL, FAKE, np)[1] for player in PLAYERS)
    assert critic == pytest.approx(-generator, abs=1e-15)


@pytest.mark.parametrize(
    ("flag", "names"),
    [
        ("pairwise", {"relativistic"}),
        ("generator_needs_real", {"relativistic", "relativistic_average", "cramer", "mmd", "sinkhorn"}),
        ("twice_differentiable", {"hinge", "relativistic", "relativistic_average", "cramer", "mmd"}),
    ],
)
def test_what_losses_say_of_themselves(flag, names):
    asked = {"hinge", "relativistic", "relativistic_average", "cramer", "mmd", "sinkhorn"}
    assert {loss.name for loss in LOSSES.values() if loss.name in asked and getattr(loss, flag)} == names


def test_losses_without_an_exponential_are_exact_to_ten_thousand_on_either_side():
    named = [loss for loss in LOSSES.values() if loss.name in {"wasserstein", "hinge", "non_saturating"}]
    assert {loss.score_range for loss in named} == {(-1e4, 1e4)}


UNMOVED = [name for name, loss in LOSSES.items() if loss.generator_needs_real]


@pytest.mark.parametrize("name", UNMOVED)
def test_a_constant_added_to_all_scores_changes_nothing_where_scores_are_compared(name):
    for player in PLAYERS:
        moved = value_of(LOSSES[name], player, REAL + 0.5, FAKE + 0.5, np)
        assert moved == pytest.approx(value_of(LOSSES[name], player, REAL, FAKE, np), abs=1e-13)


def test_every_registered_loss_is_in_this_catalogue_with_its_oracle():
    for entry in registry().entries("loss"):
        of_it = [loss for loss in LOSSES.values() if registry().entry_of(loss) == entry]
        assert of_it, entry.spec.name
        assert type(loss_oracle(of_it[0])).__module__.startswith("ganreg_reference.losses.")
