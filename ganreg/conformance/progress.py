"""How far the checks of one component have come."""

import traceback
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import numpy as np

from ganreg.conformance.result import Check, Result
from ganreg.conformance.subject import Subject
from ganreg.errors import DeviceError, MissingDependencyError

RAISES = "it raises "
"""How a reason begins that tells of an exception."""

ALONE = ""
"""The place of checks in which no backend takes part; a failure there stops all others."""


class Progress:
    """Makes the checks of a subject such that nothing they do escapes, and none runs after a failure.

    Args:
        subject: what is checked, with the failures that its announcement expects.
    """

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        expected = subject.entry.spec.expected_failures if subject.entry else {}
        self.expected = expected if isinstance(expected, Mapping) else {}
        self.failed: dict[str, str] = {}

    def check(self, name: str, run: Callable[[], Result], backend: str = ALONE) -> Check:
        """A check under this subject's name."""
        return Check(name, lambda: self._result(name, run, backend), self.subject.label, backend)

    def _result(self, name: str, run: Callable[[], Result], backend: str) -> Result:
        earlier = self.failed.get(ALONE) or self.failed.get(backend)
        if earlier:
            return Result("not-run", f"not reached: {earlier!r} failed")
        result = guarded(run)
        expected = self._reason(name, backend)
        if expected and result.status in ("pass", "fail"):
            return self._expected(name, result, backend, expected)
        if result.status == "fail":
            self.failed[backend] = name
        return result

    def _reason(self, name: str, backend: str) -> str:
        """Why a check is expected to fail, or nothing: everywhere, on a backend, or on it in one precision."""
        keys = (f"{backend}: {name}", f"{backend.partition(' ')[0]}: {name}", name)
        return next((self.expected[key] for key in keys if key in self.expected), "")

    def _expected(self, name: str, result: Result, backend: str, reason: str) -> Result:
        """A failure that was announced; one that was announced and did not happen is a failure."""
        if result.status == "fail":
            return Result("xfail", f"{reason} ({result.reason})")
        self.failed[backend] = name
        return Result("fail", f"it passes, though it was expected to fail: {reason}")


@contextmanager
def noted(note: str) -> Iterator[None]:
    """Whatever is raised inside is told with a note: on what, and what might be meant."""
    try:
        yield
    except Exception as error:
        error.add_note(note)
        raise


def guarded(run: Callable[[], Result]) -> Result:
    """What a check found; whatever an implementation raises, `SystemExit` too, is a failure and says where."""
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")  # what overflows is judged by its value
            return run()
    except (DeviceError, MissingDependencyError) as error:
        return Result("not-run", str(error))
    except (KeyboardInterrupt, GeneratorExit):
        raise
    except BaseException as error:  # noqa: BLE001 - a stranger's code may raise anything
        return Result("fail", told(error))


def told(error: BaseException) -> str:
    """The error, and the last place outside of ganreg's conformance kit where it passed."""
    try:
        message = str(error)
    except Exception:  # noqa: BLE001 - even its message may raise
        message = "(its message cannot be shown)"
    notes = "".join(f" ({note})" for note in getattr(error, "__notes__", ()))
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{RAISES}{type(error).__name__}: {message}{where}{notes}"
