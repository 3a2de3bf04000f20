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


def test_js_vs_wasserstein_leaves_a_figure_and_its_path(ganreg):
    result = ganreg("demo", "js-vs-wasserstein", "-n", 1, "--seed", 2)
    assert result.exit_code == 0, result.stderr
    path = "runs/demo-js-vs-wasserstein/js-vs-wasserstein.png"
    assert result.stdout.splitlines() == [f"Look at   {path}"]
    assert [str(found) for found in Path("runs").rglob("*.*")] == [path]


def test_its_figure_goes_where_it_is_told_to(ganreg):
    assert ganreg("demo", "js-vs-wasserstein", "-n", 1, "-o", "here").exit_code == 0
    assert Path("here/js-vs-wasserstein.png").exists()


def test_it_needs_the_plot_extra_alone(ganreg, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = ganreg("demo", "js-vs-wasserstein")
    assert result.exit_code == 1
    assert 'pip install "ganreg[plot]"' in result.stderr
    assert list(Path().iterdir()) == []
