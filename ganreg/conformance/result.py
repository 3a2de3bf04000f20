"""What a check found."""

from collections.abc import Callable

import attrs

STATUSES = ("pass", "fail", "set-aside", "not-run")


@attrs.frozen
class Result:
    """`pass`, `fail`, `set-aside` (an example at a kink, where one-sided derivatives differ) or `not-run`, with why."""

    status: str = attrs.field(validator=attrs.validators.in_(STATUSES))
    reason: str = ""


PASS = Result("pass")


@attrs.frozen
class Check:
    """A named check of a backend on a case; calling it runs it."""

    name: str
    run: Callable[[], Result]

    def __call__(self) -> Result:
        """Run the check."""
        return self.run()
