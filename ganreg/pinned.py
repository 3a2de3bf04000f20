"""A published number, by which a formula is held against its paper."""

from collections.abc import Mapping
from typing import Any

import attrs

from ganreg.errors import ParameterError


@attrs.frozen(kw_only=True)
class Pinned:
    """What a paper says that one formula gives: `component.method(*arguments) = value`.

    Two such numbers, or an oracle, stand between "self-consistent" and "proven": an author's formula and derivative may
    share one mistake. Write them down from the paper, or work them out by hand; never copy what the code returns.

    Args:
        method: a formula of the component: `critic` or `generator` of a loss, `value` of a penalty or a norm,
            `project`, `step`, …
        arguments: what it is called with, without the namespace: numbers, nested lists for arrays, tuples and mappings
            of such, strings, None.
        value: the number, or nested lists of numbers. Numbers that are all 0 would be met by the formula times any
            factor, so they do not count.
        source: where it is published: paper, equation, table or page; or the line of arithmetic.
        within: how far it may be off, for a number that is printed with few digits: half a unit of the last one.
        parameters: of the component; its defaults for the others.
    """

    method: str
    arguments: tuple[Any, ...]
    value: Any
    source: str = attrs.field()
    within: float = 0.0
    parameters: Mapping[str, Any] = attrs.field(factory=dict)

    @source.validator
    def _check_source(self, attribute: "attrs.Attribute[str]", value: str) -> None:
        if not value.strip():
            raise ParameterError(f"Pinned({self.method!r}, …) names no source. Say where the number is published.")
