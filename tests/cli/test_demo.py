"""`ganreg demo` is the first thing that a new user sees."""

import sys
from pathlib import Path

import pytest

from ganreg.cli.demos import DEMOS
from ganreg.recipe import Recipe


@pytest.mark.parametrize("words", [[], ["digits"], ["ring"]])
def test_a_demo_leaves_a_run_and_the_path_of_its_picture(ganreg, words):
    result = ganreg("demo", *words, "-n", 2)
    assert result.exit_code == 0, result.stderr
    run = f"runs/demo-{words[0] if words else 'digits'}"
    assert result.stdout.splitlines()[-1] == f"Look at   {run}/samples.png"
    assert {path.name for path in Path(run).iterdir()} >= {
        "samples.png",
        "training.png",
        "metrics.jsonl",
        "recipe.toml",
    }


def test_a_second_demo_gets_a_folder_of_its_own(ganreg):
    for _ in range(2):
        ganreg("demo", "ring", "-n", 1)
    assert Path("runs/demo-ring-2/samples.png").exists()


def test_the_demo_is_wgan_gp_on_real_digits_with_the_default_backend(ganreg):
    ganreg("demo", "-n", 1, "-o", "run")
    recipe = Recipe.from_file("run/recipe.toml")
    assert (recipe.data["name"], recipe.backend.name, type(recipe.loss).__name__) == ("digits", "numpy", "Wasserstein")
    assert (recipe.constraints[0].weight, recipe.n_critic.value) == (10, 5)


def test_its_options_arrive(ganreg):
    ganreg("demo", "ring", "-n", 1, "-o", "run", "--backend", "reference", "--seed", 4)
    recipe = Recipe.from_file("run/recipe.toml")
    assert (recipe.backend.name, recipe.seed) == ("reference", 4)


@pytest.mark.parametrize("package", DEMOS["digits"].needs)
def test_a_missing_extra_is_said_before_anything_starts(ganreg, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    result = ganreg("demo")
    assert result.exit_code == 1
    assert package in result.stderr
    assert 'pip install "ganreg[demo]"' in result.stderr
    assert list(Path().iterdir()) == []


def test_an_unknown_demo_is_corrected(ganreg):
    result = ganreg("demo", "digit")
    assert result.exit_code == 1
    assert "Did you mean 'digits'?" in result.stderr
