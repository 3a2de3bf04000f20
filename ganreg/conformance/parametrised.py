"""The checks under pytest."""

from collections.abc import Callable, Iterable
from typing import Any

import attrs

from ganreg.conformance.kit import iter_checks
from ganreg.conformance.result import Check
from ganreg.errors import MissingDependencyError


@attrs.frozen
class PytestCheck:
    """A check that tells pytest what it found: it raises `AssertionError`, skips, or marks an expected failure."""

    check: Check

    def __call__(self) -> None:
        """Run the check."""
        import pytest

        result = self.check()
        assert result.status != "fail", f"{self.check}: {result.reason}"
        if result.status == "xfail":
            pytest.xfail(result.reason)
        if result.status in ("not-run", "undeclared"):
            pytest.skip(result.reason)

    def __str__(self) -> str:
        return str(self.check)


def parametrize_with_checks(given: Any, backends: Iterable[Any] | None = None) -> Callable[[Any], Any]:
    """A pytest decorator: one test for every check of some components.

    Args:
        given: components, classes, `"kind/name"`, the name of an installed package or a plugin file.
        backends: names, mappings or objects; by default every registered backend, in each precision.

    Returns:
        The decorator of a test with the argument `check`, which it calls:

            @parametrize_with_checks([Huber(), Huber(delta=0.1)])
            def test_huber_conforms(check):
                check()

    Raises:
        MissingDependencyError: pytest is not installed.
        UnknownNameError: nothing of a name is installed.
    """
    try:
        import pytest
    except ImportError as error:
        raise MissingDependencyError('pytest is not installed. Install it: pip install "ganreg[conform]"') from error
    checks = [PytestCheck(check) for check in iter_checks(given, backends)]
    decorated: Callable[[Any], Any] = pytest.mark.parametrize("check", checks, ids=str)
    return decorated
