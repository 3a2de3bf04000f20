"""What a backend does with a component's examples: every check run, and counted by its outcome."""

from collections import Counter
from collections.abc import Mapping

import attrs

from ganreg.backend import AbstractBackend
from ganreg.conformance.checks import iter_checks
from ganreg.conformance.examples import examples
from ganreg.conformance.result import STATUSES
from ganreg.discovery import Entry
from ganreg.errors import GanregError
from ganreg.registry import registry
from ganreg.support import support_of


@attrs.frozen
class Survey:
    """The outcome of all checks of one component on one backend.

    Args:
        counts: how many checks ended in each status.
        reasons: why, of those that failed or could not run; each once, in order.
    """

    counts: Mapping[str, int]
    reasons: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether a check failed."""
        return self.counts["fail"] > 0


def survey(entry: Entry, backend: AbstractBackend) -> Survey:
    """Run every check on every example of a component.

    A component that is refused (declared unsupported, say, or a module it needs is missing) is `not-run`, with the
    reason; so is one that the kit has no example of.
    """
    counts, reasons = Counter(dict.fromkeys(STATUSES, 0)), dict[str, None]()
    support = support_of(entry, backend.name, registry().entry_of(backend))
    if support.level != "full":
        return Survey(dict(counts) | {"not-run": 1}, (f"declared {support.level}: {support.reason}",))
    try:
        cases = examples(entry.spec.kind, entry.spec.name)
        for check in (check for case in cases for check in iter_checks(case, backend)):
            result = check()
            counts[result.status] += 1
            if result.status in ("fail", "not-run"):
                reasons[f"{check.name}: {result.reason}"] = None
        if not cases:
            reasons["the kit has no example of it"] = None
    except GanregError as error:
        counts["not-run"] += 1
        reasons[f"refused: {error}"] = None
    return Survey(dict(counts), tuple(reasons))
