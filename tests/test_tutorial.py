"""The tutorial for plugin authors, done as it says: files written, commands run, and what it shows comes out."""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from test_docs import TUTORIAL
from typer.testing import CliRunner

from ganreg.cli.main import app
from ganreg.registry import registry

BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"(?P<how>into|to)\s`(?P<path>[\w./-]+\.py)`:\s*$")
QUICK = "announcement or oracle"
"""Of a package's own tests: all of them are run in tests/cli/test_new_plugin.py."""


class Reader:
    """Somebody who does what the tutorial says."""

    def __init__(self, site):
        self.site, self.names = site, {}

    def read(self, before, language, text):
        """One block: a file, Python, or commands with what they print."""
        file = FILE.search(before)
        if language == "console":
            self.type(text.splitlines())
        elif file is None:
            exec(compile(text, "tutorial.md", "exec"), self.names)
        else:
            with Path(file["path"]).open("w" if file["how"] == "into" else "a", encoding="utf-8") as opened:
                opened.write(text)

    def type(self, lines):
        """Commands, each followed by lines that must be among its output."""
        output = []
        for line in lines:
            if line.startswith("$ "):
                output = self.run(shlex.split(line.removeprefix("$ ")))
            else:
                assert numberless(line) in output, (line, output)

    def run(self, words):
        """One command; its output without numbers."""
        name = words[0]
        if name == "ganreg":
            registry.cache_clear()  # each command is a process of its own
            ended = CliRunner().invoke(app, words[1:])
            assert (ended.exit_code == 0) != ("failed by the check" in ended.stdout), ended.output
            return [numberless(one) for one in ended.stdout.splitlines()]
        return getattr(self, name)(*words[1:]) or []

    def cd(self, folder):
        os.chdir(folder)

    def cp(self, source, target):
        shutil.copy(source, target)

    def pip(self, *words):
        """What `pip install -e .` leaves: the metadata, and the sources on the path."""
        project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
        info = self.site / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        )
        points = "".join(f"{name} = {value}\n" for name, value in project["entry-points"]["ganreg"].items())
        (info / "entry_points.txt").write_text(f"[ganreg]\n{points}")
        sys.path[:0] = [str(self.site), str(Path("src").resolve())]

    def pytest(self):
        path = os.pathsep.join(filter(None, sys.path))
        environment = {**os.environ, "PYTHONPATH": path, "GANREG_DISABLE_PLUGINS": "torch"}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", QUICK]
        ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout


def numberless(line):
    return re.sub(r"\b\d+", "0", line.rstrip())


@pytest.fixture
def reader(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")
    path, modules = list(sys.path), set(sys.modules)
    registry.cache_clear()
    yield Reader(tmp_path / "site")
    sys.path[:] = path
    for name in set(sys.modules) - modules:
        if name.startswith(("ganreg_hinge_penalty", "ganreg_plugin_")):
            del sys.modules[name]
    registry.cache_clear()


def test_the_tutorial_runs_as_it_stands(reader):
    text = TUTORIAL.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    assert len(blocks) > 12
    for block in blocks:
        reader.read(text[: block.start()], *block.groups())
