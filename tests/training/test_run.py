"""A run folder holds one run, and survives what happens to folders."""

import json
import shutil

import numpy as np
import pytest
from small_gan import same_bits, samples, small_gan, state

import ganreg
from ganreg.errors import CheckpointError, GanregWarning
from ganreg.recipe import Recipe
from ganreg.training.run import KEPT, RunFolder

DATA = samples()


@pytest.fixture
def run(tmp_path):
    return tmp_path / "run"


def fitted(run, iterations=4, **choices):
    return small_gan().fit(DATA, iterations=iterations, run=run, **choices)


def lines(run):
    return (run / "metrics.jsonl").read_text().splitlines()


def test_it_holds_the_recipe_the_records_and_checkpoints(run):
    gan = fitted(run)
    assert {path.name for path in run.iterdir()} == {"recipe.toml", "metrics.jsonl", "checkpoints"}
    assert Recipe.from_file(run / "recipe.toml") == gan.recipe
    assert [json.loads(line) for line in lines(run)] == list(gan.history)
    assert [path.name for path in RunFolder(run).steps()] == ["step-000000000", "step-000000004"]


def test_records_have_the_terms_and_now_and_then_the_slope(run):
    history = fitted(run).history
    expected = {"critic_loss", "generator_loss", "gradient_penalty", "wasserstein_estimate"}
    assert expected <= set(history[-1])
    assert history[0]["wasserstein_per_slope"] == history[0]["wasserstein_estimate"] / history[0]["critic_slope"]
    assert "critic_slope" not in history[1]


def test_checkpoints_come_at_their_interval_and_the_newest_stay(run):
    fitted(run, 11, checkpoint_every=2)
    names = [path.name for path in RunFolder(run).steps()]
    assert names == ["step-000000008", "step-000000010", "step-000000011"]
    assert len(names) == KEPT


def test_a_folder_is_made_with_its_parents(tmp_path):
    fitted(tmp_path / "a" / "b")
    assert ganreg.load(str(tmp_path / "a" / "b")).iterations == 4


def test_resuming_appends_to_the_records(run):
    fitted(run)
    ganreg.load(run).fit(DATA, iterations=2, run=run)
    assert [json.loads(line)["iteration"] for line in lines(run)] == [1, 2, 3, 4, 5, 6]


def test_a_run_is_found_again_after_it_was_moved(run, tmp_path):
    gan = fitted(run)
    run.rename(tmp_path / "moved")
    moved = ganreg.load(tmp_path / "moved")
    assert same_bits(moved, gan)
    moved.fit(DATA, iterations=1, run=tmp_path / "moved")


# What happens to folders ----------------------------------------------------------------------------------------------


def damage(folder):
    file = folder / "state.safetensors"
    file.write_bytes(file.read_bytes()[:-8])


def test_a_damaged_newest_checkpoint_falls_back_with_a_warning(run):
    fitted(run, checkpoint_every=3)
    damage(RunFolder(run).steps()[-1])
    with pytest.warns(GanregWarning, match=r"step-000000004' is damaged: .* Trying the one before it"):
        loaded = ganreg.load(run)
    assert loaded.iterations == len(loaded.history) == 3
    loaded.fit(DATA, iterations=1, run=run)
    assert same_bits(loaded, fitted(run.with_name("whole")))
    assert same_bits(ganreg.load(run), loaded)


def test_a_run_without_a_whole_checkpoint_is_refused(run):
    fitted(run)
    for folder in RunFolder(run).steps():
        damage(folder)
    with pytest.warns(GanregWarning), pytest.raises(CheckpointError, match="no whole checkpoint"):
        ganreg.load(run)


def test_what_a_killed_writer_left_is_not_taken_for_a_checkpoint(run):
    gan = fitted(run)
    newest = RunFolder(run).steps()[-1]
    shutil.copytree(newest, newest.with_name(".step-000000009.123"))
    assert same_bits(ganreg.load(run), gan)


def test_a_truncated_last_record_is_left_out(run):
    gan = fitted(run)
    metrics = run / "metrics.jsonl"
    metrics.write_text(metrics.read_text()[:-20])
    loaded = ganreg.load(run)
    assert list(loaded.history) == list(gan.history)[:3]
    loaded.fit(DATA, iterations=1, run=run)
    assert [json.loads(line)["iteration"] for line in lines(run)] == [1, 2, 3, 5]


def test_records_after_the_checkpoint_are_left_out(run):
    fitted(run)
    shutil.rmtree(RunFolder(run).steps()[-1])
    assert list(ganreg.load(run).history) == []


@pytest.mark.parametrize("text", ["[1}\n", '{"critic_loss": 1}\n', '"}"\n'.replace('"}"', "5}"), "\udcff"])
def test_records_of_something_else_are_refused(run, text):
    fitted(run)
    (run / "metrics.jsonl").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CheckpointError, match=r"metrics\.jsonl' holds something that is no record"):
        ganreg.load(run)


def test_a_run_without_records_still_loads(run):
    fitted(run)
    (run / "metrics.jsonl").unlink()
    assert len(ganreg.load(run).history) == 0


@pytest.mark.parametrize("make", [lambda run: None, lambda run: run.mkdir(), lambda run: run.write_text("x")])
def test_what_is_no_run_is_refused(run, make):
    make(run)
    with pytest.raises(CheckpointError, match="run"):
        ganreg.load(run)


def test_a_folder_of_another_run_is_refused(run):
    fitted(run)
    before = lines(run)
    with pytest.raises(CheckpointError, match=r"holds another run.*ganreg train --resume"):
        fitted(run)
    assert lines(run) == before


def test_a_folder_that_cannot_be_made_is_refused(run):
    run.write_text("a file")
    with pytest.raises(CheckpointError, match="cannot be a run folder"):
        fitted(run)
    assert run.read_text() == "a file"


def test_a_recipe_of_other_networks_does_not_fit_its_checkpoint(run):
    fitted(run)
    text = (run / "recipe.toml").read_text()
    (run / "recipe.toml").write_text(text.replace("width = 6", "width = 7"))
    with pytest.raises(CheckpointError, match="shape"):
        ganreg.load(run)


def test_checkpoints_hold_numbers_of_the_backends_precision(run):
    gan = fitted(run)
    dtypes = {name: array.dtype for name, array in state(gan).items() if "/params/" in name}
    assert set(dtypes.values()) == {np.dtype("float32")}
