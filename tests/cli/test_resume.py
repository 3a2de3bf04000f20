"""A run that was stopped goes on, and equals one that was not, bit for bit."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from ganreg.backend import AbstractEngine

WORDS = [
    *("train", "--data", "ring", "--batch-size", "8", "--no-pictures"),
    *("--set", "critic.width=4", "--set", "critic.depth=1", "--set", "generator.width=4", "--set", "generator.depth=1"),
]


def contents(run):
    """What a run consists of: recipe, records, and the newest state."""
    newest = max(Path(run, "checkpoints").iterdir())
    files = [Path(run, "recipe.toml"), Path(run, "metrics.jsonl"), newest / "state.safetensors"]
    return newest.name, [file.read_bytes() for file in files]


def damage(checkpoint):
    """Change one byte of a state."""
    file = checkpoint / "state.safetensors"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_leaves_a_checkpoint_from_which_the_run_goes_on_as_if_never_stopped(ganreg, environment):
    whole = subprocess.Popen(
        [sys.executable, "-m", "ganreg", *WORDS, "-n", "1500", "-o", "stopped"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        encoding="utf-8",
    )
    while "iteration" not in whole.stderr.readline():
        assert whole.poll() is None
    whole.send_signal(signal.SIGINT)
    _, errors = whole.communicate(timeout=60)
    assert whole.returncode == 130
    assert "Traceback" not in errors
    stopped_at = int(max(Path("stopped/checkpoints").iterdir()).name.removeprefix("step-"))
    assert 150 <= stopped_at < 1500
    assert f"The checkpoint of iteration {stopped_at} of 1500 is kept." in errors
    assert "ganreg train --resume stopped" in errors

    assert ganreg("train", "--resume", "stopped", "--no-pictures").exit_code == 0
    assert ganreg(*WORDS, "-n", "1500", "-o", "whole").exit_code == 0
    assert contents("stopped") == contents("whole")


def test_a_run_with_more_iterations_equals_one_that_had_them_from_the_start(train, ganreg):
    train("-n", 3, "-o", "two parts", "--dtype", "float64")
    result = ganreg("train", "--resume", "two parts", "-n", 4, "--no-pictures")
    assert result.exit_code == 0, result.stderr
    assert "goes on after iteration 3, for 4 more" in result.stdout
    train("-n", 7, "-o", "one part", "--dtype", "float64")
    assert contents("two parts") == contents("one part")


def test_a_damaged_checkpoint_is_passed_over_with_a_warning(train, ganreg):
    for run in ("damaged", "whole"):
        train("-n", 6, "-o", run, "--checkpoint-every", 2)
    damage(Path("damaged/checkpoints/step-000000006"))
    result = ganreg("train", "--resume", "damaged", "--no-pictures")
    assert result.exit_code == 0, result.stderr
    assert result.stderr.startswith("warning: ")
    assert "step-000000006" in result.stderr.splitlines()[0]
    assert "goes on after iteration 4, for 2 more" in result.stdout
    assert contents("damaged") == contents("whole")


def test_without_a_whole_checkpoint_there_is_nothing_to_resume(train, ganreg):
    train("-n", 1, "-o", "run")
    for checkpoint in Path("run/checkpoints").iterdir():
        damage(checkpoint)
    result = ganreg("train", "--resume", "run")
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("error: 'run' holds no whole checkpoint.")


def test_a_run_that_is_not_there(ganreg):
    result = ganreg("train", "--resume", "runs/nothing")
    assert (result.exit_code, result.stderr) == (1, "error: There is no run folder 'runs/nothing'.\n")


def test_a_run_that_has_its_iterations_says_how_to_add_some(train, ganreg):
    train("-n", 2, "-o", "run")
    before = contents("run")
    result = ganreg("train", "--resume", "run", "--no-pictures")
    assert result.exit_code == 0
    assert "run has its 2 iterations already; --iterations N adds more." in result.stdout
    assert contents("run") == before


def test_a_finished_run_can_have_its_pictures_drawn_later(train, ganreg):
    train("-n", 2, "-o", "run")
    assert ganreg("train", "--resume", "run", "--pictures").exit_code == 0
    assert Path("run/samples.png").stat().st_size > 1000
    assert Path("run/training.png").stat().st_size > 1000


@pytest.mark.parametrize("option", [["--loss", "ns"], ["--set", "seed=2"], ["-o", "other"], ["--batch-size", "2"]])
def test_an_option_that_contradicts_the_recipe_is_a_usage_error(train, ganreg, option):
    train("-n", 1, "-o", "run")
    result = ganreg("train", "--resume", "run", *option)
    assert result.exit_code == 2
    assert "a run goes on with its own recipe" in result.stderr
    assert "--config run/recipe.toml" in result.stderr


def test_another_backend_may_go_on_from_the_same_state(train, ganreg):
    train("-n", 2, "-o", "run", "--dtype", "float64")
    result = ganreg("train", "--resume", "run", "-n", 1, "--backend", "reference", "--no-pictures")
    assert result.exit_code == 0, result.stderr
    train("-n", 3, "-o", "whole", "--dtype", "float64")
    (_, went_on), (_, whole) = contents("run"), contents("whole")
    assert went_on[1].count(b"\n") == whole[1].count(b"\n") == 3


def test_data_that_moved_are_named_again(ganreg):
    np.save("x.npy", np.random.default_rng(0).random((20, 2)))
    ganreg("train", "--data", "x.npy", "-n", 1, "--batch-size", 4, "-o", "run", "--no-pictures")
    Path("x.npy").rename("y.npy")
    assert ganreg("train", "--resume", "run", "-n", 1).exit_code == 1
    assert ganreg("train", "--resume", "run", "-n", 1, "--data", "y.npy", "--no-pictures").exit_code == 0


def test_an_interruption_between_two_updates_falls_back_to_the_last_whole_iteration(train, ganreg, monkeypatch):
    step, calls = AbstractEngine.generator_step, []

    def impatient(engine, batch=None):
        calls.append(batch)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return step(engine, batch)

    with monkeypatch.context() as patch:
        patch.setattr(AbstractEngine, "generator_step", impatient)
        result = train("-n", 5, "-o", "stopped", "--checkpoint-every", 2, "--pictures")
    assert result.exit_code == 130
    assert sorted(path.name for path in Path("stopped").glob("*.png")) == ["samples.png", "training.png"]
    assert "The checkpoint of iteration 2 of 5 is kept." in result.stderr
    ganreg("train", "--resume", "stopped", "--no-pictures")
    train("-n", 5, "-o", "whole")
    assert contents("stopped") == contents("whole")
