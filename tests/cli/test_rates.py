"""Learning rates beside an optimizer, and averages of the generator, on the command line."""

from pathlib import Path

import numpy as np
import pytest
from cli.test_bad_input import assert_one_line
from cli.test_train import recipe

import ganreg as package
from ganreg.averages import EMA
from ganreg.optimizers import Adam
from ganreg.schedules import Linear

PUBLISHED = {"beta1": 0.0, "beta2": 0.9}


def rates(run="run"):
    return recipe(run).critic_optimizer, recipe(run).generator_optimizer


def set_schedule(key, **parameters):
    """A linear schedule, one parameter at a time."""
    pairs = {"name": "linear"} | parameters
    return tuple(word for name, value in pairs.items() for word in ("--set", f"{key}.{name}={value}"))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--lr", "2e-4"), (2e-4, 2e-4)),
        (("--critic-lr", "4e-4"), (4e-4, 1e-4)),
        (("--lr", "1e-3", "--generator-lr", ".5"), (1e-3, 0.5)),
        (("--critic-lr", "{name='linear', start=0.1, end=0, over=9}"), (Linear(start=0.1, end=0, over=9), 1e-4)),
        (("--set", "critic_lr=0.2", "--optimizer", "adam"), (0.2, 1e-4)),
        (set_schedule("lr", start=0.1, end=0, over=9), (Linear(start=0.1, end=0, over=9),) * 2),
        (("--lr", "1", *set_schedule("lr", start=0.1, end=0, over=9)), (Linear(start=0.1, end=0, over=9),) * 2),
        (set_schedule("optimizer.lr", start=0.1, end=0, over=9), (Linear(start=0.1, end=0, over=9),) * 2),
        (set_schedule("critic_optimizer.lr", start=0.1, end=0, over=9), (Linear(start=0.1, end=0, over=9), 1e-4)),
    ],
)
def test_a_rate_is_a_number_or_a_schedule_for_both_or_one(train, words, expected):
    result = train("-n", 1, "-o", "run", *words)
    assert result.exit_code == 0, result.stderr
    assert rates() == tuple(Adam(lr=lr, **PUBLISHED) for lr in expected)


def test_an_option_wins_over_the_rate_in_a_runs_own_recipe(train, ganreg):
    train("-n", 1, "-o", "first", "--set", "critic_optimizer.lr=0.5", "--generator-lr", "0.25")
    falling = Linear(start=0.1, end=0, over=9)
    for words, expected in (
        (("--lr", "0.125"), (0.125, 0.125)),
        (("--generator-lr", "0.125"), (0.5, 0.125)),
        (set_schedule("lr", start=0.1, end=0, over=9), (falling, falling)),
    ):
        run = f"run{len(words)}{len(words[0])}"
        assert (
            ganreg("train", "--config", "first/recipe.toml", "-n", 1, "-o", run, "--no-pictures", *words).exit_code == 0
        )
        assert rates(run) == tuple(Adam(lr=lr, **PUBLISHED) for lr in expected)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--lr", "1e-3", "--set", "optimizer.lr=1e-4"), "Two learning rates: lr=0.001"),
        (("--lr", "1", "--critic-lr", "2", "--generator-lr", "3"), "lr=1 is for nobody"),
        (("--lr", "fast"), "lr='fast', expected a number > 0"),
        (("--set", "lr.start=1"), "of which schedule? Say lr.name=linear"),
        (("--lr", "1", "--set", "lr.start=1"), "lr is 1, it has no 'start'. For a schedule: lr.name=… first."),
        (("--optimizer", "adam", "--set", "optimizer.lr.start=1"), "Say first what it is: optimizer.lr.name=…"),
        (("--set", "optimizer.lr.start=1"), "Say first what it is: optimizer.lr.name=…"),
        (("--set", "latent_dim.start=1"), "latent_dim is no component"),
        (("--average", "emma"), "Did you mean 'ema'?"),
        (("--set", "average.decay=2"), "decay=2, expected a number in [0, 1)"),
    ],
)
def test_what_contradicts_itself_or_is_no_rate_is_refused(train, words, message):
    assert_one_line(train("-n", 1, *words), message)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--average", "ema"), EMA()),
        (("--set", "average.decay=0.9"), EMA(decay=0.9)),
        (("--average", "ema", "--set", "average.half_life=20", "--set", "average.warm_up=true"), None),
        (("--average", "none"), "none"),
    ],
)
def test_an_average_is_kept_where_one_is_asked_for(train, words, expected):
    result = train("-n", 1, "-o", "run", *words)
    assert result.exit_code == 0, result.stderr
    wanted = {None: EMA(half_life=20, warm_up=True), "none": None}.get(expected, expected)
    assert recipe("run").average == wanted


def test_a_run_that_goes_on_keeps_its_average_and_samples_come_from_it(train, ganreg):
    train("-n", 2, "-o", "run", "--set", "average.decay=0.5", "--seed", 3)
    assert ganreg("train", "--resume", "run", "-n", 2, "--no-pictures").exit_code == 0
    assert ganreg("sample", "run", "-n", 4, "--seed", 1).exit_code == 0
    whole = package.load("run")
    assert np.array_equal(np.load("samples.npy"), whole.sample(4, seed=1, averaged=True))
    present = whole.sample(4, seed=1, averaged=False)
    assert not np.array_equal(np.load("samples.npy"), present)
    assert ganreg("sample", "run", "-n", 4, "--seed", 1, "--present", "--force").exit_code == 0
    assert np.array_equal(np.load("samples.npy"), present)
    assert "The generator's average after 4 iterations" in ganreg("export", "run").stdout
    train("-n", 4, "-o", "at-once", "--set", "average.decay=0.5", "--seed", 3)
    assert np.array_equal(package.load(Path("at-once")).sample(4, seed=1), whole.sample(4, seed=1))
