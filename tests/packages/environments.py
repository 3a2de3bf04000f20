"""Wheels, and clean environments that hold nothing but wheels; each is made once for all of xdist's workers."""

import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

import attrs
from filelock import FileLock

ROOT = Path(__file__).parent.parent.parent
BIN = "Scripts" if os.name == "nt" else "bin"
FOREIGN = ("PYTHON", "PYTEST", "GANREG", "VIRTUAL_ENV")
"""Variables of the surrounding environment that must not reach into a clean one."""


def outside():
    """The surrounding variables without those that would lead back into this checkout; one thread per process."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    return {"OMP_NUM_THREADS": "1"} | kept | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}


@attrs.frozen
class Package:
    """A distribution's folder with its `pyproject.toml`."""

    folder: Path

    @property
    def project(self):
        """What its `[project]` says."""
        return tomllib.loads((self.folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    @property
    def name(self):
        return self.project["name"]

    def requirement(self, wheel):
        """The wheel, with the extra `test` if the package has one."""
        return f"{wheel}[test]" if "test" in self.project.get("optional-dependencies", {}) else str(wheel)


GANREG = Package(ROOT)
PACKAGES = [Package(found.parent) for found in sorted(ROOT.glob("examples/ganreg-*/pyproject.toml"))]


@attrs.frozen
class Environment:
    """A virtual environment, from whose folder and whose variables nothing leads back here."""

    folder: Path

    def run(self, program, *arguments, cwd=None):
        """Run one of its programs; what it wrote and its exit code."""
        command = [str(self.folder / BIN / program), *map(str, arguments)]
        where, variables = cwd or self.folder, outside()
        return subprocess.run(
            command, cwd=where, env=variables, capture_output=True, encoding="utf-8", timeout=900, check=False
        )

    def ok(self, program, *arguments, cwd=None):
        """Run one of its programs, which must succeed; what it wrote."""
        finished = self.run(program, *arguments, cwd=cwd)
        assert finished.returncode == 0, f"{finished.args}\n{finished.stdout}\n{finished.stderr}"
        return finished.stdout

    def pip(self, *arguments):
        """Change what is installed, with the pip of the surrounding environment."""
        pip("--python", self.folder / BIN / "python", *arguments)


class Workshop:
    """The folder where wheels and environments are made.

    Args:
        folder: the same for all workers of a session.
    """

    def __init__(self, folder):
        self.folder = folder

    def wheel(self, package):
        """The built wheel of a package."""

        def build(folder):
            pip("wheel", "--no-deps", "--wheel-dir", folder, package.folder)

        (wheel,) = self._once(f"wheel-{package.name}", build).glob("*.whl")
        return wheel

    def bare(self):
        """An environment with the wheel of ganreg and what it requires, no extra."""
        return self._environment("bare", [str(self.wheel(GANREG))])

    def environment(self, package):
        """An environment with the wheels of ganreg and of a package, and what the package says that its tests need."""
        wheels = [str(self.wheel(GANREG)), package.requirement(self.wheel(package))]
        return self._environment(package.name, wheels)

    def _environment(self, name, wheels):
        def build(folder):
            venv.create(folder, with_pip=False, symlinks=os.name != "nt")
            Environment(folder).pip("install", "--no-compile", "--constraint", ROOT / "constraints.txt", *wheels)

        return Environment(self._once(f"environment-{name}", build))

    def _once(self, name, build):
        """A folder that the first worker builds; the others wait, and hear of its failure."""
        folder, outcome = self.folder / name, self.folder / f"{name}.outcome"
        with FileLock(self.folder / f"{name}.lock"):
            if not outcome.exists():
                outcome.write_text(_told(build, folder), encoding="utf-8")
        if told := outcome.read_text(encoding="utf-8"):
            raise RuntimeError(told)
        return folder


def _told(build, folder):
    """What went wrong in a build, or nothing."""
    try:
        build(folder)
    except RuntimeError as error:
        return str(error)
    return ""


def pip(*arguments):
    """Run pip; it takes what is missing from the package index, as the installation of the tests did."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, arguments), "--quiet"]
    finished = subprocess.run(command, env=outside(), capture_output=True, encoding="utf-8", check=False)
    if finished.returncode:
        raise RuntimeError(
            f"`{' '.join(command)}` failed. These tests build wheels and install them into clean environments; they "
            f"need the package index (or a pip that is configured for another one). pip said:\n{finished.stderr}"
        )
