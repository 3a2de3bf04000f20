"""The wheel of ganreg has all of ganreg and nothing else, and works without extras."""

import zipfile
from email.parser import HeaderParser

import pytest
from packages.environments import GANREG, ROOT

ROOMS = {
    "ganreg": ROOT / "ganreg",
    "ganreg_array": ROOT / "plugins" / "ganreg_array",
    "ganreg_torch": ROOT / "plugins" / "ganreg_torch",
    "ganreg_reference": ROOT / "reference" / "ganreg_reference",
}


@pytest.fixture(scope="session")
def wheel(workshop):
    with zipfile.ZipFile(workshop.wheel(GANREG)) as archive:
        yield archive


@pytest.fixture(scope="session")
def bare(workshop):
    return workshop.bare()


def read(wheel, name):
    (found,) = [one for one in wheel.namelist() if one.endswith(f".dist-info/{name}")]
    return wheel.read(found).decode()


def test_it_has_every_file_of_the_packages_and_no_other(wheel):
    expected = {
        f"{name}/{path.relative_to(room).as_posix()}"
        for name, room in ROOMS.items()
        for path in room.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    found = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert found == expected


@pytest.mark.parametrize("name", ROOMS)
def test_its_packages_are_typed(wheel, name):
    assert f"{name}/py.typed" in wheel.namelist()


def test_its_metadata_is_that_of_the_project(wheel):
    metadata, project = HeaderParser().parsestr(read(wheel, "METADATA")), GANREG.project
    assert (metadata["Name"], metadata["Version"]) == (project["name"], project["version"])
    assert metadata["Requires-Python"] == project["requires-python"]
    assert metadata["License-Expression"] == project["license"]
    assert set(metadata.get_all("Provides-Extra")) == set(project["optional-dependencies"])
    assert read(wheel, "licenses/LICENSE") == (ROOT / "LICENSE").read_text(encoding="utf-8")


def test_its_plugins_and_its_command_are_announced(wheel):
    announced, plugins = read(wheel, "entry_points.txt"), GANREG.project["entry-points"]["ganreg"]
    assert set(plugins) == {"ganreg", "array", "torch", "reference"}
    for name, target in {**plugins, **GANREG.project["scripts"]}.items():
        assert f"{name} = {target}\n" in announced


def test_without_extras_its_command_helps_and_says_its_version(bare):
    assert "train" in bare.ok("ganreg", "--help")
    assert GANREG.project["version"] in bare.ok("ganreg", "--version")
    assert "Usage" in bare.ok("python", "-m", "ganreg", "--help")


def test_without_extras_it_trains_on_numpy(bare, tmp_path):
    bare.ok("ganreg", "train", "--data", "ring", "--iterations", 2, "--run", tmp_path / "run", "--no-pictures")
    assert (tmp_path / "run" / "recipe.toml").exists()


def test_without_extras_what_is_missing_is_said_with_the_command_that_installs_it(bare, tmp_path):
    finished = bare.run("ganreg", "train", "--data", "ring", "--backend", "torch", "--run", tmp_path / "run")
    assert finished.returncode != 0
    assert 'pip install "ganreg[torch]"' in " ".join(finished.stderr.split())
    assert "Traceback" not in finished.stderr
