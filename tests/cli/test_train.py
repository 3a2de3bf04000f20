"""`ganreg train` makes a whole run of what it is told."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from ganreg.games import Alternating, Extragradient, Lookahead, Simultaneous
from ganreg.optimizers import SGD, Adam, RMSProp
from ganreg.recipe import Recipe
from ganreg.registry import registry

RUN = Path("runs/ring-wasserstein-gradient_penalty")


def recipe(run=RUN):
    return Recipe.from_file(Path(run) / "recipe.toml")


def records(run=RUN):
    return [json.loads(line) for line in (Path(run) / "metrics.jsonl").read_text().splitlines()]


def test_a_run_folder_has_pictures_records_recipe_and_checkpoint(train):
    assert train("-n", 3, "--pictures").exit_code == 0
    assert sorted(path.name for path in RUN.iterdir()) == [
        "checkpoints",
        "metrics.jsonl",
        "recipe.toml",
        "samples.png",
        "training.png",
    ]
    assert [record["iteration"] for record in records()] == [1, 2, 3]


def test_the_end_says_where_the_run_is_and_what_comes_next(train):
    text = train("-n", 2).stdout
    assert f"Run       {RUN.as_posix()}\n" in text
    assert f"ganreg sample {RUN.as_posix()} " in text
    assert f"ganreg train --resume {RUN.as_posix()} " in text


def test_a_second_run_gets_a_folder_of_its_own(train):
    train("-n", 1)
    train("-n", 2)
    assert (len(records()), len(records(f"{RUN}-2"))) == (1, 2)


def test_run_names_the_folder(train):
    train("-n", 1, "--run", "my run/deep")
    assert len(records("my run/deep")) == 1


def test_a_folder_with_a_space_is_quoted_in_the_next_commands(train):
    assert 'ganreg sample "my run" ' in train("-n", 1, "--run", "my run").stdout


def test_no_pictures_draws_none(train):
    train("-n", 1)
    assert not list(RUN.glob("*.png"))


@pytest.mark.parametrize(
    ("options", "entry", "expected"),
    [
        (["--seed", 7], lambda r: r.seed, 7),
        (["--latent-dim", 3], lambda r: r.latent_dim, 3),
        (["--n-critic", 2], lambda r: r.n_critic.value, 2),
        (["--n-critic", "bursts", "--set", "n_critic.burst=2"], lambda r: r.n_critic.burst, 2),
        (["--game", "simultaneous"], lambda r: r.game, Simultaneous()),
        (["--game", "lookahead", "--set", "game.alpha=.3"], lambda r: r.game, Lookahead(alpha=0.3)),
        (
            ["--game", "lookahead", "--set", "game.inner=extragradient"],
            lambda r: r.game,
            Lookahead(inner=Extragradient()),
        ),
        (["--recipe", "wgan"], lambda r: r.game, Alternating()),
        (["--loss", "ns"], lambda r: type(r.loss).__name__, "NonSaturating"),
        (["--constraint", "clip"], lambda r: r.constraints[0].bound, 0.01),
        (["--constraint", "orthogonal", "--constraint", "gp"], lambda r: len(r.constraints), 2),
        (["--loss", "js", "--constraint", "none"], lambda r: r.constraints, ()),
        (["--recipe", "wgan"], lambda r: r.critic_optimizer, RMSProp(lr=5e-5)),
        (["--optimizer", "sgd", "--set", "optimizer.lr=0.01"], lambda r: r.generator_optimizer, SGD(lr=0.01)),
        (
            ["--critic-optimizer", "rmsprop", "--set", "critic_optimizer.lr=0.01"],
            lambda r: r.critic_optimizer,
            RMSProp(lr=0.01),
        ),
        (["--generator-optimizer", "adam"], lambda r: r.generator_optimizer, Adam(lr=1e-4, beta1=0.0, beta2=0.9)),
        (["--dtype", "float64"], lambda r: r.backend.dtype, "float64"),
        (["--backend", "reference"], lambda r: r.backend.name, "reference"),
        (["--device", "cpu"], lambda r: r.backend.name, "numpy"),
        (["--allow", "batch-norm-with-gp"], lambda r: r.allow, ("batch-norm-with-gp",)),
        (["--critic", "mlp"], lambda r: r.critic.width, 4),
        (["--generator", "mlp"], lambda r: r.generator.width, 4),
    ],
)
@pytest.mark.filterwarnings("ignore::ganreg.GanregWarning")
def test_an_option_arrives_in_the_recipe(train, options, entry, expected):
    result = train("-n", 1, "--run", "run", *options)
    assert result.exit_code == 0, result.stderr
    assert entry(recipe("run")) == expected


@pytest.mark.parametrize(
    ("assignments", "entry", "expected"),
    [
        (["constraint.weight=5"], lambda r: r.constraints[0].weight, 5),
        (["constraint.0.weight=5"], lambda r: r.constraints[0].weight, 5),
        (["constraint.one_sided=true"], lambda r: r.constraints[0].one_sided, True),
        (["constraint.points=real"], lambda r: type(r.constraints[0].points).__name__, "Real"),
        (["critic.activation=leaky_relu"], lambda r: r.critic.activation.slope, 0.2),
        (["critic.activation=leaky_relu", "critic.activation.slope=.1"], lambda r: r.critic.activation.slope, 0.1),
        (["generator.output=tanh"], lambda r: type(r.generator.output).__name__, "Tanh"),
        (["batch_size=5"], lambda r: r.batch_size, 5),
        (["batch-size = 5"], lambda r: r.batch_size, 5),
        (["game=extragradient"], lambda r: r.game, Extragradient()),
        (["game=lookahead", "game.period=3"], lambda r: r.game, Lookahead(period=3)),
        (["n_critic=2"], lambda r: r.n_critic.value, 2),
        (["n_critic.value=2"], lambda r: r.n_critic.value, 2),
        (["data.modes=6"], lambda r: r.data["modes"], 6),
        (["data=grid"], lambda r: r.data["name"], "grid"),
        (["backend.dtype=float64"], lambda r: r.backend.dtype, "float64"),
        (
            ["optimizer.lr=2e-4"],
            lambda r: {r.critic_optimizer, r.generator_optimizer},
            {Adam(lr=2e-4, beta1=0.0, beta2=0.9)},
        ),
        (["critic_optimizer.lr=0.01"], lambda r: (r.critic_optimizer.lr, r.generator_optimizer.lr), (0.01, 1e-4)),
        (["iterations=2"], lambda r: r.iterations, 2),
        (["loss=ns", "constraint=none"], lambda r: (type(r.loss).__name__, r.constraints), ("NonSaturating", ())),
    ],
)
def test_set_reaches_every_setting_and_parameter(train, assignments, entry, expected):
    words = [word for assignment in assignments for word in ("--set", assignment)]
    result = train("-n", 1, "--run", "run", *words)
    assert result.exit_code == 0, result.stderr
    assert entry(recipe("run")) == expected


def test_set_keeps_what_the_paper_says_of_the_rest_of_an_optimizer(train):
    train("-n", 1, "--optimizer", "adam", "--set", "optimizer.lr=1e-3")
    assert recipe().critic_optimizer == Adam(lr=1e-3, beta1=0.0, beta2=0.9)


def test_set_keeps_what_images_suggest_for_the_rest_of_a_generator(ganreg):
    np.save("images.npy", np.random.default_rng(0).random((20, 1, 3, 3)))
    result = ganreg(
        "train", "--data", "images.npy", "-n", 1, "--batch-size", 4, "--set", "generator.width=3", "-o", "run"
    )
    assert result.exit_code == 0, result.stderr
    assert type(recipe("run").generator.output).__name__ == "Tanh"


@pytest.mark.parametrize("name", ["x.npy", "x.npz"])
def test_data_may_be_a_file(ganreg, name):
    (np.save if name == "x.npy" else np.savez)(name, np.random.default_rng(0).random((20, 3)))
    result = ganreg("train", "--data", name, "-n", 1, "--batch-size", 4)
    assert result.exit_code == 0, result.stderr
    assert recipe("runs/x-wasserstein-gradient_penalty").data == {"path": str(Path(name).absolute())}


def test_the_recipe_of_a_run_repeats_it(train, ganreg):
    train("-n", 3, "--loss", "js", "--constraint", "none", "--dtype", "float64", "--seed", 3, "-o", "first")
    result = ganreg("train", "--config", "first/recipe.toml", "-o", "second", "--no-pictures")
    assert result.exit_code == 0, result.stderr
    assert Path("first/metrics.jsonl").read_bytes() == Path("second/metrics.jsonl").read_bytes()
    assert recipe("first") == recipe("second")


def test_options_win_over_the_config_and_set_over_both(train, ganreg):
    train("-n", 1, "-o", "first")
    words = [
        "--config",
        "first/recipe.toml",
        "-n",
        2,
        "--optimizer",
        "sgd",
        "--seed",
        5,
        "--set",
        "seed=6",
        "--set",
        "optimizer.lr=0.01",
    ]
    assert ganreg("train", *words, "-o", "second", "--no-pictures").exit_code == 0
    changed = recipe("second")
    assert (changed.iterations, changed.critic_optimizer, changed.seed, changed.batch_size) == (2, SGD(lr=0.01), 6, 8)


def test_set_of_optimizer_changes_both_of_the_config(train, ganreg):
    train("-n", 1, "-o", "first")
    ganreg("train", "--config", "first/recipe.toml", "--set", "optimizer.lr=0.5", "-o", "second", "--no-pictures")
    changed = recipe("second")
    assert (changed.critic_optimizer.lr, changed.generator_optimizer.lr) == (0.5, 0.5)


def test_other_data_bring_their_own_shape_and_scaling(train, ganreg):
    np.save("x.npy", 100 + np.random.default_rng(0).random((20, 3)))
    train("-n", 1, "-o", "first")
    result = ganreg("train", "--config", "first/recipe.toml", "--data", "x.npy", "-o", "second", "--no-pictures")
    assert result.exit_code == 0, result.stderr
    assert recipe("second").data_shape == (3,)
    assert recipe("second").scaling.offset > 99


def test_a_config_may_be_written_by_hand(ganreg):
    Path("mine.toml").write_text(
        'data = "ring"\niterations = 2\nloss = "ns"\nconstraint = ["gp"]\nbatch_size = 4\n'
        '[critic]\nname = "mlp"\nwidth = 3\n'
    )
    assert ganreg("train", "--config", "mine.toml", "-o", "run", "--no-pictures").exit_code == 0
    made = recipe("run")
    assert (made.iterations, made.critic.width, made.constraints[0].weight) == (2, 3, 10)


def test_a_plugin_file_is_used_by_name_and_again_on_resume(train, ganreg, fresh_registry):
    Path("gentle.py").write_text(
        "import attrs\nfrom ganreg.losses.wasserstein import Wasserstein\n\n"
        "@attrs.frozen\nclass Gentle(Wasserstein):\n    name = 'gentle'\n"
    )
    result = train("-n", 1, "--plugin", "gentle.py", "--loss", "gentle", "--constraint", "gp", "-o", "run")
    assert result.exit_code == 0, result.stderr
    registry.cache_clear()
    assert ganreg("train", "--resume", "run", "-n", 1, "--plugin", "gentle.py", "--no-pictures").exit_code == 0
    assert len(records("run")) == 2


def test_without_a_terminal_progress_is_a_few_lines(train):
    lines = [line for line in train("-n", 40).stderr.splitlines() if line.startswith("iteration ")]
    assert len(lines) == 10
    assert lines[-1].startswith("iteration 40/40 ")


def test_a_minimax_runs_picture_has_its_bound_too(train):
    heights = {}
    for loss in ("minimax", "wasserstein"):
        assert train("--loss", loss, "--iterations", 2, "--pictures", "--run", loss).exit_code == 0
        with Image.open(f"{loss}/training.png") as image:
            heights[loss] = image.height
    assert heights["minimax"] > 1.3 * heights["wasserstein"]
