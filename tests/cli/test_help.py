"""`ganreg --help` answers at once; `python -m ganreg` is the same command."""

import os
import subprocess
import sys
from importlib.metadata import version

import pytest
from rich.cells import cell_len

HEAVY = ("torch", "cupy", "sklearn", "matplotlib", "numpy")


def python(*words):
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True, encoding="utf-8")


def test_help_imports_no_framework_and_not_even_numpy():
    script = (
        "import sys, ganreg.cli.main as cli\n"
        "sys.argv = ['ganreg', '--help']\n"
        "try:\n    cli.main()\nexcept SystemExit as end:\n    print(end.code)\n"
        f"print([name for name in {HEAVY} if name in sys.modules])\n"
    )
    assert python("-c", script).stdout.splitlines()[-2:] == ["0", "[]"]


def test_list_imports_no_framework():
    script = (
        "import sys, ganreg.cli.main as cli\n"
        "sys.argv = ['ganreg', 'list']\n"
        "try:\n    cli.main()\nexcept SystemExit as end:\n    print(end.code)\n"
        f"print([name for name in {HEAVY[:4]} if name in sys.modules])\n"
    )
    assert python("-c", script).stdout.splitlines()[-2:] == ["0", "[]"]


def test_help_answers_within_half_a_second_of_work():
    def work():
        before = os.times()
        python("-m", "ganreg", "--help")
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    assert min(work() for _ in range(3)) < 0.5


def test_python_m_ganreg_is_the_command():
    assert python("-m", "ganreg", "--version").stdout == f"ganreg {version('ganreg')}\n"


def test_version_is_that_of_the_distribution(ganreg):
    assert ganreg("--version").stdout == f"ganreg {version('ganreg')}\n"


@pytest.mark.parametrize(
    "command", ["train", "sample", "export", "demo", "list", "where", "doctor", "conform", "new-plugin", "benchmark"]
)
def test_every_command_explains_itself(ganreg, command):
    result = ganreg(command, "--help")
    assert result.exit_code == 0
    assert f"ganreg {command}" in result.stdout


def test_train_has_every_argument_of_build_as_an_option_or_in_the_config(ganreg):
    from ganreg.cli.settings import KNOWN

    only_in_a_file = {"data_shape", "scaling"}
    text = ganreg("train", "--help").stdout
    assert [name for name in KNOWN if "--" + name.replace("_", "-") not in text and name not in only_in_a_file] == []


def test_the_options_of_train_are_in_groups_what_is_trained_first(ganreg):
    text = ganreg("train", "--help").stdout
    groups = ["Options", "What is trained", "Who plays", "The run", "Everything else", "How it is computed"]
    assert [line.split("─ ")[1].split(" ─")[0] for line in text.splitlines() if "─ " in line] == groups


@pytest.mark.parametrize("columns", [80, 100])
def test_help_fits_its_terminal(ganreg, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert max(map(cell_len, ganreg("train", "--help").stdout.splitlines())) <= columns


def test_the_schedule_that_help_gives_is_one(train):
    assert train("-n", 1, "--lr", "{name='cosine', start=2e-4, end=0, over=1000}").exit_code == 0


def test_a_misspelt_command_is_corrected(ganreg):
    result = ganreg("tain")
    assert result.exit_code == 2
    assert "Did you mean 'train'?" in result.stderr


def test_a_misspelt_option_is_a_usage_error(ganreg):
    assert ganreg("train", "--los", "w").exit_code == 2
