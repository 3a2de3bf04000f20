"""`ganreg new-plugin` writes a package that installs, passes its own tests and is proven, as it is."""

import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import pytest

from ganreg.cli.package_files import PLACES, requirement
from ganreg.cli.package_kinds import GIVEN
from ganreg.discovery import KINDS

kinds = pytest.mark.parametrize("kind", GIVEN)


def install(folder, site):
    """What `pip install -e` leaves of a package: its metadata, and its sources on the path."""
    project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    entries = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["ganreg"].items())
    (info / "entry_points.txt").write_text(f"[ganreg]\n{entries}")
    return {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(site), str(folder / "src"), *filter(None, sys.path)]),
        "GANREG_DISABLE_PLUGINS": "torch",  # importing it takes longer than all the rest
        "COLUMNS": "200",
    }


def run(environment, folder, *words):
    command = [sys.executable, "-m", *map(str, words)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


ALL = """
from typer.testing import CliRunner
from ganreg.cli.main import app
for command in COMMANDS:
    ended = CliRunner().invoke(app, command)
    assert ended.exit_code == 0, (command, ended.output)
"""


@pytest.fixture
def new_package(ganreg, tmp_path):
    """Write a package of a kind, and return its folder and an environment in which it is installed."""

    def made(kind):
        result = ganreg("new-plugin", f"drawn-{kind}", "--kind", kind)
        assert result.exit_code == 0, result.output
        folder = Path(f"ganreg-drawn-{kind}").resolve()
        return folder, install(folder, tmp_path / "site")

    return made


@kinds
def test_a_package_passes_its_own_tests_and_is_proven_at_once(new_package, kind):
    folder, environment = new_package(kind)
    # The verdict's test runs the whole kit on numpy; one test for each check of strict, in one package, is enough.
    chosen = "proven or (not numpy and not float32)" if kind == "constraint" else "proven"
    ended = run(environment, folder, "pytest", "-q", "-p", "no:cacheprovider", "-k", chosen, "-W", "error")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "1 passed" in ended.stdout or kind == "constraint"


def test_a_package_conforms_on_the_command_line_too(new_package):
    folder, environment = new_package("loss")
    ended = run(environment, folder, "ganreg", "conform", "ganreg-drawn-loss", "--backend", "numpy", "--json", "-")
    (subject,) = json.loads(ended.stdout)["subjects"]
    assert (ended.returncode, subject["component"], subject["verdict"]) == (0, "loss drawn_loss", "proven")


def test_the_command_that_its_readme_shows_trains_with_it(new_package, tmp_path):
    commands, paths = [], []
    for kind in GIVEN:
        folder, environment = new_package(kind)
        paths.append(str(folder / "src"))
        (line,) = [line for line in (folder / "README.md").read_text("utf-8").splitlines() if "ganreg train" in line]
        commands.append([*line.split()[2:], "--iterations", "1", "--no-pictures", "--batch-size", "8"])
    environment["PYTHONPATH"] = os.pathsep.join([environment["PYTHONPATH"], *paths])
    (tmp_path / "all.py").write_text(ALL.replace("COMMANDS", repr(commands)), encoding="utf-8")
    ended = run(environment, tmp_path, "all")
    assert ended.returncode == 0, ended.stderr
    assert len(commands) == len(GIVEN)


def test_a_mistake_in_a_package_is_told(new_package):
    folder, environment = new_package("loss")
    path = folder / "src/ganreg_drawn_loss/loss.py"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("return None, fake / fake.shape[0]", "return None, 2 * fake / fake.shape[0]"))
    ended = run(environment, folder, "ganreg", "conform", "drawn-loss", "--backend", "numpy")
    assert ended.returncode == 1
    assert "failed by the check 'formulas against the oracle'" in ended.stdout


@kinds
def test_ruff_finds_nothing_in_a_package(new_package, kind):
    pytest.importorskip("ruff")
    folder, environment = new_package(kind)
    ended = run(environment, folder, "ruff", "check", ".", "--no-cache")
    assert ended.returncode == 0, ended.stdout


def test_every_kind_has_a_template_or_is_refused_by_name(ganreg):
    for kind in KINDS:
        result = ganreg("new-plugin", "some-name", "--kind", kind, "--into", kind)
        if kind in GIVEN:
            assert result.exit_code == 0
        else:
            assert result.exit_code == 1
            assert f"no template of a package for the kind {kind!r}" in result.stderr
            assert ", ".join(GIVEN) in result.stderr


def test_a_misspelt_kind_is_corrected(ganreg):
    assert "Did you mean 'constraint'?" in ganreg("new-plugin", "a", "--kind", "constrain").stderr


@pytest.mark.parametrize(
    "name", ["two words", "", "-soft", "soft--clip", "söft", "1st", "a/b", "lambda", "ganreg-", "."]
)
def test_what_cannot_name_a_package_is_refused_and_nothing_is_written(ganreg, empty_folder, name):
    result = ganreg("new-plugin", "--", name)
    assert result.exit_code == 1
    assert "Expected" in result.stderr
    assert not list(empty_folder.iterdir())


@pytest.mark.parametrize("name", ["soft-clip", "Soft_Clip", "soft.clip", "ganreg-soft-clip"])
def test_a_component_and_its_package_are_named_alike_however_that_is_written(ganreg, name):
    assert ganreg("new-plugin", name).exit_code == 0
    text = Path("ganreg-soft-clip/src/ganreg_soft_clip/constraint.py").read_text(encoding="utf-8")
    assert "class SoftClip(" in text
    project = tomllib.loads(Path("ganreg-soft-clip/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["name"] == "ganreg-soft-clip"
    assert project["entry-points"]["ganreg"] == {"soft_clip": "ganreg_soft_clip.plugin"}


@pytest.mark.parametrize(("name", "kind"), [("gp", "constraint"), ("Hinge", "loss"), ("wgan-lp", "constraint")])
def test_a_name_that_is_taken_is_refused(ganreg, name, kind):
    result = ganreg("new-plugin", name, "--kind", kind)
    assert result.exit_code == 1
    assert f"There is a {kind}" in result.stderr
    assert "Choose another name" in result.stderr


def test_a_package_that_python_has_already_is_not_hidden(ganreg):
    assert "'ganreg_torch'" in ganreg("new-plugin", "torch").stderr


def test_a_class_name_that_the_package_uses_otherwise_is_refused(ganreg):
    assert "Give --class-name" in ganreg("new-plugin", "any").stderr
    assert ganreg("new-plugin", "any", "--class-name", "AnySlope").exit_code == 0
    assert "class AnySlope:" in Path("ganreg-any/src/ganreg_any/oracle.py").read_text(encoding="utf-8")


@pytest.mark.parametrize("class_name", ["2nd", "class", "Soft Clip"])
def test_what_cannot_name_a_class_is_refused(ganreg, class_name):
    assert "cannot be a name in Python" in ganreg("new-plugin", "soft", "--class-name", class_name).stderr


def test_nothing_that_exists_is_overwritten(ganreg):
    Path("ganreg-soft").mkdir()
    assert ganreg("new-plugin", "soft").exit_code == 0  # an empty folder is as good as none
    kept = Path("ganreg-soft/README.md")
    kept.write_text("mine")
    result = ganreg("new-plugin", "soft", "--kind", "loss")
    assert result.exit_code == 1
    assert "is there already" in result.stderr
    assert kept.read_text() == "mine"
    assert not Path("ganreg-soft/src/ganreg_soft/loss.py").exists()


def test_a_file_in_the_folders_place_is_left_alone(ganreg):
    Path("ganreg-soft").write_text("mine")
    assert ganreg("new-plugin", "soft").exit_code == 1
    assert Path("ganreg-soft").read_text() == "mine"


def test_a_package_asks_for_the_versions_of_ganreg_that_it_was_written_for(ganreg):
    ganreg("new-plugin", "soft")
    assert f'"{requirement(version("ganreg"))}"' in Path("ganreg-soft/pyproject.toml").read_text(encoding="utf-8")


def test_every_template_has_its_place_and_no_placeholder_is_left(ganreg):
    templates = files("ganreg.cli") / "templates"
    names = {file.name for folder in templates.iterdir() for file in folder.iterdir()}
    assert names == {f"{name}.txt" for name in PLACES}
    for kind in GIVEN:
        ganreg("new-plugin", f"one-{kind}", "--kind", kind)
        for file in Path(f"ganreg-one-{kind}").rglob("*.*"):
            text = file.read_text(encoding="utf-8").replace("${{ matrix.python }}", "") if file.is_file() else ""
            assert "$" not in text.replace("$ ", ""), file
