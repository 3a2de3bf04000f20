"""`ganreg benchmark w1` at a terminal."""

import json

import numpy as np
import pytest

from ganreg.recipe import Recipe

SMALL = ("-n", "4", "--set", "critic.width=4", "--set", "critic.depth=1", "--set", "batch_size=8")
ONE = ("--dim", "2", "--funnels", "4")


@pytest.fixture(autouse=True)
def few_samples(monkeypatch):
    """Scores of few samples: it is the command that is tested."""
    from ganreg.benchmark.w1 import score

    for name in ("POINTS", "SAMPLES", "TRUTH"):
        monkeypatch.setattr(score, name, 64)


@pytest.fixture
def w1(ganreg):
    return lambda *words: ganreg("benchmark", "w1", *SMALL, *words)


def test_a_pair_is_a_row_beside_the_published_figures(w1):
    result = w1(*ONE)
    assert result.exit_code == 0, result.stderr
    direction, distance = [block.splitlines() for block in result.stdout.split("\n\n")[:2]]
    assert direction[1].split() == ["pair", "cosine", "L2", "best", "GP", "LP", "clip", "CPU"]
    name, cosine, _, *published = direction[2].split()
    assert name == "dim2_funnels4"
    assert -1 <= float(cosine) <= 1
    assert published[:4] == ["0.859", "0.845", "0.818", "0.072"]
    assert distance[1].split() == ["pair", "W1", "raw", "corrected", "slope", "K", "GP", "LP"]
    assert distance[2].split()[-2:] == ["+4.9%", "+8.3%"]
    assert "arXiv 2206.07767" in result.stdout
    assert "dim2_funnels4: 4 updates done" in result.stderr


def test_by_default_the_six_sizes_of_the_issue_are_scored_with_the_one_sided_penalty(w1):
    result = w1()
    rows = [line.split()[0] for line in result.stdout.splitlines()[2:8]]
    sizes = ["dim2_funnels4", "dim2_funnels16", "dim4_funnels4", "dim8_funnels4", "dim16_funnels4", "dim16_funnels16"]
    assert rows == sizes
    assert "one_sided_gp" in result.stderr


def test_files_of_pairs_are_scored_under_their_names_and_need_no_published_figures(w1, tmp_path):
    centres = np.random.default_rng(0).uniform(-2, 2, (5, 3))
    np.savez(tmp_path / "mine.npz", centers=centres, bias=np.zeros(5))
    result = w1("--pair", tmp_path / "mine.npz")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.splitlines()[2].split()[0] == "mine"
    assert "–" in result.stdout


def test_json_has_the_scores_and_the_recipe_and_the_picture_is_drawn(w1, tmp_path):
    result = w1(*ONE, "--constraint", "clip", "--seed", 3, "--json", "out/w1.json", "--plot", "w1.png")
    assert result.exit_code == 0, result.stderr
    found = json.loads((tmp_path / "out/w1.json").read_text(encoding="utf-8"))
    (one,) = found["scores"]
    assert (one["pair"], one["published"]["best"], found["iterations"]) == ("dim2_funnels4", 0.859, 4)
    assert one["raw_bias"] == pytest.approx(one["dual"] / one["w1"] - 1)
    recipe = Recipe.from_text(found["recipe"])
    assert (type(recipe.constraints[0]).__name__, recipe.seed, recipe.batch_size) == ("Clip", 3, 8)
    assert (tmp_path / "w1.png").stat().st_size > 10_000


def test_the_same_seed_gives_the_same_scores_and_another_other_pairs(w1, tmp_path):
    def scores(name, seed):
        w1(*ONE, "--seed", seed, "--json", name)
        (one,) = json.loads((tmp_path / name).read_text(encoding="utf-8"))["scores"]
        return {key: value for key, value in one.items() if key != "seconds"}

    first = scores("a.json", 1)
    assert first == scores("b.json", 1)
    assert first["w1"] != scores("c.json", 2)["w1"]


def test_a_strangers_constraint_is_scored_like_any_other(w1, tmp_path, fresh_registry):
    (tmp_path / "mine.py").write_text(
        "import attrs\nfrom ganreg.constraints.one_sided import OneSidedGradientPenalty\n\n\n"
        "@attrs.frozen(kw_only=True)\nclass Mine(OneSidedGradientPenalty):\n"
        '    """P."""\n\n    name = "mine"\n',
        encoding="utf-8",
    )
    result = w1(*ONE, "--plugin", "mine.py", "--constraint", "mine", "--set", "constraint.weight=3")
    assert result.exit_code == 0, result.stderr
    assert "mine: 4 updates" in result.stderr


def test_orthonormal_layers_are_scored_without_a_constraint(ganreg):
    result = ganreg("benchmark", "w1", *ONE, "-n", "2", "--set", "batch_size=8", "--critic", "groupsort")
    assert result.exit_code == 0, result.stderr
    assert "no constraint: 2 updates" in result.stderr
    assert "warning" not in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--dim", "2"), "--dim and --funnels"),
        (("--dim", "1", "--funnels", "4"), "dim=1"),
        (("--pair", "nowhere.npz"), "nowhere.npz"),
        ((*ONE, "--constraint", "gqp"), "gqp"),
        ((*ONE, "--set", "weight=3"), "weight"),
        ((*ONE, "--json", "w1.txt"), ".json"),
        ((*ONE, "--plot", "w1.xyz"), "w1.xyz"),
    ],
)
def test_what_cannot_be_done_is_refused_in_one_line_before_any_work(w1, words, told):
    result = w1(*words)
    assert result.exit_code == 1
    assert result.stderr.startswith("error: ")
    assert told in result.stderr
    assert result.stdout == ""
