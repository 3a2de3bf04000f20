"""What a check found."""

from collections.abc import Callable

import attrs

STATUSES = ("pass", "fail", "xfail", "set-aside", "not-run", "undeclared")


@attrs.frozen
class Result:
    """The outcome of a check, and why.

    Args:
        status: `pass`; `fail`; `xfail`, it failed as its author announced; `set-aside`, the example cannot tell right
            from wrong (at a kink one-sided derivatives differ); `not-run`, it cannot run here, or was not reached since
            an earlier check failed; `undeclared`, nobody says that this backend computes this component.
        reason: what differs and by how much, or what is missing.
        passed: how many examples passed.
        aside: how many were set aside.
    """

    status: str = attrs.field(validator=attrs.validators.in_(STATUSES))
    reason: str = ""
    passed: int = 0
    aside: int = 0


PASS = Result("pass")


@attrs.frozen
class Check:
    """A named check; calling it runs it.

    Args:
        name: which check.
        run: what does it.
        subject: the component that is checked, in words.
        backend: on which backend, in words; empty for what no backend takes part in.
    """

    name: str
    run: Callable[[], Result]
    subject: str = ""
    backend: str = ""

    def __call__(self) -> Result:
        """Run the check."""
        return self.run()

    def __str__(self) -> str:
        return " · ".join(word for word in (self.subject, self.backend, self.name) if word)
