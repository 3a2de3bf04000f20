"""What a plugin does to its host while it is loaded: seen, undone where it does harm, and kept for `ganreg doctor`."""

import io
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from time import perf_counter
from typing import Any, TextIO, cast

import attrs

from ganreg.told import told

HEAVY = ("torch", "tensorflow", "jax", "cupy", "numba", "scipy", "sklearn", "pandas", "matplotlib")
"""Packages so large that nobody wants to wait for them who only asks for a list."""

FOR_DEVELOPERS = (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning)
"""Warnings that say nothing to whoever installed the plugin."""


@attrs.define
class Watch:
    """What was seen: the time, the large packages imported, and what a plugin should not do."""

    seconds: float = 0.0
    heavy: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Aside:
    """The standard output while plugins are loaded: what is written goes to the error stream, and is noticed.

    So a plugin that prints does not spoil what a command prints for other programs, and what a plugin keeps of this
    stream goes on working.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.written = False

    def write(self, text: str) -> int:
        """Pass the text on."""
        self.written = self.written or bool(text)
        return int(self._stream.write(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def watched() -> Iterator[Watch]:
    """While held, prints go to the error stream and warnings are kept; afterwards `sys.path` is as good as before."""
    watch, aside = Watch(), Aside(sys.stderr or io.StringIO())
    path, light = list(sys.path), [name for name in HEAVY if name not in sys.modules]
    started = perf_counter()
    warned: list[warnings.WarningMessage] = []
    try:
        with warnings.catch_warnings(record=True) as warned, redirect_stdout(cast(TextIO, aside)):
            warnings.simplefilter("always")
            yield watch
    finally:
        watch.seconds = perf_counter() - started
        watch.heavy = tuple(name for name in light if name in sys.modules)
        watch.notes = tuple(_notes(aside, warned, path))
        _repair(path)


def _notes(aside: Aside, warned: list[warnings.WarningMessage], path: list[str]) -> Iterator[str]:
    if aside.written:
        yield "it prints while it is imported"
    for warning in warned:
        if not issubclass(warning.category, FOR_DEVELOPERS):
            yield f"it warns while it is imported: {told(cast(Warning, warning.message))}"
    if sys.path != path:
        yield "it changes sys.path; what it added comes last now, what it removed is there again"


def _repair(path: list[str]) -> None:
    """Let no plugin hide modules from others: what it put into `sys.path` comes after everything else."""
    if sys.path != path:
        sys.path[:] = path + [folder for folder in sys.path if folder not in path]
