"""The trial of one mutant: its tests, in a process of its own that imports the changed text in the file's place.

Nothing is written to the working tree. The process is a copy of one that has loaded the libraries already.
"""

import gc
import importlib
import os
import signal
import sys
from collections import Counter
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, Phase, settings

from mutation.session import KILLED, SURVIVED, TIMEOUT

LIBRARIES = ("numpy", "scipy.optimize", "torch", "array_api_strict", "array_api_compat.torch", "hypothesis.extra.numpy")
OPTIONS = ("-x", "-q", "--tb=no", "--assert=plain", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib")
BROKEN = 70
"""The exit status of a trial that was none."""

ROOTS = ("plugins", "reference")
"""Folders whose packages are imported without the folder's name."""


def load_libraries() -> None:
    """Import once what every trial needs, with one thread each; nothing of ganreg."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    for name in LIBRARIES:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()


@attrs.frozen
class Court:
    """Files of tests, and how often each test has been the one to notice: those are asked first.

    Args:
        root: the repository's folder.
        tests: paths of files of tests, asked one after another until one test fails.
        seconds: after which tests that still run are stopped.
    """

    root: Path
    tests: Sequence[str]
    seconds: float
    kills: Counter[str] = attrs.field(factory=Counter)

    def trial(self, path: str = "", text: str = "") -> str:
        """The verdict on a file with another text, or on the code as it is.

        Raises:
            RuntimeError: pytest found no tests, or broke down itself.
        """
        receiver, sender = os.pipe()
        process = os.fork()
        if process == 0:
            signal.setitimer(signal.ITIMER_REAL, self.seconds)
            try:
                os._exit(self._run(path, text, sender))
            finally:
                os._exit(BROKEN)
        os.close(sender)
        _, status = os.waitpid(process, 0)
        with os.fdopen(receiver, encoding="utf-8") as noticed:
            self.kills.update(noticed.read().splitlines())
        return _verdict(status, f"No verdict on {path}: there are no tests in {self.tests}, or pytest broke down.")

    def _run(self, path: str, text: str, sender: int) -> int:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        if path:
            sys.meta_path.insert(0, MutantFinder(_module(path), str(self.root / path), text))
        for test in sorted(self.tests, key=self._rank):
            hurried = Hurried(self.kills, sender)
            code = pytest.main([*OPTIONS, f"--rootdir={self.root}", str(self.root / test)], plugins=[hurried])
            if code != pytest.ExitCode.OK:
                return int(code)
        return int(pytest.ExitCode.OK)

    def _rank(self, test: str) -> int:
        return -sum(count for node, count in self.kills.items() if node.startswith(test))


def _verdict(status: int, complaint: str) -> str:
    """What the end of a trial's process says."""
    if os.WIFSIGNALED(status):
        return TIMEOUT if os.WTERMSIG(status) == signal.SIGALRM else KILLED
    if os.WEXITSTATUS(status) in (BROKEN, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise RuntimeError(complaint)
    return SURVIVED if os.WEXITSTATUS(status) == pytest.ExitCode.OK else KILLED


def _module(path: str) -> str:
    parts = Path(path).with_suffix("").parts
    return ".".join(parts[1:] if parts[0] in ROOTS else parts)


@attrs.frozen(eq=False)
class Hurried:
    """A plugin of pytest: the best witnesses first, fewer examples, and no search for the smallest that fails.

    Args:
        kills: how often each test failed before.
        sender: where the name of one that fails is written.
    """

    kills: Counter[str]
    sender: int

    def pytest_configure(self) -> None:
        """Called after the suite's own profile is loaded."""
        phases, checks = (Phase.explicit, Phase.generate), list(HealthCheck)
        settings.register_profile("hurried", settings(), phases=phases, suppress_health_check=checks, max_examples=25)
        settings.load_profile("hurried")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Sort the tests of a file."""
        items.sort(key=lambda item: -self.kills[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Say which test failed."""
        if report.failed:
            os.write(self.sender, f"{report.nodeid}\n".encode())


@attrs.frozen
class MutantFinder:
    """Finds one module, with another text."""

    module: str
    path: str
    text: str

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """The module's spec; None for all others."""
        if name != self.module:
            return None
        return spec_from_file_location(name, self.path, loader=MutantLoader(name, self.path, self.text))


class MutantLoader(SourceFileLoader):
    """Loads a module from another text than its file's."""

    def __init__(self, name: str, path: str, text: str) -> None:
        super().__init__(name, path)
        self._text = text

    def get_code(self, fullname: str) -> CodeType:
        """The compiled text."""
        return compile(self._text, self.path, "exec", dont_inherit=True)
