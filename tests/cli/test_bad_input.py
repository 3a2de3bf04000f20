"""What cannot be trained is one red line that says what was given, expected and to be done; nothing is left behind."""

import sys
from pathlib import Path

import numpy as np
import pytest

BAD_FILES = {
    "text.npy": lambda path: path.write_text("these are no numbers"),
    "archive.npy": lambda path: (np.savez("x.npz", x=np.ones((20, 2))), Path("x.npz").rename(path)),
    "array.npz": lambda path: (np.save("x.npy", np.ones((20, 2))), Path("x.npy").rename(path)),
    "cut.npy": lambda path: (np.save(path, np.ones((20, 2))), path.write_bytes(path.read_bytes()[:100])),
    "nan.npy": lambda path: np.save(path, np.where(np.eye(20) > 0, np.nan, 1.0)),
    "infinite.npy": lambda path: np.save(path, np.full((20, 2), np.inf)),
    "few.npy": lambda path: np.save(path, np.ones((3, 2))),
    "empty.npy": lambda path: np.save(path, np.ones((0, 2))),
    "line.npy": lambda path: np.save(path, np.ones(20)),
    "words.npy": lambda path: np.save(path, np.array([["a", "b"]] * 20)),
    "table.csv": lambda path: path.write_text("1,2\n3,4\n"),
}


def left_behind(but=()):
    return sorted(str(path) for path in Path().rglob("*") if path.name not in but)


def assert_one_line(result, *words):
    assert isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == 1, (result.stdout, result.stderr)
    assert result.stderr.count("\n") == 1, result.stderr
    assert result.stderr.startswith("error: ")
    assert [word for word in words if word not in result.stderr] == [], result.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--loss", "wassertsein"], ["'wassertsein'", "Did you mean 'wasserstein'?"]),
        (["--loss", "gp"], ["There is a constraint of that name"]),
        (["--constraint", "gradient_penalti"], ["Did you mean 'gradient_penalty'?"]),
        (["--optimizer", "adma"], ["Did you mean 'adam'"]),
        (["--critic-optimizer", "sdg"], ["Did you mean 'sgd'?"]),
        (["--critic", "mpl"], ["Did you mean 'mlp'?"]),
        (["--n-critic", "burst"], ["Did you mean 'bursts'?"]),
        (["--recipe", "wgangp"], ["Did you mean 'wgan-gp'"]),
        (["--backend", "nunpy"], ["Did you mean 'numpy'"]),
        (["--data", "rnig"], ["Did you mean 'ring'?"]),
        (["--allow", "batchnorm-with-gp"], ["Did you mean 'batch-norm-with-gp'"]),
        (["--dtype", "float16"], ["float16", "float32"]),
        (["--device", "cuda"], ["cuda", "CPU"]),
        (["--n-critic", 2.5], ["2.5 is no number of updates", "≥ 1"]),
        (["--game", "extragradent"], ["Did you mean 'extragradient'?"]),
        (["--game", "consensus"], ["does not train on the 'numpy' backend", "Use backend='torch'"]),
        (["--loss", "f_gan", "--set", "loss.divergence=kll"], ["'kll'", "'total_variation'"]),
        (["--lr", "{name='cosin', start=1}"], ["Did you mean 'cosine'?"]),
        (["--lr", "{name='linear', start=1}"], ["needs 'end' and 'over'"]),
        (["--lr", "{name='linear', start=1, end=-1, over=9}"], ["end=-1", "a schedule of such numbers"]),
        (["--batch-size", 0], ["batch_size=0", "≥ 1"]),
        (["--latent-dim", 0], ["latent_dim=0", "≥ 1"]),
        (["--optimizer", "sgd"], ["'sgd' needs 'lr'"]),
    ],
)
def test_an_option_that_means_nothing(train, options, words):
    assert_one_line(train(*options), *words)
    assert left_behind() == []


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        ("constraint.wieght=5", ["'wieght'", "Did you mean 'weight'?"]),
        ("constraint.weight=-5", ["weight=-5", "≥ 0"]),
        ("constraint.weight=ten", ["weight='ten'", "a number"]),
        ("constraint.weight=nan", ["weight=nan"]),
        ("constraint.1.weight=5", ["constraint is a list of 1"]),
        ("constrant.weight=5", ["'constrant'", "Did you mean 'constraint'?"]),
        ("critic.widht=5", ["Did you mean 'width'?"]),
        ("critic.actvation.slope=5", ["Did you mean 'activation'?"]),
        ("critic.width.deep=5", ["critic.width is 4", "'deep'"]),
        ("critic.activation.slop=5", ["has no parameter 'slop'"]),
        ("optimizer.lr=0", ["lr=0"]),
        ("optimizer.beta1=1", ["beta1=1"]),
        ("batch_size.x=5", ["batch_size is no component"]),
        ("batch_size=2.5", ["batch_size=2.5", "an integer"]),
        ("iterations=many", ["iterations='many'"]),
        ("data.mods=3", ["Did you mean 'modes'?"]),
        ("seed=-1", ["seed=-1"]),
        ("constraint.weight", ["expected key=value"]),
        ("=5", ["expected key=value"]),
        ("constraint..weight=5", ["expected key=value"]),
    ],
)
def test_a_set_that_means_nothing(train, assignment, words):
    assert_one_line(train("--set", assignment), *words)
    assert left_behind() == []


def test_which_of_several_constraints_must_be_said(train):
    result = train("--constraint", "clip", "--constraint", "gp", "--set", "constraint.weight=5")
    assert_one_line(result, "constraint is a list of 2", "constraint.0.")


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_cannot_be_trained_on(ganreg, name):
    BAD_FILES[name](Path(name))
    assert_one_line(ganreg("train", "--data", name, "--batch-size", 8), name if name != "few.npy" else "3 samples")
    assert left_behind(but=[name]) == []


def test_a_file_that_is_not_there(ganreg):
    assert_one_line(ganreg("train", "--data", "missing.npy"), "There is no file", "missing.npy")


def test_no_data_at_all(ganreg):
    assert_one_line(ganreg("train"), "--data is missing", "digits")


def test_iterations_below_one_are_a_usage_error(train):
    assert train("-n", 0).exit_code == 2


def test_pictures_without_matplotlib_are_refused_before_training(train, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert_one_line(train("-n", 2, "--pictures"), 'pip install "ganreg[plot]"')
    assert left_behind() == []


def test_without_matplotlib_training_goes_on_and_says_so_first(ganreg, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    result = ganreg("train", "--data", "ring", "-n", 1, "--batch-size", 8)
    assert result.exit_code == 0
    assert result.stderr.splitlines()[0].startswith("There will be no pictures.")
    assert 'pip install "ganreg[plot]"' in result.stderr.splitlines()[0]


def test_an_optimal_transport_loss_without_pot_says_what_to_install(train, monkeypatch):
    monkeypatch.setitem(sys.modules, "ot", None)
    assert_one_line(train("--loss", "sinkhorn"), 'pip install "ganreg[ot]"')
    assert left_behind() == []


def test_digits_without_scikit_learn_say_what_to_install(ganreg, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    assert_one_line(ganreg("train", "--data", "digits"), 'pip install "ganreg[data]"')
    assert left_behind() == []


def test_a_folder_that_holds_another_run_is_left_as_it_is(train):
    train("-n", 2, "-o", "run")
    before = {path: path.read_bytes() for path in Path("run").rglob("*") if path.is_file()}
    assert_one_line(train("-n", 3, "-o", "run"), "'run' holds another run", "--resume run")
    assert {path: path.read_bytes() for path in Path("run").rglob("*") if path.is_file()} == before


def test_a_run_folder_that_is_a_file(train):
    Path("run").write_text("precious")
    assert_one_line(train("-n", 1, "-o", "run"), "run")
    assert Path("run").read_text() == "precious"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("loss = ", ["cannot be read"]),
        ("los = 'w'", ["no setting 'los'", "Did you mean 'loss'?"]),
        ("[critic]\nobject = 'net.Critic'", ["net.Critic", "--critic"]),
        ("[loss]\nname = 'w'\nspeed = 3", ["no parameter 'speed'"]),
    ],
)
def test_a_config_that_is_none(train, text, words):
    Path("mine.toml").write_text(text)
    assert_one_line(train("--config", "mine.toml"), *words)
    assert left_behind(but=["mine.toml"]) == []


def test_a_config_that_is_not_there(train):
    assert_one_line(train("--config", "mine.toml"), "'mine.toml'")


def test_a_plugin_file_that_is_not_there(train):
    assert_one_line(train("--plugin", "mine.py"), "mine.py")


def test_a_diverging_run_names_the_term_and_keeps_the_last_good_checkpoint(train):
    result = train("-n", 50, "--optimizer", "sgd", "--set", "optimizer.lr=1e30", "-o", "run")
    assert result.exit_code == 1
    last = result.stderr.splitlines()[-1]
    assert last.startswith("error: Generator iteration ")
    assert "update" in last
    assert "The checkpoint of iteration 0 is kept in run." in last
    assert [path.name for path in Path("run/checkpoints").iterdir()] == ["step-000000000"]


def test_a_warning_is_one_yellow_line(train):
    result = train("-n", 1, "--constraint", "clip", "--optimizer", "adam", "--set", "optimizer.lr=1e-4")
    assert result.exit_code == 0, result.stderr
    assert result.stderr.splitlines()[0].startswith("warning: Adam(")
    assert "compose.py" not in result.stderr


@pytest.mark.parametrize("words", [["--debug", "train", "--loss", "x"], ["train", "--loss", "x", "--debug"]])
def test_debug_shows_the_traceback(ganreg, words):
    result = ganreg(*words, "--data", "ring") if words[0] == "train" else ganreg(*words)
    assert result.exception is not None
    assert type(result.exception).__name__ in ("UnknownNameError", "ParameterError")
